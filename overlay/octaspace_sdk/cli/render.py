"""`octaspace render`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from octaspace_sdk.cli import machine_options as by
from octaspace_sdk.cli.command_tree import command, group
from octaspace_sdk.cli.confirmation import confirm
from octaspace_sdk.cli.environment import read_environment
from octaspace_sdk.cli.invocation import connect
from octaspace_sdk.cli.output import show_list
from octaspace_sdk.cli.parameters import Yes
from octaspace_sdk.cli.starting import show_session, start
from octaspace_sdk.cli.wording import NO_MACHINE

app = group("Machines for rendering. Without a command: list.", runs_alone=True)


@command(
    app,
    "list",
    examples="""
    octaspace render
    octaspace render list "rtx 4090" --region europe --limit 10
    octaspace render list -o json
    """,
)
def list_machines(
    ctx: typer.Context,
    gpu: Annotated[list[str] | None, typer.Argument(metavar="[GPU]...", help='Words of the model: "rtx 4090".')] = None,
    gpus: by.Gpus = None,
    min_vram_gb: by.MinVram = None,
    country: by.Country = None,
    region: by.Region = None,
    max_price: by.MaxPrice = None,
    limit: by.Limit = None,
) -> None:
    """List the machines for rendering, the cheapest first."""
    wanted = by.criteria(
        gpu=gpu, gpus=gpus, min_vram_gb=min_vram_gb, country=country, region=region, max_price=max_price, limit=limit
    )
    show_list(ctx, connect(ctx).services.render.search(**wanted), empty=NO_MACHINE)


@command(
    app,
    "start",
    examples="""
    octaspace render start 5205 --disk 100
    octaspace render start 5205 --disk 100 --env SCENE=intro --wait --yes
    """,
)
def start_session(
    ctx: typer.Context,
    node: Annotated[int, typer.Argument(metavar="NODE", help="The machine.", min=0)],
    disk_size: Annotated[int, typer.Option("--disk", metavar="GB", help="Disk size.", min=1)],
    envs: Annotated[
        list[str] | None, typer.Option("--env", metavar="K=V", help="An environment variable; repeatable.")
    ] = None,
    env_file: Annotated[Path | None, typer.Option(help="A file with a line K=V for each variable.")] = None,
    multi_gpu_worker: Annotated[
        bool | None, typer.Option("--multi-gpu-worker/--no-multi-gpu-worker", help="One worker for all GPUs.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until it is ready.")] = False,
    yes: Yes = False,
) -> None:
    """Start a render session: shows what it costs, and asks."""
    from octaspace_sdk import format_usd

    client = connect(ctx)
    machine = next((one for one in client.services.render.list() if one.node_id == node), None)
    if machine is None:
        raise LookupError(f"node {node} is not for rendering; `octaspace render list` shows those that are")
    rental = client.services.render.rented(
        machine,
        disk_size=disk_size,
        envs=read_environment(envs or [], env_file) or None,
        multi_gpu_worker=multi_gpu_worker,
        ready_timeout=None,
    )
    what = f"Node {node} ({machine.gpu_count} x {machine.gpu_model}, {machine.place})"
    confirm(ctx, f"{what} costs {format_usd(machine.price_per_hour)} per hour. Rent it?", yes=yes)
    show_session(ctx, start(ctx, rental, wait=wait))
