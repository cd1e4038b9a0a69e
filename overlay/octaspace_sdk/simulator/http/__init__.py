"""Requests and responses of the simulator: the server, JSON, ranges, the request log."""
