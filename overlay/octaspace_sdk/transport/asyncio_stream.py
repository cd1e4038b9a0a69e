"""A socket of an asyncio event loop, as a stream of httpcore.

anyio's own, which trio uses, opens two cancel scopes and goes round the event loop twice for each request; this one has
a future and a timer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import anyio
import httpcore
from anyio.abc import ByteStream, SocketAttribute
from httpcore._backends.anyio import AnyIOStream

_MAX_READ_AHEAD = 128 * 1024  # bytes that are kept before the server has to wait


async def connect(
    host: str, port: int, timeout: float | None, local_address: str | None, socket_options: Any
) -> AsyncioStream:
    """Connect to an address.

    Raises:
        httpcore.ConnectTimeout: It took too long.
        httpcore.ConnectError: It failed.
    """
    local = None if local_address is None else (local_address, 0)
    loop = asyncio.get_running_loop()
    try:
        with anyio.fail_after(timeout):
            transport, sock = await loop.create_connection(partial(AsyncioSocket, loop), host, port, local_addr=local)
        for option in socket_options or ():
            transport.get_extra_info("socket").setsockopt(*option)
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(str(error)) from error
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    return AsyncioStream(sock)


class AsyncioStream(AnyIOStream):
    """httpcore's own stream, whose reads and writes end in time without a cancel scope."""

    def __init__(self, socket: AsyncioSocket) -> None:
        super().__init__(socket)
        self.socket = socket

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return await self.socket.receive(max_bytes, timeout)
        except anyio.EndOfStream:
            return b""
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            await self.socket.send(buffer, timeout)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise httpcore.WriteError(str(error)) from error


class AsyncioSocket(asyncio.Protocol, ByteStream):
    """A connected socket, with timeouts of its own; anyio's TLS is laid over it."""

    _transport: asyncio.Transport

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.received: deque[bytes] = deque()
        """Received data that has not been read yet."""
        self._size = 0
        self._loop = loop
        self._reader: asyncio.Future[None] | None = None
        self._writers: set[asyncio.Future[None]] = set()  # TLS may write while it reads, beside a request
        self._is_full = False
        self._is_over = False
        self._problem: Exception | None = None

    def has_unread(self) -> bool:
        """Return whether bytes, or the end of the stream, have come and were not read yet."""
        return bool(self.received) or self._is_over

    async def receive(self, max_bytes: int = 65536, timeout: float | None = None) -> bytes:
        """Return the next bytes.

        Raises:
            TimeoutError: None have come in time.
            anyio.EndOfStream: The server has ended the stream.
            anyio.BrokenResourceError: The connection is broken.
            anyio.ClosedResourceError: It was closed here.
        """
        if self.received:
            await asyncio.sleep(0)  # else a server that floods would keep the event loop to itself
        while not self.received and not self._is_over:
            if self._reader is not None:
                raise anyio.BusyResourceError("reading from")
            self._reader = self._loop.create_future()
            try:
                await self._wait(self._reader, timeout)
            finally:
                self._reader = None
        if not self.received:
            self._check()
            raise anyio.EndOfStream
        data = self.received.popleft()
        if len(data) > max_bytes:
            self.received.appendleft(data[max_bytes:])
            data = data[:max_bytes]
        self._size -= len(data)
        if self._size <= _MAX_READ_AHEAD and not self._transport.is_closing():
            self._transport.resume_reading()
        return data

    async def send(self, item: bytes, timeout: float | None = None) -> None:
        """Send bytes, and return when the system has taken them all.

        Raises:
            TimeoutError: It has not, in time.
            anyio.BrokenResourceError: The connection is broken.
            anyio.ClosedResourceError: It was closed here.
        """
        self._check()
        self._transport.write(item)
        if self._is_full:
            writer = self._loop.create_future()
            self._writers.add(writer)
            try:
                await self._wait(writer, timeout)
            finally:
                self._writers.discard(writer)
            self._check()

    async def send_eof(self) -> None:
        """End the stream, of which nothing in HTTP makes use."""
        self._transport.write_eof()

    async def aclose(self) -> None:
        """Close the socket, whatever is still to be sent."""
        self._problem = anyio.ClosedResourceError()
        self._transport.abort()
        await asyncio.sleep(0)  # in which asyncio closes it

    async def _wait(self, waiter: asyncio.Future[None], timeout: float | None) -> None:
        timer = None if timeout is None else self._loop.call_later(timeout, _expire, waiter)
        try:
            await waiter
        finally:
            if timer is not None:
                timer.cancel()

    def _check(self) -> None:
        if isinstance(self._problem, anyio.ClosedResourceError):
            raise anyio.ClosedResourceError
        if self._problem is not None:
            raise anyio.BrokenResourceError(str(self._problem)) from self._problem

    @property
    def extra_attributes(self) -> Mapping[Any, Callable[[], Any]]:
        """The socket attributes that httpcore and the TLS layer use."""
        info = self._transport.get_extra_info
        return {
            SocketAttribute.raw_socket: partial(info, "socket"),
            SocketAttribute.local_address: partial(info, "sockname"),
            SocketAttribute.remote_address: partial(info, "peername"),
        }

    # What follows is called by asyncio.

    def connection_made(self, transport: Any) -> None:
        transport.set_write_buffer_limits(0)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self.received.append(bytes(data))
        self._size += len(data)
        if self._size > _MAX_READ_AHEAD:
            self._transport.pause_reading()
        _wake(self._reader)

    def eof_received(self) -> bool:
        """Keep the connection open: an answer may come to what is sent half closed."""
        self._is_over = True
        _wake(self._reader)
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_over = True
        self._problem = self._problem or exc
        _wake(self._reader, *self._writers)

    def pause_writing(self) -> None:
        self._is_full = True

    def resume_writing(self) -> None:
        self._is_full = False
        _wake(*self._writers)


def _wake(*waiters: asyncio.Future[None] | None) -> None:
    for waiter in waiters:
        if waiter is not None and not waiter.done():
            waiter.set_result(None)


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())
