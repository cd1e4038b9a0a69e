from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import attrs

from .. import units
from ..model import Model, masked
from .session_hardware import SessionHardware
from .session_prices import SessionPrices
from .ssh_endpoint import SSHEndpoint


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class Session(Model):
    """A session in the listings of running and of finished sessions."""

    # May be left out, and may be null as well.
    _nullable = (
        "finished_at",
        "container_id",
        "ports_matrix",
        "urls",
        "ssh_direct",
        "ssh_proxy",
        "ssh_web",
        "prices",
        "node_hw",
        "rx",
        "tx",
        "termination_reason",
    )

    uuid: str
    """UUID of the session."""

    service: str
    """Service of the session; known words are mr, vpn and render, and others may come; may be empty."""

    account_id: int | None = None
    """Number of the account that the session belongs to, not always there."""

    kind: str | None = None
    """VPN subkind of the session, or base for a machine."""

    app_name: str | None = None
    """Name of the application."""

    app_logo: str | None = None
    """URL of the logo of the application."""

    node_id: int | None = None
    """Id of the node that the session runs on."""

    progress: str | None = None
    """What the service is doing for this session, in words."""

    is_ready: bool | None = None
    """Whether the session can be used."""

    public_ip: str | None = None
    """Public IP address of the machine."""

    duration: int | None
    """Duration in seconds."""

    started_at: int | None
    """Start, in Unix milliseconds."""

    finished_at: int | None = None
    """End, in Unix milliseconds, of a finished session."""

    container_id: list[str] | None = None
    """Ids of the containers; VPN sessions have none."""

    charge_amount: int
    """What the session has cost so far, in Wei."""

    ports_matrix: dict[str, int] | None = None
    """Public port for each port of the container."""

    urls: dict[str, str] | None = None
    """Public URL for each HTTP port of the container."""

    ssh_direct: SSHEndpoint | None = attrs.field(default=None, repr=masked)
    """Where SSH reaches the machine directly."""

    ssh_proxy: SSHEndpoint | None = attrs.field(default=None, repr=masked)
    """Where SSH reaches the machine through a proxy."""

    ssh_web: str | None = attrs.field(default=None, repr=masked)
    """URL of SSH in the browser."""

    ip: str | None = None
    """IP address of the VPN relay."""

    country: str | None = None
    """Name of the country of the VPN relay."""

    country_iso: str | None = None
    """ISO code of the country of the VPN relay."""

    city: str | None = None
    """City of the VPN relay."""

    prices: SessionPrices | None = None
    """Price of the session."""

    node_hw: SessionHardware | None = None
    """Hardware that the session has."""

    rx: int | None = None
    """Bytes received."""

    tx: int | None = None
    """Bytes sent."""

    termination_reason: int | None = None
    """Number of the reason why the session ended; 0 is a normal stop, 1 an idle limit, the others are errors."""

    @property
    def started_at_utc(self) -> datetime | None:
        """`started_at` as an aware datetime in UTC."""
        return units.utc_from_ms(self.started_at)

    @property
    def finished_at_utc(self) -> datetime | None:
        """`finished_at` as an aware datetime in UTC."""
        return units.utc_from_ms(self.finished_at)

    @property
    def charge_amount_octa(self) -> Decimal:
        """`charge_amount` in OCTA, exact."""
        return units.octa(self.charge_amount)

    @property
    def charge_amount_usd(self) -> Decimal | None:
        """`charge_amount` in USD at `prices.market_price`, exact; None where there is no price."""
        return units.usd(self.charge_amount, getattr(self.prices, "market_price", None))

    @property
    def ended_normally(self) -> bool | None:
        """`termination_reason` says that the session ended normally; None if unknown."""
        return units.ended_normally(self.termination_reason)
