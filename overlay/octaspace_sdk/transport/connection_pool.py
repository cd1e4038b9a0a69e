"""Which connection a call gets: the one that was used last, so that those no longer needed grow old and are closed.

A place is one connection. httpcore's pool of many looks through all of them at each request, and gives the same one
to several tasks at once, all but one of which have to try again: with a thousand tasks, that is most of the time.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")

KEEPALIVE = 60.0  # seconds that an unused connection is kept


class Places(Generic[T]):
    """The places of one client, made as they are needed; how many there are, the line in front of them bounds."""

    def __init__(self, make: Callable[[str | None], T]) -> None:
        self._make = make
        self._free: dict[str | None, deque[tuple[float, T]]] = defaultdict(deque)
        self.all: list[T] = []

    def take(self, proxy: str | None) -> T:
        """A free place on the way through a proxy, or the direct one."""
        try:
            return self._free[proxy].pop()[1]
        except IndexError:
            place = self._make(proxy)
            self.all.append(place)
            return place

    def give_back(self, proxy: str | None, place: T) -> None:
        self._free[proxy].append((monotonic(), place))

    def outworn(self, proxy: str | None) -> T | None:
        """A place that was not needed for long; it is no longer among the places, and is the caller's to close."""
        free = self._free[proxy]
        if free and free[0][0] < monotonic() - KEEPALIVE:
            with suppress(IndexError):  # another thread was faster
                place = free.popleft()[1]
                self.all.remove(place)
                return place
        return None
