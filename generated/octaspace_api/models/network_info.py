from __future__ import annotations

from decimal import Decimal

import attrs

from ..model import ResponseModel
from .network_blockchain import NetworkBlockchain
from .network_marketplace import NetworkMarketplace
from .network_nodes import NetworkNodes
from .network_platform import NetworkPlatform
from .network_power import NetworkPower
from .network_render import NetworkRender


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NetworkInfo(ResponseModel):
    """Public statistics of the network, an open object.

    Attributes:
        blockchain: State of the blockchain.
        market_price: USD per OCTA.
        mmROI: Return on investment, as the service states it.
        nodes: How many nodes there are.
        power: Computing power of all nodes together.
        staked: Staked amount, as the service states it.
        marketplace: What is offered for rent.
        platform: Counters of the platform.
        render: What has been rendered.
    """

    # May be left out, and may be null as well.
    _nullable = (
        "blockchain",
        "nodes",
        "power",
        "marketplace",
        "platform",
        "render",
    )

    blockchain: NetworkBlockchain | None = None
    """State of the blockchain."""

    market_price: Decimal | None = None
    """USD per OCTA."""

    mmROI: float | None = None
    """Return on investment, as the service states it."""

    nodes: NetworkNodes | None = None
    """How many nodes there are."""

    power: NetworkPower | None = None
    """Computing power of all nodes together."""

    staked: float | None = None
    """Staked amount, as the service states it."""

    marketplace: NetworkMarketplace | None = None
    """What is offered for rent."""

    platform: NetworkPlatform | None = None
    """Counters of the platform."""

    render: NetworkRender | None = None
    """What has been rendered."""
