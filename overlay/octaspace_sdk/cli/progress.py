"""Progress on stderr: on a terminal a line that moves and counts the time, elsewhere a line for each change."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from octaspace_sdk.cli.encoding import can_show
from octaspace_sdk.support.printable import printable

if TYPE_CHECKING:
    from rich.progress import Progress as Display


class Progress(AbstractContextManager["Progress"]):
    """A wait that says how it is getting on.

    Args:
        text: What is waited for.
    """

    def __init__(self, text: str) -> None:
        self._text = printable(text)
        self._display: Display | None = None

    def __enter__(self) -> Self:
        """Begins to show it."""
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress as Display
            from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
            from rich.table import Column

            spinner = SpinnerColumn("dots" if can_show("⠋", sys.stderr) else "line")
            text = TextColumn("{task.description}", markup=False, table_column=Column(overflow="fold"))
            self._display = Display(spinner, TimeElapsedColumn(), text, console=Console(stderr=True), transient=True)
            self._task = self._display.add_task(self._text, total=None)
            self._display.start()
        else:
            self._say()
        return self

    def update(self, text: str) -> None:
        """Show something else from now on."""
        text = printable(text)
        if text == self._text:
            return
        self._text = text
        if self._display is not None:
            self._display.update(self._task, description=text)
        else:
            self._say()

    def pause(self) -> None:
        """Show nothing more, so that there is room for a question."""
        if self._display is not None:
            self._display.stop()

    def resume(self, text: str) -> None:
        """Goes on with something else, after a pause or not."""
        self.update(text)
        if self._display is not None:
            self._display.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Show nothing more."""
        self.pause()

    def _say(self) -> None:
        print(self._text, file=sys.stderr, flush=True)  # noqa: T201 (for whoever watches)
