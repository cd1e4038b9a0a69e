"""The handlers of the API's operations and the payloads of their responses."""
