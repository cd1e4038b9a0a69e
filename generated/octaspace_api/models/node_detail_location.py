from __future__ import annotations

import attrs

from ..model import Model
from .node_devices import NodeDevices


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NodeDetailLocation(Model):
    """Where a node stands, with what is known about its internet address.

    Attributes:
        city: City, empty when unknown.
        country: Name of the country.
        isocode: ISO code of the country.
        continent: Name of the continent.
        continentcode: Code of the continent.
        latitude: Latitude in degrees.
        longitude: Longitude in degrees.
        hostname: Host name of the address.
        ip: IP address of the node.
        organisation: Organisation that the address belongs to.
        provider: Internet provider.
        proxy: Whether the address is known as a proxy, in words.
        risk: Risk score of the address.
        type: Kind of connection.
        devices: How many devices share the address.
    """

    # May be left out, and may be null as well.
    _nullable = ("devices",)

    city: str
    """City, empty when unknown."""

    country: str
    """Name of the country."""

    isocode: str | None = None
    """ISO code of the country."""

    continent: str | None = None
    """Name of the continent."""

    continentcode: str | None = None
    """Code of the continent."""

    latitude: float | None = None
    """Latitude in degrees."""

    longitude: float | None = None
    """Longitude in degrees."""

    hostname: str | None = None
    """Host name of the address."""

    ip: str | None = None
    """IP address of the node."""

    organisation: str | None = None
    """Organisation that the address belongs to."""

    provider: str | None = None
    """Internet provider."""

    proxy: str | None = None
    """Whether the address is known as a proxy, in words."""

    risk: int | None = None
    """Risk score of the address."""

    type: str | None = None
    """Kind of connection."""

    devices: NodeDevices | None = None
    """How many devices share the address."""
