"""What transport/connection.py and http1.py rely on inside httpx and httpcore, named one by one: a new release that differs fails here."""

from __future__ import annotations

import dataclasses
import inspect
import socket

import h11
import httpcore
import httpx
import pytest
from anyio.streams.tls import TLSStream
from httpcore._backends.anyio import AnyIOStream
from httpcore._backends.sync import SyncStream
from httpcore._utils import is_socket_readable

from octaspace_sdk.transport.connection import is_unpatched

TRANSPORTS = [
    (httpx.HTTPTransport, "handle_request", httpcore.HTTPConnection),
    (httpx.AsyncHTTPTransport, "handle_async_request", httpcore.AsyncHTTPConnection),
]
parametrized = pytest.mark.parametrize(("transport", "method", "connection"), TRANSPORTS)


@parametrized
def test_the_transport_sends_through_its_attribute_pool(transport, method, connection):
    assert f"self._pool.{method}(" in inspect.getsource(getattr(transport, method))


@parametrized
def test_the_transport_closes_its_attribute_pool(transport, method, connection):
    close = transport.close if transport is httpx.HTTPTransport else transport.aclose
    assert "self._pool" in inspect.getsource(close)


@parametrized
def test_an_unpatched_method_is_a_function_of_httpx(transport, method, connection):
    assert is_unpatched(getattr(transport, method))


@parametrized
def test_so_is_that_of_a_connection(transport, method, connection, monkeypatch):
    """respx replaces it."""
    assert is_unpatched(getattr(connection, method))
    monkeypatch.setattr(connection, method, lambda *arguments: None)
    assert not is_unpatched(getattr(connection, method))


@parametrized
def test_a_patched_method_is_noticed(transport, method, connection, monkeypatch):
    """OpenTelemetry and pytest-httpx replace the method; they must see each request."""
    monkeypatch.setattr(transport, method, lambda *arguments: None)
    assert not is_unpatched(getattr(transport, method))


@parametrized
def test_a_connection_takes_these_options_and_answers_these_questions(transport, method, connection):
    options = inspect.signature(connection).parameters
    assert {"ssl_context", "keepalive_expiry", "network_backend"} <= options.keys()
    for name in (method, "is_idle", "has_expired", "can_handle_request", "aclose" if "async" in method else "close"):
        assert callable(getattr(connection, name))


def test_the_parser_of_a_connection_tells_what_it_has_left():
    """transport/connection.py looks for it, and for the stream below, inside the connections that httpcore makes."""
    http11 = httpcore.HTTP11Connection(httpcore.Origin(b"http", b"x", 80), httpcore.MockStream([]))
    assert http11._h11_state.trailing_data == (b"", False)
    assert isinstance(http11._network_stream, httpcore.MockStream)
    assert httpcore.HTTPConnection(httpcore.Origin(b"http", b"x", 80))._connection is None


@parametrized
def test_a_connection_opens_a_stream_for_a_request(transport, method, connection):
    """transport/http1.py uses the stream itself."""
    assert list(inspect.signature(connection._connect).parameters) == ["self", "request"]
    assert inspect.signature(connection._connect).return_annotation.endswith("NetworkStream")


def test_a_stream_that_was_opened_is_not_kept_by_what_opened_it():
    backend = httpcore.MockBackend([b"HTTP/1.1 200 OK\r\n\r\n"])
    connection = httpcore.HTTPConnection(httpcore.Origin(b"http", b"x", 80), network_backend=backend)
    stream = connection._connect(httpcore.Request("GET", "http://x"))
    assert isinstance(stream, httpcore.MockStream)
    assert connection._connection is None


@pytest.mark.parametrize("pool", [httpcore.ConnectionPool, httpcore.AsyncConnectionPool])
@pytest.mark.parametrize("scheme", [b"http", b"https"])
def test_a_pool_makes_connections_through_a_proxy_without_keeping_them(pool, scheme):
    made = pool(proxy=httpcore.Proxy("http://proxy:8080"))
    connection = made.create_connection(httpcore.Origin(scheme, b"x", 443))
    assert connection.can_handle_request(httpcore.Origin(scheme, b"x", 443))
    assert hasattr(connection, "_connection")
    assert made.connections == []


def test_a_socket_is_readable_when_something_has_come_or_it_is_closed():
    first, second = socket.socketpair()
    with first, second:
        assert not is_socket_readable(first)
        second.send(b"x")
        assert is_socket_readable(first)
    assert is_socket_readable(first)


def test_a_sync_stream_is_made_of_a_socket():
    """transport/socket_stream.py reads and writes by itself, and leaves TLS and closing to httpcore."""
    assert list(inspect.signature(SyncStream).parameters) == ["sock"]
    with socket.socket() as sock:
        assert SyncStream(sock)._sock is sock
    assert issubclass(SyncStream, httpcore.NetworkStream)
    assert "SyncStream(sock)" in inspect.getsource(httpcore.SyncBackend.connect_tcp)


def test_an_async_stream_is_made_of_one_of_anyio():
    """transport/asyncio_stream.py reads and writes by itself, and leaves TLS, closing and facts to httpcore."""
    assert list(inspect.signature(AnyIOStream).parameters) == ["stream"]
    assert "AnyIOStream(stream)" in inspect.getsource(httpcore.AnyIOBackend.connect_tcp)
    assert "transport_stream" in {field.name for field in dataclasses.fields(TLSStream)}


def test_a_response_of_httpcore_has_a_status_headers_and_a_stream():
    response = httpcore.Response(200, headers=[(b"a", b"b")], content=b"c")
    assert (response.status, response.headers, list(response.stream)) == (200, [(b"a", b"b")], [b"c"])


def test_headers_that_h11_has_checked_are_not_checked_again():
    """transport/wire_request.py keeps them from one request to the next."""
    checked = h11.Request(method="GET", target="/", headers=[("Host", "x"), ("Accept", "a")]).headers
    request = h11.Request(method="GET", target="/other", headers=checked)
    assert request.headers is checked
    assert b"Accept: a\r\n" in h11.Connection(h11.CLIENT).send(request)
