from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class ProxyEndpoint(Model):
    """Address of an HTTP proxy, which a session of the subkind http_proxy has as its configuration.

    Attributes:
        ip: IP address.
        port: Port.
    """

    ip: str
    """IP address."""

    port: int
    """Port."""
