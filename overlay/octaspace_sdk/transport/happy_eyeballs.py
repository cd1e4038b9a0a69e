"""Connects to whichever address of a host answers first (RFC 8305, "Happy Eyeballs").

The addresses are tried a quarter of a second apart, or sooner when one fails, with the families taking turns: where
IPv6 is announced but broken, a connection costs 0.25 s and not a whole timeout. The next connection begins with the
address that worked.
"""

from __future__ import annotations

import errno
import os
import selectors
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain, zip_longest
from typing import Any, TypeVar

import anyio

from octaspace_sdk.support.deadline import Deadline
from octaspace_sdk.transport.name_resolution import Address
from octaspace_sdk.transport.task_groups import ungrouped

T = TypeVar("T")

DELAY = 0.25  # seconds before the next address is tried as well
_IN_PROGRESS = {0, errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN, getattr(errno, "WSAEWOULDBLOCK", 0)}
_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)


class AddressOrder:
    """In which order the addresses of each host are tried."""

    def __init__(self) -> None:
        self._worked: dict[tuple[str, int], Address] = {}

    def sort(self, host: str, port: int, addresses: Sequence[Address]) -> list[Address]:
        """Return the one that worked last, then the others, the family that the system prefers first."""
        preferred = [address for address in addresses if address.family == addresses[0].family]
        others = [address for address in addresses if address.family != addresses[0].family]
        ordered = [address for address in chain(*zip_longest(preferred, others)) if address is not None]
        worked = self._worked.get((host, port))
        ordered.sort(key=lambda address: address != worked)
        return ordered

    def record(self, host: str, port: int, address: Address) -> None:
        """Remember the address that worked."""
        self._worked[host, port] = address


def connect(
    addresses: Sequence[Address], timeout: float | None, prepare: Callable[[socket.socket], object]
) -> tuple[socket.socket, Address]:
    """Return a connected socket and its address.

    Args:
        addresses: In the order in which to try them.
        timeout: Seconds.
        prepare: Called with each socket before it connects.

    Raises:
        TimeoutError: None of them has answered in time.
        OSError: All of them have failed; the error is that of the last.
    """
    deadline, waiting = Deadline.after(timeout), deque(addresses)
    problem: OSError = TimeoutError("timed out")
    connecting: dict[socket.socket, Address] = {}
    with _Selector() as selector:
        try:
            while waiting or connecting:
                if waiting:
                    try:
                        selector.register(_begin(waiting.popleft(), prepare, connecting), selectors.EVENT_WRITE)
                    except OSError as error:
                        problem = error
                        continue
                ready = selector.select(deadline.remaining(DELAY if waiting else None))
                for key, _ in ready:
                    sock: Any = key.fileobj
                    selector.unregister(sock)
                    address = connecting.pop(sock)
                    if not (code := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)):
                        return sock, address
                    problem = OSError(code, os.strerror(code))
                    sock.close()
                if not ready and deadline.expired:
                    raise TimeoutError("timed out")
            raise problem
        finally:
            for sock in connecting:
                sock.close()


def _begin(
    address: Address, prepare: Callable[[socket.socket], object], connecting: dict[socket.socket, Address]
) -> socket.socket:
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    connecting[sock] = address
    sock.setblocking(False)
    prepare(sock)
    code = sock.connect_ex(address.sockaddr)
    if code not in _IN_PROGRESS:
        del connecting[sock]
        sock.close()
        raise OSError(code, os.strerror(code))
    return sock


async def connect_async(
    addresses: Sequence[Address],
    connect_to: Callable[[Address], Awaitable[T]],
    close: Callable[[T], Awaitable[object]],
) -> tuple[T, Address]:
    """Return a connected stream and its address.

    Args:
        addresses: In the order in which to try them.
        connect_to: Connects to one of them, within the time.
        close: Closes a stream that connected too late.

    Raises:
        Exception: All of them have failed; the error is that of the last.
    """
    if len(addresses) == 1:
        return await connect_to(addresses[0]), addresses[0]
    problems: list[Exception] = []
    connected: list[tuple[T, Address]] = []

    async def attempt(address: Address, over: anyio.Event) -> None:
        try:
            connected.append((await connect_to(address), address))
            group.cancel_scope.cancel()
        except Exception as error:
            problems.append(error)
        finally:
            over.set()

    try:
        with ungrouped():
            async with anyio.create_task_group() as group:
                for address in addresses:
                    over = anyio.Event()
                    group.start_soon(attempt, address, over)
                    with anyio.move_on_after(DELAY):
                        await over.wait()
        if not connected:
            raise problems[-1]
        return connected.pop(0)
    finally:
        for stream, _ in connected:
            with anyio.CancelScope(shield=True):
                await close(stream)
