from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NetworkNodes(Model):
    """How many nodes there are.

    Attributes:
        count: Number of nodes.
        vpn: Number of nodes that offer VPN.
        online: Number of nodes that are online.
        total: Number of all nodes, as older hosts call it.
        locations: Number of places where there are nodes.
        vpn_locations: Number of places where there are nodes that offer VPN.
    """

    count: int | None = None
    """Number of nodes."""

    vpn: int | None = None
    """Number of nodes that offer VPN."""

    online: int | None = None
    """Number of nodes that are online."""

    total: int | None = None
    """Number of all nodes, as older hosts call it."""

    locations: int | None = None
    """Number of places where there are nodes."""

    vpn_locations: int | None = None
    """Number of places where there are nodes that offer VPN."""
