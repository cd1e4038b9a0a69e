"""Sockets that keep a deadline and know whether anything was sent.

httpx bounds each read; a server that sends a byte a second holds such a call for as long as it likes. These backends
stand where httpcore opens and uses a connection: each operation gets the time that is left of its attempt, and the
first byte written is noted. The attempt travels in a context variable, because one connection serves many of them.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from ssl import SSLContext
from time import monotonic
from typing import Any

import anyio
import attrs
import httpcore

SocketOptions = Iterable[Any] | None

_SLICE = 16 * 1024  # bytes


@attrs.define
class Delivery:
    """One attempt, seen from its socket."""

    deadline: float | None = None
    sent: bool = False
    """Whether bytes of the request may have left."""
    tracked: bool = True
    """Whether `sent` is kept; a caller's own client has sockets of its own."""

    def left(self, limit: float | None) -> float | None:
        """Seconds for the next operation; never more than `limit`, and above 0 for the socket's sake."""
        if self.deadline is None:
            return limit
        left = max(self.deadline - monotonic(), 1e-6)
        return left if limit is None else min(left, limit)


current: ContextVar[Delivery] = ContextVar("current", default=Delivery())  # noqa: B039 (read only when unset)


class DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, backend: DeadlineBackend) -> None:
        self._stream = stream
        self._backend = backend
        self._poll = _poll(stream)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left_to_read(current.get(), timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        delivery = current.get()
        # In slices, because the stream gives each of its writes all the time that it is given once.
        for start in range(0, len(buffer), _SLICE):
            left = _left_to_write(delivery, timeout)
            delivery.sent = True
            self._stream.write(buffer[start : start + _SLICE], left)

    def close(self) -> None:
        _hang_up(self._stream.get_extra_info("socket"))
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = current.get().left(timeout)
        with self._backend.shaking_hands(self._stream):
            return DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, left), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return _hung_up(self._poll) if info == "is_readable" and self._poll else self._stream.get_extra_info(info)


class DeadlineBackend(httpcore.NetworkBackend):
    """Opens connections for threads."""

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()
        self._handshakes: set[socket.socket] = set()
        self._closed = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.NetworkStream:
        if self._closed:
            raise httpcore.ConnectError("closed")
        end = None if timeout is None else monotonic() + timeout
        addresses = _resolve(host, port, timeout)
        problem: Exception | None = None
        for index, address in enumerate(addresses):
            left = None if end is None else max(end - monotonic(), 1e-6) / (len(addresses) - index)
            try:
                stream = self._backend.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return DeadlineStream(stream, self)
        raise problem or httpcore.ConnectError(f"{host} has no address")

    @contextmanager
    def shaking_hands(self, stream: httpcore.NetworkStream) -> Iterator[None]:
        """Keeps a way to end a handshake, during which the TLS library has the socket to itself."""
        connection = stream.get_extra_info("socket")
        with socket.fromfd(connection.fileno(), connection.family, connection.type) as twin:
            self._handshakes.add(twin)
            try:
                if self._closed:
                    _hang_up(twin)
                yield
            finally:
                self._handshakes.discard(twin)

    def close(self) -> None:
        """Ends the connections in the making; those made are the pool's to close."""
        self._closed = True
        for twin in list(self._handshakes):
            _hang_up(twin)


class AsyncDeadlineStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream, backend: AsyncDeadlineBackend) -> None:
        self._stream = stream
        self._backend = backend
        self._poll = _poll(stream)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, _left_to_read(current.get(), timeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        delivery = current.get()
        timeout = _left_to_write(delivery, timeout)
        delivery.sent = True
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        left = current.get().left(timeout)
        try:
            with self._backend.opening():
                stream = await self._stream.start_tls(ssl_context, server_hostname, left)
        except BaseException:  # a cancelled handshake is nobody's to close but ours
            with anyio.CancelScope(shield=True):
                await self._stream.aclose()
            raise
        return AsyncDeadlineStream(stream, self._backend)

    def get_extra_info(self, info: str) -> Any:
        return _hung_up(self._poll) if info == "is_readable" and self._poll else self._stream.get_extra_info(info)


class AsyncDeadlineBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for the tasks of one event loop."""

    def __init__(self) -> None:
        self._backend: Any = httpcore.AnyIOBackend()
        self._openings: set[anyio.CancelScope] = set()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        with self.opening():
            stream = await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return AsyncDeadlineStream(stream, self)

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Makes a connection, or a part of one, in a way that `close` can end."""
        with anyio.CancelScope() as scope:
            self._openings.add(scope)
            try:
                yield
            finally:
                self._openings.discard(scope)
        if scope.cancelled_caught:
            raise httpcore.ConnectError("closed")

    def close(self) -> None:
        """Ends the connections in the making; those made are the pool's to close."""
        for scope in list(self._openings):
            scope.cancel()


def _hung_up(poll: Any) -> bool:
    """Whether there is something to read although nothing was asked: then the server has closed the connection."""
    return bool(poll.poll(0))


def _poll(stream: httpcore.NetworkStream | httpcore.AsyncNetworkStream) -> Any:
    """Made once for a connection: it is asked before each request, and anyio takes long to find the socket."""
    connection = stream.get_extra_info("socket")
    if connection is None or not hasattr(select, "poll"):
        return None
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return poll


def _hang_up(connection: Any) -> None:
    """Another thread may be using it: closing alone would not wake it."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _left_to_read(delivery: Delivery, timeout: float | None) -> float | None:
    if delivery.deadline is not None and monotonic() >= delivery.deadline:
        raise httpcore.ReadTimeout("the time was over")
    return delivery.left(timeout)


def _left_to_write(delivery: Delivery, timeout: float | None) -> float | None:
    if delivery.deadline is not None and monotonic() >= delivery.deadline:
        raise httpcore.WriteTimeout("the time was over")
    return delivery.left(timeout)


def _resolve(host: str, port: int, timeout: float | None) -> list[str]:
    """The addresses of a host, within the time there is: looking a name up cannot be interrupted, only left behind."""

    def look_up() -> list[str]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(address[4][0]) for address in found))

    if timeout is None or host.replace(".", "").isdigit() or ":" in host:
        return _or_connect_error(look_up, host)
    result: list[Callable[[], list[str]]] = []

    def run() -> None:
        try:
            addresses = look_up()
            result.append(lambda: addresses)
        except OSError as error:
            problem = error

            def fail() -> list[str]:
                raise problem

            result.append(fail)

    thread = threading.Thread(target=run, name="octaspace-resolve", daemon=True)
    thread.start()
    thread.join(timeout)
    if not result:
        raise httpcore.ConnectTimeout(f"the name {host} was not resolved in time")
    return _or_connect_error(result[0], host)


def _or_connect_error(look_up: Callable[[], list[str]], host: str) -> list[str]:
    try:
        return look_up()
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the name {host} does not resolve: {error}") from None
