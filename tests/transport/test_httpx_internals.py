"""What transport/connection.py relies on inside httpx and httpcore, named one by one: a new release that differs fails here."""

from __future__ import annotations

import inspect

import httpcore
import httpx
import pytest

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
def test_a_patched_method_is_noticed(transport, method, connection, monkeypatch):
    """OpenTelemetry, respx and pytest-httpx replace the method; they must see each request."""
    monkeypatch.setattr(transport, method, lambda *arguments: None)
    assert not is_unpatched(getattr(transport, method))


@parametrized
def test_a_connection_takes_these_options_and_answers_these_questions(transport, method, connection):
    options = inspect.signature(connection).parameters
    assert {"ssl_context", "keepalive_expiry", "network_backend"} <= options.keys()
    for name in (method, "is_idle", "has_expired", "can_handle_request", "aclose" if "async" in method else "close"):
        assert callable(getattr(connection, name))


def test_a_response_of_httpcore_has_a_status_headers_and_a_stream():
    response = httpcore.Response(200, headers=[(b"a", b"b")], content=b"c")
    assert (response.status, response.headers, list(response.stream)) == (200, [(b"a", b"b")], [b"c"])
