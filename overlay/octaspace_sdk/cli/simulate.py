"""`octaspace simulate`: the local simulator of the API."""

from __future__ import annotations

import math
from difflib import get_close_matches
from importlib.util import find_spec
from typing import Annotated, Any

import typer

from octaspace_sdk.cli.command_tree import Command, command, group
from octaspace_sdk.cli.exit_codes import ExternalCommandError
from octaspace_sdk.errors import NetworkError

app = group(
    "Run a local OctaSpace until Ctrl-C: octaspace simulate [OPTIONS]. Or inject a fault into a running one.",
    runs_alone=True,
)

PORT = 6282
EXTRA = ("starlette", "uvicorn", "jsonschema_rs")
"""The modules that the extra `simulator` installs."""


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed < math.inf:
        raise typer.BadParameter(f"{text!r} is no number above 0")
    return speed


@app.callback(
    invoke_without_command=True,
    epilog="octaspace simulate\noctaspace simulate --port 0 --speed 600 --state simulator.db",
)
def simulate(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 for a free one.", min=0, max=65535)] = PORT,
    seed: Annotated[int, typer.Option(help="Determines the network.")] = 1,
    speed: Annotated[float, typer.Option(parser=_speed, help="Simulated seconds per second, above 0.")] = 60.0,
    state: Annotated[str | None, typer.Option(metavar="FILE", help="Save the state there, and resume from it.")] = None,
    fail_provisioning: Annotated[
        float, typer.Option(metavar="P", help="Probability that a session fails.", min=0.0, max=1.0)
    ] = 0.0,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print a line for each request, to stderr.")] = False,
) -> None:
    """Print what to paste, and serve until Ctrl-C."""
    if ctx.invoked_subcommand is not None:
        return
    _check_extra()
    from octaspace_sdk.simulator.serving import serve_until_signal

    serve_until_signal(
        typer.echo,
        host=host,
        port=port,
        seed=seed,
        speed=speed,
        state=state,
        fail_provisioning=fail_provisioning,
        verbose=verbose,
    )


class Inject(Command):
    """Its help lists the faults, where the extra is installed."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples, and the faults with their settings."""
        super().format_epilog(ctx, formatter)
        if not _missing():
            from octaspace_sdk.simulator.faults.fault_syntax import describe_faults

            formatter.write(f"\nFaults and their settings:\n{describe_faults()}")


@command(
    app,
    "inject",
    cls=Inject,
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
    base_url: Annotated[str, typer.Option("--url", help="Where the simulator is.")] = f"http://127.0.0.1:{PORT}",
    operation: Annotated[str | None, typer.Option(metavar="ID", help="Only for this operation.")] = None,
    method: Annotated[str | None, typer.Option(help="Only for this HTTP method.")] = None,
    path: Annotated[str | None, typer.Option(help="Only for this path; * stands for any text.")] = None,
    times: Annotated[int | None, typer.Option(help="Only for this many requests.")] = None,
    duration: Annotated[float | None, typer.Option(metavar="SECONDS", help="Only for this long.")] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the faults in force.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Remove all faults.")] = False,
) -> None:
    """Inject a fault into a running simulator, list those in force, or remove them."""
    _check_extra()
    from octaspace_sdk.cli.output import check_plain_format, show_json
    from octaspace_sdk.simulator.inject_command import clear_injections, inject_fault, list_injections

    check_plain_format(ctx)
    fault, *settings = words or [""]
    if (bool(fault), list_all, clear).count(True) != 1:
        raise typer.BadParameter("say which fault, or --list, or --clear")
    conditions = {"operation": operation, "method": method, "path": path, "times": times, "duration": duration}
    try:
        if fault:
            _check_name(fault)
            answer: Any = inject_fault(base_url, fault, settings, **conditions)
        else:
            answer = list_injections(base_url) if list_all else clear_injections(base_url)
    except NetworkError as error:
        error.args = (f"{error}; `octaspace simulate` starts a simulator, and --url says where it is",)
        raise
    show_json(ctx, answer)


def _check_name(fault: str) -> None:
    from octaspace_sdk.simulator.faults.fault_syntax import FAULT_TYPES

    if fault not in FAULT_TYPES:
        near = get_close_matches(fault, FAULT_TYPES, 1)
        meant = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(FAULT_TYPES)}"
        raise typer.BadParameter(f"there is no fault {fault!r}; {meant}")


def _check_extra() -> None:
    if missing := _missing():
        raise ExternalCommandError(
            f"the simulator needs {', '.join(missing)}; install its extra: pip install 'octaspace-sdk[simulator]'"
        )


def _missing() -> list[str]:
    return [name for name in EXTRA if find_spec(name) is None]
