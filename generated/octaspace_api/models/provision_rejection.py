from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False)
class ProvisionRejection(Model):
    """Why a session was not created; it arrives inside a successful answer."""

    reason: str
    """Why the session was not created."""

    id: int | None = None
    """Position in the list that was sent."""

    status: int | None = None
    """Status number; the numbers are not documented."""
