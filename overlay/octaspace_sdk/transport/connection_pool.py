"""Which connection a call gets: the one that was used last, so that those no longer needed expire and are closed.

httpcore's pool looks through all of its connections at each request, and gives the same one to several tasks at once,
all but one of which have to try again: with a thousand tasks, that is most of the time.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Generic, TypeVar

C = TypeVar("C")

KEEPALIVE = 60.0  # seconds that an unused connection is kept


class ConnectionPool(Generic[C]):
    """The connections of one client, made as they are needed; the transport bounds how many are in use."""

    def __init__(self, make: Callable[[str | None], C]) -> None:
        self._make = make
        self._idle: dict[str | None, deque[tuple[float, C]]] = defaultdict(deque)
        self.all: list[C] = []

    def acquire(self, proxy: str | None) -> C:
        """Returns an idle connection through a proxy, or a direct one for None."""
        try:
            return self._idle[proxy].pop()[1]
        except IndexError:
            connection = self._make(proxy)
            self.all.append(connection)
            return connection

    def release(self, proxy: str | None, connection: C) -> None:
        """Makes a connection available again."""
        self._idle[proxy].append((monotonic(), connection))

    def pop_expired(self, proxy: str | None) -> C | None:
        """Removes a connection that was idle for too long and returns it, for the caller to close."""
        idle = self._idle[proxy]
        if idle and idle[0][0] < monotonic() - KEEPALIVE:
            with suppress(IndexError):  # another thread was faster
                connection = idle.popleft()[1]
                self.all.remove(connection)
                return connection
        return None
