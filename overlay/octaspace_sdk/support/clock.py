"""What clients measure and wait by: real time, unless a test has put a simulated one in its place."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import attrs


async def _sleep_async(seconds: float) -> None:
    from anyio import sleep

    await sleep(seconds)


@attrs.frozen(kw_only=True)
class Timing:
    """A clock, and how to wait by it. Sockets always keep real time."""

    clock: Callable[[], float] = time.monotonic
    """Seconds, monotonic."""
    sleep: Callable[[float], None] = time.sleep
    sleep_async: Callable[[float], Awaitable[None]] = _sleep_async


_in_use = [Timing()]


def current_timing() -> Timing:
    """What a client that is made now goes by."""
    return _in_use[-1]


@contextmanager
def replaced(timing: Timing) -> Iterator[None]:
    """Within the block, new clients of this process go by another time."""
    _in_use.append(timing)
    try:
        yield
    finally:
        _in_use.remove(timing)
