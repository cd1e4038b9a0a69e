"""One function an operation: typed arguments in, checked, a `Request` out. Nothing here touches a network."""

# The operations that act although their HTTP method says that they do not: method and path, parameters in braces.
ACTING = (("GET", "/nodes/{id}/reboot"),)
