from __future__ import annotations

import attrs

from ..model import ResponseModel


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class SessionCreated(ResponseModel):
    """A session that was created.

    Attributes:
        uuid: UUID of the session.
        status: What the service is doing with the session, in words, or a number, 0 on success; not always there.
        message: Human text, not always there.
    """

    # May be left out, and may be null as well.
    _nullable = ("message",)

    uuid: str
    """UUID of the session."""

    status: int | str | None = None
    """What the service is doing with the session, in words, or a number, 0 on success; not always there."""

    message: str | None = None
    """Human text, not always there."""
