"""Showing the same again and again, as `watch` does."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from octaspace_sdk.cli.parameters import seconds

Found = TypeVar("Found")

Watch = Annotated[bool, typer.Option("--watch", "-w", help="Show it anew again and again, until Ctrl-C.")]
Interval = Annotated[
    float, typer.Option("--interval", metavar="SECONDS", parser=seconds, help="Time between two looks.")
]


def repeatedly(find: Callable[[], Found], show: Callable[[Found], None], interval: float | None) -> None:
    """Show what is found, once or at this interval until Ctrl-C; a terminal is cleared when the new is there."""
    while True:
        found = find()
        if interval is None:
            return show(found)
        if sys.stdout.isatty():
            typer.echo("\x1b[H\x1b[2J", nl=False)
        show(found)
        sys.stdout.flush()
        time.sleep(max(interval, 1.0))
