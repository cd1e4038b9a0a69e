"""One function an operation: typed arguments in, checked, a `Request` out. Nothing here touches a network."""
