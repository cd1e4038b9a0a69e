"""A connection that is opened when it is needed, and again when it is no longer of use."""

from __future__ import annotations

from typing import Any

import httpcore


class Connection:
    """For one request at a time; what httpcore's pool does for many, without the search."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self._connection: httpcore.HTTPConnection | None = None

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        connection = self._connection
        if connection is None or not _serves(connection, request):
            self.close()
            connection = self._connection = httpcore.HTTPConnection(request.url.origin, **self._options)
        return connection.handle_request(request)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class AsyncConnection:
    """The same for tasks."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self._connection: httpcore.AsyncHTTPConnection | None = None

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        connection = self._connection
        if connection is None or not _serves(connection, request):
            await self.aclose()
            connection = self._connection = httpcore.AsyncHTTPConnection(request.url.origin, **self._options)
        return await connection.handle_async_request(request)

    async def aclose(self) -> None:
        if self._connection is not None:
            await self._connection.aclose()


def _serves(connection: httpcore.HTTPConnection | httpcore.AsyncHTTPConnection, request: httpcore.Request) -> bool:
    return connection.is_idle() and connection.can_handle_request(request.url.origin) and not connection.has_expired()
