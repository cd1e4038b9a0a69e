from __future__ import annotations

from decimal import Decimal

import attrs

from .. import behaviour, units
from ..model import ResponseModel


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class VPNRelay(ResponseModel):
    """A VPN relay.

    Attributes:
        node_id: Id of the node.
        country: Name of the country.
        country_iso: ISO code of the country.
        city: City.
        latitude: Latitude in degrees.
        longitude: Longitude in degrees.
        residential: Whether the address is residential.
        net_down_mbits: Download speed, in bytes per second when above 100 000, else in Mbit/s.
        net_up_mbits: Upload speed, in bytes per second when above 100 000, else in Mbit/s.
        traffic_price_usd: Price of traffic in USD per gigabyte.
        traffic_price_ether: Price of traffic in OCTA per gigabyte.
    """

    _summary = (
        "node_id",
        "place",
        "price_per_gb",
        "residential",
        "download_mbps",
        "upload_mbps",
    )

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

    traffic_price_usd: Decimal
    """Price of traffic in USD per gigabyte."""

    traffic_price_ether: Decimal
    """Price of traffic in OCTA per gigabyte."""

    @property
    def net_down_mbps(self) -> float:
        """`net_down_mbits` in Mbit/s."""
        return units.mbps(self.net_down_mbits)

    @property
    def net_up_mbps(self) -> float:
        """`net_up_mbits` in Mbit/s."""
        return units.mbps(self.net_up_mbits)

    @property
    def price_per_gb(self) -> Decimal | None:
        """`traffic_price_usd` in USD, converted where it is set in OCTA; None if unknown."""
        return units.price(self.traffic_price_usd, octa=self.traffic_price_ether)

    @property
    def price_per_hour(self) -> Decimal | None:
        """None: a relay is charged by traffic, see `price_per_gb`."""
        return None

    @property
    def download_mbps(self) -> float | None:
        """Download speed in Mbit/s."""
        return units.mbps(self.net_down_mbits)

    @property
    def upload_mbps(self) -> float | None:
        """Upload speed in Mbit/s."""
        return units.mbps(self.net_up_mbits)

    @property
    def place(self) -> str:
        """City and country."""
        return behaviour.place(self.city, self.country)
