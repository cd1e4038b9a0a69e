from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NodeDetailMemory(Model):
    """Memory of one node; the list of nodes names these fields differently.

    Attributes:
        total_memory: Size in bytes.
        free_memory: Free memory in bytes.
        available_memory: Available memory in bytes.
        cached_memory: Memory used as cache, in bytes.
        buffered_memory: Memory used as buffers, in bytes.
        total_swap: Size of the swap space in bytes.
        free_swap: Free swap space in bytes.
    """

    total_memory: int
    """Size in bytes."""

    free_memory: int
    """Free memory in bytes."""

    available_memory: int | None = None
    """Available memory in bytes."""

    cached_memory: int | None = None
    """Memory used as cache, in bytes."""

    buffered_memory: int | None = None
    """Memory used as buffers, in bytes."""

    total_swap: int | None = None
    """Size of the swap space in bytes."""

    free_swap: int | None = None
    """Free swap space in bytes."""
