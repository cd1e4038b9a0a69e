"""`octaspace api`: any request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import parse_qsl

import typer

from octaspace_sdk.cli.command_tree import command, standalone
from octaspace_sdk.cli.confirmation import confirm
from octaspace_sdk.cli.invocation import connect
from octaspace_sdk.cli.output import check_plain_format, show_answer
from octaspace_sdk.cli.parameters import Yes, read_json

app = standalone()

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@command(
    app,
    "api",
    examples="""
    octaspace api GET /sessions -q recent=true
    octaspace api /nodes -o yaml
    octaspace api PATCH /nodes/65/prices -d '{"base": 50000000000000000}'
    octaspace api POST /services/mr -d @rental.json
    """,
)
def api(
    ctx: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="[METHOD] PATH", help="GET, or POST where there is a body, if left out.")
    ],
    query: Annotated[list[str] | None, typer.Option("--query", "-q", metavar="A=B", help="Of the query.")] = None,
    data: Annotated[
        str | None, typer.Option("--data", "-d", metavar="JSON|@FILE|@-", help="The body; @- reads it from stdin.")
    ] = None,
    include: Annotated[
        bool, typer.Option("--include", "-i", help="Print the status and the headers to stderr.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Send any request, with the key, hosts, retries and errors of all commands, and print the answer."""
    from octaspace_sdk.resources.custom_request import build_custom_request

    check_plain_format(ctx)
    method, path, params = _request_line(words, query or [], has_body=data is not None)
    body = None if data is None else read_json(data)
    acts = not build_custom_request(method, path, params=params, json=body, idempotent=None).idempotent
    client = connect(ctx)
    if acts or method in ("PUT", "DELETE"):
        confirm(ctx, f"Send {method} {path}?", yes=yes)
    response = client.request(method, path, params=params, json=body)
    if include:
        lines = [f"HTTP {response.status}", *(f"{name}: {value}" for name, value in response.headers.items())]
        typer.echo("\n".join(lines), err=True)
    show_answer(ctx, response)


def _request_line(words: Sequence[str], pairs: Sequence[str], *, has_body: bool) -> tuple[str, str, dict[str, Any]]:
    method = words[0].upper() if len(words) == 2 else "POST" if has_body else "GET"
    if len(words) > 2 or method not in METHODS:
        raise typer.BadParameter(f"say [METHOD] PATH, such as GET /nodes, not {' '.join(words)!r}")
    path, _, written = words[-1].partition("?")
    params: dict[str, list[str]] = {}
    for name, value in [*parse_qsl(written, keep_blank_values=True), *map(_pair, pairs)]:
        params.setdefault(name, []).append(value)
    return method, path, params


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter(f"-q is of the form NAME=VALUE, not {text!r}")
    return name, value
