"""`octaspace drift`."""

from __future__ import annotations

import typer

from octaspace_sdk.cli.checking import IdleJobOption
from octaspace_sdk.cli.command_tree import command, standalone
from octaspace_sdk.cli.exit_codes import ExitCode
from octaspace_sdk.cli.invocation import connect
from octaspace_sdk.support.printable import printable

app = standalone()


@command(
    app,
    "drift",
    examples="""
    octaspace drift
    octaspace drift --base-url https://api.octa.computer > drift.yaml
    """,
)
def drift(ctx: typer.Context, idle_job: IdleJobOption = None) -> None:
    """Print each field in which the API differs from openapi.yaml, as YAML to paste there; status 3 if there is any."""
    from octaspace_sdk.smoke.drift_check import check_drift
    from octaspace_sdk.smoke.yaml_report import render_report

    report = check_drift(connect(ctx), idle_job)
    for unread in report.unread:
        what = "could not be read" if unread.failed else "was skipped"
        typer.echo(printable(f"{unread.operation} {what}: {unread.reason}"), err=True)
    if report.differences:
        typer.echo(render_report(report.differences, report.corrected_document))
        raise typer.Exit(ExitCode.DRIFT)
    typer.echo("# no field differs from openapi.yaml")
    if report.failed:
        raise typer.Exit(ExitCode.FAILED)
