from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class GPUDetail(Model):
    """One GPU of a node or of a machine for rent, with more than the list of nodes tells.

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
        mem_utilization: Utilization of the memory in percent.
        driver_version: Version of the GPU driver.
        display_mode: Whether a display is connected, in words.
        display_active: Whether a display is in use, in words.
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

    mem_utilization: float | None = None
    """Utilization of the memory in percent."""

    driver_version: str | None = None
    """Version of the GPU driver."""

    display_mode: str | None = None
    """Whether a display is connected, in words."""

    display_active: str | None = None
    """Whether a display is in use, in words."""
