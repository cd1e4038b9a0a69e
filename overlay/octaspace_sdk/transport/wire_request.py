"""An attempt as a request of the HTTP library."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from typing import Any

import httpcore
import httpx

from octaspace_sdk.transport.protocol import SendAttempt


def httpx_request(attempt: SendAttempt) -> httpx.Request:
    """Returns the attempt as a request of httpx."""
    request = attempt.request
    return httpx.Request(
        request.method,
        attempt.url,
        headers=request.headers,
        content=request.content,
        extensions={"timeout": timeouts(attempt)},
    )


def core_request(attempt: SendAttempt) -> httpcore.Request:
    """Returns the attempt as a request of httpcore: without httpx's objects, which take a tenth of a small call."""
    request = httpcore.Request(
        attempt.request.method,
        _core_url(attempt.url),
        content=_NO_BODY if attempt.request.content is None else attempt.request.content,
        extensions={"timeout": timeouts(attempt)},
    )
    request.headers = _complete_headers(attempt)
    return request


class _NoBody(AsyncIterator[bytes]):
    """A body without chunks; httpcore's own has one of no bytes, which h11 handles like any other."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration


_NO_BODY = _NoBody()


def timeouts(attempt: SendAttempt) -> dict[str, float | None]:
    """Returns the timeouts of each step, in httpx's words."""
    left = attempt.deadline.remaining()
    return {"connect": shorter(attempt.connect_timeout, left), "read": left, "write": left, "pool": left}


@lru_cache(maxsize=256)
def _core_url(text: str) -> httpcore.URL:
    url = httpx.URL(text)
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _complete_headers(attempt: SendAttempt) -> Any:
    """Returns the headers with what httpx adds (Host, Content-Length); cached where no body changes them."""
    request = attempt.request
    if request.content is not None:
        return httpx_request(attempt).headers.raw
    cache = request.headers.encoded
    key = (attempt.base_url, request.method)
    if key not in cache:
        cache[key] = httpx_request(attempt).headers.raw
    return cache[key]


def shorter(first: float | None, second: float | None) -> float | None:
    """Returns the shorter of two times; None is no limit."""
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)
