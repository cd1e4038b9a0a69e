"""An attempt as a request of the HTTP library."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from typing import Any

import h11
import httpcore
import httpx

from octaspace_sdk.transport.network_backend import AttemptProgress
from octaspace_sdk.transport.protocol import SendAttempt


def httpx_request(attempt: SendAttempt, trace: Any = None) -> httpx.Request:
    """Return the attempt as a request of httpx."""
    request = attempt.request
    return httpx.Request(
        request.method,
        attempt.url,
        headers=request.headers,
        content=request.content,
        extensions=_extensions(attempt, trace),
    )


def core_request(attempt: SendAttempt, trace: Any = None) -> httpcore.Request:
    """Return the attempt as a request of httpcore: without httpx's objects, which take a tenth of a small call."""
    request = httpcore.Request(
        attempt.request.method,
        core_url(attempt.url),
        content=_NO_BODY if attempt.request.content is None else _RequestBody(attempt.request.content),
        extensions=_extensions(attempt, trace),
    )
    request.headers = complete_headers(attempt)
    return request


class _RequestBody(AsyncIterator[bytes]):
    """The chunks of a body, none or one.

    httpcore's own has a chunk of no bytes, which h11 handles like any other, where there is no body; and it is a
    generator, which warns on trio when a write fails.
    """

    def __init__(self, *chunks: bytes) -> None:
        self._chunks = list(chunks)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self._chunks:
            raise StopAsyncIteration
        return self._chunks.pop()


_NO_BODY = _RequestBody()


def _extensions(attempt: SendAttempt, trace: Any) -> dict[str, Any]:
    return {"timeout": timeouts(attempt)} if trace is None else {"timeout": timeouts(attempt), "trace": trace}


def trace_sending(progress: AttemptProgress, own: Any = None, *, is_async: bool) -> Any:
    """Return httpcore's `trace` extension, which records that a request other than a proxy's CONNECT is written.

    A caller's own one, if there is any, is called as well.
    """

    def note(event: str, info: dict[str, Any]) -> None:
        if event.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            progress.mark_sent()

    def trace(event: str, info: dict[str, Any]) -> None:
        note(event, info)
        if own is not None:
            own(event, info)

    async def trace_async(event: str, info: dict[str, Any]) -> None:
        note(event, info)
        if own is not None:
            await own(event, info)

    return trace_async if is_async else trace


def timeouts(attempt: SendAttempt) -> dict[str, float | None]:
    """Return the timeouts of each step, in httpx's words."""
    left = attempt.deadline.remaining()
    return {"connect": shorter(attempt.connect_timeout, left), "read": left, "write": left, "pool": left}


@lru_cache(maxsize=256)
def core_url(text: str) -> httpcore.URL:
    """Return a URL as httpcore's."""
    url = httpx.URL(text)
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def complete_headers(attempt: SendAttempt) -> Any:
    """Return the headers with what httpx adds (Host, Content-Length); cached where no body changes them.

    As h11's own headers, which it does not check again for each request.
    """
    request = attempt.request
    if request.content is not None:
        return httpx_request(attempt).headers.raw
    cache = request.headers.encoded
    key = (attempt.base_url, request.method)
    if key not in cache:
        cache[key] = h11.Request(method=request.method, target="/", headers=httpx_request(attempt).headers.raw).headers
    return cache[key]


def shorter(first: float | None, second: float | None) -> float | None:
    """Return the shorter of two times; None is no limit."""
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)
