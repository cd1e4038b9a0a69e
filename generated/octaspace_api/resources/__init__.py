"""The operations by tag, as methods that hand their request to an executor: sync, async, and raw."""
