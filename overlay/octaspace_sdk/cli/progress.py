"""What is going on, on stderr: a line that moves on a terminal, a line for each change anywhere else."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from octaspace_sdk.cli.encoding import can_show
from octaspace_sdk.support.printable import printable

if TYPE_CHECKING:
    from rich.status import Status


class Progress(AbstractContextManager["Progress"]):
    """A wait that says how it is getting on.

    Args:
        text: What is waited for.
    """

    def __init__(self, text: str) -> None:
        self._text = printable(text)
        self._status: Status | None = None

    def __enter__(self) -> Self:
        """Begins to show it."""
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.status import Status
            from rich.text import Text

            spinner = "dots" if can_show("⠋", sys.stderr) else "line"
            self._status = Status(Text(self._text), console=Console(stderr=True), spinner=spinner)
            self._status.start()
        else:
            self._say()
        return self

    def update(self, text: str) -> None:
        """Shows something else from now on."""
        text = printable(text)
        if text == self._text:
            return
        self._text = text
        if self._status is not None:
            from rich.text import Text

            self._status.update(Text(text))
        else:
            self._say()

    def pause(self) -> None:
        """Shows nothing more, so that there is room for a question."""
        if self._status is not None:
            self._status.stop()

    def resume(self, text: str) -> None:
        """Goes on with something else, after a pause or not."""
        self.update(text)
        if self._status is not None:
            self._status.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Shows nothing more."""
        self.pause()

    def _say(self) -> None:
        print(self._text, file=sys.stderr, flush=True)  # noqa: T201 (for whoever watches)
