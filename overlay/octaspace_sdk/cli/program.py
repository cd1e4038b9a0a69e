"""The program: its commands, and how a run of it ends."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from octaspace_sdk.cli.command_tree import PLAIN, LazyGroup
from octaspace_sdk.cli.invocation import Invocation

COMMANDS = {
    "auth": ("octaspace_sdk.cli.auth", "Log in and out; profiles."),
    "account": ("octaspace_sdk.cli.account", "Profile, balance and wallet."),
    "compute": ("octaspace_sdk.cli.compute", "Search for machines, rent one, and work on it."),
    "sessions": ("octaspace_sdk.cli.sessions", "What runs, what it costs, and stopping it."),
    "apps": ("octaspace_sdk.cli.apps", "The catalogue of applications."),
    "vpn": ("octaspace_sdk.cli.vpn", "VPN relays and sessions."),
    "render": ("octaspace_sdk.cli.render", "Machines for rendering."),
    "nodes": ("octaspace_sdk.cli.nodes", "Nodes of your own."),
    "idle-jobs": ("octaspace_sdk.cli.idle_jobs", "Idle jobs of a node of yours."),
    "network": ("octaspace_sdk.cli.network", "Statistics of the whole network."),
    "api": ("octaspace_sdk.cli.api", "Send any request."),
    "call": ("octaspace_sdk.cli.call", "Call any operation of the API by its id."),
    "smoke": ("octaspace_sdk.cli.smoke", "Check that a live API answers."),
    "drift": ("octaspace_sdk.cli.drift", "Compare a live API with openapi.yaml."),
    "simulate": ("octaspace_sdk.cli.simulate", "Run a local OctaSpace, and inject faults into it."),
    "mcp": ("octaspace_sdk.cli.mcp", "A server for assistants and agents."),
    "completion": ("octaspace_sdk.cli.completion", "Scripts that complete commands and ids in your shell."),
    "version": ("octaspace_sdk.cli.version", "Versions of the program and of what it runs on."),
}
"""The module and the help of each command."""

COMPLETE_VARIABLE = "_OCTASPACE_COMPLETE"
"""In the environment where a shell asks what a word can become."""

EXAMPLES = """\
octaspace auth login
octaspace compute search "rtx 4090" --max-price 0.60 --region europe
octaspace compute deploy --cheapest "rtx 4090" --image ubuntu:24.04 --disk 50 --ssh
octaspace sessions stop --all
octaspace sessions list -o json"""


class Program(LazyGroup):
    """The root of all commands."""

    entries = COMMANDS

    def invoke(self, ctx: Any) -> Any:
        """Run a command; typer itself would end with status 130 on Ctrl-C, and say nothing."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise typer.Abort from error


app = typer.Typer(
    cls=Program,
    help="Rent GPU machines, VPN relays and render nodes on OctaSpace, and look after your own nodes.",
    epilog=EXAMPLES,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    **PLAIN,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from octaspace_sdk import __version__

        typer.echo(f"octaspace {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Hold the options of the root."""


def run(arguments: Sequence[str]) -> int:
    """Run the program; return its exit status, after saying on stderr what went wrong."""
    invocation = Invocation()
    if COMPLETE_VARIABLE in os.environ:
        from typer._completion_classes import completion_init

        completion_init()
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            status = typer.main.get_command(app).main(
                list(arguments), prog_name="octaspace", standalone_mode=False, obj=invocation
            )
    except (Exception, KeyboardInterrupt, BaseExceptionGroup) as error:
        from octaspace_sdk.cli.failures import report

        return report(error, invocation)
    return status if isinstance(status, int) else 0


def _show_warning(message: Warning | str, *place: Any, **more: Any) -> None:
    """Print a warning without the place in the code that it comes from."""
    from octaspace_sdk.cli.wording import in_words_of_the_command_line

    print(f"octaspace: {in_words_of_the_command_line(str(message))}", file=sys.stderr)  # noqa: T201 (as Python does)
