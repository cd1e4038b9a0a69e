"""The entities of the simulated network: accounts, nodes with their hardware, applications.

All but accounts are immutable, so that worlds of the same seed share them.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field, frozen

WEI = 10**18
"""Wei in one OCTA."""

HOUR_MS = 3_600_000

EPOCH_MS = 1_776_161_866_000
"""The start of simulated time, in Unix milliseconds: a constant, so that a seed determines all timestamps too."""


@define(eq=False)
class Account:
    """A customer, identified by the API key."""

    uid: int
    uuid: str
    email: str
    api_key: str = field(repr=False)
    wallet: str
    legacy: bool = False
    """Served in the legacy format: quoted numbers, `vpn_config`, `net_down_mbs`, `message` of a refusal, one text as
    container ids, ports as JSON text, the bare number of an old machine as `reliability`, and the whole profile for a
    new wallet."""


@frozen
class Location:
    """The location of a node."""

    city: str
    country: str
    iso: str
    continent: str
    continent_code: str
    latitude: float
    longitude: float


@frozen
class Cpu:
    """A processor model."""

    model: str
    vendor: str
    cores: int
    speed_mhz: int
    memory_type: str
    memory_mhz: int


@frozen
class GpuModel:
    """A graphics card model; `score` is its result in the AI benchmark."""

    vendor: str
    model: str
    memory_mb: int
    power_watt: int
    score: int
    usd_per_hour: float
    """The average price of one card."""
    datacenter: bool = False


@frozen
class System:
    """The operating system of a node."""

    name: str
    distro: str
    release: str
    kernel: str
    hive: bool = False


@frozen
class Driver:
    """An NVIDIA driver and the newest CUDA version it supports."""

    version: str
    cuda: str


@frozen
class Prices:
    """Prices of a node in Wei: `base` per hour, `storage` per GB and hour, `traffic` per GB."""

    base: int
    storage: int
    traffic: int


@frozen
class Outages:
    """When an unreliable node is offline: `length` out of every `period`, from `first` on; all in milliseconds."""

    first: int
    period: int
    length: int

    def last(self, now: int) -> int | None:
        """Return when the latest outage up to `now` began, None before the first."""
        return None if now < self.first else now - (now - self.first) % self.period

    def next(self, now: int) -> int:
        """Return when the next outage after `now` begins."""
        last = self.last(now)
        return self.first if last is None else last + self.period


@frozen(eq=False)
class Node:
    """A machine of the network; `features` are the services it offers."""

    id: int
    owner: int | None
    """The uid of the account that owns it."""
    ip: str
    location: Location
    provider: str
    features: tuple[str, ...]
    system: System
    cpu: Cpu
    gpu: GpuModel | None
    gpu_count: int
    driver: Driver | None
    memory: int
    disk_size: int
    disk_free: int
    disk_speed_mbs: int
    net_down: int
    net_up: int
    residential: bool
    version: str
    legacy: bool
    """Runs the oldest agent: bandwidth in Mbit/s, and for legacy accounts a bare number as `reliability`."""
    prices_in_usd: bool
    prices: Prices
    """The initial prices, until the owner changes them."""
    reliability: Mapping[str, object]
    verified_at: str
    ident: bytes = field(repr=False)
    booted_at: int
    """Unix milliseconds; in the future if the node boots later."""
    outages: Outages | None = None
    offline: bool = False
    """Whether it is offline at first, until brought back."""


@frozen(eq=False)
class App:
    """An entry of the application catalogue."""

    uuid: str
    name: str
    image: str
    category: str
    description: str
    envs: Mapping[str, str]
    ports: tuple[int, ...]
    http_ports: tuple[int, ...]
    min_disk_gb: int
    min_vram_gb: int
    logo: str

    def runs_on(self, node: Node) -> bool:
        """Return whether the hardware of `node` meets the requirements of the application."""
        vram_mb = node.gpu.memory_mb if node.gpu else 0
        return vram_mb >= self.min_vram_gb * 1000 and node.disk_free >= self.min_disk_gb * 10**9
