"""`octaspace drift`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from octaspace_sdk.cli.checking import IdleJobOption
from octaspace_sdk.cli.command_tree import command, standalone
from octaspace_sdk.cli.exit_codes import ExitCode, ExternalCommandError
from octaspace_sdk.cli.invocation import connect
from octaspace_sdk.support.printable import printable

app = standalone()


@command(
    app,
    "drift",
    examples="""
    octaspace drift
    octaspace drift --base-url https://api.octa.computer > drift.yaml
    octaspace drift --apply openapi.yaml
    """,
)
def drift(
    ctx: typer.Context,
    idle_job: IdleJobOption = None,
    apply: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what differs into this description, comments kept.")
    ] = None,
) -> None:
    """Print each field in which the API differs from openapi.yaml, as YAML to paste there; status 3 if there is any."""
    from octaspace_sdk.smoke.drift_check import check_drift
    from octaspace_sdk.smoke.drift_text import apply_drift, differences_as_yaml, remarks, verdict

    if apply is None:
        report = check_drift(connect(ctx), idle_job)
        done = [text] if (text := differences_as_yaml(report)) else []
    else:
        try:
            report, done = apply_drift(connect(ctx), idle_job, apply)
        except ImportError:
            raise ExternalCommandError("--apply needs ruamel.yaml: pip install 'octaspace-sdk[drift]'") from None
    for line in remarks(report):
        typer.echo(printable(line), err=True)
    for line in done:
        typer.echo(line if apply is None else printable(line))
    if status := STATUS[verdict(report, applied=apply is not None)]:
        raise typer.Exit(status)


STATUS = {
    "fits": ExitCode.OK,
    "failed": ExitCode.FAILED,
    "differs": ExitCode.DRIFT,
    "key refused": ExitCode.AUTHENTICATION,
    "unreachable": ExitCode.NETWORK,
}
