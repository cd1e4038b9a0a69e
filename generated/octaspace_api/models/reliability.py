from __future__ import annotations

import attrs

from ..model import Model
from .rating import Rating


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class Reliability(Model):
    """How reliable a machine has been.

    Attributes:
        uptime: Share of the time that the machine was up, in percent.
        stability: Share of the sessions that ended well, in percent.
        s_avg_d: Average duration of a session; the unit is not documented.
        s_max_d: Longest duration of a session; the unit is not documented.
        s_normal: Number of sessions that ended well.
        s_failed: Number of sessions that failed.
        rating: Scores that the machine was given.
    """

    uptime: float
    """Share of the time that the machine was up, in percent."""

    stability: float
    """Share of the sessions that ended well, in percent."""

    s_avg_d: int | None = None
    """Average duration of a session; the unit is not documented."""

    s_max_d: int | None = None
    """Longest duration of a session; the unit is not documented."""

    s_normal: int | None = None
    """Number of sessions that ended well."""

    s_failed: int | None = None
    """Number of sessions that failed."""

    rating: Rating
    """Scores that the machine was given."""
