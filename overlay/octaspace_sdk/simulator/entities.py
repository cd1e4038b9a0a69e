"""What the simulated network consists of: accounts, nodes with their hardware, applications."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field, frozen

WEI = 10**18
"""Wei in one OCTA."""


@define(eq=False)
class Account:
    """A customer, known by the API key."""

    uid: int
    uuid: str
    email: str
    api_key: str = field(repr=False)
    wallet: str
    start_balance: int
    """Wei, before anything was charged."""
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


@define(eq=False)
class Node:
    """A machine of the network; `features` says which services it offers."""

    id: int
    owner: Account | None
    ip: str
    place: Place
    features: tuple[str, ...]
    cpu: Cpu
    gpu: GpuModel | None
    gpu_count: int
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
    prices: dict[str, int]
    """`base` per hour, `storage` per GB and hour, `traffic` per GB, in Wei."""
    reliability: Mapping[str, object]
    verified_at: str
    ident: bytes = field(repr=False)
    booted_at: int
    """Unix milliseconds; lies ahead while the node restarts."""
    dead: bool = False

    REBOOT_MS = 90_000

    def is_up(self, now: int) -> bool:
        """Return whether the node answers at `now` (Unix milliseconds)."""
        return not self.dead and now >= self.booted_at

    def uptime(self, now: int) -> int:
        """Return the seconds since the node came up, 0 while it is away."""
        return (now - self.booted_at) // 1000 if self.is_up(now) else 0

    def reboot(self, now: int) -> None:
        """Take the node away for REBOOT_MS simulated milliseconds, counted anew by every call."""
        self.booted_at = now + self.REBOOT_MS


@frozen
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
