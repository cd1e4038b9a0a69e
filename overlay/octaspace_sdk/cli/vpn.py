"""`octaspace vpn`."""

from __future__ import annotations

import sys
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from octaspace_api.operations.services_vpn import services_vpn_create
from octaspace_sdk.cli import wireguard
from octaspace_sdk.cli.command_tree import command, group
from octaspace_sdk.cli.confirmation import confirm
from octaspace_sdk.cli.invocation import connect, invocation
from octaspace_sdk.cli.machine_options import Country, Limit, MaxPrice, MinDown, Region
from octaspace_sdk.cli.output import show_list, show_one
from octaspace_sdk.cli.parameters import Yes, complete_session
from octaspace_sdk.cli.prices import at_most
from octaspace_sdk.cli.session_ids import find_vpn
from octaspace_sdk.cli.starting import start
from octaspace_sdk.rentals.defaults import CANDIDATES

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo, VPNRelay
    from octaspace_sdk import OctaSpace

app = group("VPN relays and sessions.")


def _known_words(argument: str) -> str:
    """Return the words of an argument that openapi.yaml names; the API may take others, so none is refused here."""
    words, *_ = get_args(signature(services_vpn_create).parameters[argument].annotation)
    return "|".join(get_args(words))


_SUBKIND = "Kind of VPN; another word is left to the API."

VPNSession = Annotated[
    str | None,
    typer.Argument(metavar="[SESSION]", help="Where several run: which.", autocompletion=complete_session),
]


@command(
    app,
    "relays",
    examples="""
    octaspace vpn relays
    octaspace vpn relays warsaw
    octaspace vpn relays --residential --region europe --max-price 0.10
    """,
)
def relays(
    ctx: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(metavar="[QUERY]...", help="Words of city or country.")] = None,
    residential: Annotated[
        bool | None, typer.Option("--residential/--no-residential", help="Whether the address is residential.")
    ] = None,
    country: Country = None,
    region: Region = None,
    max_price: MaxPrice = None,
    min_down_mbps: MinDown = None,
    limit: Limit = None,
) -> None:
    """List the VPN relays, the cheapest first; prices are in USD per gigabyte."""
    found = connect(ctx).services.vpn.search(
        country=country or None,
        region=region or None,
        residential=residential,
        max_price=max_price,
        min_down_mbps=min_down_mbps,
    )
    words = [word.casefold() for text in query or [] for word in text.split()]
    chosen = [relay for relay in found if all(word in _text(relay) for word in words)]
    show_list(ctx, chosen[:limit], empty="no relay meets all of it")


def _text(relay: VPNRelay) -> str:
    return f"{relay.city} {relay.country} {relay.country_iso}".casefold()


@command(
    app,
    "connect",
    examples="""
    octaspace vpn connect 12
    octaspace vpn connect --country DE --out wg.conf --yes
    octaspace vpn connect 12 --protocol v2ray --v2ray-protocol vmess
    """,
)
def connect_relay(
    ctx: typer.Context,
    node: Annotated[
        int | None, typer.Argument(metavar="[NODE]", help="The node of the relay; else the cheapest.", min=0)
    ] = None,
    subkind: Annotated[str, typer.Option("--protocol", metavar=_known_words("subkind"), help=_SUBKIND)] = "wg",
    protocol: Annotated[
        str | None, typer.Option("--v2ray-protocol", metavar=_known_words("protocol"), help="For v2ray.")
    ] = None,
    country: Country = None,
    region: Region = None,
    residential: Annotated[
        bool | None, typer.Option("--residential/--no-residential", help="Whether the address is residential.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the configuration there, readable by you alone.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Start a VPN session, and print its configuration, or write it to a file."""
    if out is not None and not out.parent.is_dir():
        raise typer.BadParameter(f"--out: there is no folder {out.parent}")
    client = connect(ctx)
    found = client.services.vpn.search(country=country or None, region=region or None, residential=residential)
    candidates = [relay for relay in found if node in (None, relay.node_id)][:CANDIDATES]
    if not candidates:
        raise LookupError("there is no such relay; `octaspace vpn relays` shows those that there are")
    rental = client.services.vpn.connected(
        candidates=candidates, subkind=subkind, protocol=protocol, ready_timeout=None
    )
    relay = candidates[0]
    cost = f"{at_most(one.price_per_gb for one in candidates)} per gigabyte"
    confirm(ctx, f"A VPN through {relay.place} (node {relay.node_id}) costs at most {cost}. Connect?", yes=yes)
    details = start(ctx, rental, wait=True)
    typer.echo(f"Session {details.uuid}.", err=True)
    if out is not None:
        details.save_config(out)
        typer.echo(f"Its configuration is in {out}.", err=True)
    elif invocation(ctx).output == "table":
        typer.echo(details.config_text)
    else:
        show_one(ctx, details)


@command(
    app,
    "status",
    examples="""
    octaspace vpn status
    octaspace vpn status -o json
    """,
)
def status(ctx: typer.Context) -> None:
    """List the running VPN sessions: where they lead, and what they have transferred and cost."""
    running = [one for one in connect(ctx).sessions.list() if one.service == "vpn"]
    columns = ("uuid", "kind", "node_id", "country", "city", "ip", "duration", "rx", "tx", "charge_amount_octa")
    show_list(ctx, running, columns=columns, empty="no VPN session is running")


@command(
    app,
    "config",
    examples="""
    octaspace vpn config
    octaspace vpn config 0d5f --qr
    octaspace vpn config --out phone.svg --qr
    """,
)
def config(
    ctx: typer.Context,
    session: VPNSession = None,
    qr: Annotated[
        bool, typer.Option("--qr", help="As a QR code: in the terminal, or .png or .svg with --out.")
    ] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there, readable by you alone.")] = None,
) -> None:
    """Print the configuration of a VPN session, for the app of its protocol."""
    details = _details(connect(ctx), session)
    if not details.config_text:
        raise LookupError(f"session {details.uuid} has no configuration yet")
    if qr:
        from octaspace_sdk.cli.qr_code import print_qr, save_qr

        if out is None:
            print_qr(details.config_text, sys.stdout)
        else:
            save_qr(details.config_text, out)
    elif out is not None:
        details.save_config(out)
    else:
        typer.echo(details.config_text)


@command(
    app,
    "up",
    examples="""
    octaspace vpn up
    octaspace vpn up 0d5f
    """,
)
def up(ctx: typer.Context, session: VPNSession = None) -> None:
    """Route this machine through a running WireGuard session, with `wg-quick up`."""
    details = _details(connect(ctx), session)
    if details.kind != "wg":
        raise ValueError(f"session {details.uuid} is {details.kind}, and not WireGuard; `octaspace vpn config` has it")
    status = wireguard.up(details)
    if status == 0:
        typer.echo(f"This machine goes through session {details.uuid}; `octaspace vpn down` ends that.", err=True)
    raise typer.Exit(status)


@command(
    app,
    "down",
    examples="""
    octaspace vpn down
    """,
)
def down(ctx: typer.Context) -> None:
    """End the route of `vpn up`, with `wg-quick down`; the session runs on until `vpn disconnect`."""
    raise typer.Exit(wireguard.down())


@command(
    app,
    "disconnect",
    examples="""
    octaspace vpn disconnect
    octaspace vpn disconnect 0d5f --yes
    """,
)
def disconnect(ctx: typer.Context, session: VPNSession = None, yes: Yes = False) -> None:
    """Stop a VPN session."""
    client = connect(ctx)
    uuid = find_vpn(client, session)
    confirm(ctx, f"Stop VPN session {uuid}?", yes=yes)
    client.services.session(uuid).stop()
    typer.echo(f"stopped {uuid}")


def _details(client: OctaSpace, session: str | None) -> SessionInfo:
    return client.services.session(find_vpn(client, session)).info()
