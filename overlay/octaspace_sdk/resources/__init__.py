"""What is handwritten on top of the generated resources."""
