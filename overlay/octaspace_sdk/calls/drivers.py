"""Two loops that perform the steps of a generator: all that differs between the sync and the async client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Generator
from typing import Any, TypeVar

import attrs

from octaspace_api import Request
from octaspace_sdk.errors import OctaSpaceError
from octaspace_sdk.response import RawResponse

T = TypeVar("T")
Steps = Generator[Any, Any, T]


@attrs.frozen
class Sleep:
    """A step: wait."""

    seconds: float


@attrs.frozen
class SendRequest:
    """A step: send a whole request, with its retries; the result is a value or an `OctaSpaceError`."""

    request: Request[Any]
    max_timeout: float | None = None
    """Seconds; the client's own timeout counts where it is shorter."""
    on_response: Callable[[RawResponse], object] | None = None
    """Called with each response, before anything else is done with it."""


@attrs.frozen
class SendOnce:
    """A step: send a request, once to a host that answers; the result is a `RawResponse` or an `OctaSpaceError`.

    A client that has been closed sends it on a connection of its own: what costs money can still be stopped.
    """

    request: Request[Any]
    max_timeout: float
    """Seconds; the client's own timeout counts where it is shorter."""
    avoid: Collection[str] = ()
    """Base URLs to use only when no other is healthy."""


def send(request: Request[T]) -> Generator[SendRequest, Any, T]:
    """Send a request, as a step of several, and return its value.

    Raises:
        OctaSpaceError: It failed.
    """
    result = yield SendRequest(request)
    if isinstance(result, OctaSpaceError):
        raise result
    value: T = result
    return value


def drive(steps: Steps[T], perform: Callable[[Any], Any], sleep: Callable[[float], None]) -> T:
    """Perform each step, send the result into the generator, and return what the generator returns."""
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
    """Perform each step, send the result into the generator, and return what the generator returns."""
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
