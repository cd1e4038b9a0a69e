"""`octaspace idle-jobs`."""

from __future__ import annotations

from typing import Annotated

import typer

from octaspace_sdk.cli.command_tree import command, group
from octaspace_sdk.cli.invocation import connect
from octaspace_sdk.cli.output import show_one, show_text
from octaspace_sdk.cli.parameters import NodeId

app = group("Idle jobs of a node of yours.")

JobId = Annotated[int, typer.Argument(metavar="JOB", help="The id of the job.", min=0)]


@command(
    app,
    "show",
    examples="""
    octaspace idle-jobs show 65 3
    octaspace idle-jobs show 65 3 -o json
    """,
)
def show(ctx: typer.Context, node: NodeId, job: JobId) -> None:
    """Show the status of an idle job."""
    show_one(ctx, connect(ctx).idle_jobs.find(node, job))


@command(
    app,
    "logs",
    examples="""
    octaspace idle-jobs logs 65 3
    octaspace idle-jobs logs 65 3 > job.log
    """,
)
def logs(ctx: typer.Context, node: NodeId, job: JobId) -> None:
    """Print the log of an idle job."""
    show_text(connect(ctx).idle_jobs.logs(node, job))
