"""One connection, driven past httpx's client and past httpcore's pool.

A pooled connection is an `httpx.HTTPTransport` (or its async twin) whose pool is a single connection. While nobody
has replaced httpx's `handle_request`, a request goes straight to httpcore, which saves a quarter of a small call.
When somebody has (OpenTelemetry's httpx instrumentation, respx, pytest-httpx do), it goes through httpx's method, so
that they see each request. What this relies on inside httpx is checked by tests/transport/test_httpx_internals.py.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from types import FunctionType
from typing import Any

import httpcore
import httpx

from octaspace_sdk.transport.connection_pool import KEEPALIVE
from octaspace_sdk.transport.network_backend import AsyncDeadlineBackend, DeadlineBackend
from octaspace_sdk.transport.protocol import SendAttempt
from octaspace_sdk.transport.proxies import ProxyMap
from octaspace_sdk.transport.wire_request import core_request, httpx_request


class PooledConnection(httpx.HTTPTransport):
    """httpx's transport on a single connection, whose socket keeps the deadline."""

    def __init__(self, proxies: ProxyMap, backend: DeadlineBackend, proxy: str | None) -> None:
        options = _connection_options(proxies, backend)
        if proxy is None:
            self._pool: Any = _Connection(options)
        else:
            self._pool = httpcore.ConnectionPool(proxy=_proxy(proxy), max_connections=1, **options)

    def exchange(self, attempt: SendAttempt) -> Any:
        """Sends an attempt and returns the response, whose body is still to be read."""
        if not is_unpatched(httpx.HTTPTransport.handle_request):
            return self.handle_request(httpx_request(attempt))
        return _CoreResponse(self._pool.handle_request(core_request(attempt)))


class AsyncPooledConnection(httpx.AsyncHTTPTransport):
    """httpx's async transport on a single connection, whose socket keeps the deadline."""

    def __init__(self, proxies: ProxyMap, backend: AsyncDeadlineBackend, proxy: str | None) -> None:
        options = _connection_options(proxies, backend)
        if proxy is None:
            self._pool: Any = _AsyncConnection(options)
        else:
            self._pool = httpcore.AsyncConnectionPool(proxy=_proxy(proxy), max_connections=1, **options)

    async def exchange(self, attempt: SendAttempt) -> Any:
        """Sends an attempt and returns the response, whose body is still to be read."""
        if not is_unpatched(httpx.AsyncHTTPTransport.handle_async_request):
            return await self.handle_async_request(httpx_request(attempt))
        return _CoreResponse(await self._pool.handle_async_request(core_request(attempt)))


class _Connection:
    """A connection that is opened when it is needed, and again when it is no longer usable."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self._connection: httpcore.HTTPConnection | None = None

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        connection = self._connection
        if connection is None or not _can_serve(connection, request):
            self.close()
            connection = self._connection = httpcore.HTTPConnection(request.url.origin, **self._options)
        return connection.handle_request(request)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class _AsyncConnection:
    """A connection for tasks, opened when it is needed, and again when it is no longer usable."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self._connection: httpcore.AsyncHTTPConnection | None = None

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        connection = self._connection
        if connection is None or not _can_serve(connection, request):
            await self.aclose()
            connection = self._connection = httpcore.AsyncHTTPConnection(request.url.origin, **self._options)
        return await connection.handle_async_request(request)

    async def aclose(self) -> None:
        if self._connection is not None:
            await self._connection.aclose()


class _CoreResponse:
    """httpcore's response under the names of httpx's, which takes longer to make."""

    def __init__(self, response: httpcore.Response) -> None:
        self.status_code = response.status
        self.headers = httpx.Headers(response.headers)
        self._stream: Any = response.stream

    def iter_raw(self) -> Iterator[bytes]:
        return iter(self._stream)

    def aiter_raw(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()


def _can_serve(connection: httpcore.HTTPConnection | httpcore.AsyncHTTPConnection, request: httpcore.Request) -> bool:
    return connection.is_idle() and connection.can_handle_request(request.url.origin) and not connection.has_expired()


def is_unpatched(method: Any) -> bool:
    """Returns whether a method is httpx's own: tracers and test doubles replace it to see each request."""
    return type(method) is FunctionType and method.__globals__["__name__"].startswith("httpx.")


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
    """Returns one context for all clients: making it takes 13 ms. The arguments are what httpx reads itself."""
    return httpx.create_ssl_context()
