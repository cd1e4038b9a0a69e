"""`octaspace sessions`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from octaspace_sdk.cli.command_tree import command, group
from octaspace_sdk.cli.confirmation import confirm
from octaspace_sdk.cli.invocation import connect, invocation
from octaspace_sdk.cli.output import show_list, show_one
from octaspace_sdk.cli.parameters import SESSION_HELP, SessionId, Yes, complete_session, seconds
from octaspace_sdk.cli.session_ids import SessionLookupError, find_session
from octaspace_sdk.cli.watching import Interval, repeatedly

if TYPE_CHECKING:
    from octaspace_api.models import Session
    from octaspace_sdk import OctaSpace, OctaSpaceError, StopReport

app = group("What runs, what it costs, and stopping it. Without a command: list.", runs_alone=True)

_EMPTY = "no session is running"

_INFO = (
    *("uuid", "service", "kind", "app_name", "node_id", "progress", "is_ready", "gpu_count", "gpu_model"),
    *("started_at_utc", "finished_at_utc", "duration", "price_per_hour", "charge_amount_octa", "charge_amount_usd"),
    *("public_ip", "ports_matrix", "urls", "ip", "country", "city", "rx", "tx", "termination_reason"),
)

_RECENT = (
    *("uuid", "service", "app_name", "node_id", "duration", "charge_amount_octa", "finished_at_utc"),
    *("termination_reason", "kind"),
)


@command(
    app,
    "list",
    examples="""
    octaspace sessions
    octaspace sessions list --recent
    octaspace sessions list -o json
    """,
)
def list_sessions(
    ctx: typer.Context,
    recent: Annotated[bool, typer.Option("--recent", help="Those that have ended.")] = False,
) -> None:
    """List the running sessions, or those that have ended."""
    listed = connect(ctx).sessions.list(recent=True if recent else None)
    show_list(ctx, listed, columns=_RECENT if recent else (), empty="no session has ended" if recent else _EMPTY)


@command(
    app,
    "info",
    examples="""
    octaspace sessions info 0d5f
    octaspace sessions info 0d5f -o json
    """,
)
def info(ctx: typer.Context, session: SessionId) -> None:
    """Show one session: its state, cost, ports and URLs. json has its SSH endpoints and VPN configuration as well."""
    client = connect(ctx)
    show_one(ctx, client.services.session(find_session(client, session)).info(), columns=_INFO)


@command(
    app,
    "stop",
    examples="""
    octaspace sessions stop 0d5f
    octaspace sessions stop 0d5f 7a11 --score 5
    octaspace sessions stop --all --older-than 2h --yes
    """,
)
def stop(
    ctx: typer.Context,
    session: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SESSION]...", help=SESSION_HELP, autocompletion=complete_session),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that meet the conditions below.")] = False,
    older_than: Annotated[
        float | None, typer.Option(metavar="TIME", parser=seconds, help="With --all: that run for longer: 2h.")
    ] = None,
    service: Annotated[str | None, typer.Option(help="With --all: of this service: mr, vpn or render.")] = None,
    node: Annotated[int | None, typer.Option(help="With --all: on this node.", min=0)] = None,
    score: Annotated[int | None, typer.Option(help="How to rate it, 1 to 5.", min=1, max=5)] = None,
    yes: Yes = False,
) -> None:
    """Stop sessions: those that are named, or all that meet the conditions."""
    if everything == bool(session):
        raise typer.BadParameter("name the sessions, or say --all")
    if not everything and (older_than, service, node) != (None, None, None):
        raise typer.BadParameter("--older-than, --service and --node go with --all")
    from octaspace_sdk.resources.sessions import matching

    client = connect(ctx)
    running = client.sessions.list()
    chosen = matching(running, service, node, older_than) if everything else _named(client, running, session or [])
    if not chosen:
        typer.echo("no session meets these conditions" if running else _EMPTY, err=True)
        return
    confirm(ctx, f"Stop {'; '.join(map(_described, chosen))}?", yes=yes)
    problems = _stop_each(client, chosen, score)
    if problems:
        raise problems[0]


def _named(client: OctaSpace, running: Sequence[Session], prefixes: Sequence[str]) -> list[Session]:
    found = {find_session(client, prefix): None for prefix in prefixes}
    by_uuid = {session.uuid: session for session in running}
    missing = [uuid for uuid in found if uuid not in by_uuid]
    if missing:
        raise SessionLookupError(f"not running: session {', '.join(missing)}")
    return [by_uuid[uuid] for uuid in found]


def _stop_each(client: OctaSpace, chosen: Sequence[Session], score: int | None) -> list[OctaSpaceError]:
    """Stop sessions, all of them although one cannot be; return what went wrong."""
    from octaspace_sdk.client import executor_of
    from octaspace_sdk.resources.sessions import stop_steps

    reports = executor_of(client).run_steps(stop_steps(chosen, score, on_report=_print_report))
    return [report.error for report in reports if report.error is not None]


def _print_report(report: StopReport) -> None:
    if report.error is None:
        typer.echo(f"stopped {report.session.uuid}")
    else:
        typer.echo(f"session {report.session.uuid} may still run and cost money: {report.error}", err=True)


def _described(session: Session) -> str:
    from octaspace_sdk import format_usd

    cost = "" if session.charge_amount_usd is None else f", {format_usd(session.charge_amount_usd)} so far"
    return f"{session.uuid[:8]} ({session.service} on node {session.node_id}{cost})"


@command(
    app,
    "cost",
    examples="""
    octaspace sessions cost
    octaspace sessions cost -o json
    """,
)
def cost(ctx: typer.Context) -> None:
    """Show what each running session costs per hour and has cost so far, in USD, and the sum."""
    client = connect(ctx)
    running, rate = client.sessions.list(), client.network.info().market_price
    rows = [_cost_of(session, rate) for session in running]
    if invocation(ctx).output == "table":
        shown = [row | {name: _shown_cost(name, row[name]) for name in _COSTS} for row in rows]
        show_list(ctx, [*shown, _shown_sum(rows)] if rows else [], empty=_EMPTY)
    else:
        show_list(ctx, [*rows, _sum_of(rows)] if rows else [], empty=_EMPTY)


_COSTS = ("usd_per_hour", "usd_so_far", "octa_so_far")


def _cost_of(session: Session, rate: Decimal | None) -> dict[str, Any]:
    so_far = session.charge_amount_usd
    if so_far is None and rate and session.charge_amount_octa is not None:
        so_far = session.usd(rate)
    return {
        "uuid": session.uuid,
        "service": session.service,
        "node_id": session.node_id,
        "duration": session.duration,
        "usd_per_hour": _exact(session.price_per_hour),
        "usd_so_far": _exact(so_far),
        "octa_so_far": _exact(session.charge_amount_octa),
    }


def _sum_of(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the sum of what is known; None where nothing is."""
    sums: dict[str, Any] = {"uuid": "total", "service": None, "node_id": None, "duration": None}
    for name in _COSTS:
        known = [Decimal(row[name]) for row in rows if row[name] is not None]
        sums[name] = _exact(sum(known, Decimal(0))) if known else None
    return sums


def _shown_sum(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the sum for people: it says how many amounts are not in it."""
    sums = _sum_of(rows)
    for name in _COSTS:
        unknown = sum(row[name] is None for row in rows)
        is_partial = unknown and sums[name] is not None
        sums[name] = _shown_cost(name, sums[name]) + (f", {unknown} unknown" if is_partial else "")
    return sums


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _shown_cost(name: str, value: str | None) -> str:
    from octaspace_sdk import format_octa, format_usd

    amount = None if value is None else Decimal(value)
    return format_octa(amount) if name.startswith("octa") else format_usd(amount)


@command(
    app,
    "watch",
    examples="""
    octaspace sessions watch
    octaspace sessions watch --interval 5s
    """,
)
def watch(ctx: typer.Context, interval: Interval = 5.0) -> None:
    """Show the running sessions again and again, until Ctrl-C."""
    client = connect(ctx)
    repeatedly(client.sessions.list, lambda found: show_list(ctx, found, empty=_EMPTY), interval)
