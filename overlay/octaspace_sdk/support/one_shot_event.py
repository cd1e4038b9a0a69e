"""An event that happens once, for threads and tasks to wait for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress


class OneShotEvent:
    """Runs callbacks when it is set. It has no lock, which Ctrl-C could leave locked for ever."""

    def __init__(self) -> None:
        self.is_set = False
        self._callbacks: list[Callable[[], object]] = []

    def set(self) -> None:
        """Run the callbacks, in this thread."""
        self.is_set = True
        with suppress(IndexError):  # another thread has set it as well
            while self._callbacks:
                self._callbacks.pop()()

    def add_callback(self, callback: Callable[[], object]) -> None:
        """Call a function when the event is set, or at once if it is set already; in a race, it may be called twice."""
        self._callbacks.append(callback)
        if self.is_set:
            callback()
