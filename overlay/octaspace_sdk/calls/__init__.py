"""The policy of one call: retries, failover, deadline. No I/O but in the drivers."""
