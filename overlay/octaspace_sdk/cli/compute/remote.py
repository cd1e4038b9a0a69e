"""`octaspace compute connect`, `exec`, `copy`, `tunnel`: SSH on a rented machine."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from octaspace_sdk.cli.command_tree import command
from octaspace_sdk.cli.compute.commands import app
from octaspace_sdk.cli.invocation import connect as client_of
from octaspace_sdk.cli.parameters import SESSION_HELP, SessionId, complete_session, session_and_port
from octaspace_sdk.cli.session_ids import find_machine
from octaspace_sdk.cli.ssh import Endpoint, endpoint, run

Proxy = Annotated[
    bool | None,
    typer.Option("--proxy/--direct", help="Which way to go; else directly, and through the proxy where that fails."),
]
User = Annotated[str, typer.Option(help="The user to log in as.")]
Identity = Annotated[str | None, typer.Option("--identity", "-i", metavar="FILE", help="A private key.")]
Print = Annotated[bool, typer.Option("--print", help="Print the command, and do not run it.")]


@command(
    app,
    "connect",
    examples="""
    octaspace compute connect
    octaspace compute connect 0d5f --proxy
    octaspace compute connect 0d5f --print
    """,
)
def connect(
    ctx: typer.Context,
    session: Annotated[
        str | None,
        typer.Argument(metavar="[SESSION]", help="Where several run: which.", autocompletion=complete_session),
    ] = None,
    proxy: Proxy = None,
    user: User = "root",
    identity: Identity = None,
    print_only: Print = False,
) -> None:
    """Log in to a machine with the ssh of this system; the exit status is that of ssh."""
    _run(_endpoint(ctx, session, proxy, user, identity).ssh(), print_only=print_only)


@command(
    app,
    "exec",
    examples="""
    octaspace compute exec 0d5f -- nvidia-smi
    octaspace compute exec 0d5f -- python train.py --epochs 3
    octaspace compute exec 0d5f -- 'ls /root | wc -l'
    """,
)
def execute(
    ctx: typer.Context,
    session: SessionId,
    words: Annotated[
        list[str], typer.Argument(metavar="-- COMMAND...", help="One word is a line for the shell of the machine.")
    ],
    proxy: Proxy = None,
    user: User = "root",
    identity: Identity = None,
    print_only: Print = False,
) -> None:
    """Run a command on a machine; the exit status is that of the command."""
    _run(_endpoint(ctx, session, proxy, user, identity).ssh(remote=words), print_only=print_only)


@command(
    app,
    "copy",
    examples="""
    octaspace compute copy data 0d5f:/root/data
    octaspace compute copy 0d5f:/root/results .
    octaspace compute copy --rsync data 0d5f:/root/data
    """,
)
def copy(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SRC", help="A path here, or SESSION:PATH.")],
    destination: Annotated[str, typer.Argument(metavar="DST", help="The other one.")],
    rsync: Annotated[bool, typer.Option("--rsync", help="With rsync, which has to be on both machines.")] = False,
    proxy: Proxy = None,
    user: User = "root",
    identity: Identity = None,
    print_only: Print = False,
) -> None:
    """Copy files and folders to a machine or from it, with scp or rsync."""
    names = [_session_in(path) for path in (source, destination)]
    if (names[0] is None) == (names[1] is None):
        raise typer.BadParameter("one of SRC and DST is in a session, as SESSION:PATH; the other is a path here")
    session = names[0] or names[1]
    found = _endpoint(ctx, session, proxy, user, identity)
    paths = [
        path if name is None else found.path(path.partition(":")[2])
        for path, name in zip((source, destination), names, strict=True)
    ]
    _run(found.rsync(*paths) if rsync else found.scp(*paths), print_only=print_only)


@command(
    app,
    "tunnel",
    examples="""
    octaspace compute tunnel 8888
    octaspace compute tunnel 0d5f 8888 --local-port 9999
    """,
)
def tunnel(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[SESSION] PORT", help=f"The port there. {SESSION_HELP}", autocompletion=complete_session
        ),
    ],
    local_port: Annotated[int | None, typer.Option(help="The port here; else the same.", min=1, max=65535)] = None,
    proxy: Proxy = None,
    user: User = "root",
    identity: Identity = None,
    print_only: Print = False,
) -> None:
    """Make a port of a machine one of this machine, until Ctrl-C."""
    session, port = session_and_port(words)
    forward = f"127.0.0.1:{local_port or port}:127.0.0.1:{port}"
    options = ("-N", "-o", "ExitOnForwardFailure=yes", "-L", forward)
    command = _endpoint(ctx, session, proxy, user, identity).ssh(*options)
    if not print_only:
        typer.echo(f"127.0.0.1:{local_port or port} leads to port {port} of the machine; Ctrl-C ends it", err=True)
    _run(command, print_only=print_only)


def _endpoint(ctx: typer.Context, session: str | None, proxy: bool | None, user: str, identity: str | None) -> Endpoint:
    client = client_of(ctx)
    details = client.services.session(find_machine(client, session)).info()
    return endpoint(details, proxy=proxy, user=user, identity=identity)


def _session_in(path: str) -> str | None:
    """Return the session of `SESSION:PATH`; None for a path of this machine, also one with a drive letter."""
    name, colon, _ = path.partition(":")
    return name if colon and "/" not in name and len(name) > 1 else None


def _run(arguments: list[str], *, print_only: bool) -> None:
    if print_only:
        typer.echo(shlex.join(arguments))
    else:
        raise typer.Exit(run(arguments))
