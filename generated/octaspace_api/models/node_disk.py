from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NodeDisk(Model):
    """Disk of a node.

    Attributes:
        free: Free space in bytes.
        size: Size in bytes.
        used: Used space in bytes, not always there.
        used_percent: Used space in percent.
    """

    free: int
    """Free space in bytes."""

    size: int
    """Size in bytes."""

    used: int | None = None
    """Used space in bytes, not always there."""

    used_percent: float
    """Used space in percent."""
