"""What belongs to one event loop: it is made at its first use there, and closed when the loop ends."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncGenerator, Callable
from typing import Any, Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

import anyio
from anyio.lowlevel import current_token


class Closable(Protocol):
    async def aclose(self) -> None: ...


T = TypeVar("T", bound=Closable)


class PerLoop(Generic[T]):
    """One value for each event loop of this process; `opens` says whether there will be anything to close in it."""

    def __init__(self, make: Callable[[], T], *, opens: bool) -> None:
        self._make = make
        self._opens = opens
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._places: WeakKeyDictionary[Any, tuple[T, AsyncGenerator[None] | None]] = WeakKeyDictionary()

    async def here(self) -> T:
        """The value of the loop that runs."""
        if self._pid != os.getpid():
            self._inherited = self._places  # kept: to close them would be heard on the parent's connections
            self._begin()
        loop = running_loop()
        place = self._places.get(loop)
        if place is None:
            value = self._make()
            guard = _closed_at_the_end(value) if self._opens else None
            place = self._places[loop] = value, guard
            if guard is not None:
                await anext(guard)
        return place[0]

    async def close_here(self) -> None:
        """Closes the value of the loop that runs; those of other loops are closed at their ends."""
        if self._pid == os.getpid():
            _, guard = self._places.pop(running_loop(), (None, None))
            if guard is not None:
                await guard.aclose()


async def _closed_at_the_end(value: Closable) -> AsyncGenerator[None]:
    """An event loop finalizes the generators that were begun in it when it ends: the only sign of it that there is."""
    pid = os.getpid()
    try:
        yield
    finally:
        if pid == os.getpid():
            with anyio.CancelScope(shield=True):
                await value.aclose()


def running_loop() -> Any:
    """The event loop, of whichever library."""
    if "trio" in sys.modules:
        token = current_token()
        return getattr(token, "native_token", token)
    import asyncio

    return asyncio.get_running_loop()
