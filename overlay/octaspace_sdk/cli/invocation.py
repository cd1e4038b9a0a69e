"""One run of the program: its global options, and the client they make."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import attrs
import typer

if TYPE_CHECKING:
    from octaspace_sdk import OctaSpace
    from octaspace_sdk.events import ResponseEvent


@attrs.define
class Invocation:
    """The global options of a run, wherever they stood on its command line, and how far it has come."""

    base_urls: list[str] = attrs.Factory(list)
    timeout: float | None = None
    max_retries: int | None = None
    profile: str | None = None
    api_key_file: str | None = None
    output: str = "table"
    columns: list[str] = attrs.Factory(list)
    debug: bool = False
    context: typer.Context | None = None
    """Of the command that runs."""
    acts: bool = False
    """Whether the command has begun to change something: from then on a lost answer is an unknown outcome."""


def invocation(ctx: typer.Context) -> Invocation:
    """Returns the run that a context belongs to."""
    found = ctx.obj
    assert isinstance(found, Invocation)
    return found


def connect(ctx: typer.Context) -> OctaSpace:
    """Returns a client with the options and the key of this run; it is closed when the command ends.

    Raises:
        ConfigurationError: An option cannot work.
    """
    from octaspace_sdk.cli.credentials import find_credentials

    options = invocation(ctx)
    found = find_credentials(options.profile, options.api_key_file)
    return connect_with(ctx, found.api_key, options.base_urls or found.base_urls)


def connect_with(ctx: typer.Context, api_key: str | None, base_urls: list[str]) -> OctaSpace:
    """Returns a client with a key and hosts; None and an empty list leave them to the environment."""
    from octaspace_sdk import OctaSpace

    options = invocation(ctx)
    given = {"timeout": options.timeout, "max_retries": options.max_retries}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    client = OctaSpace(
        api_key, base_urls=base_urls or None, on_response=_print_attempt if options.debug else None, **chosen
    )
    ctx.call_on_close(client.close)
    return client


def _print_attempt(event: ResponseEvent) -> None:
    what = event.status if event.status is not None else event.error
    line = f"{event.operation} {event.method} {event.url}: {what}, {event.seconds:.3f} s"
    print(line, file=sys.stderr)  # noqa: T201 (what --debug asks for)
