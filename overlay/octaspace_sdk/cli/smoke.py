"""`octaspace smoke`."""

from __future__ import annotations

from collections import Counter

import typer

from octaspace_sdk.cli.checking import IdleJobOption
from octaspace_sdk.cli.command_tree import command, standalone
from octaspace_sdk.cli.exit_codes import ExitCode
from octaspace_sdk.cli.invocation import connect, invocation
from octaspace_sdk.cli.output import show_list
from octaspace_sdk.cli.wording import in_words_of_the_command_line
from octaspace_sdk.errors import AuthenticationError, ConfigurationError, NetworkError
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
    from octaspace_sdk.smoke.checks import ReadChecks

    as_table = invocation(ctx).output == "table"
    results, problem = [], None
    for result in ReadChecks(connect(ctx)).run(idle_job):
        results.append(result)
        if as_table:
            summary = in_words_of_the_command_line(result.summary)
            line = f"{result.verdict:7} {result.seconds * 1000:6.0f} ms  {result.operation:30} {summary}"
            typer.echo(printable(line))
        if isinstance(result.error, AuthenticationError | ConfigurationError) or _is_unreachable(result.error):
            problem = result.error  # after which no other check can pass
            break
    verdicts = Counter(result.verdict for result in results)
    if as_table:
        typer.echo(", ".join(f"{verdicts[verdict]} {verdict}" for verdict in ("passed", "failed", "skipped")))
    else:
        rows = [
            {"operation": one.operation, "verdict": one.verdict, "seconds": one.seconds, "summary": one.summary}
            for one in results
        ]
        show_list(ctx, rows, empty="")
    if problem is not None:
        raise problem
    if verdicts["failed"]:
        raise typer.Exit(ExitCode.FAILED)


def _is_unreachable(error: Exception | None) -> bool:
    return isinstance(error, NetworkError) and not error.may_have_been_processed
