"""The socket of asyncio: what comes is kept in order and in bounds, and every wait ends in time."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import anyio
import httpcore
import pytest
from tests.support.waiting import until

from octaspace_sdk.transport.asyncio_stream import AsyncioStream, connect

MIB = 1024 * 1024
SOON = 0.05  # seconds, for what is expected to end by a timeout


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[AsyncioStream, socket.socket]]:
    """A stream and the other end of it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stream = await connect("127.0.0.1", listener.getsockname()[1], 5, None, None)
        other, _ = listener.accept()
    with other:
        try:
            yield stream, other
        finally:
            await stream.aclose()


Main = Callable[[], Coroutine[Any, Any, None]]


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Callable[[Main], None]:
    """Runs a program on an event loop of its own."""
    start = asyncio.run if request.param == "asyncio" else pytest.importorskip("uvloop").run
    return lambda main: start(main())


def test_bytes_come_in_order_and_no_more_than_asked_for(run):
    async def main():
        async with connected() as (stream, other):
            other.sendall(b"0123456789")
            assert await stream.read(4, 5) == b"0123"
            assert await stream.read(4, 5) == b"4567"
            other.sendall(b"ab")
            assert await stream.read(100, 5) == b"89"
            assert await stream.read(100, 5) == b"ab"

    run(main)


def test_what_nobody_reads_is_not_kept_without_end(run):
    async def main():
        async with connected() as (stream, other):
            other.setblocking(False)
            sent = 0
            for _ in range(200):  # until the buffers of the system are full as well
                try:
                    sent += other.send(bytes(MIB))
                except BlockingIOError:
                    await asyncio.sleep(0.005)
            kept = sum(map(len, stream.socket.received))
            assert 0 < kept < 2 * MIB
            assert sent < 50 * MIB
            other.setblocking(True)
            other.shutdown(socket.SHUT_WR)
            left = sent
            while data := await stream.read(MIB, 5):
                left -= len(data)
            assert left == 0

    run(main)


def test_a_read_ends_in_time_and_loses_nothing(run):
    async def main():
        async with connected() as (stream, other):
            with pytest.raises(httpcore.ReadTimeout):
                await stream.read(10, SOON)
            other.sendall(b"late")
            assert await stream.read(10, 5) == b"late"

    run(main)


def test_a_write_that_nobody_reads_ends_in_time(run):
    async def main():
        async with connected() as (stream, _):
            with pytest.raises(httpcore.WriteTimeout):
                await stream.write(bytes(64 * MIB), SOON)

    run(main)


def test_the_end_of_the_stream_is_no_error_and_an_answer_may_still_go_out(run):
    async def main():
        async with connected() as (stream, other):
            other.sendall(b"bye")
            other.shutdown(socket.SHUT_WR)
            assert await stream.read(10, 5) == b"bye"
            assert await stream.read(10, 5) == b""
            assert await stream.read(10, 5) == b""
            await stream.write(b"thanks", 5)
            assert other.recv(10) == b"thanks"

    run(main)


@pytest.mark.parametrize("waits", [False, True], ids=["before it is read", "while it is read"])
def test_a_connection_that_is_reset_is_an_error(run, waits):
    async def main():
        async with connected() as (stream, other):
            reading = asyncio.create_task(stream.read(10, 5)) if waits else None
            await asyncio.sleep(0)
            other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            other.close()
            with pytest.raises(httpcore.ReadError, match="reset"):
                await (reading or stream.read(10, 5))
            with pytest.raises(httpcore.WriteError):
                await stream.write(b"x", 5)

    run(main)


@pytest.mark.parametrize("operation", ["read", "write"])
def test_what_waits_ends_when_the_stream_is_closed(run, operation):
    async def main():
        async with connected() as (stream, _):
            waiting = asyncio.create_task(stream.read(10) if operation == "read" else stream.write(bytes(64 * MIB)))
            await asyncio.sleep(SOON)
            await stream.aclose()
            with pytest.raises((httpcore.ReadError, httpcore.WriteError)):
                await waiting
            with pytest.raises(httpcore.WriteError):
                await stream.write(b"x", 5)
            with pytest.raises(httpcore.ReadError):
                await stream.read(10, 5)

    run(main)


def test_a_cancelled_read_leaves_the_bytes_to_the_next(run):
    async def main():
        async with connected() as (stream, other):
            reading = asyncio.create_task(stream.read(10))
            await asyncio.sleep(0)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            with anyio.move_on_after(SOON) as scope:
                await stream.read(10)
            assert scope.cancelled_caught
            other.sendall(b"here")
            assert await stream.read(10, 5) == b"here"

    run(main)


@pytest.mark.parametrize("ends", ["bytes", "end", "reset"])
def test_what_comes_unasked_is_seen(run, ends):
    """Such a connection is not used again; after a reset, its number may be that of another socket."""

    async def main():
        async with connected() as (stream, other):
            assert not stream.socket.has_unread()
            if ends == "bytes":
                other.sendall(b"unasked")
            elif ends == "reset":
                other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if ends != "bytes":
                other.close()
            await until(stream.socket.has_unread)

    run(main)


def test_all_writers_are_woken(run):
    """TLS may write while it reads, as a request is being written."""

    async def main():
        async with connected() as (stream, other):
            other.setblocking(False)
            writing = [asyncio.create_task(stream.write(bytes(8 * MIB), 60)) for _ in range(3)]
            left = 24 * MIB
            while left:
                try:
                    left -= len(other.recv(MIB))
                except BlockingIOError:
                    await asyncio.sleep(0.001)
            await asyncio.gather(*writing)

    run(main)


def test_what_has_come_does_not_keep_the_event_loop(run):
    """A server that floods would."""

    async def main():
        turns = 0

        async def count() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        async with connected() as (stream, other):
            other.sendall(bytes(100))
            await until(lambda: stream.socket.received)
            counting = asyncio.create_task(count())
            for _ in range(100):
                await stream.read(1, 5)
            assert turns >= 99
            counting.cancel()

    run(main)


def test_a_reader_whose_bytes_another_took_waits_for_more(run):
    async def main():
        async with connected() as (stream, other):
            other.sendall(b"one")
            await until(stream.socket.has_unread)
            readers = [asyncio.create_task(stream.read(10, 5)) for _ in range(2)]
            await asyncio.sleep(SOON)
            other.sendall(b"two")
            assert sorted(await asyncio.gather(*readers)) == [b"one", b"two"]

    run(main)


def test_two_readers_are_refused(run):
    async def main():
        async with connected() as (stream, _):
            reading = asyncio.create_task(stream.read(10))
            await asyncio.sleep(0)
            with pytest.raises(anyio.BusyResourceError):
                await stream.read(10)
            reading.cancel()

    run(main)


def test_closing_leaves_no_socket(run):
    async def main():
        async with connected() as (stream, other):
            await stream.aclose()
            await asyncio.sleep(SOON)  # uvloop closes it in a later turn
            assert other.recv(1) == b""

    run(main)


@pytest.mark.parametrize("problem", ["refused", "no such name"])
def test_a_connection_that_fails_says_why(run, problem):
    async def main():
        host = "127.0.0.1" if problem == "refused" else "name.invalid"
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            with pytest.raises(
                httpcore.ConnectError, match=r"Connect.*(failed|refused)|Name or service|resolution|known"
            ):
                await connect(host, unused.getsockname()[1], 5, None, None)

    run(main)
