"""The operations by tag, as methods that hand their request to a client: sync, async, and raw."""
