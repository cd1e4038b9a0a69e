from __future__ import annotations

from datetime import datetime

import attrs

from .. import units
from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class SessionLogLine(Model):
    """One line of the service's log of a session.

    Attributes:
        ts: Time of the line, in Unix milliseconds.
        msg: Text of the line, which may hold line breaks.
    """

    ts: int
    """Time of the line, in Unix milliseconds."""

    msg: str
    """Text of the line, which may hold line breaks."""

    @property
    def ts_utc(self) -> datetime:
        """`ts` as an aware datetime in UTC."""
        return units.utc_from_ms(self.ts)
