"""Makes a believable network from a seed: the same seed, the same accounts, nodes, prices and applications."""

from __future__ import annotations

import uuid
from random import Random

from attrs import frozen

from octaspace_sdk.simulator.clock import EPOCH_MS
from octaspace_sdk.simulator.entities import WEI, Account, App, Cpu, GpuModel, Node, Place

NODE_COUNT = 40
MACHINES = range(25)
RENDERERS = range(0, 20, 2)
RELAYS = range(24, 36)
WITHOUT_GPU = range(18, NODE_COUNT)
DEAD = range(38, NODE_COUNT)
EARLY = 21
OWNED_BY_DEFAULT = (0, 1, 22, 26, 39)
OWNED_BY_OTHER = (5, 23, 30)


@frozen
class Market:
    """Everything that is for rent, and the two accounts that rent it."""

    account: Account
    other_account: Account
    nodes: dict[int, Node]
    apps: dict[str, App]

    def offering(self, feature: str) -> list[Node]:
        """Return the nodes that offer the service called `feature`: "mr", "render" or "vpn"."""
        return [node for node in self.nodes.values() if feature in node.features]


def make_market(seed: int, balance: int) -> Market:
    """Make the network of `seed`; `balance` is what the default account owns, in Wei."""
    random = Random(seed)  # noqa: S311
    account = _make_account(random, "ops@example.net", balance)
    other = _make_account(random, "lab@example.org", 250_000 * WEI, early=True)
    owners = {**dict.fromkeys(OWNED_BY_DEFAULT, account), **dict.fromkeys(OWNED_BY_OTHER, other)}
    ids = random.sample(range(5, 10_000), NODE_COUNT)
    nodes = [_make_node(random, index, node_id, owners.get(index)) for index, node_id in enumerate(ids)]
    return Market(account, other, {node.id: node for node in nodes}, {app.uuid: app for app in APPS})


def _make_account(random: Random, email: str, balance: int, *, early: bool = False) -> Account:
    return Account(
        uid=random.randrange(10_000, 100_000),
        uuid=make_uuid(random),
        email=email,
        api_key=f"{random.getrandbits(256):064x}",
        wallet=make_wallet(random),
        start_balance=balance,
        early=early,
    )


def make_uuid(random: Random) -> str:
    """Make a version 4 UUID."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def make_wallet(random: Random) -> str:
    """Make a wallet address."""
    return f"0x{random.getrandbits(160):040x}"


def _make_node(random: Random, index: int, node_id: int, owner: Account | None) -> Node:
    roles = {"mr": MACHINES, "render": RENDERERS, "vpn": RELAYS}
    gpu = None if index in WITHOUT_GPU else random.choice(GPUS)
    gpu_count = random.choice((1, 1, 2, 4)) if gpu else 0
    disk_size = random.choice((512, 1024, 2048, 4096)) * 10**9
    dead = index in DEAD
    return Node(
        id=node_id,
        owner=owner,
        ip=f"203.0.113.{10 + index}" if index % 2 else f"198.51.100.{10 + index}",
        place=random.choice(PLACES),
        features=tuple(name for name, indexes in roles.items() if index in indexes),
        cpu=random.choice(CPUS),
        gpu=gpu,
        gpu_count=gpu_count,
        memory=random.choice((32, 64, 128, 256)) * 2**30,
        disk_size=disk_size,
        disk_free=disk_size * random.randrange(40, 95) // 100,
        disk_speed_mbs=random.randrange(450, 6500),
        net_down=940 if index == EARLY else random.randrange(20_000_000, 900_000_000),
        net_up=870 if index == EARLY else random.randrange(5_000_000, 125_000_000),
        residential=random.random() < 0.3,
        version="0.0.58" if index == EARLY else random.choice(("0.0.71", "0.0.72", "0.0.73")),
        early=index == EARLY,
        prices_in_usd=index % 3 == 0,
        prices=_make_prices(random, index, gpu.score * gpu_count if gpu else 0),
        reliability=_make_reliability(random),
        verified_at="" if dead else f"2026-04-{random.randrange(1, 15):02d}T{random.randrange(24):02d}:12:45Z",
        ident=random.randbytes(96),
        booted_at=EPOCH_MS - random.randrange(3_600, 2_000_000) * 1000,
        dead=dead,
    )


def _make_prices(random: Random, index: int, score: int) -> dict[str, int]:
    """Price a node: by its cards where it has some, a pittance where it only relays traffic."""
    if index in MACHINES:
        milli_octa = 200 + score // 3 + random.randrange(100)
        base = milli_octa * WEI // 1000 + random.randrange(1000) * 10**9
    else:
        base = random.randrange(200, 900) * 10**12
    return {
        "base": base,
        "storage": random.randrange(1_000, 3_000) * 10**12,
        "traffic": random.randrange(40, 110) * 10**15 if index in RELAYS else random.randrange(500, 2_000) * 10**12,
    }


def _make_reliability(random: Random) -> dict[str, object]:
    rated = random.randrange(30)
    return {
        "uptime": round(random.uniform(97, 100), 2),
        "stability": round(random.uniform(98, 100), 2),
        "s_avg_d": random.randrange(4_000, 20_000),
        "s_max_d": random.randrange(100_000, 500_000),
        "s_normal": random.randrange(20, 600),
        "s_failed": random.randrange(6),
        "rating": {"count": rated, "score": round(random.uniform(4, 5), 2) if rated else 0},
    }


PLACES = (
    Place("Frankfurt am Main", "Germany", "DE", "Europe", "EU", 50.1109, 8.6821),
    Place("Falkenstein", "Germany", "DE", "Europe", "EU", 50.4779, 12.3713),
    Place("Paris", "France", "FR", "Europe", "EU", 48.8566, 2.3522),
    Place("Amsterdam", "Netherlands", "NL", "Europe", "EU", 52.37, 4.89),
    Place("Zakrzew", "Poland", "PL", "Europe", "EU", 52.44, 16.77),
    Place("Helsinki", "Finland", "FI", "Europe", "EU", 60.1699, 24.9384),
    Place("Ashburn", "United States", "US", "North America", "NA", 39.0438, -77.4874),
    Place("Dallas", "United States", "US", "North America", "NA", 32.7767, -96.797),
    Place("Montreal", "Canada", "CA", "North America", "NA", 45.5019, -73.5674),
    Place("Singapore", "Singapore", "SG", "Asia", "AS", 1.3521, 103.8198),
    Place("Tokyo", "Japan", "JP", "Asia", "AS", 35.6762, 139.6503),
)

CPUS = (
    Cpu("AMD EPYC 7543P 32-Core Processor", "AuthenticAMD", 32, 2800, "DDR4", 3200),
    Cpu("AMD Ryzen 9 7950X 16-Core Processor", "AuthenticAMD", 32, 4500, "DDR5", 5200),
    Cpu("AMD Ryzen Threadripper 3970X 32-Core Processor", "AuthenticAMD", 64, 3700, "DDR4", 3200),
    Cpu("Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz", "GenuineIntel", 64, 2000, "DDR4", 3200),
    Cpu("13th Gen Intel(R) Core(TM) i9-13900K", "GenuineIntel", 32, 3000, "DDR5", 5600),
)

GPUS = (
    GpuModel("nvidia", "NVIDIA GeForce RTX 5090", 32607, 575, 9512),
    GpuModel("nvidia", "NVIDIA GeForce RTX 4090", 24564, 450, 6890),
    GpuModel("nvidia", "NVIDIA GeForce RTX 3090", 24576, 350, 3720),
    GpuModel("nvidia", "NVIDIA GeForce RTX 3060", 12288, 170, 1390),
    GpuModel("nvidia", "NVIDIA A100-SXM4-80GB", 81920, 400, 8200),
    GpuModel("amd", "AMD Radeon RX 7900 XTX", 24560, 355, 4100),
)


def _app(
    name: str,
    image: str,
    category: str,
    *,
    ports: tuple[int, ...] = (22,),
    http_ports: tuple[int, ...] = (),
    envs: dict[str, str] | None = None,
    disk_gb: int = 10,
    vram_gb: int = 0,
    description: str = "",
    app_uuid: str | None = None,
) -> App:
    slug = name.split()[0].lower()
    return App(
        uuid=app_uuid or str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://octa.space/apps/{slug}")),
        name=name,
        image=image,
        category=category,
        description=description,
        envs=envs or {},
        ports=ports,
        http_ports=http_ports,
        min_disk_gb=disk_gb,
        min_vram_gb=vram_gb,
        logo=f"https://cdn.example.net/l/{slug}.svg",
    )


APPS = (
    _app("Ubuntu 24.04 LTS", "ubuntu:24.04", "OS", app_uuid="249b4cb3-3db1-4c06-98a4-772ba88cd81c"),
    _app(
        "ComfyUI",
        "octaspace/comfyui:latest",
        "AI",
        ports=(5000, 6000),
        http_ports=(8188,),
        envs={"MODEL": "sdxl"},
        disk_gb=60,
        vram_gb=8,
        description="Node based image generation",
        app_uuid="a7f5f354-5d7a-4f4e-b927-a4f18f3eb241",
    ),
    _app("JupyterLab", "octaspace/jupyter:latest", "AI", http_ports=(8888,), disk_gb=20),
    _app("PyTorch 2", "pytorch/pytorch:2.4.0-cuda12.4-cudnn9-runtime", "AI", disk_gb=30, vram_gb=8),
    _app("Ollama", "ollama/ollama:latest", "AI", ports=(22, 11434), disk_gb=40, vram_gb=6),
    _app("Automatic1111", "octaspace/a1111:latest", "AI", http_ports=(7860,), disk_gb=50, vram_gb=8),
    _app("Code Server", "codercom/code-server:latest", "Development", http_ports=(8080,)),
    _app("Alpine 3.20", "alpine:3.20", "OS"),
)
