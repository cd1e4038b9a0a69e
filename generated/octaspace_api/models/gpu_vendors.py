from __future__ import annotations

import attrs

from ..model import Model
from .gpu_detail import GPUDetail


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class GPUVendors(Model):
    """The GPUs of a machine, grouped by vendor.

    Attributes:
        nvidia: GPUs by NVIDIA.
        amd: GPUs by AMD.
        intel: GPUs by Intel.
    """

    nvidia: list[GPUDetail]
    """GPUs by NVIDIA."""

    amd: list[GPUDetail]
    """GPUs by AMD."""

    intel: list[GPUDetail]
    """GPUs by Intel."""
