"""The operations of the API and the payloads they answer with."""
