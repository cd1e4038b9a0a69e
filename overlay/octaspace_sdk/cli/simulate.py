"""`octaspace simulate`: the local simulator of the API."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from octaspace_sdk.cli.command_tree import command, group
from octaspace_sdk.cli.exit_codes import ExternalCommandError

app = group(
    "Run a local OctaSpace until Ctrl-C: octaspace simulate [OPTIONS]. Or inject a fault into a running one.",
    runs_alone=True,
)

PROGRAM = "octaspace simulate"


@app.callback(
    invoke_without_command=True,
    epilog="octaspace simulate\noctaspace simulate --port 0 --speed 600 --state simulator.db",
)
def simulate(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="0 for a free one; else 6282.")] = None,
    seed: Annotated[int, typer.Option(help="Determines the network.")] = 1,
    speed: Annotated[float, typer.Option(help="Simulated seconds per second, above 0.")] = 60.0,
    state: Annotated[str | None, typer.Option(metavar="FILE", help="Save the state there, and resume from it.")] = None,
    fail_provisioning: Annotated[float, typer.Option(metavar="P", help="Probability that a session fails.")] = 0.0,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print a line for each request, to stderr.")] = False,
) -> None:
    """Prints what to paste, and serves until Ctrl-C."""
    if ctx.invoked_subcommand is not None:
        return
    _check_extra()
    from octaspace_sdk.simulator.__main__ import serve

    words = ["--host", host, "--seed", str(seed), "--speed", str(speed), "--fail-provisioning", str(fail_provisioning)]
    words += ["--port", str(port)] if port is not None else []
    words += ["--state", state] if state is not None else []
    serve(PROGRAM, [*words, "--verbose"] if verbose else words)


@command(
    app,
    "inject",
    examples="""
    octaspace simulate inject latency seconds=0.5 --operation services.mr.create
    octaspace simulate inject error-status status=503 retry_after=2 --times 3
    octaspace simulate inject --list
    octaspace simulate inject --clear
    """,
)
def inject(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[FAULT] [NAME=VALUE]...", help="The fault and its settings.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Of the simulator, where it is not the usual one.")] = None,
    operation: Annotated[str | None, typer.Option(metavar="ID", help="Only for this operation.")] = None,
    method: Annotated[str | None, typer.Option(help="Only for this HTTP method.")] = None,
    path: Annotated[str | None, typer.Option(help="Only for this path; * stands for any text.")] = None,
    times: Annotated[int | None, typer.Option(help="Only for this many requests.")] = None,
    duration: Annotated[float | None, typer.Option(metavar="SECONDS", help="Only for this long.")] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the faults in force.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Remove all faults.")] = False,
) -> None:
    """Inject a fault into a running simulator; `docs/testing.md` lists the faults and their settings."""
    _check_extra()
    from octaspace_sdk.cli.output import check_plain_format, show_json
    from octaspace_sdk.simulator.inject_command import inject as send

    check_plain_format(ctx)
    given = {"url": url, "operation": operation, "method": method, "path": path, "times": times, "duration": duration}
    options = [word for name, value in given.items() if value is not None for word in (f"--{name}", str(value))]
    flags = [*(["--list"] if list_all else []), *(["--clear"] if clear else [])]
    show_json(ctx, send(f"{PROGRAM} inject", [*(words or []), *options, *flags]))


def _check_extra() -> None:
    missing = [name for name in ("starlette", "uvicorn", "jsonschema_rs") if find_spec(name) is None]
    if missing:
        raise ExternalCommandError(
            f"the simulator needs {', '.join(missing)}; install its extra: pip install 'octaspace-sdk[simulator]'"
        )
