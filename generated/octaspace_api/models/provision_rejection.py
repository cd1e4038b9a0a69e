from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class ProvisionRejection(Model):
    """Why a session was not created; it arrives inside a successful answer."""

    id: int | None = None
    """Position in the list that was sent."""

    reason: str
    """Why the session was not created."""

    status: int | None = None
    """Status number; the numbers are not documented."""
