"""Sockets that keep a deadline and know whether anything was sent.

httpx bounds each read; a server that sends a byte a second holds such a call for as long as it likes. These backends
stand where httpcore opens and uses a connection: each operation gets the time that is left of its attempt, and the
first byte written is noted. The attempt travels in a context variable, because one connection serves many of them.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from ssl import SSLContext, SSLError, SSLObject, SSLWantReadError
from typing import Any, cast
from weakref import WeakValueDictionary

import anyio
import anyio.lowlevel
import attrs
import httpcore
from httpcore._utils import is_socket_readable

from octaspace_sdk.support.deadline import Deadline
from octaspace_sdk.transport import happy_eyeballs
from octaspace_sdk.transport.name_resolution import Address, resolve, resolve_async
from octaspace_sdk.transport.per_event_loop import running_loop
from octaspace_sdk.transport.socket_stream import SocketStream
from octaspace_sdk.transport.task_groups import ungrouped

SocketOptions = Iterable[Any] | None

_SLICE = 16 * 1024  # bytes
_MAX_EARLY = 64 * 1024  # bytes of an early answer
_TURNS_TO_READ = 3  # of the event loop, until a task that has just been started has read what is there


@attrs.define
class AttemptProgress:
    """One attempt, seen from its socket."""

    deadline: Deadline
    _on_reached: Callable[[], object] | None = None
    """Called before the first byte is written."""
    sent: bool = False
    """Whether bytes of the request may have left."""
    owns_sockets: bool = True
    """Whether `sent` is certain; a caller's own client has sockets of its own, and may not report what it sends."""
    is_cut_off: bool = False
    """Whether TLS ended without its close_notify: anybody may have cut the connection."""
    is_traced: bool = False
    """Whether `sent` is set by httpcore's trace: the first bytes to a proxy are a handshake, not the request."""
    opened: Any = None
    """The stream that was opened for it: httpcore does not close the one of a SOCKS handshake that failed."""

    def mark_sent(self) -> None:
        """Record that bytes are about to leave."""
        if not self.sent:
            self.sent = True
            if self._on_reached is not None:
                self._on_reached()


NO_ATTEMPT = AttemptProgress(Deadline(None))  # while a connection is closed outside a call
current_attempt: ContextVar[AttemptProgress] = ContextVar("current_attempt", default=NO_ATTEMPT)


class DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, backend: DeadlineBackend) -> None:
        self._stream = stream
        self._backend = backend
        self._tls = stream.get_extra_info("ssl_object")

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        progress = current_attempt.get()
        data = self._stream.read(max_bytes, _left_to_read(progress, timeout))
        if not data and self._backend.closed:  # the end that `close` makes is not that of an answer
            raise httpcore.ReadError("closed")
        if not data and self._tls is not None:
            progress.is_cut_off = _is_cut_off(self._tls)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        progress = current_attempt.get()
        # In slices: httpcore applies the timeout to each send(), so one large write could exceed the deadline.
        for start in range(0, len(buffer), _SLICE):
            left = _left_to_write(progress, timeout)
            if not progress.is_traced:
                progress.mark_sent()
            self._stream.write(buffer[start : start + _SLICE], left)

    def close(self) -> None:
        _shutdown(self._stream.get_extra_info("socket"))
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = current_attempt.get().deadline.remaining(timeout)
        try:
            with self._backend.track_handshake(self._stream):
                stream = self._stream.start_tls(ssl_context, server_hostname, left)
                self._backend.track(stream.get_extra_info("socket"))
                return DeadlineStream(stream, self._backend)
        except BaseException:  # nobody else closes the socket of a handshake that Ctrl-C has interrupted
            self.close()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def has_unread(self) -> bool:
        """Return whether something that was read from the socket is still to be read here."""
        return self._tls is not None and _has_unread_tls(self._tls)


class DeadlineBackend(httpcore.NetworkBackend):
    """Opens connections for threads."""

    def __init__(self) -> None:
        self._order = happy_eyeballs.AddressOrder()
        # Those that connect, for `close`; weakly, so that a socket whose connecting Ctrl-C has ended is closed.
        self._sockets: WeakValueDictionary[int, socket.socket] = WeakValueDictionary()
        self._handshakes: set[socket.socket] = set()
        self.closed = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.NetworkStream:
        if self.closed:
            raise httpcore.ConnectError("closed")
        deadline = Deadline.after(timeout)
        addresses = self._order.sort(host, port, resolve(host, port, timeout))

        def prepare(sock: socket.socket) -> None:
            self._sockets[id(sock)] = sock
            if local_address is not None:
                sock.bind((local_address, 0))
            for option in (*(socket_options or ()), (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)):
                sock.setsockopt(*option)

        try:
            sock, address = happy_eyeballs.connect(addresses, deadline.remaining(), prepare)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        if self.closed:
            sock.close()
            raise httpcore.ConnectError("closed")
        self._order.record(host, port, address)
        stream = current_attempt.get().opened = DeadlineStream(SocketStream(sock), self)
        return stream

    def track(self, sock: socket.socket) -> None:
        """Register a connection that is not in the pool yet, so that `close` can end it."""
        self._sockets[id(sock)] = sock
        if self.closed:
            raise httpcore.ConnectError("closed")

    @contextmanager
    def track_handshake(self, stream: httpcore.NetworkStream) -> Iterator[None]:
        """Keep a duplicate of the socket, to end a handshake with: the TLS library has the socket to itself."""
        connection = stream.get_extra_info("socket")
        with socket.fromfd(connection.fileno(), connection.family, connection.type) as duplicate:
            self._handshakes.add(duplicate)
            try:
                if self.closed:
                    _shutdown(duplicate)
                yield
            finally:
                self._handshakes.discard(duplicate)

    def close(self) -> None:
        """Cancel the connections that are being opened; the pool closes the open ones."""
        self.closed = True
        for sock in [*(known() for known in self._sockets.valuerefs()), *self._handshakes]:
            if sock is not None:
                _shutdown(sock)


class AsyncDeadlineStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream, backend: AsyncDeadlineBackend) -> None:
        self._stream = stream
        self._backend = backend
        self._tls = stream.get_extra_info("ssl_object")
        self._socket = stream.get_extra_info("socket")
        self._has_read_ahead = _reader_ahead(stream)
        self._early = b""
        """Data that arrived while a request was being written."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._early:
            data, self._early = self._early[:max_bytes], self._early[max_bytes:]
            return data
        progress = current_attempt.get()
        data = await self._stream.read(max_bytes, _left_to_read(progress, timeout))
        if not data and self._tls is not None:
            progress.is_cut_off = _is_cut_off(self._tls)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:  # the end of a body
            return
        progress = current_attempt.get()
        timeout = _left_to_write(progress, timeout)
        if not progress.is_traced:
            progress.mark_sent()
        if len(buffer) <= _SLICE:
            await self._stream.write(buffer, timeout)
        else:
            await self._write_and_read(buffer, timeout)

    async def _write_and_read(self, buffer: bytes, timeout: float | None) -> None:
        """Write a large body, and read meanwhile: a server may refuse it early (413, 401) and hang up.

        After a failed write asyncio discards unread data, and a TLS stream can no longer be read.
        """
        problem: Exception | None = None
        with ungrouped():
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._read_early)
                for _ in range(_TURNS_TO_READ):
                    await anyio.lowlevel.checkpoint()
                try:
                    await self._stream.write(buffer, timeout)
                except Exception as error:
                    problem = error
                # After any other error the connection is broken, and reading ends by itself.
                if problem is None or isinstance(problem, httpcore.WriteTimeout):
                    tasks.cancel_scope.cancel()
        if self._early and problem is not None:
            raise httpcore.WriteError(str(problem))  # after a WriteError httpcore reads the response
        if problem is not None:
            raise problem

    async def _read_early(self) -> None:
        with suppress(Exception):  # reading the response will raise it again
            while len(self._early) < _MAX_EARLY and (data := await self._stream.read(_SLICE)):
                self._early += data

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        left = current_attempt.get().deadline.remaining(timeout)
        try:
            with self._backend.cancellable():
                stream = await self._stream.start_tls(ssl_context, server_hostname, left)
        except BaseException:  # nobody else closes the socket of a cancelled handshake
            with anyio.CancelScope(shield=True):
                await self._stream.aclose()
            raise
        return AsyncDeadlineStream(stream, self._backend)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # asked before each request; anyio would look up all attributes of the socket
            return self.has_unread() or is_socket_readable(self._socket)
        return self._stream.get_extra_info(info)

    def has_unread(self) -> bool:
        """Return whether something that was read from the socket is still to be read here."""
        return bool(self._early) or self._has_read_ahead() or (self._tls is not None and _has_unread_tls(self._tls))


class AsyncDeadlineBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for the tasks of one event loop."""

    def __init__(self) -> None:
        self._connect = _connect_function()
        self._order = happy_eyeballs.AddressOrder()
        self._cancellable: set[anyio.CancelScope] = set()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        deadline = Deadline.after(timeout)

        async def connect_to(address: Address) -> httpcore.AsyncNetworkStream:
            left = deadline.remaining()
            stream = await self._connect(address.host, port, left, local_address, socket_options)
            return cast("httpcore.AsyncNetworkStream", stream)

        with self.cancellable():
            addresses = self._order.sort(host, port, await resolve_async(host, port, timeout))
            stream, address = await happy_eyeballs.connect_async(addresses, connect_to, lambda other: other.aclose())
            self._order.record(host, port, address)
            opened = current_attempt.get().opened = AsyncDeadlineStream(stream, self)
        return opened

    @contextmanager
    def cancellable(self) -> Iterator[None]:
        """Make a block in which `close` can cancel the opening of a connection."""
        with anyio.CancelScope() as scope:
            self._cancellable.add(scope)
            try:
                yield
            finally:
                self._cancellable.discard(scope)
        if scope.cancel_called:  # also when it was open before the cancellation could reach it
            raise httpcore.ConnectError("closed")

    def close(self) -> None:
        """Cancel the connections that are being opened; the pool closes the open ones."""
        for scope in list(self._cancellable):
            scope.cancel()


def _connect_function() -> Callable[..., Any]:
    """Return what opens a connection on the event loop that runs."""
    if type(running_loop()).__module__.startswith("trio."):
        backend: Any = httpcore.AnyIOBackend()
        return cast("Callable[..., Any]", backend.connect_tcp)
    from octaspace_sdk.transport.asyncio_stream import connect

    return connect


def _reader_ahead(stream: Any) -> Callable[[], bool]:
    """Return what tells whether an event loop has read a socket unasked: asyncio does, trio does not."""
    stream = getattr(stream, "_stream", None)
    while (inner := getattr(stream, "transport_stream", None)) is not None:  # below TLS
        stream = inner
    has_read_ahead: Callable[[], bool] = getattr(stream, "has_unread", bool)
    return has_read_ahead


def _has_unread_tls(tls: Any) -> bool:
    """Return whether a TLS layer holds content or a close_notify."""
    if not isinstance(tls, SSLObject):  # it reads from the socket, a record at a time
        return bool(tls.pending())
    try:
        tls.read(1)  # from memory
    except SSLWantReadError:
        return False
    except SSLError:
        pass
    return True


def _is_cut_off(tls: Any) -> bool:
    """Return whether a TLS layer that has ended did so without a close_notify."""
    try:
        return bool(tls.read(1))
    except OSError:
        return True


def _shutdown(connection: Any) -> None:
    """End a connection that another thread may be using: closing alone would not wake that thread.

    That of an SSLSocket drops its TLS layer first, and the thread would go on with what is encrypted.
    """
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _left_to_read(progress: AttemptProgress, timeout: float | None) -> float | None:
    if progress.deadline.expired:
        raise httpcore.ReadTimeout("timed out")
    return progress.deadline.remaining(timeout)


def _left_to_write(progress: AttemptProgress, timeout: float | None) -> float | None:
    if progress.deadline.expired:
        raise httpcore.WriteTimeout("timed out")
    return progress.deadline.remaining(timeout)
