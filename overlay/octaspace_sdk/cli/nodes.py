"""`octaspace nodes`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from octaspace_sdk.cli.command_tree import command, group
from octaspace_sdk.cli.confirmation import confirm
from octaspace_sdk.cli.downloading import connect_to_download, download_each
from octaspace_sdk.cli.invocation import connect
from octaspace_sdk.cli.output import show_list, show_one
from octaspace_sdk.cli.parameters import NodeId, Yes, complete_node

if TYPE_CHECKING:
    from octaspace_sdk import OctaSpace

app = group("Nodes of your own. Without a command: list.", runs_alone=True)

Nodes = Annotated[
    list[int],
    typer.Argument(metavar="NODE...", help="The ids of nodes of yours.", autocompletion=complete_node, min=0),
]
Folder = Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Where to put the files.")]


@command(
    app,
    "list",
    examples="""
    octaspace nodes
    octaspace nodes list --country DE
    octaspace nodes list --state offline -o json
    """,
)
def list_nodes(
    ctx: typer.Context,
    country: Annotated[str | None, typer.Option(help="Only those in this country: an ISO code.")] = None,
    application: Annotated[str | None, typer.Option("--app", help="Only those that run it: a UUID.")] = None,
    state: Annotated[str | None, typer.Option(help="Only those in this state: idle, busy, offline.")] = None,
) -> None:
    """List your nodes."""
    found = connect(ctx).nodes.list(country=country, app_uuid=application)
    chosen = [node for node in found if state in (None, node.state)]
    states = ", ".join(sorted({str(node.state) for node in found}))
    show_list(ctx, chosen, empty=f"no node is {state}; there are {states}" if state and states else "no such node")


@command(
    app,
    "show",
    examples="""
    octaspace nodes show 65
    octaspace nodes show 65 -o json
    """,
)
def show(ctx: typer.Context, node: NodeId) -> None:
    """Show one node of yours."""
    found = connect(ctx).nodes.find(node)
    show_one(ctx, found)


@command(
    app,
    "ident",
    examples="""
    octaspace nodes ident 65
    octaspace nodes ident 65 66 --to backup
    """,
)
def ident(ctx: typer.Context, nodes: Nodes, to: Folder = Path()) -> None:
    """Download the identity files of nodes, as FOLDER/node-65.ident, which only you can read."""
    client = connect_to_download(ctx)
    download_each(
        {to / f"node-{node}.ident": node for node in nodes},
        lambda node, path, progress: client.nodes.download_ident(node, to=path, progress=progress),
    )


@command(
    app,
    "logs",
    examples="""
    octaspace nodes logs 65
    octaspace nodes logs 65 66 67 --to logs --timeout 600
    """,
)
def logs(ctx: typer.Context, nodes: Nodes, to: Folder = Path()) -> None:
    """Download the log archives of nodes, several at once, as FOLDER/node-65-logs.tar.gz."""
    client = connect_to_download(ctx)
    download_each(
        {to / f"node-{node}-logs.tar.gz": node for node in nodes},
        lambda node, path, progress: client.nodes.download_logs(node, to=path, progress=progress),
    )


@command(
    app,
    "prices",
    examples="""
    octaspace nodes prices 65 --base 50000000000000000 --storage 5000000000000000
    octaspace nodes prices 65 66 --base +5% --yes
    octaspace nodes prices 65 --gpu-hour 40 --cpu-hour 5
    """,
)
def prices(
    ctx: typer.Context,
    nodes: Nodes,
    base: Annotated[str | None, typer.Option(metavar="PRICE", help="In Wei per hour, or a change: +5%, -10%.")] = None,
    storage: Annotated[str | None, typer.Option(metavar="PRICE", help="The same, of storage.")] = None,
    traffic: Annotated[str | None, typer.Option(metavar="PRICE", help="The same, of traffic.")] = None,
    gpu_hour: Annotated[str | None, typer.Option(metavar="PRICE", help="Of an hour of a GPU.")] = None,
    cpu_hour: Annotated[str | None, typer.Option(metavar="PRICE", help="Of an hour of a processor.")] = None,
    yes: Yes = False,
) -> None:
    """Set the prices of nodes; a change in percent goes by the price that a node has.

    Numbers are sent as they are given. Hosts of the service list prices in Wei and take them so; should a host take
    another unit, `octaspace nodes list -o json` shows what has become of a price.
    """
    given = {"base": base, "storage": storage, "traffic": traffic, "gpu_hour": gpu_hour, "cpu_hour": cpu_hour}
    wanted = {name: text for name, text in given.items() if text is not None}
    if not wanted:
        raise typer.BadParameter("say which price: --base, --storage, --traffic, --gpu-hour or --cpu-hour")
    client = connect(ctx)
    changes = _changes(client, nodes, wanted)
    listed = "; ".join(f"node {node}: {', '.join(f'{n} {v}' for n, v in new.items())}" for node, new in changes.items())
    confirm(ctx, f"Set prices of {listed}?", yes=yes)
    for node, new in changes.items():
        client.nodes.update_prices(node, new)
        typer.echo(f"set the prices of node {node}")


def _changes(client: OctaSpace, nodes: Sequence[int], wanted: dict[str, str]) -> dict[int, dict[str, Any]]:
    current = {}
    if any(text.endswith("%") for text in wanted.values()):
        current = {node.id: node.prices for node in client.nodes.list()}
    changes = {}
    for node in nodes:
        changes[node] = {name: _price(node, name, text, current.get(node)) for name, text in wanted.items()}
    return changes


def _price(node: int, name: str, text: str, current: Any) -> int | float:
    """Return a price as the service takes it: an integer where it is one."""
    try:
        number = Decimal(text.removesuffix("%"))
    except ArithmeticError:
        raise typer.BadParameter(
            f"--{name.replace('_', '-')} is a price or a change such as +5%, not {text!r}"
        ) from None
    if text.endswith("%"):
        old = getattr(current, name, None)
        if not isinstance(old, int):
            raise LookupError(f"node {node} has no price {name} to change by {text}")
        number = (old * (100 + number) / 100).to_integral_value()
    if not number.is_finite() or number < 0:
        raise typer.BadParameter(f"the price {name} of node {node} would be {number}")
    return int(number) if number == number.to_integral_value() else float(number)


@command(
    app,
    "reboot",
    examples="""
    octaspace nodes reboot 65
    octaspace nodes reboot --all-offline --yes
    """,
)
def reboot(
    ctx: typer.Context,
    nodes: Annotated[
        list[int] | None, typer.Argument(metavar="[NODE]...", help="Their ids.", autocompletion=complete_node, min=0)
    ] = None,
    all_offline: Annotated[bool, typer.Option("--all-offline", help="All that are offline.")] = False,
    yes: Yes = False,
) -> None:
    """Reboot nodes."""
    if all_offline == bool(nodes):
        raise typer.BadParameter("name the nodes, or say --all-offline")
    client = connect(ctx)
    chosen = [node.id for node in client.nodes.list() if node.state == "offline"] if all_offline else nodes or []
    if not chosen:
        typer.echo("no node is offline", err=True)
        return
    confirm(ctx, f"Reboot node {', '.join(map(str, chosen))}? What runs there is interrupted.", yes=yes)
    for node in chosen:
        client.nodes.reboot(node)
        typer.echo(f"rebooting node {node}")
