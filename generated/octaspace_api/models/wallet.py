from __future__ import annotations

from decimal import Decimal

import attrs

from .. import units
from ..model import ResponseModel, masked


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class Wallet(ResponseModel):
    """The answer to generating a wallet, either the whole account, or `address` and nothing else.

    Attributes:
        account_uuid: UUID of the account.
        avatar: URL of the picture of the account, empty when there is none.
        balance: Balance in Wei.
        email: Email address of the account.
        ref_code: Referral code, null when there is none.
        uid: Number of the account.
        wallet: Address of the wallet, empty when there is none.
        address: Address of the new wallet, when the answer is not the whole account.
        network: Blockchain of the wallet, from some hosts.
    """

    _in_wei = ("balance",)

    # May be left out, and may be null as well.
    _nullable = ("ref_code",)

    account_uuid: str | None = None
    """UUID of the account."""

    avatar: str | None = None
    """URL of the picture of the account, empty when there is none."""

    balance: int | None = None
    """Balance in Wei."""

    email: str | None = None
    """Email address of the account."""

    ref_code: str | None = None
    """Referral code, null when there is none."""

    uid: int | None = None
    """Number of the account."""

    wallet: str | None = attrs.field(default=None, repr=masked)
    """Address of the wallet, empty when there is none."""

    address: str | None = attrs.field(default=None, repr=masked)
    """Address of the new wallet, when the answer is not the whole account."""

    network: str | None = None
    """Blockchain of the wallet, from some hosts."""

    @property
    def balance_octa(self) -> Decimal | None:
        """`balance` in OCTA, exact."""
        return units.octa(self.balance)
