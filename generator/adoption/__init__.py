"""Adopts from another description of the API what openapi.yaml lacks: `make spec-from`."""
