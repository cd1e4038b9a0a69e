from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False)
class NodeDisk(Model):
    """Disk of a node."""

    free: int
    """Free space in bytes."""

    size: int
    """Size in bytes."""

    used_percent: float
    """Used space in percent."""

    used: int | None = None
    """Used space in bytes, not always there."""
