from __future__ import annotations

from decimal import Decimal

import attrs

from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NetworkMarketplaceGPU(Model):
    """Price and number of the GPUs of one model.

    Attributes:
        avg_price: Average price; the unit is not documented.
        count: Number of GPUs.
    """

    avg_price: Decimal | None = None
    """Average price; the unit is not documented."""

    count: int | None = None
    """Number of GPUs."""
