"""`octaspace compute logs` and `open`: what a rented machine says, and where it serves."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from octaspace_sdk.cli.cells import cell
from octaspace_sdk.cli.command_tree import command
from octaspace_sdk.cli.compute.commands import app
from octaspace_sdk.cli.invocation import connect, invocation
from octaspace_sdk.cli.output import show_one, show_text
from octaspace_sdk.cli.parameters import SESSION_HELP, complete_session, seconds, session_and_port
from octaspace_sdk.cli.session_ids import find_machine
from octaspace_sdk.errors import NotFoundError

if TYPE_CHECKING:
    from octaspace_api.models import SessionLogs


@command(
    app,
    "logs",
    examples="""
    octaspace compute logs
    octaspace compute logs 0d5f --follow
    octaspace compute logs 5dd2d308-db91-4bda-86ff-e512d711b363 --recent
    """,
)
def logs(
    ctx: typer.Context,
    session: Annotated[
        str | None,
        typer.Argument(metavar="[SESSION]", help="Where several run: which.", autocompletion=complete_session),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes, until it ends.")] = False,
    recent: Annotated[
        bool, typer.Option("--recent", help="Of a session that has ended; needs its whole UUID.")
    ] = False,
    interval: Annotated[float, typer.Option(metavar="SECONDS", parser=seconds, help="For --follow.")] = 2.0,
) -> None:
    """Print what the service and the container of a session have written."""
    client = connect(ctx)
    handle = client.services.session(find_machine(client, session))
    found = handle.logs(recent=True if recent else None)
    if invocation(ctx).output != "table":
        show_one(ctx, found)
        return
    shown = Shown()
    shown.show(found)
    while follow:
        time.sleep(max(interval, 0.5))
        try:
            shown.show(handle.logs())
        except NotFoundError:  # it has ended
            return


class Shown:
    """How much of a log has been printed."""

    def __init__(self) -> None:
        self._lines = 0
        self._container = ""

    def show(self, found: SessionLogs) -> None:
        """Print what is new."""
        lines = found.system if isinstance(found.system, list) else []
        for line in lines[self._lines :]:
            moment = cell("ts", line.ts_utc)
            show_text(f"{moment}  {line.msg}")
        self._lines = len(lines)
        text = found.container if isinstance(found.container, str) else ""
        new = text.removeprefix(self._container)
        if new.strip():
            show_text(new)
        self._container = text
        sys.stdout.flush()


@command(
    app,
    "open",
    examples="""
    octaspace compute open 8888
    octaspace compute open 0d5f 8888 --print
    """,
)
def open_port(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[SESSION] PORT",
            help=f"An HTTP port of the container. {SESSION_HELP}",
            autocompletion=complete_session,
        ),
    ],
    print_only: Annotated[bool, typer.Option("--print", help="Print the URL, and open nothing.")] = False,
) -> None:
    """Print the URL of an HTTP port, and open it in the browser where there is a terminal."""
    session, port = session_and_port(words)
    client = connect(ctx)
    url = client.services.session(find_machine(client, session)).info().url(port)
    show_text(url)
    if not print_only and sys.stdout.isatty() and url.startswith(("https://", "http://")):
        typer.launch(url)
