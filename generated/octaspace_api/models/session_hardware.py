from __future__ import annotations

import attrs

from ..model import Model
from .session_gpu import SessionGPU


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class SessionHardware(Model):
    """Hardware that a session has.

    Attributes:
        cpu: Processor model.
        cpu_cores: Number of processor cores.
        gpu: GPUs of the machine.
        total_memory: Memory in bytes.
        disk: Disk in gigabytes.
    """

    cpu: str
    """Processor model."""

    cpu_cores: int
    """Number of processor cores."""

    gpu: list[SessionGPU]
    """GPUs of the machine."""

    total_memory: int
    """Memory in bytes."""

    disk: int
    """Disk in gigabytes."""
