"""A connection is kept only when nothing is left over from its last answer, and used only while the server keeps it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from tests.support.clients import done
from tests.support.servers import UUID, Received, Server, Wire, answer, body_for, healthy, serving, well
from tests.support.waiting import by_then

from octaspace_sdk import APIError, OctaSpaceError
from octaspace_sdk.transport import connection as pooled

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("no_warnings"), pytest.mark.slow]

STRAY = answer(b'{"balance": 666, "uuid": "somebody-elses", "status": "starting"}')


def bodyless(status: str, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode()


def too_short(received: Received) -> bytes:
    """A Content-Length one less than the body, which ends with a space."""
    body = body_for(received.line)
    return answer(body).removesuffix(body) + body + b" "


def of_64_kib(received: Received) -> bytes:
    """As much as is read at once, so that what follows stays in a buffer below."""
    padding = 65536 - len(well(received)) - len("X-Padding: \r\n")
    return well(received).replace(b"\r\n", b"\r\nX-Padding: " + b"a" * padding + b"\r\n", 1)


LEFTOVERS: dict[str, Callable[[Received], bytes]] = {
    "a stray answer": lambda received: well(received) + STRAY,
    "many stray answers": lambda received: well(received) + STRAY * 2000,
    "a stray answer after 64 KiB": lambda received: of_64_kib(received) + STRAY,
    "a Content-Length one too small": too_short,
    "CRLF": lambda received: well(received) + b"\r\n",
    "204 with a body": lambda received: bodyless("204 No Content") + b"{}",
    "204 with a length": lambda received: bodyless("204 No Content", "Content-Length: 2") + b"{}",
    "205 with a body": lambda received: bodyless("205 Reset Content", "Content-Length: 0") + b"{}",
    "304 with a body": lambda received: bodyless("304 Not Modified") + b"{}",
}


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("leftover", LEFTOVERS)
@pytest.mark.parametrize("acts", [False, True], ids=["GET", "POST"])
async def test_what_follows_an_answer_is_no_answer(connect, serve, trusted, tls, leftover, acts):
    sent = threading.Event()

    def behave(wire: Wire) -> None:
        if wire.number > 1:
            healthy(wire)
        while received := wire.request():
            try:
                wire.send(LEFTOVERS[leftover](received))
            finally:
                sent.set()

    place = serve(Server(behave, certificate="good" if tls else None))
    client = connect(base_url=place.url, max_retries=0, timeout=60)
    for _ in range(2):
        try:
            if acts:
                created = await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
                assert created.uuid == UUID
            else:
                assert await done(client.accounts.balance()) == 7
        except OctaSpaceError:
            assert leftover[0] in "23", "the first answer was a good one"
            assert len(place.acted) == 1, "the second answer was a good one"
        assert by_then(sent.is_set)
    assert place.connections == 2
    assert place.all_closed(at_most=1)


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified", "HEAD"])
async def test_a_body_that_comes_later_than_its_headers_is_no_answer(connect, serve, status):
    """The headers and the body that there must not be are two writes: nothing tells that more will come."""
    go_on = threading.Event()

    def behave(wire: Wire) -> None:
        if wire.number > 1:
            healthy(wire)
        elif wire.request():
            wire.send(bodyless("200 OK" if status == "HEAD" else status, "X-Body: later"))
            go_on.wait(60)
            wire.send(b"{}" + STRAY)
            wire.wait()

    place = serve(Server(behave))
    client = connect(base_url=place.url, max_retries=0, timeout=60)
    with contextlib.suppress(APIError):  # a 304 is one
        await done(client.request("HEAD" if status == "HEAD" else "GET", "/x"))
    go_on.set()
    assert await done(client.accounts.balance()) == 7
    assert place.connections == 2


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
async def test_what_comes_while_a_connection_is_idle_is_no_answer(connect, serve, trusted, tls):
    """An event loop reads it from the socket, which then shows nothing of it."""
    go_on = threading.Event()

    def behave(wire: Wire) -> None:
        if wire.number > 1:
            healthy(wire)
        elif received := wire.request():
            wire.send(well(received))
            go_on.wait(60)
            wire.send(STRAY)
            sent.set()
            wire.wait()

    sent = threading.Event()
    place = serve(Server(behave, certificate="good" if tls else None))
    client = connect(base_url=place.url, max_retries=0, timeout=60)
    assert await done(client.accounts.balance()) == 7
    go_on.set()
    assert by_then(sent.is_set)
    for _ in range(10):
        await anyio.lowlevel.checkpoint()
    assert await done(client.accounts.balance()) == 7
    assert place.connections == 2


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
async def test_what_comes_when_the_next_request_is_written_is_not_taken_for_the_answer_of_what_acts(
    connect, serve, trusted, tls
):
    """Nothing tells it from an answer on the connection that it comes on: what acts takes another one."""

    def behave(wire: Wire) -> None:
        received = wire.request()
        while received:
            wire.send(well(received))
            if received := wire.request():
                wire.send(STRAY)

    place = serve(Server(behave, certificate="good" if tls else None))
    client = connect(base_url=place.url, max_retries=0, timeout=60)
    for _ in range(3):
        created = await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
        assert created.uuid == UUID
    assert place.connections == 3


async def test_a_close_notify_in_the_segment_of_an_answer_is_heeded(connect, serve, trusted):
    """With an event loop, the TLS layer has it in memory, where the socket does not show it."""

    def behave(wire: Wire) -> None:
        if received := wire.request():
            wire.send_and_close_tls(well(received))

    place = serve(Server(behave, certificate="good"))
    client = connect(base_url=place.url, max_retries=0, timeout=60)
    for _ in range(2):
        created = await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
        assert created.uuid == UUID
    assert place.connections == 2


async def test_a_clean_connection_is_kept_with_tls(connect, serve, trusted):
    place = serve(Server(healthy, certificate="good"))
    client = connect(base_url=place.url)
    for _ in range(5):
        assert await done(client.accounts.balance()) == 7
    assert place.connections == 1


# --- idle connections ---------------------------------------------------------------------------------------------------


@pytest.fixture
def later(monkeypatch) -> Callable[[float], None]:
    """Lets seconds pass for the connections."""
    passed = [0.0]
    now = pooled.monotonic
    monkeypatch.setattr(pooled, "monotonic", lambda: now() + passed[0])

    def later(seconds: float) -> None:
        passed[0] += seconds

    return later


def kept_for(header: str) -> Any:
    return serving(lambda received: well(received).replace(b"\r\n", f"\r\n{header}\r\n".encode(), 1))


IDLE = {
    "acts, not idle": ("POST", "X-Nothing: 0", 0, 2),
    "reads, idle for 1.5 s": ("GET", "X-Nothing: 0", 1.5, 1),
    "reads, kept for 5 s, idle for 3 s": ("GET", "Keep-Alive: timeout=5, max=100", 3, 1),
    "reads, kept for 5 s, idle for 4.8 s": ("GET", "Keep-Alive: timeout=5, max=100", 4.8, 2),
    "reads, kept for 1 s, idle for 0.8 s": ("GET", "Keep-Alive: Timeout = 1", 0.8, 2),
    "reads, not kept": ("GET", "Keep-Alive: timeout=0", 0, 2),
    "reads, kept for no number": ("GET", "Keep-Alive: timeout=soon", 3, 1),
}


@pytest.mark.parametrize("case", IDLE)
async def test_a_connection_that_was_idle_for_too_long_is_replaced(connect, serve, later, case):
    method, header, seconds, connections = IDLE[case]
    place = serve(Server(kept_for(header)))
    client = connect(base_url=place.url, max_retries=0)
    for _ in range(2):
        await done(client.request(method, "/accounts/balance"))
        later(seconds)
    assert place.connections == connections
    assert place.all_closed(at_most=1), "the replaced connection stayed open"
