"""`octaspace compute deploy`: rents a machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from octaspace_sdk.cli import machine_options as by
from octaspace_sdk.cli.cells import duration
from octaspace_sdk.cli.command_tree import command
from octaspace_sdk.cli.compute.commands import app
from octaspace_sdk.cli.confirmation import confirm
from octaspace_sdk.cli.environment import read_environment
from octaspace_sdk.cli.invocation import connect
from octaspace_sdk.cli.parameters import Yes, seconds
from octaspace_sdk.cli.prices import at_most
from octaspace_sdk.cli.ssh import check_installed, endpoint, run
from octaspace_sdk.cli.starting import show_session, start
from octaspace_sdk.cli.wording import NO_MACHINE
from octaspace_sdk.rentals.defaults import CANDIDATES, READY_TIMEOUT

if TYPE_CHECKING:
    from octaspace_api.models import MachineRental
    from octaspace_sdk import OctaSpace

_LONGEST_START = duration(int(READY_TIMEOUT))


@command(
    app,
    "deploy",
    examples="""
    octaspace compute deploy --node 5205 --image ubuntu:24.04 --disk 50
    octaspace compute deploy --cheapest "rtx 4090" --app comfyui --wait
    octaspace compute deploy --cheapest a100 --max-price 1.50 --image pytorch/pytorch --disk 100 --ssh
    octaspace compute deploy --node 5205 --app jupyter --env TOKEN=abc --http-port 8888 --yes -o json
    """,
)
def deploy(
    ctx: typer.Context,
    image: Annotated[str | None, typer.Option(help="Container image.")] = None,
    application: Annotated[
        str | None, typer.Option("--app", help="An application, by name or UUID; it brings what is left out here.")
    ] = None,
    node: Annotated[list[int] | None, typer.Option(help="The machine; repeated: tried in this order.", min=0)] = None,
    cheapest: Annotated[
        str | None, typer.Option(metavar="GPU", help='The cheapest machine with this GPU: "rtx 4090".')
    ] = None,
    disk_size: Annotated[int | None, typer.Option("--disk", metavar="GB", help="Disk size.", min=1)] = None,
    envs: Annotated[
        list[str] | None, typer.Option("--env", metavar="K=V", help="An environment variable; repeatable.")
    ] = None,
    env_file: Annotated[Path | None, typer.Option(help="A file with a line K=V for each variable.")] = None,
    ports: Annotated[list[int] | None, typer.Option("--port", help="A TCP port to open; repeatable.")] = None,
    http_ports: Annotated[
        list[int] | None, typer.Option("--http-port", help="A port to open as a URL; repeatable.")
    ] = None,
    start_command: Annotated[str, typer.Option(help="Command to start in the container.")] = "",
    entrypoint: Annotated[str, typer.Option(help="Entrypoint of the container.")] = "",
    gpus: by.Gpus = None,
    min_vram_gb: by.MinVram = None,
    country: by.Country = None,
    region: by.Region = None,
    max_price: by.MaxPrice = None,
    min_down_mbps: by.MinDown = None,
    min_reliability: by.MinReliability = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until it is ready.")] = False,
    ready_timeout: Annotated[
        float,
        typer.Option(metavar="TIME", parser=seconds, help="For --wait.", show_default=_LONGEST_START),
    ] = READY_TIMEOUT,
    ssh: Annotated[bool, typer.Option("--ssh", help="Wait, and log in.")] = False,
    yes: Yes = False,
) -> None:
    """Rent a machine: shows what it costs, asks, and tries the next candidate when one refuses.

    Ctrl-C or SIGTERM while it starts stops it again. The options from --gpus to --min-reliability narrow --cheapest.
    """
    if (cheapest is None) == (not node):
        raise typer.BadParameter("say which machine: --node, or --cheapest with a GPU")
    if image is None and application is None:
        raise typer.BadParameter("say what to run: --image, or --app")
    if ssh:
        check_installed("ssh")
    options: dict[str, Any] = {
        "image": image,
        "app": application or "",
        "disk_size": disk_size,
        "envs": read_environment(envs or [], env_file) or None,
        "ports": ports or None,
        "http_ports": http_ports or None,
        "start_command": start_command,
        "entrypoint": entrypoint,
    }
    client = connect(ctx)
    narrowed = by.criteria(
        gpu=None if cheapest is None else [cheapest],
        gpus=gpus,
        min_vram_gb=min_vram_gb,
        country=country,
        region=region,
        max_price=max_price,
        min_down_mbps=min_down_mbps,
        min_reliability=min_reliability,
        min_disk_gb=disk_size,
    )
    machines = _named(client, node) if node else _cheapest(client, narrowed)
    rental = client.services.mr.rented(candidates=machines, ready_timeout=None, **options)
    confirm(ctx, _question(machines, application or str(image)), yes=yes)
    details = start(ctx, rental, wait=wait or ssh, ready_timeout=ready_timeout)
    if ssh:
        typer.echo(f"Session {details.uuid}; it runs on after you log out.", err=True)
        raise typer.Exit(run(endpoint(details).ssh()))
    show_session(ctx, details)


def _named(client: OctaSpace, nodes: Sequence[int]) -> list[MachineRental]:
    offers = {machine.node_id: machine for machine in client.services.mr.list()}
    missing = [str(node) for node in nodes if node not in offers]
    if missing:
        raise LookupError(f"not for rent: node {', '.join(missing)}; `octaspace compute list` shows what is")
    return [offers[node] for node in nodes]


def _cheapest(client: OctaSpace, wanted: dict[str, Any]) -> list[MachineRental]:
    found = client.services.mr.search(limit=CANDIDATES, **wanted)
    if not found:
        raise LookupError(f"{NO_MACHINE}; `octaspace compute search` shows what there is")
    return found


def _question(machines: Sequence[MachineRental], what: str) -> str:
    from octaspace_sdk import format_usd

    first = machines[0]
    hardware = f"{first.gpu_count} x {first.gpu_model}" if first.gpu_count else first.cpu_model_name
    others = ""
    if len(machines) > 1:
        nodes = ", ".join(str(machine.node_id) for machine in machines[1:])
        highest = at_most(machine.price_per_hour for machine in machines)
        others = f" If it refuses: node {nodes}, for at most {highest} per hour."
    price = format_usd(first.price_per_hour)
    return f"{what} on node {first.node_id} ({hardware}, {first.place}) costs {price} per hour.{others} Rent it?"
