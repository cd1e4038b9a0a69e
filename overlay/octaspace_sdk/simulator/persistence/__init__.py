"""Keeps a simulated world in a SQLite file."""
