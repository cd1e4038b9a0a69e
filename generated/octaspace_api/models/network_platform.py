from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NetworkPlatform(Model):
    """Counters of the platform.

    Attributes:
        total_jobs: Number of jobs so far.
        users: Number of users.
        users_24h: Number of users who joined in the last 24 hours.
    """

    total_jobs: int | None = None
    """Number of jobs so far."""

    users: int | None = None
    """Number of users."""

    users_24h: int | None = None
    """Number of users who joined in the last 24 hours."""
