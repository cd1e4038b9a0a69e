from __future__ import annotations

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NetworkPlatform(Model):
    """Counters of the platform."""

    total_jobs: int | None = None
    """Number of jobs so far."""
