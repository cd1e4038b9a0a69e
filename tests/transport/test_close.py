"""Closing ends what is under way with a typed error, soon; a closed client refuses; nothing is left behind."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import httpx
import pytest
from anyio import to_thread
from tests.support.clients import KEY, done
from tests.support.misbehaviour import (
    never_answer,
    stall_handshake,
    stall_in_the_body,
)
from tests.support.servers import (
    Blackhole,
    Server,
    Wire,
    answer,
    healthy,
)
from tests.support.waiting import PATIENCE, by_then, until

from octaspace_sdk import AsyncOctaSpace, NetworkError, OctaSpace, OctaSpaceError, RequestTimeoutError
from octaspace_sdk.transport.asyncio_stream import AsyncioSocket
from octaspace_sdk.transport.connection import AsyncPooledConnection
from octaspace_sdk.transport.http1 import HTTP1Connection

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("no_warnings"), pytest.mark.slow]

TIMEOUT = 60.0
SOON = 20.0  # far from TIMEOUT, on a busy machine too


class Calls:
    """Calls under way, in threads or in tasks, and how they ended."""

    def __init__(self, group: Any, flavour: str) -> None:
        self.errors: list[BaseException | None] = []
        self._group = group
        self._threads = flavour == "sync"

    def start(self, call: Callable[[], Any]) -> None:
        self._group.start_soon(self._run, call)

    async def _run(self, call: Callable[[], Any]) -> None:
        error: BaseException | None = None
        try:
            if self._threads:
                await to_thread.run_sync(call)
            else:
                await call()
        except OctaSpaceError as problem:
            error = problem
        self.errors.append(error)


@contextlib.asynccontextmanager
async def under_way(flavour: str):
    async with anyio.create_task_group() as group:
        yield Calls(group, flavour)


async def close(client: Any) -> None:
    await done(client.close() if isinstance(client, OctaSpace) else client.aclose())


STALLS = {"no answer": never_answer, "half a body": stall_in_the_body}


@pytest.mark.parametrize("stall", STALLS)
async def test_call_under_way_fails_soon(connect, serve, flavour, stall):
    place = serve(Server(STALLS[stall]))
    client = connect(base_url=place.url, timeout=TIMEOUT)
    async with under_way(flavour) as calls:
        calls.start(client.accounts.balance)
        await until(lambda: place.acted)
        began = time.monotonic()
        await close(client)
        await until(lambda: calls.errors)
    assert time.monotonic() - began < SOON
    [error] = calls.errors
    assert isinstance(error, NetworkError)
    assert "closed" in str(error)
    assert len(place.acted) == 1, "it was sent again"


async def test_call_that_acts_says_that_it_may_have_been_processed(connect, server, flavour):
    client = connect(timeout=TIMEOUT)
    server.hold()
    async with under_way(flavour) as calls:
        calls.start(lambda: client.services.mr.create(node_id=1, disk_size=1, image="x"))
        await until(lambda: server.held)
        await close(client)
        await until(lambda: calls.errors)
    [error] = calls.errors
    assert isinstance(error, NetworkError)
    assert error.may_have_been_processed is True
    assert "sessions.list()" in str(error)


async def test_call_in_a_handshake_fails_soon(connect, serve, flavour, trusted):
    place = serve(Server(stall_handshake, scheme="https"))
    client = connect(base_url=place.url, timeout=TIMEOUT)
    async with under_way(flavour) as calls:
        calls.start(client.accounts.balance)
        await until(lambda: place.connections)
        began = time.monotonic()
        await close(client)
        await until(lambda: calls.errors)
    assert time.monotonic() - began < SOON
    [error] = calls.errors
    assert isinstance(error, NetworkError)


@pytest.mark.parametrize("certificate", [None, "good"], ids=["plain", "TLS"])
async def test_body_that_closing_has_ended_is_not_whole(connect, serve, flavour, trusted, certificate):
    """One that ends with its connection: the end that closing makes is the client's own."""

    def behave(wire: Wire) -> None:
        if wire.request():
            wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n" + b"x" * 1000)
            wire.wait()

    place = serve(Server(behave, certificate=certificate))
    client = connect(base_url=place.url, timeout=PATIENCE, max_retries=0)
    async with under_way(flavour) as calls:
        calls.start(lambda: client.nodes.download_logs(1))
        await until(lambda: place.acted)
        await anyio.sleep(0.1)  # for the client to read the beginning
        await close(client)
        await until(lambda: calls.errors)
    [error] = calls.errors
    assert isinstance(error, NetworkError)
    assert "closed" in str(error)


def test_encrypted_bytes_are_never_taken_for_an_answer(serve, trusted, monkeypatch, tmp_path):
    """SSLSocket.shutdown drops the TLS layer before it shuts down: whoever reads meanwhile would read the raw socket."""
    size, shutdown, closing = 60_000, socket.socket.shutdown, threading.Event()

    def shut_down_slowly(sock: socket.socket, how: int) -> None:
        shutdown(sock, how)
        if threading.current_thread().name == "closer":
            threading.Event().wait(0.3)

    def behave(wire: Wire) -> None:
        wire.request()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n" % size
        wire.send(head + b"x" * 10_000)
        wire.send(b"x" * (size - 10_000))
        wire.wait()

    def close_meanwhile(*_: object) -> None:
        if not closing.is_set():
            closing.set()
            threading.Event().wait(0.1)

    monkeypatch.setattr(socket.socket, "shutdown", shut_down_slowly)
    place = serve(Server(behave, certificate="good"))
    client = OctaSpace(KEY, base_url=place.url, max_retries=0, timeout=PATIENCE)
    closer = threading.Thread(target=lambda: (closing.wait(), client.close()), name="closer")
    closer.start()
    target = tmp_path / "logs"
    with contextlib.suppress(NetworkError):
        client.nodes.download_logs(1, to=target, progress=close_meanwhile)
        assert target.read_bytes() == b"x" * size
    closer.join()


@pytest.mark.parametrize("certificate", [None, "good"], ids=["plain", "TLS"])
def test_call_is_not_sent_when_closing_comes_first_in_the_turn_after_connecting(
    serve, trusted, monkeypatch, certificate
):
    """It is too late for cancelling there, and the pool has no stream to close yet."""

    async def main() -> None:
        client = AsyncOctaSpace(KEY, base_url=place.url, max_retries=0, timeout=PATIENCE)
        made, connected = AsyncioSocket.connection_made, asyncio.get_running_loop().create_future()

        def note(self: AsyncioSocket, transport: Any) -> None:
            made(self, transport)
            connected.set_result(None)

        async def close_then() -> None:
            await connected
            await client.aclose()

        monkeypatch.setattr(AsyncioSocket, "connection_made", note)
        closing = asyncio.create_task(close_then())
        with pytest.raises(NetworkError, match="closed"):
            await client.services.mr.create(node_id=1, disk_size=1, image="x")
        await closing

    place = serve(Server(healthy, certificate=certificate))
    asyncio.run(main())
    assert place.acted == []
    assert place.all_closed()


@pytest.mark.parametrize("certificate", [None, "good"], ids=["plain", "TLS"])
def test_call_is_not_sent_when_a_thread_closes_as_it_is_connected(serve, trusted, monkeypatch, certificate):
    place = serve(Server(healthy, certificate=certificate))
    client = OctaSpace(KEY, base_url=place.url, max_retries=0, timeout=PATIENCE)
    begin = HTTP1Connection.begin

    def close_first(*arguments: Any) -> None:
        closer = threading.Thread(target=client.close)
        closer.start()
        closer.join()
        begin(*arguments)

    monkeypatch.setattr(HTTP1Connection, "begin", close_first)
    with pytest.raises(NetworkError, match="closed"):
        client.services.mr.create(node_id=1, disk_size=1, image="x")
    assert place.acted == []
    assert place.all_closed()


def test_calls_that_were_cancelled_twice_leave_nothing_behind(server):
    async def main() -> int:
        async with AsyncOctaSpace(KEY, base_url=server.url, max_retries=0, timeout=PATIENCE) as client:
            for number in range(10):
                call = asyncio.create_task(client.accounts.balance())
                await until(lambda number=number: len(server.held) > number)
                call.cancel()
                await asyncio.sleep(0)
                call.cancel()
                await asyncio.gather(call, return_exceptions=True)
            gc.collect()
            return sum(isinstance(one, AsyncPooledConnection) for one in gc.get_objects())

    server.hold()
    assert asyncio.run(main()) < 5


async def test_call_that_connects_fails_soon_and_is_not_sent(connect, serve, flavour):
    started: list[object] = []
    client = connect(base_url=serve(Blackhole()).url, timeout=60.0, max_retries=0, on_request=started.append)
    async with under_way(flavour) as calls:
        calls.start(client.nodes.list)
        await until(lambda: started)
        await anyio.sleep(0.1)  # until it is connecting
        began = time.monotonic()
        await done(client.close() if flavour == "sync" else client.aclose())
        await until(lambda: calls.errors)
        assert time.monotonic() - began < SOON
    [error] = calls.errors
    assert isinstance(error, NetworkError)
    assert not error.may_have_been_processed


async def test_calls_that_wait_for_a_connection_fail_and_are_not_sent(connect, server, flavour):
    client = connect(timeout=TIMEOUT, max_connections=1)
    server.hold()
    async with under_way(flavour) as calls:
        for _ in range(5):
            calls.start(client.accounts.balance)
        await until(lambda: server.held)
        # The others stand in line: only one has a connection, and there is nothing else to see of them.
        await anyio.sleep(0.02)
        began = time.monotonic()
        await close(client)
        await until(lambda: not server.open or len(calls.errors) == 5)
        server.release()
        await until(lambda: len(calls.errors) == 5)
    assert time.monotonic() - began < SOON
    assert all(isinstance(error, NetworkError) for error in calls.errors), calls.errors
    assert len(server.acted) == 1, "a closed client sent a request"
    assert server.connections == 1, "a closed client opened a connection"
    assert server.all_closed()


async def test_call_that_waits_before_a_retry_fails(connect, serve, flavour):
    """A closed client does not wake up to send another request."""
    refused = threading.Event()

    def refuse(wire: Wire) -> None:
        while wire.request():
            wire.send(answer(b"{}", "Retry-After: 1", status="503 Service Unavailable"))
            refused.set()

    place = serve(Server(refuse))
    client = connect(base_url=place.url, timeout=TIMEOUT)
    async with under_way(flavour) as calls:
        calls.start(client.accounts.balance)
        await until(refused.is_set)
        await anyio.sleep(0.02)
        await close(client)
        await until(lambda: calls.errors)
    [error] = calls.errors
    assert isinstance(error, NetworkError)
    assert len(place.acted) == 1


@pytest.mark.parametrize("used", [True, False], ids=["used", "never used"])
async def test_closed_client_refuses(connect, server, used):
    client = connect()
    if used:
        await done(client.accounts.balance())
    await close(client)
    sent = len(server.acted)
    with pytest.raises(NetworkError, match="the client is closed: make a new one; nothing was sent") as caught:
        await done(client.accounts.balance())
    assert caught.value.may_have_been_processed is False
    with pytest.raises(NetworkError, match="closed"):
        await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
    assert len(server.acted) == sent
    assert server.all_closed()


async def test_closing_twice_is_fine(connect, server):
    client = connect()
    await done(client.accounts.balance())
    await close(client)
    await close(client)
    assert server.all_closed()


async def test_closing_at_once_from_many_places_is_fine(connect, server, flavour):
    client = connect()
    await done(client.accounts.balance())
    async with under_way(flavour) as calls:
        for _ in range(10):
            calls.start(client.close if flavour == "sync" else client.aclose)
    assert calls.errors == [None] * 10
    assert server.all_closed()


async def test_closing_a_client_that_was_never_used_is_fine(connect, server):
    await close(connect())
    assert server.connections == 0


async def test_with_statement_closes(server, flavour):
    if flavour == "sync":
        with OctaSpace(KEY, base_url=server.url) as client:
            client.accounts.balance()
    else:
        async with AsyncOctaSpace(KEY, base_url=server.url) as client:
            await client.accounts.balance()
    assert server.all_closed()


async def test_client_with_other_options_leaves_the_connections_open(connect, server):
    client = connect()
    await done(client.accounts.balance())
    other = client.with_options(timeout=5)
    await done(other.accounts.balance())
    await close(other)
    assert await done(client.accounts.balance()) == 7
    assert await done(other.accounts.balance()) == 7
    assert server.by_connection == [1, 1, 1, 1]


async def test_with_statement_of_other_options_leaves_the_connections_open(connect, server, flavour):
    client = connect()
    await done(client.accounts.balance())
    if flavour == "sync":
        with client.with_options(timeout=5) as other:
            other.accounts.balance()
    else:
        async with client.with_options(timeout=5) as other:
            await other.accounts.balance()
    assert await done(client.accounts.balance()) == 7
    assert server.by_connection == [1, 1, 1]


async def test_closing_the_client_closes_those_with_other_options(connect):
    client = connect()
    other = client.with_options(timeout=5)
    await close(client)
    with pytest.raises(NetworkError, match="closed"):
        await done(other.accounts.balance())


async def test_own_http_client_stays_open(server, flavour):
    own: Any = httpx.Client() if flavour == "sync" else httpx.AsyncClient()
    client: Any = (OctaSpace if flavour == "sync" else AsyncOctaSpace)(KEY, base_url=server.url, http_client=own)
    await done(client.accounts.balance())
    await close(client)
    assert not own.is_closed
    assert (await done(own.get(f"{server.url}/accounts/balance"))).json() == {"balance": 7}
    assert set(server.by_connection) == {1}
    await done(own.close() if flavour == "sync" else own.aclose())


@pytest.fixture
def spinning() -> Iterator[Callable[[float], None]]:
    """Keeps the event loop busy."""

    def spin(seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pass

    yield spin


@pytest.mark.parametrize("flavour", ["asyncio", "trio"])
async def test_time_that_is_over_between_two_parts_of_a_body_leaves_no_generator_behind(connect, serve, spinning):
    """The rest of the body and the end of the time are noticed in one go, because the loop was busy with other things."""
    half, busy = threading.Event(), threading.Event()

    def in_two_parts(wire: Wire) -> None:
        if wire.request():
            wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n" + b'{"balan')
            half.set()
            busy.wait(PATIENCE)
            wire.send(b'ce": 7}')
            wire.wait()

    place = serve(Server(in_two_parts))
    client = connect(base_url=place.url, timeout=0.1, max_retries=0)
    ended: list[object] = []

    async def call() -> None:
        try:
            ended.append(await client.accounts.balance())
        except NetworkError as error:
            ended.append(type(error))

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        await until(half.is_set)
        await anyio.sleep(0.01)
        busy.set()
        spinning(0.12)
    assert ended in ([7], [RequestTimeoutError])
    gc.collect()


async def test_many_clients_leave_nothing_behind(server, flavour):
    threads = set(threading.enumerate())
    for _ in range(20):
        client: Any = (OctaSpace if flavour == "sync" else AsyncOctaSpace)(KEY, base_url=server.url)
        await done(client.accounts.balance())
        await close(client)
        del client
    gc.collect()
    assert server.all_closed()
    ours = [one.name for one in set(threading.enumerate()) - threads if one.name.startswith("octaspace")]
    assert ours == []
    assert by_then(lambda: server.open == 0)
