"""Calls of a caller's logger and hooks, kept out of the threads that start and stop what costs money.

Such a call may wait for ever: Ctrl-C in a logging handler, just after it took its lock, leaves the lock taken by the
main thread, and only that thread can log from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Call = Callable[[], object]

_defer: ContextVar[Callable[[Call], object] | None] = ContextVar("octaspace_defer", default=None)


@contextmanager
def deferred(defer: Callable[[Call], object] | None) -> Iterator[None]:
    """Make a block whose calls are handed to `defer`, which makes them elsewhere; with None, they are made at once."""
    token = _defer.set(defer)
    try:
        yield
    finally:
        _defer.reset(token)


def is_deferred() -> bool:
    """Return whether calls are made by another thread."""
    return _defer.get() is not None


def call_or_defer(call: Call) -> None:
    """Make a call, or have it made by the thread that such calls are deferred to."""
    defer = _defer.get()
    if defer is None:
        call()
    else:
        defer(call)
