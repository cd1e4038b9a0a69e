from __future__ import annotations

import attrs

from .. import units
from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class VPNRelay(Model):
    """A VPN relay."""

    node_id: int
    """Id of the node."""

    country: str
    """Name of the country."""

    country_iso: str
    """ISO code of the country."""

    city: str
    """City."""

    latitude: float
    """Latitude in degrees."""

    longitude: float
    """Longitude in degrees."""

    residential: bool
    """Whether the address is residential."""

    net_down_mbits: int = attrs.field(metadata={"aliases": ("net_down_mbs",)})
    """Download speed, in bytes per second when above 100 000, else in Mbit/s."""

    net_up_mbits: int = attrs.field(metadata={"aliases": ("net_up_mbs",)})
    """Upload speed, in bytes per second when above 100 000, else in Mbit/s."""

    traffic_price_usd: float
    """Price of traffic in USD per gigabyte."""

    traffic_price_ether: float
    """Price of traffic in OCTA per gigabyte."""

    @property
    def net_down_mbps(self) -> float:
        """`net_down_mbits` in Mbit/s."""
        return units.mbps(self.net_down_mbits)

    @property
    def net_up_mbps(self) -> float:
        """`net_up_mbits` in Mbit/s."""
        return units.mbps(self.net_up_mbits)
