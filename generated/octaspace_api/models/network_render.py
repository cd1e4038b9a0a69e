from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NetworkRender(Model):
    """What has been rendered.

    Attributes:
        frames_24h: Number of frames in the last 24 hours.
        frames_total: Number of frames so far.
        frames_by_week: Number of frames by week, as objects of one date and the number.
    """

    # May be left out, and may be null as well.
    _nullable = ("frames_by_week",)

    frames_24h: int | None = None
    """Number of frames in the last 24 hours."""

    frames_total: int | None = None
    """Number of frames so far."""

    frames_by_week: list[dict[str, int]] | None = None
    """Number of frames by week, as objects of one date and the number."""
