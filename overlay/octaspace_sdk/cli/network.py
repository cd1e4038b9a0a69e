"""`octaspace network`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import typer

from octaspace_sdk.cli.command_tree import command, standalone
from octaspace_sdk.cli.encoding import can_show
from octaspace_sdk.cli.invocation import connect, invocation
from octaspace_sdk.cli.output import show_one

if TYPE_CHECKING:
    from octaspace_api.models import NetworkInfo

app = standalone()

_BAR = 24  # characters
_EIGHTHS = " ▏▎▍▌▋▊▉"


@command(
    app,
    "network",
    examples="""
    octaspace network
    octaspace network -o json
    """,
)
def network(ctx: typer.Context) -> None:
    """Show statistics of the whole network, with bars of its power in use and of the prices of GPUs. Needs no key."""
    info = connect(ctx).network.info()
    if invocation(ctx).output != "table" or invocation(ctx).columns:
        show_one(ctx, info)
        return
    show_one(ctx, _facts(info))
    prices = _prices(info)
    if prices:
        typer.echo()
        from octaspace_sdk.cli.terminal_table import print_table

        print_table(("gpu", "count", "average_price", ""), prices)


def _facts(info: NetworkInfo) -> dict[str, Any]:
    nodes, power, market = info.nodes, info.power, info.marketplace
    total, used = getattr(power, "total_tflops", None), getattr(power, "utilized_tflops", None)
    return {
        "market_price": _usd(info.market_price),
        "nodes": getattr(nodes, "count", None) or getattr(nodes, "total", None),
        "online": getattr(nodes, "online", None),
        "vpn_relays": getattr(nodes, "vpn", None),
        "locations": getattr(nodes, "locations", None),
        "cpus": getattr(power, "cpus", None),
        "gpus": getattr(power, "gpus", None),
        "tflops": getattr(power, "tflops", None) or total,
        "tflops_in_use": f"{bar(used / total)} {used / total:.0%}" if used is not None and total else None,
        "nodes_rented": getattr(market, "nodes_rented", None),
        "nodes_idle": getattr(market, "nodes_idle", None),
        "sessions": getattr(market, "total_sessions", None),
    }


def _prices(info: NetworkInfo) -> list[list[str]]:
    """Return a row for each kind of GPU, the dearest first."""
    known = [
        (name, gpu)
        for name, gpu in (getattr(info.marketplace, "gpus", None) or {}).items()
        if gpu.avg_price is not None
    ]
    highest = max((gpu.avg_price for _, gpu in known), default=0)
    ranked = sorted(known, key=lambda entry: entry[1].avg_price, reverse=True)
    return [
        [name, str(gpu.count or ""), _usd(gpu.avg_price), bar(float(gpu.avg_price / highest)) if highest else ""]
        for name, gpu in ranked
    ]


def bar(share: float) -> str:
    """Return a share of 1 as a bar of eighths, or of # where those cannot be shown."""
    if not can_show(_EIGHTHS):
        return "#" * round(max(0.0, min(share, 1.0)) * _BAR)
    eighths = round(max(0.0, min(share, 1.0)) * _BAR * 8)
    full, rest = divmod(eighths, 8)
    return "█" * full + _EIGHTHS[rest].strip()


def _usd(price: Decimal | None) -> str:
    from octaspace_sdk import format_usd

    return "" if price is None else format_usd(price)
