"""Checks a live API, reading only: `python -m octaspace_sdk.smoke`."""
