"""Where the environment asks for a proxy, the calls go through it, with all promises kept."""

from __future__ import annotations

import time

import anyio
import pytest
from tests.support.clients import KEY, done, without_jitter
from tests.support.counting_server import Counting
from tests.support.misbehaviour import (
    close_in_handshake,
    never_answer,
)
from tests.support.proxy import Proxy
from tests.support.servers import (
    Refusing,
    Server,
    Wire,
)

from octaspace_sdk import ConnectionFailedError, NetworkError, RequestTimeoutError

pytestmark = pytest.mark.anyio

SPELLINGS = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]


@pytest.fixture
def proxy(serve) -> Proxy:
    return serve(Proxy())


@pytest.mark.parametrize("name", SPELLINGS)
async def test_calls_go_through_the_proxy(connect, server, proxy, monkeypatch, name):
    monkeypatch.setenv(name, proxy.url)
    client = connect()
    for _ in range(3):
        assert await done(client.accounts.balance()) == 7
    assert proxy.lines == [f"GET {server.url}/accounts/balance HTTP/1.1"] * 3
    assert [one.headers["authorization"] for one in server.received] == [KEY] * 3


async def test_posts_go_through_the_proxy(connect, server, proxy, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    created = await done(connect().services.mr.create(node_id=1, disk_size=1, image="x"))
    assert created.uuid
    assert proxy.lines == [f"POST {server.url}/services/mr HTTP/1.1"]
    assert server.acted == ["POST /services/mr"]


@pytest.mark.parametrize("exempt", ["127.0.0.1", "*", "example.com,127.0.0.1", "localhost,127.0.0.1,::1"])
@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
async def test_no_proxy_is_respected(connect, server, proxy, monkeypatch, exempt, name):
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv(name, exempt)
    assert await done(connect().accounts.balance()) == 7
    assert proxy.lines == []
    assert len(server.acted) == 1


async def test_no_proxy_for_others_does_not_exempt(connect, server, proxy, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", "example.com,10.0.0.1")
    assert await done(connect().accounts.balance()) == 7
    assert len(proxy.lines) == 1


async def test_proxy_for_https_is_not_used_for_http(connect, server, proxy, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    assert await done(connect().accounts.balance()) == 7
    assert proxy.lines == []


async def test_https_goes_through_a_tunnel_that_sees_no_key(connect, serve, proxy, monkeypatch, trusted):
    server = serve(Counting(certificate="good"))
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    assert await done(connect(base_url=server.url).accounts.balance()) == 7
    assert proxy.lines == [f"CONNECT {server.url.removeprefix('https://')} HTTP/1.1"]
    assert not any(KEY in head for head in proxy.heads)
    assert [one.headers["authorization"] for one in server.received] == [KEY]


async def test_each_host_goes_its_own_way(connect, serve, server, proxy, monkeypatch):
    """The first host is behind the proxy and dead, the second is not behind it."""
    dead = serve(Refusing())
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", server.url.removeprefix("http://"))
    assert await done(connect(base_urls=[dead.url, server.url]).accounts.balance()) == 7
    assert [line.split()[1] for line in proxy.lines] == [f"{dead.url}/accounts/balance"]


async def test_proxy_that_cannot_be_reached_is_a_typed_error_and_nothing_was_sent(connect, serve, server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", serve(Refusing()).url)
    with pytest.raises(ConnectionFailedError) as caught:
        await done(without_jitter(connect).services.mr.create(node_id=1, disk_size=1, image="x"))
    assert caught.value.may_have_been_processed is False
    assert server.connections == 0


async def test_request_that_acts_is_not_sent_twice_through_a_proxy(connect, serve, server, proxy, monkeypatch):
    """The first host acts and does not answer: it is not known what became of it, and the second must not act."""
    silent = serve(Server(never_answer))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    with pytest.raises(NetworkError, match=r"sessions\.list\(\)") as caught:
        await done(
            connect(base_urls=[silent.url, server.url], timeout=1.0).services.mr.create(
                node_id=1, disk_size=1, image="x"
            )
        )
    assert caught.value.may_have_been_processed is True
    assert (silent.acted, server.acted) == (["POST /services/mr"], [])


async def test_proxy_that_drips_does_not_outlast_the_timeout(connect, serve, server, monkeypatch):
    def drip(wire: Wire) -> None:
        wire.request()
        wire.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(1000):
            if wire.server.stopped.wait(0.02):
                return
            wire.send(b"a")

    monkeypatch.setenv("HTTP_PROXY", serve(Server(drip)).url)
    began = time.monotonic()
    with pytest.raises(RequestTimeoutError):
        await done(connect(timeout=0.3, max_retries=0).accounts.balance())
    assert 0.25 < time.monotonic() - began < 5.0


async def test_closing_the_client_closes_the_connections_to_the_proxy(connect, serve, monkeypatch, flavour):
    place = serve(Counting())  # answers as a proxy would
    monkeypatch.setenv("HTTP_PROXY", place.url)
    client = connect(base_url="http://127.0.0.1:1")
    server_line = "GET http://127.0.0.1:1/accounts/balance"
    await done(client.request("GET", "/accounts/balance"))
    assert place.acted == [server_line]
    assert place.open == 1
    await done(client.close() if flavour == "sync" else client.aclose())
    assert place.all_closed()


@pytest.mark.parametrize("flavour", ["asyncio", "trio"])
async def test_tasks_at_once_keep_to_the_limit_of_connections(connect, serve, monkeypatch):
    place = serve(Counting())
    monkeypatch.setenv("HTTP_PROXY", place.url)
    client = connect(base_url="http://127.0.0.1:1", max_connections=3)
    async with anyio.create_task_group() as group:
        for _ in range(30):
            group.start_soon(client.request, "GET", "/accounts/balance")
    assert place.connections <= 3
    assert len(place.acted) == 30


async def test_a_handshake_that_fails_in_a_tunnel_ends_its_connection_only(connect, serve, proxy, monkeypatch, trusted):
    """With one connection: if it were given back broken, no call would get through any more."""
    broken = serve(Server(close_in_handshake, scheme="https"))
    server = serve(Counting(certificate="good"))
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    client = without_jitter(connect, base_urls=[broken.url, server.url], max_connections=1, max_retries=0, timeout=5)
    for _ in range(3):
        assert await done(client.accounts.balance()) == 7
    created = await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
    assert created.uuid
    alone = connect(base_url=broken.url, max_connections=1, max_retries=0, timeout=5)
    for _ in range(3):
        with pytest.raises(ConnectionFailedError) as caught:
            await done(alone.services.mr.create(node_id=1, disk_size=1, image="x"))
        assert caught.value.may_have_been_processed is False
    assert server.connections == 2, "what acts has one of its own"
    assert broken.all_closed()
