"""What a test does with either client."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import anyio.lowlevel
import attrs

from octaspace_sdk.support.clock import Clock, current_clock, use_clock

KEY = "octa-key-5f0c9a-that-nobody-may-see"


async def done(value: Any) -> Any:
    """What a call came to, on either client."""
    return await value if inspect.isawaitable(value) else value


def options_of(client: Any) -> Mapping[str, Any]:
    """The options of a client, as pickling it keeps them."""
    make: partial[Any] = client.__reduce__()[0]
    return make.keywords


def without_jitter(make: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Makes a client that waits between retries only when a server says so."""
    with use_clock(attrs.evolve(current_clock(), uniform=lambda low, high: 0.0)):
        return make(*args, **options)


def skipping_clock() -> Clock:
    """A clock that moves on instead of waiting."""
    skipped = 0.0

    def skip(seconds: float) -> None:
        nonlocal skipped
        skipped += seconds

    async def skip_async(seconds: float) -> None:
        skip(seconds)
        await anyio.lowlevel.checkpoint()

    return attrs.evolve(
        current_clock(),
        monotonic=lambda: time.monotonic() + skipped,
        sleep=skip,
        sleep_async=skip_async,
        uniform=lambda low, high: high,
    )
