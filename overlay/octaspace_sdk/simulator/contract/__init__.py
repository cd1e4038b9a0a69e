"""Checks requests and responses of the simulator against openapi.yaml."""
