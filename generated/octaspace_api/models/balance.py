from __future__ import annotations

from decimal import Decimal

import attrs

from .. import units
from ..model import Model


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class Balance(Model):
    """The balance of the account.

    Attributes:
        balance: Balance in Wei, null when the service does not know it.
        currency: Currency of the balance, not always there.
    """

    _in_wei = ("balance",)

    balance: int | None
    """Balance in Wei, null when the service does not know it."""

    currency: str | None = None
    """Currency of the balance, not always there."""

    @property
    def balance_octa(self) -> Decimal | None:
        """`balance` in OCTA, exact."""
        return units.octa(self.balance)
