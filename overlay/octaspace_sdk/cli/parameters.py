"""Arguments and options that several commands take."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from octaspace_sdk.support.amounts import parse_amount

if TYPE_CHECKING:
    from octaspace_api.models import Node

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Go ahead without asking.")]


def amount(text: str) -> Decimal:
    """Read an amount, at least 0, exactly."""
    value = parse_amount(text)
    if value is None:
        raise typer.BadParameter(f"{text!r} is no amount, such as 0.60")
    return value


def seconds(text: str) -> float:
    """Read a length of time: 90, 90s, 15m, 2h, 1d."""
    text, units = str(text), {"s": 1, "m": 60, "h": 3600, "d": 86_400}
    unit = units.get(text[-1:].lower())
    try:
        value = float(text if unit is None else text[:-1])
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no length of time, such as 90s, 15m, 2h or 1d") from None
    if not 0 <= value < 1e9:
        raise typer.BadParameter(f"{text!r} is out of range")
    return value * (unit or 1)


def session_and_port(words: Sequence[str]) -> tuple[str | None, int]:
    """Read `[SESSION] PORT`.

    Raises:
        typer.BadParameter: They are something else.
    """
    if len(words) > 2 or not words[-1].isdecimal() or not 1 <= int(words[-1]) <= 65535:
        raise typer.BadParameter(f"say [SESSION] PORT, such as 8888, not {' '.join(words)!r}")
    return (words[0] if len(words) == 2 else None), int(words[-1])


def read_json(text: str) -> Any:
    """Return JSON that is given as text, in a file (`@FILE`) or on stdin (`@-`).

    Raises:
        typer.BadParameter: It is not JSON; the message does not repeat it.
        OSError: The file cannot be read.
    """
    where = text if text.startswith("@") else "the text"
    if text == "@-":
        text = sys.stdin.read()
    elif text.startswith("@"):
        text = Path(text[1:]).read_text(encoding="utf-8")
    try:
        return json.loads(text)
    except ValueError as error:
        raise typer.BadParameter(f"{where} is not JSON: {error}") from None


def _complete(find: Callable[[typer.Context, str], list[tuple[str, str]]]) -> Callable[..., list[tuple[str, str]]]:
    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        try:
            found = find(ctx, incomplete)
        except Exception:
            return []  # a shell that completes has no place for an error
        return [(value, _UNSAFE.sub(" ", text)) for value, text in found if not _UNSAFE.search(value)]

    return complete


_UNSAFE = re.compile(r"[^\w .,/()+-]")
"""Characters that a shell may interpret: zsh evaluates completions, and these come from the service."""


def _running_sessions(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from octaspace_sdk.cli.completion_client import completing

    with completing(ctx) as client:
        return [
            (session.uuid, f"{session.service} on node {session.node_id}, {session.app_name or session.kind or ''}")
            for session in client.sessions.list()
            if session.uuid.startswith(incomplete.lower())
        ]


def _own_nodes(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from octaspace_sdk.cli.completion_client import completing

    with completing(ctx) as client:
        return [
            (str(node.id), ", ".join(filter(None, (node.state, _gpus(node), node.place))))
            for node in client.nodes.list()
            if str(node.id).startswith(incomplete)
        ]


def _gpus(node: Node) -> str:
    return f"{node.gpu_count} x {node.gpu_model}" if node.gpu_count else ""


SESSION_HELP = "The session: its UUID, or the beginning of it."
complete_session = _complete(_running_sessions)
complete_node = _complete(_own_nodes)

SessionId = Annotated[str, typer.Argument(metavar="SESSION", help=SESSION_HELP, autocompletion=complete_session)]
NodeId = Annotated[
    int, typer.Argument(metavar="NODE", help="The id of a node of yours.", autocompletion=complete_node, min=0)
]
