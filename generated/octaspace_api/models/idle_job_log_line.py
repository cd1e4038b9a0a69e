from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class IdleJobLogLine(Model):
    """One line of the logs of an idle job.

    Attributes:
        line: Number of the line.
        text: Text of the line.
    """

    line: int
    """Number of the line."""

    text: str
    """Text of the line."""
