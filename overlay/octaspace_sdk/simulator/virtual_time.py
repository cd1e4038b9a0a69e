"""A virtual clock for clients: a wait takes no real time and advances simulated time instead."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar

from anyio.lowlevel import checkpoint

from octaspace_sdk.support.clock import Clock

# Per task and thread: the waits of one must not use up the timeouts of others.
_skipped: ContextVar[float] = ContextVar("skipped", default=0.0)


def make_virtual_clock(advance: Callable[[float], None]) -> Clock:
    """Return a clock whose waits call `advance` with their seconds and return at once."""

    def clock() -> float:
        return time.monotonic() + _skipped.get()

    def sleep(seconds: float) -> None:
        _skipped.set(_skipped.get() + seconds)
        advance(seconds)

    async def sleep_async(seconds: float) -> None:
        sleep(seconds)
        await checkpoint()

    return Clock(monotonic=clock, sleep=sleep, sleep_async=sleep_async)
