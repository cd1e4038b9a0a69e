"""The API key is in no error, nor in what hangs on it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest
from tests.support.clients import KEY, done, without_jitter
from tests.support.misbehaviour import (
    Redirecting,
    break_chunks,
    drip_headers,
    garbage,
    never_answer,
    plain_text_for_tls,
    reset_after_reading,
    reset_in_the_answer,
    stall_handshake,
    stall_in_the_body,
    truncate,
)
from tests.support.proxy import Proxy
from tests.support.secret_search import balance, everything, places, rent
from tests.support.servers import (
    Blackhole,
    Refusing,
    Server,
    Unresolvable,
    saying,
    serving,
)

from octaspace_sdk import (
    APIError,
    AsyncOctaSpace,
    AuthenticationError,
    BadGatewayError,
    ConnectionFailedError,
    DecodeError,
    GatewayTimeoutError,
    NotFoundError,
    OctaSpace,
    OctaSpaceError,
    PermissionDeniedError,
    ProvisionRejectedError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
    ServiceUnavailableError,
    ValidationError,
)

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


def refusing(status: str, *headers: str) -> Callable[[], Server]:
    return lambda: Server(serving(saying(b'{"message": "no"}', *headers, status=status)))


REJECTED = b'[{"id": 0, "reason": "Insufficient funds", "status": 1}]'

FAILURES: dict[str, tuple[Callable[[], Any], type[BaseException]]] = {
    "401": (refusing("401 Unauthorized"), AuthenticationError),
    "403": (refusing("403 Forbidden"), PermissionDeniedError),
    "404": (refusing("404 Not Found"), NotFoundError),
    "422": (refusing("422 Unprocessable Entity"), ValidationError),
    "429": (refusing("429 Too Many Requests", "Retry-After: 100"), RateLimitError),
    "500": (refusing("500 Internal Server Error"), ServerError),
    "502": (refusing("502 Bad Gateway"), BadGatewayError),
    "503": (refusing("503 Service Unavailable"), ServiceUnavailableError),
    "504": (refusing("504 Gateway Timeout"), GatewayTimeoutError),
    "418": (refusing("418 I'm a teapot"), APIError),
    "redirect": (Redirecting, APIError),
    "refused": (Refusing, ConnectionFailedError),
    "unresolved": (Unresolvable, ConnectionFailedError),
    "blackhole": (Blackhole, RequestTimeoutError),
    "reset": (lambda: Server(reset_after_reading), ConnectionFailedError),
    "reset in the answer": (lambda: Server(reset_in_the_answer), ConnectionFailedError),
    "cut off": (lambda: Server(truncate), ConnectionFailedError),
    "broken chunks": (lambda: Server(break_chunks), ConnectionFailedError),
    "garbage": (lambda: Server(garbage), ConnectionFailedError),
    "no answer": (lambda: Server(never_answer), RequestTimeoutError),
    "dripping headers": (lambda: Server(drip_headers), RequestTimeoutError),
    "half a body": (lambda: Server(stall_in_the_body), RequestTimeoutError),
    "html": (lambda: Server(serving(saying(b"<html>"))), DecodeError),
    "no gzip": (lambda: Server(serving(saying(b"no gzip", "Content-Encoding: gzip"))), DecodeError),
    "untrusted": (lambda: Server(never_answer, certificate="untrusted"), ConnectionFailedError),
    "wrong name": (lambda: Server(never_answer, certificate="wrong-name"), ConnectionFailedError),
    "stalled handshake": (lambda: Server(stall_handshake, scheme="https"), RequestTimeoutError),
    "plain text for TLS": (lambda: Server(plain_text_for_tls, scheme="https"), ConnectionFailedError),
    "no answer over TLS": (lambda: Server(never_answer, certificate="good"), RequestTimeoutError),
}


@pytest.mark.parametrize("call", [balance, rent], ids=["GET", "POST"])
@pytest.mark.parametrize("name", FAILURES)
async def test_no_error_shows_the_key(connect, serve, trusted, name, call):
    place, kind = FAILURES[name]
    slow = issubclass(kind, RequestTimeoutError)
    client = without_jitter(connect, base_url=serve(place()).url, timeout=0.08 if slow else 60.0, max_retries=1)
    with pytest.raises(kind) as caught:
        await done(call(client))
    assert places(everything(caught.value)) == []
    assert KEY.encode() not in pickle.dumps(caught.value)
    assert places(everything(pickle.loads(pickle.dumps(caught.value)))) == []


async def test_no_rejected_rental_shows_the_key(connect, serve):
    client = connect(base_url=serve(Server(serving(saying(REJECTED)))).url)
    with pytest.raises(ProvisionRejectedError) as caught:
        await done(rent(client))
    assert places(everything(caught.value)) == []
    assert KEY.encode() not in pickle.dumps(caught.value)


@pytest.mark.parametrize("name", ["401", "redirect", "refused", "no answer", "garbage", "half a body", "untrusted"])
@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda library: library.__name__)
async def test_no_error_of_an_own_http_client_shows_the_key(serve, trusted, flavour, library, name):
    place, kind = FAILURES[name]
    own: Any = library.Client() if flavour == "sync" else library.AsyncClient()
    make: Any = OctaSpace if flavour == "sync" else AsyncOctaSpace
    url = serve(place()).url
    client = make(
        KEY, base_url=url, http_client=own, timeout=0.08 if kind is RequestTimeoutError else 60, max_retries=0
    )
    with pytest.raises(kind) as caught:
        await done(balance(client))
    await done(own.close() if flavour == "sync" else own.aclose())
    assert places(everything(caught.value)) == []


@pytest.mark.parametrize("name", ["401", "refused", "no answer", "garbage", "half a body"])
async def test_no_error_through_a_proxy_shows_the_key(connect, serve, monkeypatch, name):
    place, kind = FAILURES[name]
    proxy = serve(Proxy())
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    client = connect(base_url=serve(place()).url, timeout=0.5 if kind is RequestTimeoutError else 60.0, max_retries=0)
    with pytest.raises(OctaSpaceError) as caught:
        await done(balance(client))
    assert proxy.lines
    assert places(everything(caught.value)) == []


class Broken(Exception):
    """Nothing that a library would raise."""


async def test_no_error_of_a_broken_http_client_shows_the_key(server, flavour):
    """What it raises is not of httpx, and its frames hold the request."""

    class Sync(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise Broken(request.headers["authorization"])

    class Async(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            raise Broken(request.headers["authorization"])

    own: Any = httpx.Client(transport=Sync()) if flavour == "sync" else httpx.AsyncClient(transport=Async())
    make: Any = OctaSpace if flavour == "sync" else AsyncOctaSpace
    with pytest.raises(OctaSpaceError) as caught:
        await done(balance(make(KEY, base_url=server.url, http_client=own, max_retries=0)))
    await done(own.close() if flavour == "sync" else own.aclose())
    assert places(everything(caught.value)) == []


async def test_hook_that_raises_does_not_show_the_key(connect, logs):
    def fail(event: object) -> None:
        raise Broken("mine")

    await done(balance(connect(on_request=fail, on_response=fail)))
    assert any("Broken" in record.getMessage() for record in logs.records)


ARGUMENTS = [
    lambda client: client.nodes.find(-1),
    lambda client: client.nodes.find("x"),
    lambda client: client.services.session(""),
    lambda client: client.request("GET", "no slash"),
    lambda client: client.request("POST", "/x", json={"a": object()}),
    lambda client: client.with_options(timeout=-1),
    lambda client: client.with_options(api_key="x"),
    lambda client: client.services.mr.rented(node_id=1, disk_size=1, image="x", ready_timeout=0),
]


@pytest.mark.parametrize("call", ARGUMENTS)
async def test_no_wrong_argument_shows_the_key(connect, call):
    with pytest.raises((ValueError, TypeError)) as caught:
        await done(call(connect()))
    assert places(everything(caught.value)) == []


async def test_no_failing_download_shows_the_key(connect, tmp_path):
    with pytest.raises(OSError, match="No such file") as caught:
        await done(connect().nodes.download_logs(1, to=tmp_path / "no" / "such" / "folder"))
    assert places(everything(caught.value)) == []


async def test_no_key_of_the_environment_is_shown_by_a_call(connect, serve, monkeypatch):
    monkeypatch.setenv("OCTA_API_KEY", KEY)
    client = connect(api_key=None, base_url=serve(Refusing()).url, max_retries=0)
    with pytest.raises(ConnectionFailedError) as caught:
        await done(balance(client))
    assert places(everything(caught.value)) == []
