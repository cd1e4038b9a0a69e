"""The Python target: generated/octaspace_api."""
