"""What the simulated network consists of: accounts, nodes with their hardware, applications.

All but the accounts is as the seed made it and never changes, so that worlds of one seed share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from attrs import define, field, frozen

WEI = 10**18
"""Wei in one OCTA."""

HOUR_MS = 3_600_000


@define(eq=False)
class Account:
    """A customer, known by the API key."""

    uid: int
    uuid: str
    email: str
    api_key: str = field(repr=False)
    wallet: str
    early: bool = False
    """An account of the first days: its balance arrives quoted, and a new wallet answers with the whole profile."""


@frozen
class Place:
    """Where a node stands."""

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
    """A graphics card model, `score` being its mark in the AI benchmark."""

    vendor: str
    model: str
    memory_mb: int
    power_watt: int
    score: int
    usd_per_hour: float
    """What one card rents for on the average."""
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
    """A driver for NVIDIA cards and the newest CUDA that it runs."""

    version: str
    cuda: str


class Prices(NamedTuple):
    """Prices of a node in Wei: `base` per hour, `storage` per GB and hour, `traffic` per GB."""

    base: int
    storage: int
    traffic: int


@frozen
class Outages:
    """When an unreliable node is away: for `length` out of every `period`, from `first` on; all in milliseconds."""

    first: int
    period: int
    length: int

    def last(self, now: int) -> int | None:
        """Return when the last outage until `now` began, None before the first."""
        return None if now < self.first else now - (now - self.first) % self.period

    def next(self, now: int) -> int:
        """Return when the first outage after `now` begins."""
        last = self.last(now)
        return self.first if last is None else last + self.period


@frozen(eq=False)
class Node:
    """A machine of the network; `features` says which services it offers."""

    id: int
    owner: int | None
    """The uid of an account."""
    ip: str
    place: Place
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
    early: bool
    """Runs the oldest agent: `reliability` is a bare number, `container_id` a string, the bandwidth in Mbit/s."""
    prices_in_usd: bool
    prices: Prices
    """As they are until the owner changes them."""
    reliability: Mapping[str, object]
    verified_at: str
    ident: bytes = field(repr=False)
    booted_at: int
    """Unix milliseconds; lies ahead where the node is away at first."""
    outages: Outages | None = None
    dead: bool = False
    """Is away until somebody brings it back."""


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
        """Return whether the hardware of `node` meets the needs of the application."""
        vram_mb = node.gpu.memory_mb if node.gpu else 0
        return vram_mb >= self.min_vram_gb * 1000 and node.disk_free >= self.min_disk_gb * 10**9
