from __future__ import annotations

import attrs

from ..model import ResponseModel
from .session_log_line import SessionLogLine


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class SessionLogs(ResponseModel):
    """The logs of one session.

    Attributes:
        system: What the service logged about the session.
        container: What the container wrote, as one text.
    """

    system: list[SessionLogLine]
    """What the service logged about the session."""

    container: str
    """What the container wrote, as one text."""
