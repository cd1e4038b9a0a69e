"""The requests of `accounts`: The account that the API key belongs to, its balance and its wallet."""

from ..models import Account, Wallet
from ..request import Request


def accounts_profile() -> Request[Account]:
    """Return the profile of the account. (GET /accounts)"""
    return Request(
        operation="accounts.profile",
        method="GET",
        path="/accounts",
        response_type=Account,
        idempotent=True,
        needs_key=True,
    )


def accounts_generate_wallet() -> Request[Wallet]:
    """Generate a new wallet for the account. (POST /accounts)"""
    return Request(
        operation="accounts.generate_wallet",
        method="POST",
        path="/accounts",
        response_type=Wallet,
        idempotent=False,
        needs_key=True,
        recovery_hint="look at accounts.profile() before trying again, a wallet may have been made",
        response_adapter="wallet",
    )


def accounts_balance() -> Request[int]:
    """Return the balance of the account in Wei. (GET /accounts/balance)"""
    return Request(
        operation="accounts.balance",
        method="GET",
        path="/accounts/balance",
        response_type=int,
        idempotent=True,
        needs_key=True,
        response_adapter="balance",
    )
