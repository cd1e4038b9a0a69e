from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class ProvisionRejection(Model):
    """Why a session was not created; it arrives inside a successful answer.

    Attributes:
        id: Position in the list that was sent.
        reason: Why the session was not created.
        status: Status number, or a word; 0 is success, the other numbers are not documented.
    """

    id: int | None = None
    """Position in the list that was sent."""

    reason: str = attrs.field(metadata={"aliases": ("message",)})
    """Why the session was not created."""

    status: int | str | None = None
    """Status number, or a word; 0 is success, the other numbers are not documented."""
