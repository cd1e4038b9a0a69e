"""Starting a session that outlives the program: until it is left to its renter, whatever goes wrong stops it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import typer

from octaspace_sdk.cli.confirmation import has_terminal
from octaspace_sdk.cli.invocation import invocation
from octaspace_sdk.cli.output import check_columns, show_one
from octaspace_sdk.cli.progress import Progress
from octaspace_sdk.cli.stopping import StopMessages
from octaspace_sdk.rentals.defaults import READY_TIMEOUT

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo
    from octaspace_sdk import RunningSession


def start(
    ctx: typer.Context,
    rental: AbstractContextManager[RunningSession],
    *,
    wait: bool,
    ready_timeout: float = READY_TIMEOUT,
) -> SessionInfo:
    """Start a session, and return its details; it runs on.

    Ctrl-C while it is waited for stops it, after a question where there is a terminal; SIGTERM and SIGHUP stop it.

    Args:
        ctx: The context of the command.
        rental: What `rented` or `connected` returns, with `ready_timeout=None`.
        wait: Whether to wait until the session is ready.
        ready_timeout: Seconds to wait.
    """
    from octaspace_api.models import SessionInfo

    check_columns(ctx, SessionInfo)
    uuid, is_kept = "", False
    try:
        with Progress("renting") as progress, _messages(ctx, progress) as messages, rental as session:
            uuid, details = session.uuid, session.details
            messages.session_started(uuid)
            try:
                if wait:
                    details = session.wait_ready(
                        timeout=ready_timeout,
                        on_progress=lambda info: progress.update(f"{uuid[:8]}: {info.progress or 'starting'}"),
                    )
                is_kept = True  # set first: Ctrl-C before keep() must not report a session as stopped that may run on
                session.keep()
            except BaseException as error:
                progress.pause()
                if isinstance(error, KeyboardInterrupt) and not is_kept and not _is_to_be_stopped(uuid):
                    is_kept = True
                    session.keep()
                if not is_kept:
                    messages.stopping()
                raise
    except BaseException as error:
        if is_kept:
            typer.echo(f"Session {uuid} runs on, and costs money.", err=True)
        elif not _says_that_it_runs(error):
            if uuid:
                typer.echo(f"Session {uuid} was stopped.", err=True)
            elif isinstance(error, KeyboardInterrupt | SystemExit):
                typer.echo("No session was left running.", err=True)
        raise
    return details


@contextmanager
def _messages(ctx: typer.Context, progress: Progress) -> Iterator[StopMessages]:
    """Messages that are told what the client of this run receives."""
    listeners = invocation(ctx).on_response
    with StopMessages(progress) as messages:
        listeners.append(messages.on_response)
        try:
            yield messages
        finally:
            listeners.remove(messages.on_response)


def show_session(ctx: typer.Context, details: SessionInfo) -> None:
    """Print a session that was started: how to log in, and what to call it."""
    if invocation(ctx).output != "table" or invocation(ctx).columns:
        show_one(ctx, details)
        return
    from octaspace_sdk import format_usd

    facts = {
        "uuid": details.uuid,
        "node_id": details.node_id,
        "progress": details.progress,
        "ready": details.is_ready,
        "price_per_hour": None if details.price_per_hour is None else format_usd(details.price_per_hour),
        "ssh": _ssh(details, proxy=False),
        "ssh_proxy": _ssh(details, proxy=True),
        "urls": details.urls,
        "stop": f"octaspace sessions stop {details.uuid[:8]}",
    }
    show_one(ctx, facts)


def _ssh(details: SessionInfo, *, proxy: bool) -> str | None:
    try:
        return details.ssh_command(proxy=proxy)
    except LookupError:
        return None


def _says_that_it_runs(error: BaseException) -> bool:
    """Return whether stopping has failed: the error then has that of the stop with it, or a note of it."""
    return isinstance(error, BaseExceptionGroup) or bool(getattr(error, "__notes__", ()))


def _is_to_be_stopped(uuid: str) -> bool:
    """Asks; a second Ctrl-C means yes, and so does the lack of a terminal."""
    if not has_terminal():
        return True
    try:
        return typer.confirm(f"\nStop session {uuid}? Otherwise it runs on, and costs money", default=True, err=True)
    except typer.Abort:
        return True
