"""An exchange on a direct connection: which answers keep it, and which end it, with and without httpx in between."""

from __future__ import annotations

import httpx
import pytest
from tests.support.clients import done
from tests.support.servers import Received, Server, answer, body_for, healthy, well

from octaspace_sdk import APIError, ConnectionFailedError

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("no_warnings")]


@pytest.fixture(params=[False, True], ids=["direct", "through httpx"])
def patched(request, monkeypatch) -> list[str]:
    """What a tracer has seen, which replaces httpx's methods."""
    seen: list[str] = []
    if request.param:
        send, send_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

        def trace(self, request):
            response = send(self, request)
            seen.append(f"{request.method} {response.http_version} {response.reason_phrase}")
            return response

        async def trace_async(self, request):
            response = await send_async(self, request)
            seen.append(f"{request.method} {response.http_version} {response.reason_phrase}")
            return response

        monkeypatch.setattr(httpx.HTTPTransport, "handle_request", trace)
        monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", trace_async)
    return seen


def chunked(received: Received, trailer: bytes = b"") -> bytes:
    body = body_for(received.line)
    return (
        b"HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"".join(b"1\r\n%c\r\n" % byte for byte in body)
        + b"0\r\n%b\r\n" % trailer
    )


def after(interim: bytes):
    return lambda received: interim + well(received)


KEEP = {
    "a length": well,
    "chunks of one byte": chunked,
    "chunks with a trailer": lambda received: chunked(received, b"X-Sum: 1\r\n"),
    "100": after(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "103, twice": after(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 2),
    "99 KiB of headers": lambda received: answer(body_for(received.line), "X-Padding: " + "a" * 99 * 1024),
}
END = {
    "Connection: close": lambda received: answer(body_for(received.line), "Connection: close"),
    "HTTP/1.0": lambda received: well(received).replace(b"HTTP/1.1", b"HTTP/1.0", 1),
}
REFUSE = {
    "101": lambda received: b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "no HTTP": lambda received: b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "300 KiB of headers": lambda received: answer(body_for(received.line), "X-Padding: " + "a" * 300 * 1024),
    "two lengths": lambda received: answer(body_for(received.line), "Content-Length: 1"),
    "a chunk of no size": lambda received: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n{}\r\n",
}


def server_of(make) -> Server:
    def behave(wire) -> None:
        while received := wire.request():
            wire.send(make(received))

    return Server(behave)


@pytest.mark.parametrize("made", [*KEEP, *END])
async def test_connection_is_kept_or_ends_with_the_answer(connect, serve, patched, made):
    place = serve(server_of((KEEP | END)[made]))
    client = connect(base_url=place.url, max_retries=0)
    for _ in range(3):
        assert await done(client.accounts.balance()) == 7
    assert place.connections == (1 if made in KEEP else 3)
    assert place.all_closed(at_most=1 if made in KEEP else 0)


@pytest.mark.parametrize("made", REFUSE)
async def test_answer_that_is_none_ends_the_connection(connect, serve, patched, made):
    place = serve(server_of(REFUSE[made]))
    client = connect(base_url=place.url, max_retries=0)
    with pytest.raises(ConnectionFailedError, match="not HTTP, or is cut off"):
        await done(client.accounts.balance())
    assert place.connections == 1
    assert place.all_closed()


async def test_server_that_hangs_up_without_an_answer_is_named_so(connect, serve, patched):
    place = serve(Server(lambda wire: wire.request()))
    with pytest.raises(ConnectionFailedError, match="disconnected without sending a response"):
        await done(connect(base_url=place.url, max_retries=0).accounts.balance())


async def test_connection_to_one_host_is_not_used_for_another(connect, serve, patched):
    first, second = serve(server_of(well)), serve(server_of(well))
    client = connect(base_urls=[first.url, second.url], max_retries=0)
    assert await done(client.accounts.balance()) == 7
    first.close()
    assert await done(client.accounts.balance()) == 7
    assert await done(client.accounts.balance()) == 7
    assert (first.connections, second.connections) == (1, 1)


async def test_upgrade_that_a_caller_has_asked_for_is_no_answer(connect, serve, patched):
    place = serve(server_of(REFUSE["101"]))
    client = connect(base_url=place.url, max_retries=0)
    client = client.with_options(headers={"Upgrade": "x"})
    with pytest.raises(APIError, match="101"):
        await done(client.accounts.balance())
    assert place.all_closed()


async def test_body_is_sent_whole(connect, serve, patched):
    bodies: list[bytes] = []

    def behave(wire) -> None:
        while received := wire.request():
            bodies.append(received.body)
            wire.send(well(received))

    place = serve(Server(behave))
    client = connect(base_url=place.url)
    for size in (1, 16 * 1024, 1024 * 1024):
        await done(client.services.mr.create(node_id=1, disk_size=1, image="x", envs={"A": "a" * size}))
    assert [body.count(b"a") >= size for body, size in zip(bodies, (1, 16 * 1024, 1024 * 1024), strict=True)] == [
        True
    ] * 3


async def test_tracer_sees_each_request_and_response(connect, serve, patched, request):
    place = serve(Server(healthy))
    client = connect(base_url=place.url)
    await done(client.accounts.balance())
    await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
    is_traced = "through httpx" in request.node.name
    assert patched == (["GET HTTP/1.1 OK", "POST HTTP/1.1 OK"] if is_traced else [])
