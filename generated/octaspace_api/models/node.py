from __future__ import annotations

from datetime import datetime

import attrs

from .. import behaviour, units
from ..model import ResponseModel
from .node_location import NodeLocation
from .node_prices import NodePrices
from .node_system import NodeSystem


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class Node(ResponseModel):
    """A compute node as the list of nodes shows it.

    Attributes:
        id: Id of the node.
        ip: IP address of the node.
        state: State of the node. Known words are idle, busy and offline; others may come.
        osn: Version of the node agent.
        uptime: Seconds since the agent started.
        vrf_dt: Time of the last VRF (verifiable random function) verification as text, empty when there was none.
        location: Where the node stands.
        prices: Prices that the owner of the node has set.
        system: Hardware and operating system of the node.
    """

    _summary = (
        "id",
        "state",
        "gpu_count",
        "gpu_model",
        "vram_gb",
        "place",
        "uptime",
        "osn",
    )

    id: int
    """Id of the node."""

    ip: str
    """IP address of the node."""

    state: str
    """State of the node. Known words are idle, busy and offline; others may come."""

    osn: str
    """Version of the node agent."""

    uptime: int
    """Seconds since the agent started."""

    vrf_dt: str
    """Time of the last VRF (verifiable random function) verification as text, empty when there was none."""

    location: NodeLocation
    """Where the node stands."""

    prices: NodePrices
    """Prices that the owner of the node has set."""

    system: NodeSystem
    """Hardware and operating system of the node."""

    @property
    def vrf_dt_utc(self) -> datetime | None:
        """`vrf_dt` as an aware datetime; None if unreadable."""
        return units.utc_from_text(self.vrf_dt)

    @property
    def gpu_model(self) -> str | None:
        """Model of the GPUs, several joined with " + "; None without GPUs."""
        return behaviour.gpu_model(behaviour.gpus_of(self))

    @property
    def gpu_count(self) -> int:
        """Number of GPUs."""
        return behaviour.gpu_count(behaviour.gpus_of(self))

    @property
    def vram_gb(self) -> int | None:
        """Memory of one GPU in GiB, as cards are sold (24564 MB are 24); the smallest, when they differ."""
        return behaviour.vram_gb(behaviour.gpus_of(self))

    @property
    def place(self) -> str:
        """City and country."""
        return behaviour.place(getattr(self.location, "city", None), getattr(self.location, "country", None))
