"""HTTP: the server, JSON, byte ranges, how responses are sent, the request log."""
