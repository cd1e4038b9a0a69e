"""A value for each event loop, made at its first use there, and closed when the loop ends."""

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


class PerEventLoop(Generic[T]):
    """One value for each event loop of this process; `opens` says whether there will be anything to close in it."""

    def __init__(self, make: Callable[[], T], *, opens: bool) -> None:
        self._make = make
        self._opens = opens
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._entries: WeakKeyDictionary[Any, tuple[T, AsyncGenerator[None] | None]] = WeakKeyDictionary()

    async def get(self) -> T:
        """Return the value of the running loop."""
        if self._pid != os.getpid():
            self._inherited = self._entries  # kept open: closing them would end the parent's connections
            self._begin()
        loop = running_loop()
        entry = self._entries.get(loop)
        if entry is None:
            value = self._make()
            guard = _closed_at_the_end(value) if self._opens else None
            entry = self._entries[loop] = value, guard
            if guard is not None:
                await anext(guard)
        return entry[0]

    async def close_current(self) -> None:
        """Close the value of the running loop; those of other loops are closed when these end."""
        if self._pid == os.getpid():
            _, guard = self._entries.pop(running_loop(), (None, None))
            if guard is not None:
                await guard.aclose()


async def _closed_at_the_end(value: Closable) -> AsyncGenerator[None]:
    """Close the value when its loop ends.

    asyncio and trio finalize async generators at shutdown; there is no other hook for "the loop is closing".
    """
    pid = os.getpid()
    try:
        yield
    finally:
        if pid == os.getpid():
            with anyio.CancelScope(shield=True):
                await value.aclose()


def running_loop() -> Any:
    """Return the running event loop, asyncio's or trio's."""
    if "trio" in sys.modules:
        token = current_token()
        return getattr(token, "native_token", token)
    import asyncio

    return asyncio.get_running_loop()
