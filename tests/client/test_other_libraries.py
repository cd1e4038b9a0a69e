"""Mocks, caches and clients that others have made for httpx work as they are, on both clients."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from unittest import mock

import anyio
import httpcore
import httpx
import httpx_aiohttp
import pytest
import respx
import vcr
from hishel.httpx import AsyncCacheClient, CacheClient
from tests.support.clients import KEY, done
from tests.support.http2_server import HTTP2Server
from tests.support.misbehaviour import reset_after_reading
from tests.support.recorder import answer
from tests.support.servers import Server

from octaspace_sdk import AsyncOctaSpace, NetworkError, NotFoundError
from octaspace_sdk.simulator import Simulator

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

API = "https://api.octa.space"
MACHINE = {"node_id": 1, "disk_size": 10, "image": "ubuntu:24.04"}


@pytest.fixture
async def given(flavour: str, connect: Callable[..., Any]) -> Any:
    """Makes clients with an httpx client of these options."""
    owned: list[Any] = []

    def make(*, base_url: str | None = None, **options: Any) -> Any:
        owned.append(httpx.Client(**options) if flavour == "sync" else httpx.AsyncClient(**options))
        where = {"base_url": base_url} if base_url else {}
        return connect(http_client=owned[-1], max_retries=0, **where)

    yield make
    for own in owned:
        await done(own.close() if flavour == "sync" else own.aclose())


@pytest.fixture
def api(connect: Callable[..., Any]) -> Any:
    """A client of the live API, whose requests a library catches."""
    return connect(base_url=API, max_retries=0)


async def test_mock_transport(given):
    asked: list[Any] = []

    def reply(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        return httpx.Response(201, json=[{"uuid": "u-1", "id": 0}])

    created = await done(given(transport=httpx.MockTransport(reply)).services.mr.create(**MACHINE))
    assert created.uuid == "u-1"
    assert asked[0][0]["node_id"] == 1


async def test_respx(api):
    with respx.mock(base_url=API) as mock:
        mock.get("/accounts/balance").respond(json={"balance": 31428028938060847852})
        mock.get("/nodes/7").respond(404, json={"message": "no such node"})
        mock.get("/apps").mock(side_effect=httpx.ConnectError("refused"))
        assert await done(api.accounts.balance()) == 31428028938060847852
        with pytest.raises(NotFoundError, match="no such node"):
            await done(api.nodes.find(7))
        with pytest.raises(NetworkError):
            await done(api.apps.list())
        assert mock.calls[0].request.headers["Authorization"] == KEY


async def test_respx_catches_what_had_a_connection_before(server, client):
    server.answers({"balance": 7})
    assert await done(client.accounts.balance()) == 7
    with respx.mock(base_url=server.url) as mock:
        mock.get("/accounts/balance").respond(json={"balance": 8})
        assert await done(client.accounts.balance()) == 8
    assert await done(client.accounts.balance()) == 7
    assert len(server.requests) == 2


@pytest.mark.parametrize("options", [{}, {"autospec": True}], ids=repr)
@pytest.mark.parametrize("library", [httpx, httpcore], ids=lambda library: library.__name__)
async def test_mock_in_the_place_of_a_method(api, flavour, library, options):
    kinds = (httpx.HTTPTransport, httpx.AsyncHTTPTransport)
    if library is httpcore:
        kinds = (httpcore.HTTPConnection, httpcore.AsyncHTTPConnection)
    kind, name = (kinds[0], "handle_request") if flavour == "sync" else (kinds[1], "handle_async_request")
    with mock.patch.object(kind, name, **options) as method:
        if library is httpx:
            method.return_value = httpx.Response(200, stream=httpx.ByteStream(b'{"balance": 8}'))
        else:
            method.return_value = httpcore.Response(200, content=b'{"balance": 8}')
        assert await done(api.accounts.balance()) == 8
    assert method.call_count == 1


async def test_pytest_httpx(api, httpx_mock):
    httpx_mock.add_response(url=f"{API}/accounts/balance", json={"balance": 7})
    httpx_mock.add_response(method="POST", url=f"{API}/services/mr", json=[{"uuid": "u-1"}])
    assert await done(api.accounts.balance()) == 7
    assert (await done(api.services.mr.create(**MACHINE))).uuid == "u-1"
    assert [request.method for request in httpx_mock.get_requests()] == ["GET", "POST"]


async def test_vcrpy(server, client, tmp_path):
    recorder = vcr.VCR(cassette_library_dir=str(tmp_path), filter_headers=["Authorization"])
    server.answers({"balance": 7})
    for _ in range(2):
        with recorder.use_cassette("balance.yaml"):
            assert await done(client.accounts.balance()) == 7
    assert len(server.requests) == 1
    assert KEY not in (tmp_path / "balance.yaml").read_text()


@pytest.mark.parametrize("flavour", ["sync", "asyncio"])
async def test_hishel(server, connect, flavour, tmp_path, monkeypatch):
    """A response that may be kept is kept; one that acts is not."""
    monkeypatch.chdir(tmp_path)
    own = CacheClient() if flavour == "sync" else AsyncCacheClient()
    server.answers(answer([], 200, Cache_Control="max-age=60"))
    client = connect(http_client=own)
    for _ in range(2):
        assert await done(client.apps.list()) == []
    assert len(server.requests) == 1
    server.answers(answer({"uuid": "u-1"}, 200, Cache_Control="max-age=60"))
    for _ in range(2):
        await done(client.services.vpn.create(node_id=1))
    assert [request.method for request in server.requests] == ["GET", "POST", "POST"]
    await done(own.close() if flavour == "sync" else own.aclose())


@pytest.mark.parametrize("flavour", ["asyncio"])
async def test_httpx_aiohttp(connect, flavour):
    with Simulator(ready_after=0.0) as simulator:
        async with httpx_aiohttp.HttpxAiohttpClient() as own:
            client = connect(api_key=simulator.api_key, base_url=simulator.url, http_client=own)
            node_id = (await client.services.mr.list())[0].node_id
            async with client.services.mr.rented(node_id=node_id, disk_size=10, image="x") as session:
                assert (await session.info()).uuid == session.uuid
            assert await client.sessions.list() == []


@pytest.mark.parametrize("flavour", ["asyncio"])
async def test_httpx_aiohttp_sends_a_rental_once(connect, serve, server, flavour):
    """It calls a connection that broke a connect timeout, which proves nothing."""
    broken = serve(Server(reset_after_reading))
    async with httpx_aiohttp.HttpxAiohttpClient() as own:
        client = connect(base_urls=[broken.url, server.url], http_client=own)
        with pytest.raises(NetworkError) as caught:
            await client.services.mr.create(**MACHINE)
    assert caught.value.may_have_been_processed
    assert server.requests == []


async def test_event_hooks_that_read_the_response(given, server, flavour):
    def read(response: httpx.Response) -> None:
        response.read()

    async def read_async(response: httpx.Response) -> None:
        await response.aread()

    server.answers({"balance": 7})
    client = given(event_hooks={"response": [read if flavour == "sync" else read_async]})
    assert await done(client.accounts.balance()) == 7


async def test_auth_and_cookies(given, server):
    """The key stays in its header: basic auth would take its place."""

    class Token(httpx.Auth):
        requires_response_body = True

        def auth_flow(self, request: httpx.Request) -> Any:
            request.headers["X-Proxy-Token"] = "t"
            yield request

    server.answers({"balance": 7})
    client = given(auth=Token(), cookies={"region": "eu"})
    assert await done(client.accounts.balance()) == 7
    sent = server.last.headers
    assert (sent["authorization"], sent["x-proxy-token"], sent["cookie"]) == (KEY, "t", "region=eu")


@pytest.mark.usefixtures("trusted")
async def test_http2(given, serve):
    place = serve(HTTP2Server(b'{"balance": 7}'))
    client = given(base_url=place.url, http2=True)
    assert [await done(client.accounts.balance()) for _ in range(2)] == [7, 7]
    assert place.paths == ["/accounts/balance"] * 2
    assert place.connections == 1


def test_trio(server):
    async def main() -> int:
        async with httpx.AsyncClient() as own, AsyncOctaSpace(KEY, base_url=server.url, http_client=own) as client:
            return await client.accounts.balance()

    server.answers({"balance": 7})
    assert anyio.run(main, backend="trio") == 7
