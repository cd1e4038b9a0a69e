"""Waits, for a bounded time, until another thread or task has found something out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

import anyio

from octaspace_sdk.support.one_shot_event import OneShotEvent
from octaspace_sdk.transport.per_event_loop import running_loop


def wait_for(event: OneShotEvent, seconds: float | None) -> None:
    """Return when an event is set, or after the timeout."""
    if not event.is_set:
        woken: SimpleQueue[None] = SimpleQueue()  # all in C: Ctrl-C leaves nothing locked
        event.add_callback(partial(woken.put, None))
        with suppress(Empty):
            woken.get(timeout=seconds)


async def wait_for_async(event: OneShotEvent, seconds: float | None) -> None:
    """Return when an event is set, or after the timeout."""
    if not event.is_set:
        woken, call_in_loop = anyio.Event(), _call_in_loop()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                call_in_loop(woken.set)

        event.add_callback(wake)
        with anyio.move_on_after(seconds):
            await woken.wait()


def _call_in_loop() -> Callable[[Callable[[], Any]], object]:
    """Return what runs a function in the running event loop, to be called from any thread."""
    loop = running_loop()
    schedule: Callable[[Callable[[], Any]], object] = getattr(loop, "call_soon_threadsafe", None) or loop.run_sync_soon
    return schedule
