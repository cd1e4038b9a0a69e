"""What a test does with either client."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable
from typing import Any

import attrs

KEY = "octa-key-5f0c9a-that-nobody-may-see"


async def done(value: Any) -> Any:
    """What a call came to, on either client."""
    return await value if inspect.isawaitable(value) else value


def by_then(true: Callable[[], object], seconds: float = 5.0) -> bool:
    """Whether something becomes true within the time, for threads."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        threading.Event().wait(0.001)
    return True


def without_jitter(client: Any) -> Any:
    """The client waits no time between two attempts. Before its first use: resources keep what they are given."""
    client._sender.around = attrs.evolve(client._sender.around, uniform=lambda low, high: 0.0)
    return client
