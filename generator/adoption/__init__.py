"""What other descriptions of the API have more than openapi.yaml: `make spec-from`."""
