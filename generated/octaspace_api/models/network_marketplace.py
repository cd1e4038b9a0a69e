from __future__ import annotations

import attrs

from ..model import Model
from .network_marketplace_gpu import NetworkMarketplaceGPU


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NetworkMarketplace(Model):
    """What is offered for rent.

    Attributes:
        gpus: Price and number of GPUs for each model.
        nodes_rented: Number of machines that are rented.
        nodes_idle: Number of machines that can be rented.
        sessions_24h: Number of sessions in the last 24 hours.
        total_sessions: Number of sessions so far.
    """

    # May be left out, and may be null as well.
    _nullable = ("gpus",)

    gpus: dict[str, NetworkMarketplaceGPU] | None = None
    """Price and number of GPUs for each model."""

    nodes_rented: int | None = None
    """Number of machines that are rented."""

    nodes_idle: int | None = None
    """Number of machines that can be rented."""

    sessions_24h: int | None = None
    """Number of sessions in the last 24 hours."""

    total_sessions: int | None = None
    """Number of sessions so far."""
