from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class SessionCreated(Model):
    """A session that was created."""

    uuid: str
    """UUID of the session."""

    status: str | None = None
    """What the service is doing with the session, in words, not always there."""
