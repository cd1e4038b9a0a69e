from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class SessionGPU(Model):
    """One GPU that a session has.

    Attributes:
        model: Model of the GPU.
        mem_total_mb: Memory in megabytes.
    """

    model: str
    """Model of the GPU."""

    mem_total_mb: float
    """Memory in megabytes."""
