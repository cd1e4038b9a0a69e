from __future__ import annotations

from decimal import Decimal

import attrs

from .. import units
from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class SessionPrices(Model):
    """Price of a session.

    Attributes:
        base_usd: Base price in USD per hour, times 10 000.
        currency_usd: Whether the price is set in USD, not in OCTA.
        market_price: USD per OCTA.
    """

    base_usd: int
    """Base price in USD per hour, times 10 000."""

    currency_usd: bool
    """Whether the price is set in USD, not in OCTA."""

    market_price: Decimal
    """USD per OCTA."""

    @property
    def base_usd_per_hour(self) -> Decimal | None:
        """`base_usd` in USD, converted where it is set in OCTA; None if unknown."""
        return units.price(units.usd_per_hour(self.base_usd), in_usd=self.currency_usd)
