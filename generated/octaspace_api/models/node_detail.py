from __future__ import annotations

from datetime import datetime

import attrs

from .. import behaviour, units
from ..model import ResponseModel
from .node_detail_location import NodeDetailLocation
from .node_detail_system import NodeDetailSystem
from .reliability import Reliability


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NodeDetail(ResponseModel):
    """One compute node, in another shape than the list of nodes has.

    Attributes:
        id: Id of the node.
        account_id: Number of the account that owns the node.
        state: State of the node. Known words are idle, busy and offline; others may come.
        ip: IP address of the node.
        vrf_dt: Time of the last VRF (verifiable random function) verification as text, empty when there was none.
        location: Where the node stands.
        reliability: How reliable the node has been.
        features: Services that the node offers. Known words are mr, render and vpn; others may come.
        data: Hardware, operating system and agent of the node.
    """

    _summary = (
        "id",
        "state",
        "gpu_count",
        "gpu_model",
        "vram_gb",
        "place",
        "ip",
    )

    # May be left out, and may be null as well.
    _nullable = ("reliability",)

    id: int
    """Id of the node."""

    account_id: int
    """Number of the account that owns the node."""

    state: str
    """State of the node. Known words are idle, busy and offline; others may come."""

    ip: str
    """IP address of the node."""

    vrf_dt: str
    """Time of the last VRF (verifiable random function) verification as text, empty when there was none."""

    location: NodeDetailLocation
    """Where the node stands."""

    reliability: Reliability | None = None
    """How reliable the node has been."""

    features: list[str]
    """Services that the node offers. Known words are mr, render and vpn; others may come."""

    data: NodeDetailSystem
    """Hardware, operating system and agent of the node."""

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
