"""Persistence of a simulated world in an SQLite file."""
