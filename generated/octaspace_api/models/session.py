from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import attrs

from .. import behaviour, units
from ..model import ResponseModel, masked
from .session_hardware import SessionHardware
from .session_prices import SessionPrices
from .ssh_endpoint import SSHEndpoint


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class Session(ResponseModel):
    """A session in the listings of running and of finished sessions.

    Attributes:
        uuid: UUID of the session.
        service: Service of the session, may be empty. Known words are mr, vpn and render; others may come.
        account_id: Number of the account that the session belongs to, not always there.
        kind: VPN subkind of the session, or base for a machine.
        app_name: Name of the application.
        app_logo: URL of the logo of the application.
        node_id: Id of the node that the session runs on.
        progress: What the service is doing for this session, in words.
        is_ready: Whether the session can be used.
        public_ip: Public IP address of the machine.
        duration: Duration in seconds.
        started_at: Start, in Unix milliseconds.
        finished_at: End, in Unix milliseconds, of a finished session.
        container_id: Ids of the containers; VPN sessions have none.
        charge_amount: What the session has cost so far, in Wei.
        ports_matrix: Public port for each port of the container.
        urls: Public URL for each HTTP port of the container.
        ssh_direct: Where SSH reaches the machine directly.
        ssh_proxy: Where SSH reaches the machine through a proxy.
        ssh_web: URL of SSH in the browser.
        ip: IP address of the VPN relay.
        country: Name of the country of the VPN relay.
        country_iso: ISO code of the country of the VPN relay.
        city: City of the VPN relay.
        prices: Price of the session.
        node_hw: Hardware that the session has.
        rx: Bytes received.
        tx: Bytes sent.
        termination_reason: Number of the reason why the session ended; 0 is a normal stop, 1 an idle limit, the
            others are errors.
    """

    _summary = (
        "uuid",
        "service",
        "kind",
        "app_name",
        "node_id",
        "progress",
        "gpu_count",
        "gpu_model",
        "duration",
        "price_per_hour",
        "charge_amount_octa",
    )

    _in_wei = ("charge_amount",)

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
    """Service of the session, may be empty. Known words are mr, vpn and render; others may come."""

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

    @property
    def price_per_hour(self) -> Decimal | None:
        """Price in USD per hour; where it is set in OCTA, which is not sent: what it has cost so far, by its duration.

        None before anything was charged, and for a finished session without a market price: see `usd_per_hour`.
        """
        return behaviour.price_per_hour(self.prices, self.charge_amount_usd, self.duration)

    def usd(self, rate: Decimal | float) -> Decimal:
        """Return what the session has cost in USD, exact, at a rate of your choice.

        Args:
            rate: USD per OCTA, above 0, such as `client.network.info().market_price`. The listing of finished sessions
                has no rate, so `charge_amount_usd` is None there.

        Raises:
            ValueError: The rate is not above 0, or what the session has cost was not sent as a number.
        """
        return behaviour.usd(self.charge_amount, rate)

    def usd_per_hour(self, rate: Decimal | float) -> Decimal | None:
        """Return what the session costs in USD per hour: its price, else what it has cost at a rate, by its duration.

        Args:
            rate: USD per OCTA, above 0, as for `usd`.

        Returns:
            Decimal | None: The price; None before anything was charged.

        Raises:
            ValueError: As for `usd`.
        """
        return behaviour.price_per_hour(self.prices, self.usd(rate), self.duration)

    @property
    def gpu_model(self) -> str | None:
        """Model of the GPUs, several joined with " + "; None without GPUs."""
        return behaviour.gpu_model(getattr(self.node_hw, "gpu", None))

    @property
    def gpu_count(self) -> int | None:
        """Number of GPUs; None where the hardware is not said, as for finished sessions."""
        return None if self.node_hw is None else behaviour.gpu_count(getattr(self.node_hw, "gpu", None))

    def ssh_arguments(self, *, proxy: bool = False, user: str = "root", identity: str | None = None) -> list[str]:
        """Return the words of a command that opens a shell in the session, for `subprocess.run`.

        Args:
            proxy: Whether to go through the SSH proxy, which works from behind most firewalls.
            user: The user to log in as.
            identity: Path of a private key.

        Raises:
            LookupError: The session has no SSH, or not yet.
        """
        return behaviour.ssh_arguments(self, proxy=proxy, user=user, identity=identity)

    def ssh_command(self, *, proxy: bool = False, user: str = "root", identity: str | None = None) -> str:
        """Return a command that opens a shell in the session, as one line; see `ssh_arguments`."""
        return behaviour.ssh_command(self.ssh_arguments(proxy=proxy, user=user, identity=identity))

    def port(self, port: int) -> int:
        """Return the public port for a port of the container.

        Raises:
            LookupError: There is none, or not yet; the message names those that there are.
        """
        return behaviour.at_port(self, self.ports_matrix, port, "public port", behaviour.port_number)

    def url(self, port: int) -> str:
        """Return the public URL for an HTTP port of the container.

        Raises:
            LookupError: There is none, or not yet; the message names those that there are.
        """
        return behaviour.at_port(self, self.urls, port, "URL", behaviour.text)
