from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NetworkPower(Model):
    """Computing power of all nodes together.

    Attributes:
        cpus: Number of processors.
        gpus: Number of GPUs.
        disk: Disk space in bytes.
        mem: Memory in bytes.
        tflops: Computing power in TFLOPS.
        total_tflops: Computing power of all nodes in TFLOPS.
        utilized_tflops: Computing power in use, in TFLOPS.
    """

    cpus: int | None = None
    """Number of processors."""

    gpus: int | None = None
    """Number of GPUs."""

    disk: int | None = None
    """Disk space in bytes."""

    mem: int | None = None
    """Memory in bytes."""

    tflops: float | None = None
    """Computing power in TFLOPS."""

    total_tflops: float | None = None
    """Computing power of all nodes in TFLOPS."""

    utilized_tflops: float | None = None
    """Computing power in use, in TFLOPS."""
