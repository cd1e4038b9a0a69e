"""Generates a realistic network from a seed: the same seed gives the same accounts, nodes and prices."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from random import Random
from typing import TypeVar
from uuid import UUID

from attrs import define, evolve

from octaspace_sdk.simulator.network.app_catalogue import APPS
from octaspace_sdk.simulator.network.entities import (
    EPOCH_MS,
    HOUR_MS,
    Account,
    App,
    Driver,
    GpuModel,
    Node,
    Outages,
    Prices,
)
from octaspace_sdk.simulator.network.hardware import (
    DESKTOP_CPUS,
    DRIVERS,
    GPUS,
    NEWEST_DRIVER,
    OLDEST_VERSION,
    RELAY_CPUS,
    SERVER_CPUS,
    SYSTEMS,
    VERSIONS,
)
from octaspace_sdk.simulator.network.locations import CARRIERS, HOSTERS, LOCATIONS

# The roles of nodes, by index.
NODE_COUNT = 400
MACHINES = range(120)
RENDERERS = range(0, 96, 2)
RELAYS = range(100, 300)
LEGACY = 21
OWNED_BY_DEFAULT = (0, 1, 22, 26, 39, *range(300, 319))
OWNED_BY_SECOND = (5, 23, 30, *range(319, 330))
OFFLINE = range(39, NODE_COUNT, 50)
BOOTS_LATER = range(36, NODE_COUNT, 37)
UNRELIABLE = range(28, 300, 29)

MARKET_PRICE = 0.104
"""USD for one OCTA."""

T = TypeVar("T")


@define(eq=False)
class Network:
    """The generated network. Immutable: worlds of the same seed share it and copy the accounts."""

    account: Account
    second_account: Account
    nodes: dict[int, Node]
    apps: dict[str, App]

    def offering(self, feature: str) -> tuple[Node, ...]:
        """Return the nodes that offer the service `feature`: "mr", "render" or "vpn"."""
        return self._by_feature[feature]

    @cached_property
    def _by_feature(self) -> dict[str, tuple[Node, ...]]:
        nodes = self.nodes.values()
        return {name: tuple(node for node in nodes if name in node.features) for name in ("mr", "render", "vpn")}


@lru_cache(maxsize=8)
def make_network(seed: int) -> Network:
    """Return the network of `seed`, cached because generating it takes 30 ms."""
    random = Random(seed)  # noqa: S311
    account = _make_account(random, "ops@example.net")
    second = _make_account(random, "lab@example.org", legacy=True)
    owners = {**dict.fromkeys(OWNED_BY_DEFAULT, account.uid), **dict.fromkeys(OWNED_BY_SECOND, second.uid)}
    ids = random.sample(range(5, 10_000), NODE_COUNT)
    nodes = [_make_node(random, index, node_id, owners.get(index)) for index, node_id in enumerate(ids)]
    # The list of an account's own nodes has prices in Wei, which the strictest client reads into 64 bits.
    nodes = [
        evolve(node, owner=None) if node.owner == account.uid and node.prices.base >= 2**63 else node for node in nodes
    ]
    return Network(account, second, {node.id: node for node in nodes}, {app.uuid: app for app in APPS})


def random_bytes(seed: int, purpose: str, number: int) -> bytes:
    """Return 32 pseudorandom bytes that depend on the arguments only, not on earlier calls."""
    return sha256(f"{seed}/{purpose}/{number}".encode()).digest()


def make_uuid(entropy: bytes) -> str:
    """Return a version 4 UUID."""
    return str(UUID(bytes=entropy[:16], version=4))


def make_wallet(entropy: bytes) -> str:
    """Return a wallet address."""
    return f"0x{entropy[:20].hex()}"


def _make_account(random: Random, email: str, *, legacy: bool = False) -> Account:
    return Account(
        uid=random.randrange(10_000, 100_000),
        uuid=make_uuid(random.randbytes(16)),
        email=email,
        api_key=random.randbytes(32).hex(),
        wallet=make_wallet(random.randbytes(20)),
        legacy=legacy,
    )


def _pick(random: Random, weighted: Sequence[tuple[T, int]]) -> T:
    return random.choices([item for item, _ in weighted], [weight for _, weight in weighted])[0]


def _make_node(random: Random, index: int, node_id: int, owner: int | None) -> Node:
    roles = {"mr": MACHINES, "render": RENDERERS, "vpn": RELAYS}
    is_machine, legacy = index in MACHINES, index == LEGACY
    has_gpu = (is_machine and index % 10 != 9) or (index >= RELAYS.stop and random.random() < 0.7)
    gpu = _pick(random, GPUS) if has_gpu else None
    gpu_count = _count_gpus(random, gpu)
    in_datacenter = gpu.datacenter if gpu else random.random() < 0.6
    small = not gpu and not is_machine
    cpu = random.choice(RELAY_CPUS if small else SERVER_CPUS if in_datacenter or gpu_count > 4 else DESKTOP_CPUS)
    disk_size = random.choice((64, 128, 256) if small else (512, 1024, 2048, 4096)) * 10**9
    net_down, net_up = _make_bandwidth(random, in_datacenter)
    unreliable = index in UNRELIABLE and owner is None
    offline = index in OFFLINE
    return Node(
        id=node_id,
        owner=owner,
        ip=f"{('192.0.2', '198.51.100', '203.0.113')[index % 3]}.{10 + index // 3}",
        location=_pick(random, LOCATIONS),
        provider=random.choice(HOSTERS if in_datacenter else CARRIERS),
        features=tuple(name for name, indexes in roles.items() if index in indexes),
        system=_pick(random, SYSTEMS),
        cpu=cpu,
        gpu=gpu,
        gpu_count=gpu_count,
        driver=_pick_driver(random, gpu),
        memory=_make_memory(random, gpu, gpu_count, small=small),
        disk_size=disk_size,
        disk_free=disk_size * random.randrange(40, 95) // 100,
        disk_speed_mbs=random.randrange(450, 6500),
        net_down=940 if legacy else net_down,
        net_up=870 if legacy else net_up,
        residential=not in_datacenter,
        version=OLDEST_VERSION if legacy else _pick(random, VERSIONS),
        legacy=legacy,
        prices_in_usd=index % 3 == 0,
        prices=_make_prices(random, cpu.cores, gpu, gpu_count, is_machine=is_machine, is_relay=index in RELAYS),
        reliability=_make_reliability(random, unreliable=unreliable),
        verified_at="" if offline else f"2026-04-{random.randrange(1, 15):02d}T{random.randrange(24):02d}:12:45Z",
        ident=random.randbytes(96),
        booted_at=_make_boot(random, boots_later=index in BOOTS_LATER),
        outages=_make_outages(random) if unreliable else None,
        offline=offline,
    )


def _count_gpus(random: Random, gpu: GpuModel | None) -> int:
    if gpu is None:
        return 0
    return random.choice((1, 2, 4, 8, 8) if gpu.datacenter else (1, 1, 1, 1, 2, 2, 4, 6))


def _pick_driver(random: Random, gpu: GpuModel | None) -> Driver | None:
    if gpu is None or gpu.vendor != "nvidia":
        return None
    return NEWEST_DRIVER if "RTX 50" in gpu.model else _pick(random, DRIVERS)


def _make_memory(random: Random, gpu: GpuModel | None, gpu_count: int, *, small: bool) -> int:
    """Return the memory in bytes: at least one and a half times that of all cards."""
    if small:
        return random.choice((2, 4, 8, 16)) * 2**30
    needed = gpu.memory_mb * gpu_count * 3 // 2 // 1024 if gpu else 0
    sizes = [size for size in (16, 32, 64, 128, 256, 512, 1024) if size >= needed] or [2048]
    return random.choice(sizes[:2]) * 2**30


def _make_bandwidth(random: Random, in_datacenter: bool) -> tuple[int, int]:
    """Return bytes per second down and up: somewhat below the nominal rate, and asymmetric for residential lines."""
    if in_datacenter:
        line = random.choice((1_000, 1_000, 1_000, 2_500, 10_000))
        return tuple(int(line * 125_000 * random.uniform(0.6, 0.97)) for _ in "du")  # type: ignore[return-value]
    line = random.choice((100, 250, 500, 1_000, 1_000))
    share = random.choice((0.1, 0.25, 0.5, 1.0))
    return int(line * 125_000 * random.uniform(0.7, 0.95)), int(line * share * 125_000 * random.uniform(0.7, 0.95))


def _make_prices(
    random: Random, cores: int, gpu: GpuModel | None, gpu_count: int, *, is_machine: bool, is_relay: bool
) -> Prices:
    """Return the prices of a node: by its cards, else by its cores; next to nothing for a mere relay."""
    usd = gpu.usd_per_hour * gpu_count if gpu else cores * 0.0012
    markup = random.uniform(0.8, 1.35)
    if gpu or is_machine:
        base = int(usd * markup / MARKET_PRICE * 10**9) * 10**9 + random.randrange(1000) * 10**6
    else:
        base = random.randrange(200, 900) * 10**12
    return Prices(
        base=base,
        storage=random.randrange(1_000, 3_000) * 10**12,
        traffic=random.randrange(40, 110) * 10**15 if is_relay else random.randrange(500, 2_000) * 10**12,
    )


def _make_reliability(random: Random, *, unreliable: bool) -> dict[str, object]:
    ratings = random.randrange(30)
    lowest = 82.0 if unreliable else 98.5
    return {
        "uptime": round(lowest + (0.5 if unreliable else 1) * (100 - lowest) * random.random() ** 0.3, 2),
        "stability": round(random.uniform(80, 95) if unreliable else random.uniform(98, 100), 2),
        "s_avg_d": random.randrange(4_000, 20_000),
        "s_max_d": random.randrange(100_000, 500_000),
        "s_normal": random.randrange(20, 600),
        "s_failed": random.randrange(20, 90) if unreliable else random.randrange(6),
        "rating": {"count": ratings, "score": round(random.uniform(4, 5), 2) if ratings else 0},
    }


def _make_boot(random: Random, *, boots_later: bool) -> int:
    """Return when the node booted: mostly days ago, rarely months; or boots, within six hours from the start."""
    if boots_later:
        return EPOCH_MS + random.randrange(10 * 60, 6 * 3_600) * 1000
    return EPOCH_MS - int(min(3_600 + random.expovariate(1 / (12 * 86_400)), 200 * 86_400)) * 1000


def _make_outages(random: Random) -> Outages:
    """Return outages of some minutes once or twice a day, none within the first two hours."""
    period = random.randrange(10 * HOUR_MS, 24 * HOUR_MS)
    return Outages(EPOCH_MS + random.randrange(2 * HOUR_MS, period), period, random.randrange(5, 90) * 60_000)
