"""`octaspace mcp`: the MCP server."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated, Any

import typer

from octaspace_sdk.cli.command_tree import command, standalone
from octaspace_sdk.cli.exit_codes import ExternalCommandError
from octaspace_sdk.cli.invocation import async_client
from octaspace_sdk.cli.parameters import amount

app = standalone()


@command(
    app,
    "mcp",
    examples="""
    octaspace mcp
    octaspace mcp --profile work --allow-spending 1.50
    """,
)
def mcp(
    ctx: typer.Context,
    allow_spending: Annotated[
        Any,
        typer.Option(
            metavar="LIMIT", parser=amount, help="Offer what acts, too: USD per hour of all sessions that are started."
        ),
    ] = None,
    vpn_gb_per_hour: Annotated[
        Any, typer.Option(metavar="GB", parser=amount, help="Count a VPN session with so much traffic in an hour.")
    ] = None,
    show_secrets: Annotated[
        bool, typer.Option("--show-secrets", help="Show VPN configurations, SSH addresses and wallets.")
    ] = False,
) -> None:
    """Serve assistants and agents over stdin and stdout, by the Model Context Protocol; docs/mcp.md says how to add it.

    It only reads, unless --allow-spending says otherwise; what it has rented is stopped when it ends.
    """
    if find_spec("mcp") is None:
        raise ExternalCommandError("the MCP server needs its extra: pip install 'octaspace-sdk[mcp]'")
    from octaspace_sdk.mcp.command import serve

    serve(async_client(ctx), spending_limit=allow_spending, vpn_gb_per_hour=vpn_gb_per_hour, show_secrets=show_secrets)
