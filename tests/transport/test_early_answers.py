"""An error that a server answers with before it has read the body is that error, and not a broken pipe."""

from __future__ import annotations

from typing import Any

import httpcore
import pytest
from tests.support.clients import done
from tests.support.servers import MIB, Server, Wire, answer, healthy

from octaspace_sdk import APIError, RequestTimeoutError
from octaspace_sdk.transport.network_backend import AsyncDeadlineStream, DeadlineStream

pytestmark = pytest.mark.anyio

REFUSALS = {413: "413 Content Too Large", 401: "401 Unauthorized"}


def refusing(status: int) -> Any:
    """Reads the beginning of a request, answers, and hangs up on the rest of it."""

    def behave(wire: Wire) -> None:
        wire.read(1024)
        wire.send(answer(b'{"message": "no more"}', "Connection: close", status=REFUSALS[status]))
        wire.hang_up()

    return behave


@pytest.mark.parametrize("certificate", [None, "good"], ids=["plain", "TLS"])
@pytest.mark.parametrize("status", REFUSALS)
async def test_early_refusal_of_a_large_body_is_read(connect, serve, trusted, status, certificate):
    server = serve(Server(refusing(status), certificate=certificate))
    client = connect(base_url=server.url, timeout=10.0, max_retries=0)
    for _ in range(3):
        with pytest.raises(APIError, match="no more") as caught:
            await done(client.request("POST", "/x", json={"text": "a" * (8 * MIB)}))
        assert caught.value.status_code == status
    assert server.all_closed()


@pytest.mark.parametrize("certificate", [None, "good"], ids=["plain", "TLS"])
async def test_connection_with_half_a_request_on_it_is_not_used_again(connect, serve, trusted, certificate, flavour):
    """The server answers, reads no more, and says nothing of closing: the next request would be read as more body."""

    def behave(wire: Wire) -> None:
        if wire.number > 1:
            healthy(wire)
        wire.read(1024)
        wire.send(answer(b'{"message": "no more"}', status=REFUSALS[413]))
        wire.server.stopped.wait()

    server = serve(Server(behave, certificate=certificate))
    client = connect(base_url=server.url, timeout=1.5, max_retries=0)
    with pytest.raises(RequestTimeoutError if flavour == "sync" else APIError):
        await done(client.request("POST", "/x", json={"text": "a" * (20 * MIB)}))
    assert await done(client.with_options(timeout=30).accounts.balance()) == 7
    assert server.connections == 2


async def test_nor_is_one_whose_writing_failed(connect, serve, monkeypatch, flavour):
    """A socket can refuse a write and live on (ENOBUFS)."""

    def behave(wire: Wire) -> None:
        if wire.number > 1:
            healthy(wire)
        wire.read(1024)
        wire.send(answer(b'{"balance": 7}'))
        wire.wait()

    stream = DeadlineStream if flavour == "sync" else AsyncDeadlineStream
    write, failed = stream.write, []

    def refuse(self: Any, buffer: bytes, timeout: float | None = None) -> Any:
        if failed:
            return write(self, buffer, timeout)
        failed.append(True)
        if flavour == "sync":
            write(self, buffer, timeout)
            raise httpcore.WriteError("no buffer space")

        async def refuse_later() -> None:
            await write(self, buffer, timeout)
            raise httpcore.WriteError("no buffer space")

        return refuse_later()

    monkeypatch.setattr(stream, "write", refuse)
    server = serve(Server(behave))
    client = connect(base_url=server.url)
    for _ in range(2):
        assert await done(client.accounts.balance()) == 7
    assert server.connections == 2


async def test_large_body_arrives_whole_and_its_connection_is_kept(connect, serve):
    def behave(wire: Wire) -> None:
        while received := wire.request():
            wire.send(answer(b"%d" % len(received.body)))

    server = serve(Server(behave))
    client = connect(base_url=server.url, timeout=10.0)
    for _ in range(3):
        response = await done(client.request("PUT", "/x", json="a" * (8 * MIB)))
        assert response.json() == 8 * MIB + 2
    assert server.connections == 1
