"""Waiting for what must happen: it takes a moment, or, on a busy machine, some seconds; only a broken test waits long."""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Callable
from typing import IO, Any

import anyio

PATIENCE = 60.0


def by_then(true: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Whether something becomes true within the time, for threads."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        threading.Event().wait(0.001)
    return True


async def until(true: Callable[[], object]) -> None:
    """Waits for something to become true, for event loops."""
    with anyio.fail_after(PATIENCE):
        while not true():
            await anyio.sleep(0.001)


def readable(stream: IO[Any] | None, seconds: float = PATIENCE) -> bool:
    """Whether a process says something, or closes the stream, within the time."""
    assert stream is not None
    return bool(select.select([stream], [], [], seconds)[0])
