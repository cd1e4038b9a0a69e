"""The clocks, the sleep and the randomness of a client: real, unless a test simulates them."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import attrs


async def _sleep_async(seconds: float) -> None:
    from anyio import sleep

    await sleep(seconds)


@attrs.frozen(kw_only=True)
class Clock:
    """The clock of a client, its sleep functions, and its random numbers for jitter."""

    monotonic: Callable[[], float] = time.monotonic
    """Seconds; for deadlines, cool-downs and the wait until a session is ready."""
    io_monotonic: Callable[[], float] = time.monotonic
    """Seconds; for sockets. Differs from `monotonic` only when a test simulates time: sockets keep real time."""
    wall: Callable[[], float] = time.time
    """Unix seconds; for dates that a server sends."""
    sleep: Callable[[float], None] = time.sleep
    sleep_async: Callable[[float], Awaitable[None]] = _sleep_async
    uniform: Callable[[float, float], float] = random.uniform
    """Returns a random number between two; for jitter."""


_clocks = [Clock()]


def current_clock() -> Clock:
    """Return the clock of clients that are made now."""
    return _clocks[-1]


@contextmanager
def use_clock(clock: Clock) -> Iterator[None]:
    """Give another clock to the clients that are made within the block."""
    _clocks.append(clock)
    try:
        yield
    finally:
        _clocks.remove(clock)
