"""One function an operation: typed arguments in, checked, a `Request` out. Nothing here touches a network."""

# The HTTP methods whose requests may be sent twice (RFC 9110).
IDEMPOTENT_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PUT")

# Requests that act, or may act, although their HTTP method says that they do not; path parameters are in braces.
ACTING = (
    ("GET", "/nodes/{id}/reboot"),
    ("GET", "/nodes/{id}/prices"),
    ("GET", "/services/{uuid}/stop"),
)

# The operations that need no API key.
PUBLIC = (
    "apps.list",
    "network.info",
)
