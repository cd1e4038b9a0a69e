from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NodeMemory(Model):
    """Memory of a node, as the list of nodes shows it.

    Attributes:
        free: Free memory in bytes.
        size: Size in bytes.
    """

    free: int
    """Free memory in bytes."""

    size: int
    """Size in bytes."""
