"""Through a SOCKS proxy: the calls arrive, and whatever it does, nothing is sent twice and no socket is left."""

from __future__ import annotations

import logging
import time

import anyio
import pytest
from tests.support.clients import KEY, done, without_jitter
from tests.support.counting_server import Counting
from tests.support.servers import Server, Wire, healthy
from tests.support.socks_proxy import STEPS, SocksProxy
from tests.support.waiting import by_then

from octaspace_sdk import ConfigurationError, ConnectionFailedError, NetworkError, OctaSpace, RequestTimeoutError
from octaspace_sdk.transport import proxies

pytestmark = pytest.mark.anyio

steps = pytest.mark.parametrize("step", STEPS)
RENTAL = {"node_id": 1, "disk_size": 1, "image": "x"}


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
@pytest.mark.parametrize("name", ["HTTP_PROXY", "all_proxy"])
async def test_calls_go_through_the_proxy(connect, serve, server, monkeypatch, scheme, name):
    proxy = serve(SocksProxy())
    monkeypatch.setenv(name, proxy.url.replace("socks5", scheme))
    client = connect()
    for _ in range(3):
        assert await done(client.accounts.balance()) == 7
    assert (await done(client.services.mr.create(**RENTAL))).uuid
    assert server.acted == ["GET /accounts/balance"] * 3 + ["POST /services/mr"]
    assert proxy.targets == [server.url.removeprefix("http://")] * 2, "what acts has one of its own"


async def test_names_are_resolved_by_the_proxy(connect, serve, server, resolver, monkeypatch):
    """A network that has a proxy for everything often resolves no name of the world outside."""
    proxy = serve(SocksProxy())
    monkeypatch.setenv("ALL_PROXY", proxy.url)
    port = server.url.rpartition(":")[2]
    resolver.names = {"api.example.test": resolver.silent}
    client = connect(base_url=f"http://api.example.test:{port}", allow_insecure=True)
    assert await done(client.accounts.balance()) == 7
    assert proxy.targets == [f"api.example.test:{port}"]
    assert resolver.asked == []


async def test_tls_goes_through_the_tunnel(connect, serve, monkeypatch, trusted):
    server, proxy = serve(Counting(certificate="good")), serve(SocksProxy())
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    assert await done(connect(base_url=server.url).accounts.balance()) == 7
    assert [one.headers["authorization"] for one in server.received] == [KEY]


async def test_proxy_takes_a_login(connect, serve, server, monkeypatch):
    proxy = serve(SocksProxy(login=("anna", "p@ss")))
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//anna:p%40ss@"))
    assert await done(connect().accounts.balance()) == 7


async def test_login_is_in_no_log(connect, serve, server, monkeypatch, caplog):
    """At DEBUG, httpcore logs all that it is given for the proxy."""
    proxy = serve(SocksProxy(login=("anna", "p@ss")))
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//anna:p%40ss@"))
    with caplog.at_level(logging.DEBUG):
        await done(connect().accounts.balance())
    assert "setup_socks5_connection.started" in caplog.text
    assert "auth=***" in caplog.text
    assert "p@ss" not in caplog.text


@pytest.mark.parametrize("login", ["", "anna:wrong@"])
async def test_wrong_login_is_a_typed_error_without_the_password(connect, serve, server, monkeypatch, login):
    proxy = serve(SocksProxy(login=("anna", "p@ss")))
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", f"//{login}"))
    with pytest.raises(ConnectionFailedError, match="the proxy refused") as caught:
        await done(without_jitter(connect).services.mr.create(**RENTAL))
    assert caught.value.may_have_been_processed is False
    assert "wrong" not in str(caught.value)
    assert proxy.all_closed()
    assert server.connections == 0


@pytest.mark.parametrize("reply", [*range(1, 10), 255])
async def test_refusal_is_a_typed_error_and_leaves_no_socket(connect, serve, server, monkeypatch, reply):
    proxy = serve(SocksProxy(reply=reply))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    client = without_jitter(connect)
    with pytest.raises(ConnectionFailedError) as caught:
        await done(client.services.mr.create(**RENTAL))
    assert caught.value.may_have_been_processed is False
    assert proxy.all_closed()
    assert server.connections == 0


BAD = {
    "hangs up": lambda wire: wire.hang_up(),
    "resets": lambda wire: wire.reset(),
    "is of version 4": lambda wire: wire.send(b"\x04\x5a" + bytes(6)),
    "speaks HTTP": lambda wire: wire.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
    "sends half": lambda wire: wire.send(b"\x05"),
    "sends zeros": lambda wire: wire.send(bytes(64)),
    "sends text": lambda wire: wire.send(b"\x05hello\r\n"),
}


@steps
@pytest.mark.parametrize("bad", BAD)
async def test_nonsense_is_a_typed_error_and_the_next_host_is_asked(connect, serve, server, monkeypatch, step, bad):
    def misbehave(wire: Wire) -> None:
        BAD[bad](wire)
        wire.wait()

    proxy = serve(SocksProxy(bad={step: misbehave}))
    behind = serve(Server(healthy))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", server.url.removeprefix("http://"))
    with pytest.raises(NetworkError) as caught:
        await done(without_jitter(connect, base_url=behind.url, max_retries=0).services.mr.create(**RENTAL))
    assert caught.value.may_have_been_processed is False
    assert (await done(without_jitter(connect, base_urls=[behind.url, server.url]).services.mr.create(**RENTAL))).uuid
    assert proxy.all_closed()
    assert behind.connections == 0
    assert server.acted == ["POST /services/mr"]


@steps
@pytest.mark.parametrize("how", ["is silent", "drips"])
async def test_slowness_does_not_outlast_the_timeout(connect, serve, server, monkeypatch, step, how):
    proxy = serve(SocksProxy(bad={step: lambda wire: wire.wait() if how == "is silent" else wire.drip(b"\x05")}))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    began = time.monotonic()
    with pytest.raises(NetworkError) as caught:
        await done(without_jitter(connect, timeout=0.4, max_retries=0).services.mr.create(**RENTAL))
    assert time.monotonic() - began < 5
    assert isinstance(caught.value, RequestTimeoutError) or how == "drips"
    assert caught.value.may_have_been_processed is False
    assert proxy.all_closed()


@steps
@pytest.mark.parametrize("flavour", ["asyncio", "trio"])
async def test_cancellation_leaves_no_socket(connect, serve, server, monkeypatch, step):
    proxy = serve(SocksProxy(bad={step: Wire.wait}))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    client = connect(timeout=30.0)
    async with anyio.create_task_group() as group:
        group.start_soon(client.accounts.balance)
        await anyio.to_thread.run_sync(by_then, lambda: proxy.open == 1)
        group.cancel_scope.cancel()
    assert proxy.all_closed()


def test_package_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(proxies, "find_spec", lambda name: None)
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1080")
    with pytest.raises(ConfigurationError, match=r"pip install 'octaspace-sdk\[socks\]'"):
        OctaSpace(KEY)
