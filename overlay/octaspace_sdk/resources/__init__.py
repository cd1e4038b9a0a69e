"""Resources with handwritten methods on top of the generated ones."""
