from __future__ import annotations

import attrs

from ..model import Model
from .gpu_detail import GPUDetail
from .gpu_vendors import GPUVendors
from .node_detail_memory import NodeDetailMemory
from .node_disk import NodeDisk


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NodeDetailSystem(Model):
    """Hardware, operating system and agent of one node.

    Attributes:
        arch: Processor architecture.
        cpu_cores: Number of processor cores.
        cpu_load_percent: Processor load in percent.
        cpu_model_name: Processor model, empty when unknown.
        cpu_vendor_id: Vendor id of the processor.
        cuda_version: Version of CUDA.
        os_version: Operating system and its version, empty when unknown.
        is_hive_os: Whether the node runs Hive OS.
        is_wsl: Whether the node runs in the Windows Subsystem for Linux.
        virt: Kind of virtualisation. Known words are none and kvm; others may come.
        gpu_pt: Whether GPUs are passed through.
        gpu_vendor: Vendor of the GPUs.
        gpu_driver_version: Version of the GPU driver.
        gpus: GPUs of the node.
        gpu: The same GPUs, grouped by vendor.
        disk: Disk of the node.
        memory: Memory of the node.
        kernel_version: Version of the kernel.
        linux_distro: Name of the Linux distribution.
        linux_release: Release of the Linux distribution.
        version: Version of the node agent, called `osn` in the list of nodes.
        uptime: Seconds since the agent started.
    """

    # May be left out, and may be null as well.
    _nullable = ("gpu",)

    arch: str
    """Processor architecture."""

    cpu_cores: int
    """Number of processor cores."""

    cpu_load_percent: float
    """Processor load in percent."""

    cpu_model_name: str
    """Processor model, empty when unknown."""

    cpu_vendor_id: str | None = None
    """Vendor id of the processor."""

    cuda_version: str | None = None
    """Version of CUDA."""

    os_version: str
    """Operating system and its version, empty when unknown."""

    is_hive_os: bool | None = None
    """Whether the node runs Hive OS."""

    is_wsl: bool | None = None
    """Whether the node runs in the Windows Subsystem for Linux."""

    virt: str | None = None
    """Kind of virtualisation. Known words are none and kvm; others may come."""

    gpu_pt: bool | None = None
    """Whether GPUs are passed through."""

    gpu_vendor: str | None = None
    """Vendor of the GPUs."""

    gpu_driver_version: str | None = None
    """Version of the GPU driver."""

    gpus: list[GPUDetail]
    """GPUs of the node."""

    gpu: GPUVendors | None = None
    """The same GPUs, grouped by vendor."""

    disk: NodeDisk
    """Disk of the node."""

    memory: NodeDetailMemory
    """Memory of the node."""

    kernel_version: str | None = None
    """Version of the kernel."""

    linux_distro: str | None = None
    """Name of the Linux distribution."""

    linux_release: str | None = None
    """Release of the Linux distribution."""

    version: str
    """Version of the node agent, called `osn` in the list of nodes."""

    uptime: int
    """Seconds since the agent started."""
