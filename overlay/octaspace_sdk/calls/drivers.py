"""Runs a generator that decides what happens next: the only difference between sync and async."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeVar

import attrs

from octaspace_api import Request
from octaspace_sdk.calls.retry_loop import Sleep

T = TypeVar("T")
Steps = Generator[Any, Any, T]


@attrs.frozen
class Ask:
    """A step: send a request that must be answered within some seconds; the answer or the error comes back."""

    request: Request[Any]
    seconds: float


def drive(steps: Steps[T], perform: Callable[[Any], Any], sleep: Callable[[float], None]) -> T:
    """Does each step and tells the generator what came of it."""
    try:
        step = next(steps)
        while True:
            if isinstance(step, Sleep):
                sleep(step.seconds)
                step = steps.send(None)
            else:
                step = steps.send(perform(step))
    except StopIteration as done:
        value: T = done.value
        return value
    finally:
        steps.close()


async def drive_async(
    steps: Steps[T], perform: Callable[[Any], Awaitable[Any]], sleep: Callable[[float], Awaitable[None]]
) -> T:
    """Does each step and tells the generator what came of it."""
    try:
        step = next(steps)
        while True:
            if isinstance(step, Sleep):
                await sleep(step.seconds)
                step = steps.send(None)
            else:
                step = steps.send(await perform(step))
    except StopIteration as done:
        value: T = done.value
        return value
    finally:
        steps.close()
