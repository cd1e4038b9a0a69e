"""What `search` can choose by. The functions that do it are the SDK's."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, TypedDict


class MachineCriteria(TypedDict, total=False):
    """What a machine can be chosen by."""

    gpu: str | Sequence[str] | None
    """Words of the GPU's model, in any case and spelling: "rtx 4090", "4090", "a100 80gb"; or a list of such."""
    gpus: int | None
    """Number of GPUs, exactly; 0 for none."""
    min_gpus: int | None
    """Number of GPUs, at least."""
    min_vram_gb: Decimal | float | None
    """Memory of each GPU in GiB, as cards are sold, at least."""
    country: str | Sequence[str] | None
    """Name or ISO code: "Germany", "DE"; or a list of such."""
    region: str | Sequence[str] | None
    """Continent, UN region, EU or EEA: "europe", "north america", "western europe"; or a list of such."""
    max_price: Decimal | float | None
    """USD per hour of the whole machine, at most."""
    max_price_per_gpu: Decimal | float | None
    """USD per hour of one GPU, at most."""
    min_down_mbps: Decimal | float | None
    """Download speed in Mbit/s, at least."""
    min_up_mbps: Decimal | float | None
    """Upload speed in Mbit/s, at least."""
    min_reliability: Decimal | float | None
    """Share of the time that it was up, in percent: 99."""
    min_disk_gb: Decimal | float | None
    """Free disk space in gigabytes, at least."""
    min_memory_gb: Decimal | float | None
    """Memory in GiB, at least."""
    min_cpu_cores: int | None
    """Number of processor cores, at least."""
    order_by: Literal["price", "price_per_gpu", "vram", "download", "upload", "disk", "reliability"]
    """price, price_per_gpu (the lowest first), vram, download, upload, disk or reliability (the highest first)."""
    limit: int | None
    """How many to return at most, at least 1."""


class RelayCriteria(TypedDict, total=False):
    """What a relay can be chosen by."""

    country: str | Sequence[str] | None
    """Name or ISO code: "Germany", "DE"; or a list of such."""
    region: str | Sequence[str] | None
    """Continent, UN region, EU or EEA: "europe", "north america", "western europe"; or a list of such."""
    residential: bool | None
    """Whether the address is residential."""
    max_price: Decimal | float | None
    """USD per gigabyte, at most."""
    min_down_mbps: Decimal | float | None
    """Download speed in Mbit/s, at least."""
    min_up_mbps: Decimal | float | None
    """Upload speed in Mbit/s, at least."""
    order_by: Literal["price", "download", "upload"]
    """price (the lowest first), download or upload (the highest first)."""
    limit: int | None
    """How many to return at most, at least 1."""
