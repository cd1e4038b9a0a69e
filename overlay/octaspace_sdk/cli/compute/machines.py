"""`octaspace compute list`, `search` and `show`: machines for rent."""

from __future__ import annotations

from typing import Annotated, Any, get_args

import typer

from octaspace_api.criteria import MachineCriteria
from octaspace_sdk.cli import machine_options as by
from octaspace_sdk.cli.command_tree import command
from octaspace_sdk.cli.compute.commands import app
from octaspace_sdk.cli.invocation import connect
from octaspace_sdk.cli.output import show_list, show_one
from octaspace_sdk.cli.watching import Interval, Watch, repeatedly
from octaspace_sdk.cli.wording import NO_MACHINE

_DETAILS = (
    *("node_id", "place", "price_per_hour", "price_per_gpu_hour", "gpu_count", "gpu_model", "vram_gb", "cuda_version"),
    *("cpu_model_name", "cpu_cores", "memory_gb", "disk_gb", "disk_speed_mbs", "download_mbps", "upload_mbps"),
    *("reliability_percent", "os_version", "virt", "available_ports", "features", "storage_usd_per_hour"),
    *("traffic_usd_per_hour", "ai_score", "blender_score"),
)

*_OTHERS, _LAST = get_args(MachineCriteria.__annotations__["order_by"])
ORDERS = f"{', '.join(_OTHERS)} or {_LAST}."


@command(
    app,
    "list",
    examples="""
    octaspace compute
    octaspace compute list -o csv
    octaspace compute list --columns node_id,gpu_model,price_per_gpu_hour,upload_mbps
    """,
)
def list_machines(ctx: typer.Context) -> None:
    """List the machines for rent, the cheapest first."""
    show_list(ctx, connect(ctx).services.mr.search(), empty="no machine is for rent")


@command(
    app,
    "search",
    examples="""
    octaspace compute search "rtx 4090"
    octaspace compute search "rtx 4090" --gpus 2 --max-price 0.60 --region europe --min-down 500
    octaspace compute search --min-vram 24 --order-by reliability --limit 20 --watch
    """,
)
def search(
    ctx: typer.Context,
    gpu: Annotated[
        list[str] | None, typer.Argument(metavar="[GPU]...", help='Words of the model: "rtx 4090", a100.')
    ] = None,
    gpus: by.Gpus = None,
    min_gpus: by.MinGpus = None,
    min_vram_gb: by.MinVram = None,
    country: by.Country = None,
    region: by.Region = None,
    max_price: by.MaxPrice = None,
    max_price_per_gpu: by.MaxPricePerGpu = None,
    min_down_mbps: by.MinDown = None,
    min_up_mbps: by.MinUp = None,
    min_reliability: by.MinReliability = None,
    min_disk_gb: by.MinDisk = None,
    min_memory_gb: by.MinMemory = None,
    min_cpu_cores: by.MinCpuCores = None,
    order_by: Annotated[str, typer.Option(metavar="WORD", help=ORDERS)] = "price",
    limit: by.Limit = None,
    watch: Watch = False,
    interval: Interval = 10.0,
) -> None:
    """Search among the machines for rent; the cheapest come first."""
    wanted: dict[str, Any] = by.criteria(
        gpu=gpu,
        gpus=gpus,
        min_gpus=min_gpus,
        min_vram_gb=min_vram_gb,
        country=country,
        region=region,
        max_price=max_price,
        max_price_per_gpu=max_price_per_gpu,
        min_down_mbps=min_down_mbps,
        min_up_mbps=min_up_mbps,
        min_reliability=min_reliability,
        min_disk_gb=min_disk_gb,
        min_memory_gb=min_memory_gb,
        min_cpu_cores=min_cpu_cores,
        order_by=order_by,
        limit=limit,
    )
    client = connect(ctx)
    repeatedly(
        lambda: client.services.mr.search(**wanted),
        lambda found: show_list(ctx, found, empty=NO_MACHINE),
        interval if watch else None,
    )


@command(
    app,
    "show",
    examples="""
    octaspace compute show 5205
    octaspace compute show 5205 -o json
    """,
)
def show(
    ctx: typer.Context,
    node: Annotated[int, typer.Argument(metavar="NODE", help="The id of its node.", min=0)],
) -> None:
    """Show one machine for rent."""
    machine = next((one for one in connect(ctx).services.mr.list() if one.node_id == node), None)
    if machine is None:
        raise LookupError(f"node {node} is not for rent; `octaspace compute list` shows those that are")
    show_one(ctx, machine, columns=_DETAILS)
