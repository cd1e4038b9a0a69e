from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class Rating(Model):
    """Scores that a machine was given.

    Attributes:
        count: Number of scores.
        score: Average score, 0 when there is none.
    """

    count: int
    """Number of scores."""

    score: float
    """Average score, 0 when there is none."""
