"""All commands of the program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from octaspace_sdk.cli.program import app


def root() -> Any:
    return typer.main.get_command(app)


def commands(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yields the words of each command, and the command; groups before what is in them."""
    group = group or root()
    for name in group.list_commands(None):
        found = group.get_command(None, name)
        yield (*path, name), found
        if hasattr(found, "list_commands"):
            yield from commands(found, (*path, name))


PATHS = [path for path, _ in commands()]
LEAVES = [path for path, command in commands() if not hasattr(command, "list_commands")]
