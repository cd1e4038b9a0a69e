"""Amounts of money as people type them."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal, InvalidOperation


def parse_amount(text: str) -> Decimal | None:
    """Return an amount, at least 0, exactly; None where the text is none. A dollar sign may stand before it."""
    with suppress(InvalidOperation):
        amount = Decimal(text.removeprefix("$"))
        if amount.is_finite() and amount >= 0:
            return amount
    return None
