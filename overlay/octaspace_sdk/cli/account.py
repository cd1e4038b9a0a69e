"""`octaspace account`."""

from __future__ import annotations

from typing import Any

import typer

from octaspace_sdk.cli.command_tree import command, group
from octaspace_sdk.cli.confirmation import confirm
from octaspace_sdk.cli.invocation import connect, invocation
from octaspace_sdk.cli.output import check_columns, show_one
from octaspace_sdk.cli.parameters import Yes

app = group("Profile, balance and wallet. Without a command: show.", runs_alone=True)


@command(
    app,
    "show",
    examples="""
    octaspace account
    octaspace account show -o json
    """,
)
def show(ctx: typer.Context) -> None:
    """Show the profile of the account and its balance, in OCTA and in USD."""
    client = connect(ctx)
    account = client.accounts.profile()
    if invocation(ctx).output != "table" or invocation(ctx).columns:
        show_one(ctx, account)
        return
    from octaspace_sdk import format_octa, format_usd

    rate = client.network.info().market_price
    facts: dict[str, Any] = {
        "email": account.email,
        "uid": account.uid,
        "account_uuid": account.account_uuid,
        "balance_octa": format_octa(account.balance_octa),
        "balance_usd": format_usd(_in_usd(account.balance, rate)),
        "wallet": account.wallet,
        "ref_code": account.ref_code,
    }
    show_one(ctx, facts)


@command(
    app,
    "balance",
    examples="""
    octaspace account balance
    octaspace account balance -o json
    """,
)
def balance(ctx: typer.Context) -> None:
    """Show the balance of the account. json has Wei, OCTA, USD and the rate in USD per OCTA, as exact text."""
    from octaspace_api.units import octa
    from octaspace_sdk import format_octa, format_usd

    client = connect(ctx)
    wei = client.accounts.balance()
    rate = client.network.info().market_price
    usd = _in_usd(wei, rate)
    if invocation(ctx).output == "table" and not invocation(ctx).columns:
        typer.echo(f"{format_octa(octa(wei))} ({format_usd(usd)})")
    else:
        exact = {"wei": wei, "octa": octa(wei), "usd": usd, "usd_per_octa": rate}
        show_one(ctx, {name: None if value is None else str(value) for name, value in exact.items()})


@command(
    app,
    "wallet",
    examples="""
    octaspace account wallet
    octaspace account wallet --yes -o json
    """,
)
def wallet(ctx: typer.Context, yes: Yes = False) -> None:
    """Generate a new wallet for the account."""
    from octaspace_api.models import Wallet

    check_columns(ctx, Wallet)
    client = connect(ctx)
    confirm(ctx, "Generate a new wallet for this account?", yes=yes)
    show_one(ctx, client.accounts.generate_wallet(), columns=("address", "wallet", "network", "balance_octa"))


def _in_usd(wei: int, rate: Any) -> Any:
    from octaspace_api.units import usd

    return usd(wei, rate)
