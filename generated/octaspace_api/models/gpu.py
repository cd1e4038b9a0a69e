from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class GPU(Model):
    """One GPU of a node, as the list of nodes shows it.

    Attributes:
        idx: Index of the GPU in its machine.
        model: Model of the GPU.
        bus_id: PCI bus id, from some nodes without the domain.
        mem_total_mb: Memory in megabytes.
        mem_free_mb: Free memory in megabytes.
        gpu_temperature: Temperature in degrees Celsius.
        gpu_utilization: Utilization in percent.
        fan_speed: Fan speed in percent.
        pcie_link_gen: Generation of the PCIe link.
        pcie_link_width: Lanes of the PCIe link.
        power_limit_watt: Power limit in watts.
        power_limit_default_watt: Default power limit in watts.
        pstate: Performance state.
    """

    idx: int | None = None
    """Index of the GPU in its machine."""

    model: str
    """Model of the GPU."""

    bus_id: str | None = None
    """PCI bus id, from some nodes without the domain."""

    mem_total_mb: float
    """Memory in megabytes."""

    mem_free_mb: float | None = None
    """Free memory in megabytes."""

    gpu_temperature: int | None = None
    """Temperature in degrees Celsius."""

    gpu_utilization: int | None = None
    """Utilization in percent."""

    fan_speed: int | None = None
    """Fan speed in percent."""

    pcie_link_gen: int | None = None
    """Generation of the PCIe link."""

    pcie_link_width: int | None = None
    """Lanes of the PCIe link."""

    power_limit_watt: float | None = None
    """Power limit in watts."""

    power_limit_default_watt: float | None = None
    """Default power limit in watts."""

    pstate: str | None = None
    """Performance state."""
