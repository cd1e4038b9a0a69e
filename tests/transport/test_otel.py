"""OpenTelemetry's instrumentation of httpx sees every attempt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from tests.support.clients import KEY, done, without_jitter
from tests.support.servers import Refusing, Server, answer, saying, serving, well

from octaspace_sdk import NotFoundError

pytestmark = pytest.mark.anyio


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor = HTTPXClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    yield exporter
    instrumentor.uninstrument()
    provider.shutdown()


def finished(exporter: InMemorySpanExporter) -> list[ReadableSpan]:
    return list(exporter.get_finished_spans())


def status(span: ReadableSpan) -> object:
    attributes = span.attributes or {}
    return attributes.get("http.response.status_code", attributes.get("http.status_code"))


def url(span: ReadableSpan) -> object:
    attributes = span.attributes or {}
    return attributes.get("url.full", attributes.get("http.url"))


async def test_each_call_is_a_span(connect, server, spans):
    client = connect()
    for _ in range(3):
        await done(client.accounts.balance())
    seen = finished(spans)
    assert [(url(one), status(one)) for one in seen] == [(f"{server.url}/accounts/balance", 200)] * 3
    assert all("GET" in one.name for one in seen)


async def test_each_attempt_is_a_span(connect, serve, spans):
    refuse = saying(b"{}", status="503 Service Unavailable")
    server = serve(Server(serving(refuse, refuse, well)))
    client = without_jitter(connect, base_url=server.url)
    assert await done(client.accounts.balance()) == 7
    assert [status(one) for one in finished(spans)] == [503, 503, 200]


async def test_attempt_that_reached_nobody_is_a_span_with_an_error(connect, serve, server, spans):
    dead = serve(Refusing())
    assert await done(connect(base_urls=[dead.url, server.url]).accounts.balance()) == 7
    first, second = finished(spans)
    assert (url(first), first.status.status_code) == (f"{dead.url}/accounts/balance", StatusCode.ERROR)
    assert (url(second), status(second)) == (f"{server.url}/accounts/balance", 200)


async def test_trace_context_goes_to_the_server(connect, server, spans):
    await done(connect().accounts.balance())
    [span] = finished(spans)
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" in server.received[0].headers["traceparent"]


async def test_no_span_has_the_key(connect, serve, server, spans):
    dead = serve(Refusing())
    gone = serve(Server(lambda wire: wire.request() and wire.send(answer(b"{}", status="404 Not Found"))))
    await done(connect(base_urls=[dead.url, server.url]).services.mr.create(node_id=1, disk_size=1, image="x"))
    with pytest.raises(NotFoundError):
        await done(connect(base_url=gone.url).nodes.find(1))
    seen = finished(spans)
    assert len(seen) == 3
    assert all(KEY not in one.to_json() for one in seen)


async def test_without_instrumentation_there_are_no_spans(connect, server, spans):
    HTTPXClientInstrumentor().uninstrument()
    await done(connect().accounts.balance())
    assert finished(spans) == []
