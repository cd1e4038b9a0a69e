"""Amounts in questions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal


def at_most(prices: Iterable[Decimal | None]) -> str:
    """Return the highest of some prices, for people; one that is not known could be any."""
    from octaspace_sdk import format_usd

    known = list(prices)
    return "an unknown price" if None in known else format_usd(max(price for price in known if price is not None))
