"""The options that choose among machines, of search and of what rents one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

import typer

from octaspace_sdk.cli.parameters import amount

_PRICE = {"metavar": "USD", "parser": amount}

Gpus = Annotated[int | None, typer.Option("--gpus", help="Number of GPUs, exactly; 0 for none.")]
MinGpus = Annotated[int | None, typer.Option("--min-gpus", help="Number of GPUs, at least.")]
MinVram = Annotated[float | None, typer.Option("--min-vram", metavar="GB", help="Memory of each GPU, at least.")]
Country = Annotated[list[str] | None, typer.Option("--country", help="Name or ISO code; may be repeated.")]
Region = Annotated[
    list[str] | None, typer.Option("--region", help='"europe", "north america", EU, ...; may be repeated.')
]
MaxPrice = Annotated[Any, typer.Option("--max-price", help="USD per hour of the machine, at most.", **_PRICE)]
MaxPricePerGpu = Annotated[Any, typer.Option("--max-price-per-gpu", help="USD per hour of one GPU.", **_PRICE)]
MinDown = Annotated[float | None, typer.Option("--min-down", metavar="MBPS", help="Download speed, at least.")]
MinUp = Annotated[float | None, typer.Option("--min-up", metavar="MBPS", help="Upload speed, at least.")]
MinReliability = Annotated[float | None, typer.Option("--min-reliability", metavar="PERCENT", help="Uptime, at least.")]
MinDisk = Annotated[float | None, typer.Option("--min-disk", metavar="GB", help="Free disk space, at least.")]
MinMemory = Annotated[float | None, typer.Option("--min-memory", metavar="GB", help="Memory, at least.")]
MinCpuCores = Annotated[int | None, typer.Option("--min-cpu-cores", help="Number of processor cores, at least.")]
Limit = Annotated[int | None, typer.Option("--limit", help="How many to show at most.", min=1)]


def criteria(
    *,
    gpu: Sequence[str] | None,
    country: Sequence[str] | None,
    region: Sequence[str] | None,
    max_price: Decimal | None,
    **others: Any,
) -> dict[str, Any]:
    """Return the criteria that were given, as `search` takes them."""
    given = {
        "gpu": list(gpu or ()) or None,
        "country": list(country or ()) or None,
        "region": list(region or ()) or None,
        "max_price": max_price,
        **others,
    }
    return {name: value for name, value in given.items() if value is not None}
