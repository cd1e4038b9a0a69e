"""One connection, driven past httpx's client and past httpcore's pool.

A pooled connection is an `httpx.HTTPTransport` (or its async twin) whose pool is a single connection: a direct one
(http1.py), or httpcore's through a proxy. It is kept only if nothing is left over from its last answer: a stray byte
would answer the next request. While nobody has replaced `handle_request` of httpx or httpcore, a request goes past
both, which saves half of a small call. When somebody has (OpenTelemetry's httpx instrumentation and pytest-httpx, or
respx), it goes through that method, so that they see each request. What this relies on inside httpx and httpcore is
checked by tests/transport/test_httpx_internals.py.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from functools import lru_cache, partial
from time import monotonic
from types import FunctionType
from typing import Any

import httpcore
import httpx

from octaspace_sdk.transport.connection_pool import KEEPALIVE
from octaspace_sdk.transport.http1 import AsyncHTTP1Connection, HTTP1Connection
from octaspace_sdk.transport.network_backend import AsyncDeadlineBackend, DeadlineBackend, current_attempt
from octaspace_sdk.transport.protocol import PreparedRequest, SendAttempt
from octaspace_sdk.transport.proxies import ProxyMap
from octaspace_sdk.transport.wire_request import core_request, httpx_request, trace_sending

_KEEPALIVE_MARGIN = 0.5  # seconds before a server's `Keep-Alive: timeout=` is over, for the request to arrive


class _Lifetime:
    """How long a connection may be used."""

    _pool: Any
    idle_since = 0.0
    _keep_for = 0.0

    def _is_stale(self, request: PreparedRequest) -> bool:
        """Return whether a request needs a new connection.

        What acts always does: it cannot be repeated when the server is just hanging up, and what a server sends late
        would be taken for its answer, another session's uuid.
        """
        return not request.idempotent or monotonic() - self.idle_since > self._keep_for

    def _record(self, request: PreparedRequest, response: Any) -> None:
        """Record how long the connection may be kept after a response."""
        self._keep_for = KEEPALIVE
        if response.status_code in _WITHOUT_BODY or request.method == "HEAD":
            self._keep_for = 0.0  # some servers send a body all the same, later
        elif (keep_alive := response.headers.get("keep-alive")) is not None:
            found = re.search(r"timeout\s*=\s*\"?([0-9]{1,9})", keep_alive, re.IGNORECASE)
            if found is not None:
                self._keep_for = min(KEEPALIVE, int(found[1]) - _KEEPALIVE_MARGIN)

    def is_reusable(self) -> bool:
        """Return whether the last answer is over and nothing follows it; to be asked once it was closed."""
        self.idle_since = monotonic()
        return self._keep_for > 0 and self._pool.is_clean()


_WITHOUT_BODY = {204, 205, 304}


class PooledConnection(_Lifetime, httpx.HTTPTransport):
    """httpx's transport on a single connection, whose socket keeps the deadline."""

    def __init__(self, proxies: ProxyMap, backend: DeadlineBackend, proxy: str | None) -> None:
        options = _connection_options(proxies, backend)
        self._is_proxied = proxy is not None
        self._make_direct = partial(httpcore.HTTPConnection, **options)
        self._pool: Any
        if proxy is None:
            self._pool = HTTP1Connection(self._make_direct)
        else:
            self._pool = _CoreConnection(httpcore.ConnectionPool(proxy=_proxy(proxy), **options).create_connection)

    def exchange(self, attempt: SendAttempt) -> Any:
        """Send an attempt and return the response, whose body is still to be read."""
        if self._is_stale(attempt.request):
            self.close()
        if not self._is_proxied and not is_unpatched(httpcore.HTTPConnection.handle_request):
            self.close()
            self._pool = _CoreConnection(self._make_direct)
        trace = _trace(is_async=False) if self._is_proxied else None
        response: Any
        if not is_unpatched(httpx.HTTPTransport.handle_request):
            response = self.handle_request(httpx_request(attempt, trace))
        elif isinstance(self._pool, HTTP1Connection):
            response = self._pool.exchange(attempt)
        else:
            response = _CoreResponse(self._pool.handle_request(core_request(attempt, trace)))
        self._record(attempt.request, response)
        return response


class AsyncPooledConnection(_Lifetime, httpx.AsyncHTTPTransport):
    """httpx's async transport on a single connection, whose socket keeps the deadline."""

    def __init__(self, proxies: ProxyMap, backend: AsyncDeadlineBackend, proxy: str | None) -> None:
        options = _connection_options(proxies, backend)
        self._is_proxied = proxy is not None
        self._make_direct = partial(httpcore.AsyncHTTPConnection, **options)
        self._pool: Any
        if proxy is None:
            self._pool = AsyncHTTP1Connection(self._make_direct)
        else:
            self._pool = _AsyncCoreConnection(
                httpcore.AsyncConnectionPool(proxy=_proxy(proxy), **options).create_connection
            )

    async def exchange(self, attempt: SendAttempt) -> Any:
        """Send an attempt and return the response, whose body is still to be read."""
        if self._is_stale(attempt.request):
            await self.aclose()
        if not self._is_proxied and not is_unpatched(httpcore.AsyncHTTPConnection.handle_async_request):
            await self.aclose()
            self._pool = _AsyncCoreConnection(self._make_direct)
        trace = _trace(is_async=True) if self._is_proxied else None
        response: Any
        if not is_unpatched(httpx.AsyncHTTPTransport.handle_async_request):
            response = await self.handle_async_request(httpx_request(attempt, trace))
        elif isinstance(self._pool, AsyncHTTP1Connection):
            response = await self._pool.exchange(attempt)
        else:
            response = _CoreResponse(await self._pool.handle_async_request(core_request(attempt, trace)))
        self._record(attempt.request, response)
        return response


class _CoreConnection:
    """httpcore's connection, made when it is needed, and again when it is no longer usable."""

    def __init__(self, make: Callable[[httpcore.Origin], httpcore.ConnectionInterface]) -> None:
        self._make = make
        self._connection: httpcore.ConnectionInterface | None = None

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        connection = self._connection
        if connection is None or not _can_serve(connection, request):
            self.close()
            connection = self._connection = self._make(request.url.origin)
        return connection.handle_request(request)

    def is_clean(self) -> bool:
        return _is_clean(self._connection)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class _AsyncCoreConnection:
    """The same for tasks."""

    def __init__(self, make: Callable[[httpcore.Origin], httpcore.AsyncConnectionInterface]) -> None:
        self._make = make
        self._connection: httpcore.AsyncConnectionInterface | None = None

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        connection = self._connection
        if connection is None or not _can_serve(connection, request):
            await self.aclose()
            connection = self._connection = self._make(request.url.origin)
        return await connection.handle_async_request(request)

    def is_clean(self) -> bool:
        return _is_clean(self._connection)

    async def aclose(self) -> None:
        if self._connection is not None:
            await self._connection.aclose()


class _CoreResponse:
    """httpcore's response under the names of httpx's."""

    def __init__(self, response: httpcore.Response) -> None:
        self.status_code = response.status
        self.headers = httpx.Headers(response.headers)
        self._response = response
        self._stream: Any = response.stream

    def iter_raw(self) -> Iterator[bytes]:
        return iter(self._stream)

    def aiter_raw(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)

    def close(self) -> None:
        self._response.close()

    async def aclose(self) -> None:
        await self._response.aclose()


def _trace(*, is_async: bool) -> Any:
    """Return a trace that tells the request itself from what is written to open the way through a proxy."""
    progress = current_attempt.get()
    progress.is_traced = True
    return trace_sending(progress, is_async=is_async)


def _can_serve(
    connection: httpcore.ConnectionInterface | httpcore.AsyncConnectionInterface, request: httpcore.Request
) -> bool:
    return connection.is_idle() and connection.can_handle_request(request.url.origin) and not connection.has_expired()


def _is_clean(connection: Any) -> bool:
    """Return whether a connection is idle, and its parser and the layers below it are empty.

    The socket itself is looked at when the connection is used again (`has_expired`).
    """
    if connection is None or not connection.is_idle():
        return False
    while not hasattr(connection, "_h11_state"):  # inside those of a host, a proxy and a tunnel
        if (connection := getattr(connection, "_connection", None)) is None:
            return False
    return connection._h11_state.trailing_data == (b"", False) and not connection._network_stream.has_unread()


def is_unpatched(method: Any) -> bool:
    """Return whether a method is the library's own: tracers and test doubles replace it to see each request."""
    return type(method) is FunctionType and method.__globals__.get("__name__", "").startswith(("httpx.", "httpcore."))


def _connection_options(proxies: ProxyMap, backend: Any) -> dict[str, Any]:
    context = _tls_context() if proxies.need_tls else None
    return {"ssl_context": context, "keepalive_expiry": KEEPALIVE, "network_backend": backend}


def _proxy(url: str) -> httpcore.Proxy:
    proxy = httpx.Proxy(url)
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw)


def _tls_context() -> ssl.SSLContext:
    return _tls_context_for(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=4)
def _tls_context_for(file: str | None, directory: str | None) -> ssl.SSLContext:
    """Return one context for all clients: making it takes 13 ms. The arguments are what httpx reads itself."""
    try:
        return httpx.create_ssl_context()
    except OSError as error:  # its own message names no file
        settings = {"SSL_CERT_FILE": file, "SSL_CERT_DIR": directory}
        source = ", ".join(f"{name}={value}" for name, value in settings.items() if value) or "certifi's"
        raise httpcore.ConnectError(f"the trusted certificates cannot be read, {source}: {error}") from error
