from __future__ import annotations

from decimal import Decimal

import attrs

from .. import units
from ..model import ResponseModel, masked


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class Account(ResponseModel):
    """The account that the API key belongs to.

    Attributes:
        account_uuid: UUID of the account.
        avatar: URL of the picture of the account, empty when there is none.
        balance: Balance in Wei.
        email: Email address of the account.
        ref_code: Referral code, null when there is none.
        uid: Number of the account.
        wallet: Address of the wallet, empty when there is none.
    """

    _in_wei = ("balance",)

    account_uuid: str
    """UUID of the account."""

    avatar: str
    """URL of the picture of the account, empty when there is none."""

    balance: int
    """Balance in Wei."""

    email: str
    """Email address of the account."""

    ref_code: str | None
    """Referral code, null when there is none."""

    uid: int
    """Number of the account."""

    wallet: str = attrs.field(repr=masked)
    """Address of the wallet, empty when there is none."""

    @property
    def balance_octa(self) -> Decimal:
        """`balance` in OCTA, exact."""
        return units.octa(self.balance)
