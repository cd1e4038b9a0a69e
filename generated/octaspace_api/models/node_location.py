from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NodeLocation(Model):
    """Where a node stands.

    Attributes:
        city: City, empty when unknown.
        country: Name of the country.
        latitude: Latitude in degrees.
        longitude: Longitude in degrees.
    """

    city: str
    """City, empty when unknown."""

    country: str
    """Name of the country."""

    latitude: float | None = None
    """Latitude in degrees."""

    longitude: float | None = None
    """Longitude in degrees."""
