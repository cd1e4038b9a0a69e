"""Resources with handwritten methods on top of the generated ones.

nodes.py and services.py replace generated methods, and their docstrings; the others add methods.
"""
