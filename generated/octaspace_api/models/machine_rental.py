from __future__ import annotations

from decimal import Decimal

import attrs

from .. import behaviour, units
from ..model import ResponseModel
from .gpu_detail import GPUDetail
from .gpu_vendors import GPUVendors
from .reliability import Reliability


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class MachineRental(ResponseModel):
    """A machine for rent or for rendering.

    Attributes:
        node_id: Id of the node.
        country: Name of the country.
        country_iso: ISO code of the country.
        city: City.
        arch: Processor architecture.
        os_version: Operating system and its version.
        virt: Kind of virtualisation. Known words are none and kvm; others may come.
        memory_type: Type of the memory.
        cpu_model_name: Processor model.
        cpu_vendor_id: Vendor id of the processor.
        cpu_cores: Number of processor cores.
        cpu_speed: Processor clock in MHz.
        memory_speed: Memory clock in MHz.
        total_memory: Memory in bytes.
        free_disk: Free disk space in bytes.
        disk_speed_mbs: Disk speed in megabytes per second.
        cuda_version: Version of CUDA, empty when there is none.
        gpu_vendor: Vendor of the GPUs, empty when there are none.
        is_has_gpu: Whether the machine has a GPU.
        is_hive_os: Whether the machine runs Hive OS.
        is_wsl: Whether the machine runs in the Windows Subsystem for Linux.
        gpu_pt: Whether GPUs are passed through.
        gdm: Whether `gdm` is set for the machine; its meaning is not documented.
        ai_score: Benchmark score for AI work, 0 when there is none.
        blender_score: Benchmark score for Blender, 0 when there is none.
        blender_cuda_score: Benchmark score for Blender with CUDA, not always there.
        blender_cpu_score: Benchmark score for Blender on the processor, not always there.
        blender_optix_score: Benchmark score for Blender with OptiX, not always there.
        currency_usd: Whether the prices are set in USD, not in OCTA.
        market_price: USD per OCTA, which converts the prices when they are not set in USD.
        total_price_usd: Total price in USD per hour.
        base_usd: Base price in USD per hour, times 10 000.
        storage_usd: Price of storage in USD per hour, times 10 000.
        traffic_usd: Price of traffic in USD per hour, times 10 000.
        total_price_ether: Total price in OCTA per hour.
        total_price_wei: Total price in Wei.
        base: Base price in Wei.
        base_ether: Base price in OCTA per hour.
        storage: Price of storage in Wei.
        storage_ether: Price of storage in OCTA per hour.
        traffic: Price of traffic in Wei.
        traffic_ether: Price of traffic in OCTA per hour.
        net_down_mbits: Download speed, in bytes per second when above 100 000, else in Mbit/s.
        net_up_mbits: Upload speed, in bytes per second when above 100 000, else in Mbit/s.
        reliability: How reliable the machine has been; older hosts send one number.
        gpus: GPUs of the machine.
        gpu: The same GPUs, grouped by vendor, some with fewer fields.
        available_ports: Number of ports that can be opened.
        features: Services that the machine offers. Known words are mr, render and vpn; others may come.
    """

    _summary = (
        "node_id",
        "gpu_count",
        "gpu_model",
        "vram_gb",
        "price_per_hour",
        "place",
        "download_mbps",
        "reliability_percent",
    )

    _in_wei = (
        "total_price_wei",
        "base",
        "storage",
        "traffic",
    )

    node_id: int
    """Id of the node."""

    country: str
    """Name of the country."""

    country_iso: str
    """ISO code of the country."""

    city: str
    """City."""

    arch: str
    """Processor architecture."""

    os_version: str
    """Operating system and its version."""

    virt: str
    """Kind of virtualisation. Known words are none and kvm; others may come."""

    memory_type: str
    """Type of the memory."""

    cpu_model_name: str
    """Processor model."""

    cpu_vendor_id: str
    """Vendor id of the processor."""

    cpu_cores: int
    """Number of processor cores."""

    cpu_speed: int
    """Processor clock in MHz."""

    memory_speed: int
    """Memory clock in MHz."""

    total_memory: int
    """Memory in bytes."""

    free_disk: int
    """Free disk space in bytes."""

    disk_speed_mbs: int
    """Disk speed in megabytes per second."""

    cuda_version: str
    """Version of CUDA, empty when there is none."""

    gpu_vendor: str
    """Vendor of the GPUs, empty when there are none."""

    is_has_gpu: bool
    """Whether the machine has a GPU."""

    is_hive_os: bool
    """Whether the machine runs Hive OS."""

    is_wsl: bool
    """Whether the machine runs in the Windows Subsystem for Linux."""

    gpu_pt: bool
    """Whether GPUs are passed through."""

    gdm: bool
    """Whether `gdm` is set for the machine; its meaning is not documented."""

    ai_score: float
    """Benchmark score for AI work, 0 when there is none."""

    blender_score: float
    """Benchmark score for Blender, 0 when there is none."""

    blender_cuda_score: float | None = None
    """Benchmark score for Blender with CUDA, not always there."""

    blender_cpu_score: float | None = None
    """Benchmark score for Blender on the processor, not always there."""

    blender_optix_score: float | None = None
    """Benchmark score for Blender with OptiX, not always there."""

    currency_usd: bool
    """Whether the prices are set in USD, not in OCTA."""

    market_price: Decimal
    """USD per OCTA, which converts the prices when they are not set in USD."""

    total_price_usd: Decimal
    """Total price in USD per hour."""

    base_usd: int
    """Base price in USD per hour, times 10 000."""

    storage_usd: int
    """Price of storage in USD per hour, times 10 000."""

    traffic_usd: int
    """Price of traffic in USD per hour, times 10 000."""

    total_price_ether: Decimal
    """Total price in OCTA per hour."""

    total_price_wei: int
    """Total price in Wei."""

    base: int
    """Base price in Wei."""

    base_ether: Decimal
    """Base price in OCTA per hour."""

    storage: int
    """Price of storage in Wei."""

    storage_ether: Decimal
    """Price of storage in OCTA per hour."""

    traffic: int
    """Price of traffic in Wei."""

    traffic_ether: Decimal
    """Price of traffic in OCTA per hour."""

    net_down_mbits: int
    """Download speed, in bytes per second when above 100 000, else in Mbit/s."""

    net_up_mbits: int
    """Upload speed, in bytes per second when above 100 000, else in Mbit/s."""

    reliability: float | Reliability
    """How reliable the machine has been; older hosts send one number."""

    gpus: list[GPUDetail]
    """GPUs of the machine."""

    gpu: GPUVendors
    """The same GPUs, grouped by vendor, some with fewer fields."""

    available_ports: int
    """Number of ports that can be opened."""

    features: list[str]
    """Services that the machine offers. Known words are mr, render and vpn; others may come."""

    @property
    def price_per_hour(self) -> Decimal | None:
        """`total_price_usd` in USD, converted where it is set in OCTA; None if unknown."""
        return units.price(self.total_price_usd, octa=units.octa(self.total_price_wei), market_price=self.market_price)

    @property
    def base_usd_per_hour(self) -> Decimal | None:
        """`base_usd` in USD, converted where it is set in OCTA; None if unknown."""
        return units.price(
            units.usd_per_hour(self.base_usd),
            in_usd=self.currency_usd,
            octa=units.octa(self.base),
            market_price=self.market_price,
        )

    @property
    def storage_usd_per_hour(self) -> Decimal | None:
        """`storage_usd` in USD, converted where it is set in OCTA; None if unknown."""
        return units.price(
            units.usd_per_hour(self.storage_usd),
            in_usd=self.currency_usd,
            octa=units.octa(self.storage),
            market_price=self.market_price,
        )

    @property
    def traffic_usd_per_hour(self) -> Decimal | None:
        """`traffic_usd` in USD, converted where it is set in OCTA; None if unknown."""
        return units.price(
            units.usd_per_hour(self.traffic_usd),
            in_usd=self.currency_usd,
            octa=units.octa(self.traffic),
            market_price=self.market_price,
        )

    @property
    def total_price_octa(self) -> Decimal:
        """`total_price_wei` in OCTA, exact."""
        return units.octa(self.total_price_wei)

    @property
    def base_octa(self) -> Decimal:
        """`base` in OCTA, exact."""
        return units.octa(self.base)

    @property
    def storage_octa(self) -> Decimal:
        """`storage` in OCTA, exact."""
        return units.octa(self.storage)

    @property
    def traffic_octa(self) -> Decimal:
        """`traffic` in OCTA, exact."""
        return units.octa(self.traffic)

    @property
    def net_down_mbps(self) -> float:
        """`net_down_mbits` in Mbit/s."""
        return units.mbps(self.net_down_mbits)

    @property
    def net_up_mbps(self) -> float:
        """`net_up_mbits` in Mbit/s."""
        return units.mbps(self.net_up_mbits)

    @property
    def gpu_model(self) -> str | None:
        """Model of the GPUs, several joined with " + "; None without GPUs."""
        return behaviour.gpu_model(self.gpus)

    @property
    def gpu_count(self) -> int:
        """Number of GPUs."""
        return behaviour.gpu_count(self.gpus)

    @property
    def vram_gb(self) -> int | None:
        """Memory of one GPU in GiB, as cards are sold (24564 MB are 24); the smallest, when they differ."""
        return behaviour.vram_gb(self.gpus)

    @property
    def price_per_gpu_hour(self) -> Decimal | None:
        """`price_per_hour` divided by the number of GPUs, to twelve digits; None without GPUs."""
        return behaviour.share(self.price_per_hour, self.gpu_count)

    @property
    def download_mbps(self) -> float | None:
        """Download speed in Mbit/s."""
        return units.mbps(self.net_down_mbits)

    @property
    def upload_mbps(self) -> float | None:
        """Upload speed in Mbit/s."""
        return units.mbps(self.net_up_mbits)

    @property
    def memory_gb(self) -> int | None:
        """Memory in GiB, rounded."""
        return behaviour.memory_gb(self.total_memory)

    @property
    def disk_gb(self) -> int | None:
        """Free disk space in gigabytes, the unit of `disk_size` when renting."""
        return self.free_disk // 10**9 if isinstance(self.free_disk, int) else None

    @property
    def reliability_percent(self) -> float | None:
        """Share of the time that the machine was up, in percent."""
        return behaviour.reliability_percent(self.reliability)

    @property
    def place(self) -> str:
        """City and country."""
        return behaviour.place(self.city, self.country)
