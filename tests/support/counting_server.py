"""A server that answers well, and can be made to wait."""

from __future__ import annotations

import threading
from typing import Any

from tests.support.servers import Server, Wire, well


class Counting(Server):
    """Answers well, and notes by which of its connections each request came."""

    def __init__(self, **options: Any) -> None:
        self.by_connection: list[int] = []
        self.held: list[str] = []
        """Requests that have come and are not answered yet."""
        self._holding = threading.Event()
        self._free = threading.Event()
        self._free.set()
        super().__init__(self._answer, **options)

    def hold(self) -> None:
        """From now on no request is answered."""
        self._free.clear()

    def release(self) -> None:
        self._free.set()

    def _answer(self, wire: Wire) -> None:
        while received := wire.request():
            self.by_connection.append(wire.number)
            self.held.append(received.line)
            while not self._free.wait(0.01):
                if self.stopped.is_set():
                    return
            self.held.remove(received.line)
            wire.send(well(received))
