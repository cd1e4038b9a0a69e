"""HTTP/1.1 by h11, on a direct connection that has one borrower at a time.

httpcore opens the connection. Its own exchange serves a pool from which many borrow: its locks, traces and states take
as long as all the rest of a small call.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import h11
import httpcore
import httpx

from octaspace_sdk.transport.protocol import SendAttempt
from octaspace_sdk.transport.wire_request import complete_headers, core_request, core_url

_CHUNK = 64 * 1024  # bytes to read at once; also the largest chunk that a download receives
_MAX_HEAD = 100 * 1024  # bytes of a status line and headers


class _HTTP1:
    """The part of a connection that does no I/O: the sync and the async one share it."""

    def __init__(self, make: Callable[[httpcore.Origin], Any]) -> None:
        self._make = make
        self._origin: tuple[bytes, bytes, int | None] | None = None
        self._is_open = False
        self.stream: Any = None
        self._h11 = h11.Connection(h11.CLIENT)

    def is_clean(self) -> bool:
        """Return whether an exchange is over, and the parser and the layers below it are empty.

        The socket itself is looked at when the connection is used again.
        """
        is_kept = self._is_open and self.is_over() and self._h11.trailing_data == (b"", False)
        return is_kept and not self.stream.has_unread()

    def is_over(self) -> bool:
        """Return whether request and response are complete, and both sides keep the connection."""
        return self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE

    def _can_serve(self, url: httpcore.URL) -> bool:
        is_there = self._is_open and self._origin == (url.scheme, url.host, url.port)
        return is_there and not self.stream.get_extra_info("is_readable")

    def begin(self, url: httpcore.URL, stream: Any) -> None:
        """Begin with a connection that was opened for a request to this URL."""
        self.stream, self._origin, self._is_open = stream, (url.scheme, url.host, url.port), True
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD)

    def _encode(self, method: bytes | str, target: bytes, headers: Any, content: bytes) -> bytes:
        """Return a request as it is written."""
        if self._h11.our_state is h11.DONE:
            self._h11.start_next_cycle()
        send: Callable[[Any], bytes] = self._h11.send
        try:
            head = send(h11.Request(method=method, target=target, headers=headers))
            return head + (send(h11.Data(data=content)) if content else b"") + send(h11.EndOfMessage())
        except h11.LocalProtocolError as error:
            raise httpcore.LocalProtocolError(str(error)) from error

    def _next_event(self) -> Any:
        try:
            return self._h11.next_event()
        except h11.RemoteProtocolError as error:
            raise httpcore.RemoteProtocolError(str(error)) from error

    def _parse(self, data: bytes) -> None:
        if not data and self._h11.their_state is h11.SEND_RESPONSE:
            raise httpcore.RemoteProtocolError("Server disconnected without sending a response.")
        self._h11.receive_data(data)


class HTTP1Connection(_HTTP1):
    """A connection for threads, opened when it is needed, and again when it is no longer usable."""

    def exchange(self, attempt: SendAttempt) -> HTTP1Response:
        """Send an attempt and return the response, whose body is still to be read."""
        request, url = attempt.request, core_url(attempt.url)
        if not self._can_serve(url):
            self._open(core_request(attempt))
        return self._send(request.method, url.target, complete_headers(attempt), request.content or b"")

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Do the same for httpx's own transport, which tracers and test doubles call."""
        if not self._can_serve(request.url):
            self._open(request)
        response = self._send(request.method, request.url.target, request.headers, b"".join(request.stream))  # type: ignore[arg-type]
        return response.core_response()

    def _open(self, request: httpcore.Request) -> None:
        self.close()
        self.begin(request.url, self._make(request.url.origin)._connect(request))

    def _send(self, method: bytes | str, target: bytes, headers: Any, content: bytes) -> HTTP1Response:
        data = self._encode(method, target, headers, content)
        try:
            self.stream.write(data)
        except httpcore.WriteError:  # the server may have closed after an early response, which is read below
            self._is_open = False  # not for reuse: a part of a request was written
        while _is_interim(event := self.read_event()):
            pass
        return HTTP1Response(event, self)

    def read_event(self) -> Any:
        """Return h11's next event, as soon as the server has sent it."""
        while (event := self._next_event()) is h11.NEED_DATA:
            self._parse(self.stream.read(_CHUNK))
        return event

    def close(self) -> None:
        """Close the socket, whatever is still to come."""
        self._is_open = False
        if self.stream is not None:
            self.stream.close()


class AsyncHTTP1Connection(_HTTP1):
    """A connection for tasks, opened when it is needed, and again when it is no longer usable."""

    async def exchange(self, attempt: SendAttempt) -> HTTP1Response:
        """Send an attempt and return the response, whose body is still to be read."""
        request, url = attempt.request, core_url(attempt.url)
        if not self._can_serve(url):
            await self._open(core_request(attempt))
        return await self._send(request.method, url.target, complete_headers(attempt), request.content or b"")

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Do the same for httpx's own transport, which tracers and test doubles call."""
        if not self._can_serve(request.url):
            await self._open(request)
        content = b"".join([chunk async for chunk in request.stream])  # type: ignore[union-attr]
        return (await self._send(request.method, request.url.target, request.headers, content)).core_response()

    async def _open(self, request: httpcore.Request) -> None:
        await self.aclose()
        self.begin(request.url, await self._make(request.url.origin)._connect(request))

    async def _send(self, method: bytes | str, target: bytes, headers: Any, content: bytes) -> HTTP1Response:
        data = self._encode(method, target, headers, content)
        try:
            await self.stream.write(data)
        except httpcore.WriteError:  # the server may have closed after an early response, which is read below
            self._is_open = False  # not for reuse: a part of a request was written
        while _is_interim(event := await self.read_event()):
            pass
        return HTTP1Response(event, self)

    async def read_event(self) -> Any:
        """Return h11's next event, as soon as the server has sent it."""
        while (event := self._next_event()) is h11.NEED_DATA:
            self._parse(await self.stream.read(_CHUNK))
        return event

    async def aclose(self) -> None:
        """Close the socket, whatever is still to come."""
        self._is_open = False
        if self.stream is not None:
            await self.stream.aclose()


def _is_interim(event: Any) -> bool:
    return isinstance(event, h11.InformationalResponse) and event.status_code != 101


class HTTP1Response:
    """A response, under the names of httpx's; also the stream of httpcore's."""

    def __init__(self, event: Any, connection: Any) -> None:
        self.status_code: int = event.status_code
        self.headers = httpx.Headers(event.headers.raw_items())
        self._event = event
        self._connection = connection

    def core_response(self) -> httpcore.Response:
        """Return it as httpcore's."""
        event = self._event
        extensions = {
            "http_version": b"HTTP/" + event.http_version,
            "reason_phrase": event.reason,
            "network_stream": self._connection.stream,
        }
        return httpcore.Response(event.status_code, headers=self.headers.raw, content=self, extensions=extensions)

    def iter_raw(self) -> Iterator[bytes]:
        """Yield the body as it comes."""
        while isinstance(event := self._connection.read_event(), h11.Data):
            yield bytes(event.data)

    async def aiter_raw(self) -> AsyncIterator[bytes]:
        """Yield the body as it comes."""
        while isinstance(event := await self._connection.read_event(), h11.Data):
            yield bytes(event.data)

    __iter__ = iter_raw
    __aiter__ = aiter_raw

    @property
    def has_ended(self) -> bool:
        """Whether it was read to its end, so that there is nothing to close."""
        return bool(self._connection.is_over())

    def close(self) -> None:
        """Close the connection, unless the response was read to its end."""
        if not self.has_ended:
            self._connection.close()

    async def aclose(self) -> None:
        """Close the connection, unless the response was read to its end."""
        if not self.has_ended:
            await self._connection.aclose()
