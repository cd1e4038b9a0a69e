"""Time for clients in which waiting takes no time: it moves simulated time on instead."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar

from anyio.lowlevel import checkpoint

from octaspace_sdk.support.clock import Clock

# Each task and thread has its own: what one of them waits for must not use up the timeouts of the others.
_skipped: ContextVar[float] = ContextVar("skipped", default=0.0)


def skipping(advance: Callable[[float], None]) -> Clock:
    """Return a time in which a wait calls `advance` with its seconds and is over."""

    def clock() -> float:
        return time.monotonic() + _skipped.get()

    def sleep(seconds: float) -> None:
        _skipped.set(_skipped.get() + seconds)
        advance(seconds)

    async def sleep_async(seconds: float) -> None:
        sleep(seconds)
        await checkpoint()

    return Clock(monotonic=clock, sleep=sleep, sleep_async=sleep_async)
