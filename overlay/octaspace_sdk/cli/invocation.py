"""One run of the program: its global options, and the client they make."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs
import typer

if TYPE_CHECKING:
    from octaspace_sdk import AsyncOctaSpace, OctaSpace
    from octaspace_sdk.events import ResponseEvent


@attrs.define
class Invocation:
    """The global options of a run, wherever they stood on its command line, and how far it has come."""

    base_urls: list[str] = attrs.Factory(list)
    timeout: float | None = None
    max_retries: int | None = None
    profile: str | None = None
    api_key_file: str | None = None
    key_source: str = ""
    """The source of the API key."""
    output: str = "table"
    columns: list[str] = attrs.Factory(list)
    debug: bool = False
    context: typer.Context | None = None
    """The context of the command that runs."""
    acts: bool = False
    """Whether the command has begun to change something: from then on a lost answer is an unknown outcome."""
    on_response: list[Callable[[ResponseEvent], object]] = attrs.Factory(list)
    """Called after each attempt."""


def invocation(ctx: typer.Context) -> Invocation:
    """Return the run that a context belongs to."""
    found = ctx.obj
    assert isinstance(found, Invocation)
    return found


def connect(ctx: typer.Context) -> OctaSpace:
    """Return a client with the options and the key of this run; it is closed when the command ends.

    Raises:
        ConfigurationError: An option cannot work.
    """
    return connect_with(ctx, *_key_and_hosts(ctx))


def connect_with(ctx: typer.Context, api_key: str | None, base_urls: list[str]) -> OctaSpace:
    """Return a client with a key and hosts; None and an empty list leave them to the environment."""
    from octaspace_sdk import OctaSpace

    client = OctaSpace(api_key, **_options(ctx, base_urls))
    ctx.call_on_close(client.close)
    return client


def async_client(ctx: typer.Context) -> AsyncOctaSpace:
    """Return the same as `connect`, async; whoever uses it closes it."""
    from octaspace_sdk import AsyncOctaSpace

    api_key, base_urls = _key_and_hosts(ctx)
    return AsyncOctaSpace(api_key, **_options(ctx, base_urls))


def _key_and_hosts(ctx: typer.Context) -> tuple[str | None, list[str]]:
    from octaspace_sdk.cli.credentials import find_credentials

    options = invocation(ctx)
    found = find_credentials(options.profile, options.api_key_file)
    options.key_source = found.source
    if options.profile is not None and found.source == "OCTA_API_KEY":
        typer.echo(f"OCTA_API_KEY is set, and wins over the key of --profile {options.profile}", err=True)
    return found.api_key, options.base_urls or found.base_urls


def _options(ctx: typer.Context, base_urls: list[str]) -> dict[str, Any]:
    options = invocation(ctx)
    given = {
        "base_urls": base_urls or None,
        "timeout": options.timeout,
        "max_retries": options.max_retries,
        "on_response": partial(_tell, options),
    }
    return {name: value for name, value in given.items() if value is not None}


def _tell(options: Invocation, event: ResponseEvent) -> None:
    if options.debug:
        _print_attempt(event)
    for listener in options.on_response:
        listener(event)


def _print_attempt(event: ResponseEvent) -> None:
    what = event.status if event.status is not None else event.error
    line = f"{event.operation} {event.method} {event.url}: {what}, {event.seconds:.3f} s"
    print(line, file=sys.stderr)  # noqa: T201 (what --debug asks for)
