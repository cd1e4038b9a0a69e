from __future__ import annotations

import attrs

from ..model import Model
from .gpu import GPU


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class GPUVendors(Model):
    """The GPUs of a machine, grouped by vendor."""

    nvidia: list[GPU]
    """GPUs by NVIDIA."""

    amd: list[GPU]
    """GPUs by AMD."""

    intel: list[GPU]
    """GPUs by Intel."""
