"""`octaspace smoke`."""

from __future__ import annotations

import typer

from octaspace_sdk.cli.checking import IdleJobOption
from octaspace_sdk.cli.command_tree import command, standalone
from octaspace_sdk.cli.exit_codes import ExitCode
from octaspace_sdk.cli.invocation import connect, invocation
from octaspace_sdk.cli.output import show_list
from octaspace_sdk.cli.wording import in_words_of_the_command_line
from octaspace_sdk.support.printable import printable

app = standalone()


@command(
    app,
    "smoke",
    examples="""
    octaspace smoke
    octaspace smoke -o jsonl
    octaspace smoke --base-url https://api.octa.computer --idle-job 65 3
    """,
)
def smoke(ctx: typer.Context, idle_job: IdleJobOption = None) -> None:
    """Call each operation that only reads, and say what passed; ids are taken from earlier answers."""
    from octaspace_sdk.smoke.check_run import run_checks, totals
    from octaspace_sdk.smoke.fatal_errors import fatal_reason

    as_table = invocation(ctx).output == "table"
    results = []
    for result in run_checks(connect(ctx), idle_job):
        results.append(result)
        if as_table:
            summary = in_words_of_the_command_line(result.summary)
            line = f"{result.verdict:7} {result.seconds * 1000:6.0f} ms  {result.operation:30} {summary}"
            typer.echo(printable(line))
    if as_table:
        typer.echo(totals(results))
    else:
        rows = [
            {
                "operation": result.operation,
                "verdict": result.verdict,
                "seconds": result.seconds,
                "summary": result.summary,
            }
            for result in results
        ]
        show_list(ctx, rows, empty="")
    last_error = results[-1].error
    if last_error is not None and fatal_reason(last_error) is not None:
        raise last_error
    if any(result.verdict == "failed" for result in results):
        raise typer.Exit(ExitCode.FAILED)
