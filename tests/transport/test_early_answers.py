"""An error that a server answers with before it has read the body is that error, and not a broken pipe."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.clients import done
from tests.support.servers import MIB, Server, Wire, answer

from octaspace_sdk import APIError

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
