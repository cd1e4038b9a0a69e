"""A body that only the end of the connection ends is whole when TLS was closed in order, and not when it was cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.support.clients import done
from tests.support.file_server import CONTENT
from tests.support.servers import Server, Wire

from octaspace_sdk import ConnectionFailedError

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n"


def cut(body: bytes) -> Callable[[Wire], None]:
    """TCP ends; of the end of TLS nothing is said, as when somebody in between cuts the connection."""

    def behave(wire: Wire) -> None:
        if wire.request():
            wire.send(HEAD + body)
            wire.finish()

    return behave


def closed(body: bytes) -> Callable[[Wire], None]:
    def behave(wire: Wire) -> None:
        if wire.request():
            wire.send_and_close_tls(HEAD + body)

    return behave


def framed(body: bytes, chunked: bool) -> Callable[[Wire], None]:
    """The end of the body is certain, so that of TLS does not matter."""

    def behave(wire: Wire) -> None:
        if wire.request():
            if chunked:
                head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                wire.send(head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
            else:
                wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
            wire.finish()

    return behave


@pytest.fixture
def client_of(connect, serve, trusted) -> Callable[[Any], Any]:
    return lambda behave: connect(base_url=serve(Server(behave, certificate="good")).url, max_retries=1, timeout=10.0)


async def test_file_of_a_cut_connection_is_not_whole(client_of, tmp_path):
    client = client_of(cut(CONTENT[:100_000]))
    with pytest.raises(ConnectionFailedError, match="cut off") as caught:
        await done(client.nodes.download_logs(1, to=tmp_path / "logs"))
    assert len(caught.value.attempts) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("body", [b"", b"the first half"])
async def test_bytes_of_a_cut_connection_are_not_whole(client_of, body):
    with pytest.raises(ConnectionFailedError, match="cut off"):
        await done(client_of(cut(body)).nodes.download_ident(1))


async def test_file_is_whole_when_tls_was_closed(client_of, tmp_path):
    client = client_of(closed(CONTENT[:100_000]))
    assert (await done(client.nodes.download_logs(1, to=tmp_path / "logs"))).read_bytes() == CONTENT[:100_000]
    assert await done(client.nodes.download_ident(1)) == CONTENT[:100_000]


@pytest.mark.parametrize("chunked", [False, True])
async def test_file_of_a_known_length_is_whole(client_of, tmp_path, chunked):
    client = client_of(framed(CONTENT[:100_000], chunked))
    assert (await done(client.nodes.download_logs(1, to=tmp_path / "logs"))).read_bytes() == CONTENT[:100_000]
    assert await done(client.nodes.download_ident(1)) == CONTENT[:100_000]


async def test_json_shows_by_itself_that_it_is_whole(client_of):
    """A rental must not be lost because a server does not close TLS in order."""
    client = client_of(cut(b'{"uuid": "a"}'))
    assert (await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))).uuid == "a"
    with pytest.raises(ConnectionFailedError, match="cut off"):
        await done(client_of(cut(b'{"uuid": "a"')).services.mr.create(node_id=1, disk_size=1, image="x"))


async def test_answer_that_is_of_no_use_may_be_cut(client_of):
    assert await done(client_of(cut(b"")).nodes.reboot(1)) is None
