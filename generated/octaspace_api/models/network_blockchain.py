from __future__ import annotations

from decimal import Decimal

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NetworkBlockchain(Model):
    """State of the blockchain.

    Attributes:
        height: Number of the latest block.
        difficulty: Mining difficulty.
        hashrate: Hash rate of the network, as the service states it.
        total_supply: Total supply in OCTA.
        circulating_supply: Circulating supply in OCTA.
        era: Name of the era of the blockchain.
        blocktime: Time between two blocks in seconds.
    """

    height: int | None = None
    """Number of the latest block."""

    difficulty: float | None = None
    """Mining difficulty."""

    hashrate: float | None = None
    """Hash rate of the network, as the service states it."""

    total_supply: Decimal | None = None
    """Total supply in OCTA."""

    circulating_supply: Decimal | None = None
    """Circulating supply in OCTA."""

    era: str | None = None
    """Name of the era of the blockchain."""

    blocktime: float | None = None
    """Time between two blocks in seconds."""
