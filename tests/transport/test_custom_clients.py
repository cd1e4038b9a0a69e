"""What a caller's own client does with a response, or in place of one, must not lose the response or send twice."""

from __future__ import annotations

import gzip
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import httpx2
import pytest
from tests.support.clients import KEY, done
from tests.support.servers import UUID, Server, answer, healthy, saying, serving

from octaspace_sdk import AsyncOctaSpace, ConfigurationError, DecodeError, NetworkError, NotFoundError, OctaSpace

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("no_warnings"), pytest.mark.slow]

BODY = b'{"uuid": "%s", "status": "starting"}' % UUID.encode()
MISSING = b'{"message": "no such node"}'


@pytest.fixture(params=[httpx, httpx2], ids=lambda library: library.__name__)
def library(request) -> Any:
    return request.param


@pytest.fixture
async def given(library, flavour, connect):
    """Makes clients that send with a caller's client of these options, whose hooks are written once."""
    owned: list[Any] = []

    def make(*, base_url: str, hook: Any = None, base_urls: Any = None, **options: Any) -> Any:
        if hook is not None:
            options["event_hooks"] = {"response": [hook if flavour == "sync" else in_a_task(hook)]}
        own = (library.Client if flavour == "sync" else library.AsyncClient)(verify=False, **options)
        owned.append(own)
        where = {"base_urls": base_urls} if base_urls else {"base_url": base_url}
        return connect(**where, http_client=own, max_retries=0, timeout=5)

    yield make
    for own in owned:
        await done(own.close() if flavour == "sync" else own.aclose())


def in_a_task(hook: Any) -> Any:
    async def run(response: Any) -> None:
        if getattr(hook, "reads", False):
            await response.aread()
        if (rest := getattr(hook, "rest", hook)) is not None:
            rest(response)

    return run


def reading(rest: Any = None) -> Any:
    """A hook that reads the body, and then does something else."""

    def hook(response: Any) -> None:
        response.read()
        if rest is not None:
            rest(response)

    hook.reads, hook.rest = True, rest  # type: ignore[attr-defined]
    return hook


def raise_for_status(response: Any) -> None:
    response.raise_for_status()


async def rent(client: Any) -> Any:
    return await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))


# --- responses that were read -------------------------------------------------------------------------------------------


async def test_a_mock_that_answers_with_json(given, library):
    mock = library.MockTransport(lambda request: library.Response(200, json={"uuid": UUID, "status": "starting"}))
    assert (await rent(given(base_url="http://localhost", transport=mock))).uuid == UUID


async def test_a_hook_that_reads(given, serve):
    place = serve(Server(healthy))
    client = given(base_url=place.url, hook=reading())
    assert (await rent(client)).uuid == UUID
    assert (await rent(client)).uuid == UUID
    assert (place.acted, place.connections) == (["POST /services/mr"] * 2, 1)


async def test_what_httpx_has_decompressed_is_not_decompressed_again(given, serve):
    place = serve(Server(serving(saying(gzip.compress(BODY), "Content-Encoding: gzip"))))
    assert (await rent(given(base_url=place.url, hook=reading()))).uuid == UUID


async def test_an_auth_that_wants_the_body(given, serve, library):
    class Reads(library.Auth):  # type: ignore[misc, name-defined]
        requires_response_body = True

        def auth_flow(self, request):
            assert (yield request).content

    place = serve(Server(healthy))
    assert (await rent(given(base_url=place.url, auth=Reads()))).uuid == UUID
    assert place.acted == ["POST /services/mr"]


async def test_a_read_response_goes_into_a_file(given, serve, tmp_path):
    place = serve(Server(serving(saying(gzip.compress(b"the logs"), "Content-Encoding: gzip"))))
    client = given(base_url=place.url, hook=reading())
    await done(client.nodes.download_logs(65, to=tmp_path / "logs"))
    assert (tmp_path / "logs").read_bytes() == b"the logs"


@pytest.mark.parametrize("read", [True, False], ids=["read", "unread"])
async def test_a_hook_that_raises_for_the_status(given, serve, read):
    place = serve(Server(serving(saying(MISSING, status="404 Not Found"))))
    other = serve(Server(healthy))
    hook = reading(raise_for_status) if read else raise_for_status
    client = given(base_url="", base_urls=[place.url, other.url], hook=hook)
    with pytest.raises(NotFoundError) as caught:
        await rent(client)
    assert caught.value.message == ("no such node" if read else caught.value.message)
    with pytest.raises(NotFoundError):
        await done(client.nodes.find(1))
    assert (len(place.acted), other.acted) == (2, []), "an answer is no failure of the host"


async def test_the_status_of_another_request_is_no_answer(given, serve, library):
    """A token endpoint that refuses says nothing about the creation."""
    place, tokens = serve(Server(healthy)), serve(Server(serving(saying(b"{}", status="404 Not Found"))))

    def fetch_token(response: Any) -> None:
        with library.Client(verify=False) as client:
            client.post(tokens.url).raise_for_status()

    with pytest.raises(NetworkError) as caught:
        await rent(given(base_url=place.url, hook=fetch_token))
    assert caught.value.may_have_been_processed


async def test_a_hook_that_closes_the_response_loses_its_body_and_not_its_status(given, serve, flavour):
    place = serve(Server(healthy))
    if flavour != "sync":
        pytest.skip("closing is awaited there")
    with pytest.raises(DecodeError, match=r"HTTP 200.*closed unread") as caught:
        await rent(given(base_url=place.url, hook=lambda response: response.close()))
    assert "may have been processed" in str(caught.value.__notes__)


# --- errors that are the caller's ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [AssertionError("mine"), KeyError("mine"), RuntimeError("mine")], ids=repr)
async def test_an_error_of_a_mock_passes_through(given, library, error):
    def handler(request: Any) -> Any:
        raise error

    client = given(base_url="http://localhost", transport=library.MockTransport(handler))
    with pytest.raises(type(error)) as caught:
        await rent(client)
    assert caught.value is error


async def test_a_mock_without_answers_left_is_not_taken_for_an_answer(given, library):
    answers: Any = iter([])
    client = given(base_url="http://localhost", transport=library.MockTransport(lambda request: next(answers)))
    with pytest.raises(RuntimeError):
        await rent(client)


async def test_an_assertion_passes_through_our_own_connections(connect, flavour, monkeypatch):
    """respx and pytest-httpx assert inside the connections that they replace."""

    def refuse(*_: Any) -> Any:
        raise AssertionError("no such route")

    name = "handle_request" if flavour == "sync" else "handle_async_request"
    kind = httpx.HTTPTransport if flavour == "sync" else httpx.AsyncHTTPTransport
    monkeypatch.setattr(kind, name, refuse)
    with pytest.raises(AssertionError, match="no such route"):
        await rent(connect(base_url="http://localhost"))


@pytest.mark.parametrize("earlier", [True, False], ids=["closed before", "closed later"])
async def test_a_closed_client_is_a_mistake_of_the_caller(flavour, library, earlier):
    own = (library.Client if flavour == "sync" else library.AsyncClient)(verify=False)
    kind: Any = OctaSpace if flavour == "sync" else AsyncOctaSpace

    async def close() -> None:
        await done(own.close() if flavour == "sync" else own.aclose())

    if earlier:
        await close()
        with pytest.raises(ConfigurationError, match="closed"):
            kind(KEY, http_client=own)
    else:
        client = kind(KEY, http_client=own)
        await close()
        with pytest.raises(ConfigurationError, match="http_client is closed: pass one that is open"):
            await rent(client)


NO_CLIENTS = [
    (object(), "object"),
    (httpx.Client, "the class Client"),
    (httpx.AsyncClient, "the class AsyncClient"),
    ("http://me:hunter2@proxy", "str"),
]


@pytest.mark.parametrize(("thing", "shown"), NO_CLIENTS, ids=[shown for _, shown in NO_CLIENTS])
@pytest.mark.parametrize("kind", [OctaSpace, AsyncOctaSpace])
def test_what_is_no_client_is_refused(kind, thing, shown):
    with pytest.raises(ConfigurationError, match=f"http_client must be an httpx.*, not {shown}$"):
        kind(KEY, http_client=thing)


def test_a_client_of_the_other_kind_is_refused_by_its_name():
    with pytest.raises(ConfigurationError, match="http_client must be an httpx.Client .*, not AsyncClient$"):
        OctaSpace(KEY, http_client=httpx.AsyncClient(verify=False))


# --- "never delivered" needs a proof ------------------------------------------------------------------------------------


def deliver(url: str, request: Any) -> None:
    """Sends a request past the client, as a transport with its own sockets does."""
    with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port)) as connection:
        connection.sendall(answer(request.content).replace(b"HTTP/1.1 200 OK", b"POST /services/mr HTTP/1.1"))
        connection.recv(100)


@pytest.mark.parametrize("name", ["ConnectTimeout", "ConnectError", "PoolTimeout", "ProxyError"])
@pytest.mark.parametrize("cause", [OSError("broke"), None], ids=["a cause", "no cause"])
async def test_the_name_of_an_error_alone_does_not_send_a_rental_to_the_next_host(given, serve, library, name, cause):
    """httpx-aiohttp names a connection that broke after the request was read `ConnectTimeout`."""
    first, second = serve(Server(healthy)), serve(Server(healthy))

    def handler(request: Any) -> Any:
        deliver(first.url, request)
        raise getattr(library, name)("broke") from cause

    client = given(base_url="", base_urls=[first.url, second.url], transport=library.MockTransport(handler))
    with pytest.raises(NetworkError) as caught:
        await rent(client)
    assert caught.value.may_have_been_processed
    assert (first.acted, second.acted) == (["POST /services/mr"], [])


async def test_a_connection_that_httpcore_could_not_open_is_proof(given, serve):
    second = serve(Server(healthy))
    client = given(base_url="", base_urls=["http://127.0.0.1:9", second.url])
    assert (await rent(client)).uuid == UUID
    assert second.acted == ["POST /services/mr"]


@pytest.mark.parametrize("traced", [False, True])
async def test_a_transport_that_retries_was_seen_sending(given, serve, library, flavour, traced, monkeypatch):
    """Its last error is a refused connection, and an earlier try was read by the server."""
    events: list[str] = []
    if traced:

        async def trace_async(event: str, info: Any) -> None:
            events.append(event)

        def build_request(self: Any, *args: Any, **options: Any) -> Any:
            request = build(self, *args, **options)
            trace = (lambda event, info: events.append(event)) if flavour == "sync" else trace_async
            request.extensions = {**request.extensions, "trace": trace}
            return request

        kind_of_client = library.Client if flavour == "sync" else library.AsyncClient
        build = kind_of_client.build_request
        monkeypatch.setattr(kind_of_client, "build_request", build_request)
    first, second = serve(Server(lambda wire: wire.request() and wire.hang_up())), serve(Server(healthy))  # type: ignore[func-returns-value]
    kind = library.HTTPTransport if flavour == "sync" else library.AsyncHTTPTransport

    class Retries(kind):  # type: ignore[misc, valid-type]
        def handle_request(self, request: Any) -> Any:
            try:
                return super().handle_request(request)
            except library.RemoteProtocolError:
                request.url = library.URL("http://127.0.0.1:9")
            return super().handle_request(request)

        async def handle_async_request(self, request: Any) -> Any:
            try:
                return await super().handle_async_request(request)
            except library.RemoteProtocolError:
                request.url = library.URL("http://127.0.0.1:9")
            return await super().handle_async_request(request)

    client = given(base_url="", base_urls=[first.url, second.url], transport=Retries())
    with pytest.raises(NetworkError) as caught:
        await rent(client)
    assert caught.value.may_have_been_processed
    assert (first.acted, second.acted) == (["POST /services/mr"], [])
    assert any(event.endswith("send_request_headers.started") for event in events) is traced
