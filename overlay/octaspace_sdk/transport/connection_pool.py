"""Which connection a call gets: the one that was used last, so that those no longer needed expire and are closed.

httpcore's pool looks through all of its connections at each request, and gives the same one to several tasks at once,
all but one of which have to try again: with a thousand tasks, that is most of the time.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Generic, Protocol, TypeVar


class Idle(Protocol):
    """A connection that knows since when it is idle."""

    idle_since: float


C = TypeVar("C", bound=Idle)

KEEPALIVE = 60.0  # seconds that an unused connection is kept


class ConnectionPool(Generic[C]):
    """The connections of one client, made as they are needed; the transport bounds how many are in use.

    A connection moves between the pool and the list of its borrower in one operation written in C, so that Ctrl-C
    finds it in either of them.
    """

    def __init__(self, make: Callable[[str | None], C]) -> None:
        self._make = make
        self._idle: dict[str | None, deque[C]] = defaultdict(deque)
        self.all: list[C] = []

    def acquire(self, proxy: str | None, borrowed: list[C]) -> C:
        """Move an idle connection through a proxy, or a direct one for None, into a list, and return it."""
        try:
            borrowed += map(deque.pop, (self._idle[proxy],))
        except IndexError:
            borrowed.append(self._make(proxy))
            self.all.append(borrowed[0])
        return borrowed[0]

    def release(self, proxy: str | None, borrowed: list[C]) -> None:
        """Make the connection in a list available again."""
        self._idle[proxy].extend(map(borrowed.pop, (0,)))

    def forget(self, connection: C) -> None:
        """Remove a borrowed connection that the caller has closed."""
        with suppress(ValueError):  # it was not added before Ctrl-C
            self.all.remove(connection)

    def pop_expired(self, proxy: str | None) -> C | None:
        """Remove a connection that was idle for too long and return it, for the caller to close."""
        idle = self._idle[proxy]
        if idle and idle[0].idle_since < monotonic() - KEEPALIVE:
            with suppress(IndexError):  # another thread was faster
                connection = idle.popleft()
                self.all.remove(connection)
                return connection
        return None
