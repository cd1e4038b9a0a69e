"""One attempt over HTTP: the only module that knows httpx.

A transport takes a `Send` and returns what came of it, a response or a `Failure`; no exception of the HTTP library
leaves it. Without a client of the caller's it drives the connections below httpx's client, which skips what an API
client does not need (cookies, redirects, auth flows).
"""

from __future__ import annotations

import inspect
import os
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from queue import Empty, SimpleQueue
from time import monotonic
from types import FunctionType
from typing import Any

import anyio
import h11
import httpcore
import httpx

from octaspace_sdk.calls.retry_loop import Failure, Send
from octaspace_sdk.errors import ConfigurationError
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.fork_safe_lock import ForkSafeLock
from octaspace_sdk.transport.connection import AsyncConnection, Connection
from octaspace_sdk.transport.connection_pool import KEEPALIVE, Places
from octaspace_sdk.transport.decompression import Unpacker
from octaspace_sdk.transport.failures import CLOSED, NO_PLACE, failure
from octaspace_sdk.transport.network_backend import AsyncDeadlineBackend, DeadlineBackend, Delivery, current
from octaspace_sdk.transport.per_event_loop import PerLoop
from octaspace_sdk.transport.protocol import Sink
from octaspace_sdk.transport.proxies import Routes

MAX_RESPONSE_BYTES = 128 * 1024 * 1024  # of a body held in memory; a download to a file may be larger

Result = RawResponse | Failure


class Transport:
    """Sends attempts over connections that threads share."""

    def __init__(self, base_urls: Sequence[str], max_connections: int, http_client: Any = None) -> None:
        if http_client is not None and (not hasattr(http_client, "send") or _is_async(http_client)):
            raise ConfigurationError("http_client must be an httpx.Client (or httpx2.Client)")
        self._routes = Routes(base_urls)
        self._max_connections = max_connections
        self._client = http_client
        self._closed = False
        self._lock = ForkSafeLock()
        self._reset()

    @property
    def is_given(self) -> bool:
        """Whether the connections are those of a caller's client."""
        return self._client is not None

    def _reset(self) -> None:
        self._backend = DeadlineBackend()
        self._places = Places(partial(_Place, self._routes, self._backend))
        self._line: SimpleQueue[None] = SimpleQueue()  # a semaphore would take several times as long
        for _ in range(self._max_connections):
            self._line.put(None)
        self._pid = os.getpid()

    def send(self, step: Send) -> Result:
        if self._pid != os.getpid():
            with self._lock:
                if self._pid != os.getpid():
                    self._reset()  # a child must not use its parent's sockets
        if self._closed:
            return CLOSED
        line = self._line
        delivery = Delivery(step.deadline, tracked=not self.is_given)
        try:
            line.get(timeout=_left(step.deadline))
        except Empty:
            return NO_PLACE
        token = current.set(delivery)
        try:
            if self._closed:
                return CLOSED
            return self._exchange(step)
        except Exception as error:
            return failure(error, step, delivery, closed=self._closed)
        except BaseException as error:
            # Ctrl-C, cancellation. The frames below hold the request's headers, and with them the key.
            raise error.with_traceback(None)  # noqa: B904
        finally:
            current.reset(token)
            line.put(None)

    def _exchange(self, step: Send) -> Result:
        if self._client is not None:
            request = _request_of(self._client, step)
            return _received(step, self._client.send(request, stream=True, follow_redirects=False))
        proxy, places = self._routes.proxy(step.base_url), self._places
        if (outworn := places.outworn(proxy)) is not None:
            outworn.close()
        place = places.take(proxy)
        try:
            return _received(step, place.exchange(step))
        finally:
            places.give_back(proxy, place)

    def close(self) -> None:
        """Closes the connections; a caller's own client stays open."""
        self._closed = True
        if self._pid == os.getpid():
            self._backend.close()
            for place in list(self._places.all):
                place.close()


class AsyncTransport:
    """Sends attempts over connections that tasks share."""

    def __init__(self, base_urls: Sequence[str], max_connections: int, http_client: Any = None) -> None:
        if http_client is not None and (not hasattr(http_client, "send") or not _is_async(http_client)):
            raise ConfigurationError("http_client must be an httpx.AsyncClient (or httpx2.AsyncClient)")
        self._client = http_client
        self._closed = False
        self._connections = PerLoop(partial(_Connections, Routes(base_urls), max_connections), opens=not self.is_given)

    @property
    def is_given(self) -> bool:
        """Whether the connections are those of a caller's client."""
        return self._client is not None

    async def send(self, step: Send) -> Result:
        if self._closed:
            return CLOSED
        connections = await self._connections.here()
        delivery = Delivery(step.deadline, tracked=not self.is_given)
        free = connections.free
        try:
            free.acquire_nowait()
        except anyio.WouldBlock:
            with anyio.move_on_after(_left(step.deadline)) as scope:
                await free.acquire()
            if scope.cancelled_caught:
                return NO_PLACE
        token = current.set(delivery)
        try:
            if self._closed:
                return CLOSED
            if self._client is None:
                return await connections.exchange(step)
            request = _request_of(self._client, step)
            # A little more than its own timeouts, so that it closes what it has opened by itself.
            with anyio.fail_after(_left(step.deadline, grace=1.05)):
                return await _received_async(
                    step, await self._client.send(request, stream=True, follow_redirects=False)
                )
        except Exception as error:
            return failure(error, step, delivery, closed=self._closed)
        except BaseException as error:
            # Ctrl-C, cancellation. The frames below hold the request's headers, and with them the key.
            raise error.with_traceback(None)  # noqa: B904
        finally:
            with suppress(ValueError):  # a coroutine left behind is finalized elsewhere
                current.reset(token)
            free.release()

    async def aclose(self) -> None:
        """Closes the connections of this event loop; a caller's own client stays open."""
        self._closed = True
        await self._connections.close_here()


class _Connections:
    """The connections of one event loop, and the line for calls on them."""

    def __init__(self, routes: Routes, max_connections: int) -> None:
        self.free = anyio.Semaphore(max_connections)
        self._routes = routes
        self._backend = AsyncDeadlineBackend()
        self._places = Places(partial(_AsyncPlace, routes, self._backend))

    async def exchange(self, step: Send) -> Result:
        proxy, places = self._routes.proxy(step.base_url), self._places
        if (outworn := places.outworn(proxy)) is not None:
            await outworn.aclose()
        place = places.take(proxy)
        try:
            return await _received_async(step, await place.exchange(step))
        finally:
            places.give_back(proxy, place)

    async def aclose(self) -> None:
        self._backend.close()
        for place in list(self._places.all):
            await place.aclose()


def _received(step: Send, response: Any) -> Result:
    try:
        if (sink := _sink(step, response)) is not None:
            return sink.receive(step, response, response.iter_raw())
        body = _Body(step, response)
        for chunk in response.iter_raw():
            _check_time(step.deadline)
            body.add(chunk)
        return body.finish()
    finally:
        response.close()


async def _received_async(step: Send, response: Any) -> Result:
    chunks = response.aiter_raw()
    try:
        if (sink := _sink(step, response)) is not None:
            return await sink.receive_async(step, response, chunks)
        body = _Body(step, response)
        async for chunk in chunks:
            body.add(chunk)
        return body.finish()
    except Exception:
        with suppress(Exception):  # an iterator left in the middle would be finalized late, with a warning
            await response.aclose()
            async for _ in chunks:
                pass
        raise
    finally:
        with anyio.CancelScope(shield=True):
            await response.aclose()


class _Place(httpx.HTTPTransport):
    """httpx's transport on a single connection, whose socket keeps the deadline."""

    def __init__(self, routes: Routes, backend: DeadlineBackend, proxy: str | None) -> None:
        options = _connection_options(routes, backend)
        if proxy is None:
            self._pool: Any = Connection(options)
        else:
            self._pool = httpcore.ConnectionPool(proxy=_proxy(proxy), max_connections=1, **options)

    def exchange(self, step: Send) -> Any:
        if not _is_its_own(httpx.HTTPTransport.handle_request):
            return self.handle_request(_request(step))
        return _Answer(self._pool.handle_request(_core_request(step)))


class _AsyncPlace(httpx.AsyncHTTPTransport):
    """httpx's async transport on a single connection, whose socket keeps the deadline."""

    def __init__(self, routes: Routes, backend: AsyncDeadlineBackend, proxy: str | None) -> None:
        options = _connection_options(routes, backend)
        if proxy is None:
            self._pool: Any = AsyncConnection(options)
        else:
            self._pool = httpcore.AsyncConnectionPool(proxy=_proxy(proxy), max_connections=1, **options)

    async def exchange(self, step: Send) -> Any:
        if not _is_its_own(httpx.AsyncHTTPTransport.handle_async_request):
            return await self.handle_async_request(_request(step))
        return _Answer(await self._pool.handle_async_request(_core_request(step)))


def _is_its_own(method: Any) -> bool:
    """Whether nobody has put anything in place of httpx's method: tracers and test doubles do, to see each request."""
    return type(method) is FunctionType and method.__globals__["__name__"].startswith("httpx.")


class _Answer:
    """httpcore's response under the names of httpx's, of which making one takes longer."""

    def __init__(self, response: httpcore.Response) -> None:
        self.status_code = response.status
        self.headers = httpx.Headers(response.headers)
        self._stream: Any = response.stream

    def iter_raw(self) -> Iterator[bytes]:
        return iter(self._stream)

    def aiter_raw(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()


def _connection_options(routes: Routes, backend: Any) -> dict[str, Any]:
    return {"ssl_context": _tls(routes), "keepalive_expiry": KEEPALIVE, "network_backend": backend}


def _proxy(url: str | None) -> httpcore.Proxy | None:
    if url is None:
        return None
    proxy = httpx.Proxy(url)
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw)


def _sink(step: Send, response: Any) -> Sink | None:
    """Where the body goes, in place of memory: only that of a success is a file."""
    return step.outgoing.sink if 200 <= response.status_code < 300 else None


class _Body:
    """Takes in the body of one response, within bounds of time and size."""

    def __init__(self, step: Send, response: Any) -> None:
        self._step = step
        self._response = response
        self._chunks: list[bytes] = []
        self._unpacker = Unpacker(response.headers.get("content-encoding", ""), MAX_RESPONSE_BYTES)

    def add(self, chunk: bytes) -> None:
        self._chunks.append(self._unpacker.add(chunk))

    def finish(self) -> RawResponse:
        self._unpacker.finish()
        return RawResponse(
            status=self._response.status_code,
            headers=self._response.headers,
            content=b"".join(self._chunks),
            url=self._step.base_url + self._step.outgoing.target,
            flaw=self._unpacker.problem,
        )


def _request(step: Send) -> httpx.Request:
    outgoing = step.outgoing
    return httpx.Request(
        outgoing.method,
        step.base_url + outgoing.target,
        headers=outgoing.headers,
        content=outgoing.content,
        extensions={"timeout": _timeouts(step)},
    )


def _core_request(step: Send) -> httpcore.Request:
    """The same without httpx's objects, which take a tenth of a small call's time."""
    outgoing = step.outgoing
    request = httpcore.Request(
        outgoing.method,
        _core_url(step.base_url + outgoing.target),
        content=outgoing.content,
        extensions={"timeout": _timeouts(step)},
    )
    request.headers = _completed(step)
    return request


@lru_cache(maxsize=256)
def _core_url(text: str) -> httpcore.URL:
    url = httpx.URL(text)
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _completed(step: Send) -> Any:
    """The headers with what httpx adds (Host, Content-Length); kept, where there is no body for them to depend on."""
    outgoing = step.outgoing
    if outgoing.content is not None:
        return _request(step).headers.raw
    kept = outgoing.headers.encoded
    place = (step.base_url, outgoing.method)
    if place not in kept:
        headers = _request(step).headers.raw
        kept[place] = h11.Request(method=outgoing.method, target="/", headers=headers).headers  # checked once for all
    return kept[place]


def _request_of(client: Any, step: Send) -> Any:
    """A request made by a caller's client, whose own timeouts hold as well: the shorter bound wins."""
    outgoing = step.outgoing
    request = client.build_request(
        outgoing.method, step.base_url + outgoing.target, headers=outgoing.headers, content=outgoing.content
    )
    own = request.extensions.get("timeout", {})
    bounds = {name: _shorter(limit, own.get(name)) for name, limit in _timeouts(step).items()}
    request.extensions = {**request.extensions, "timeout": bounds}
    return request


def _timeouts(step: Send) -> dict[str, float | None]:
    left = _left(step.deadline)
    return {"connect": _shorter(step.connect_timeout, left), "read": left, "write": left, "pool": left}


def _check_time(deadline: float | None) -> None:
    """For the sockets of a caller's own client, which bound each read and not the whole."""
    if deadline is not None and monotonic() >= deadline:
        raise httpcore.ReadTimeout("the time was over")


def _left(deadline: float | None, grace: float = 1.0) -> float | None:
    return None if deadline is None else max(deadline - monotonic(), 1e-6) * grace


def _shorter(one: float | None, other: float | None) -> float | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def _is_async(client: Any) -> bool:
    return inspect.iscoroutinefunction(getattr(client, "send", None))


def _tls(routes: Routes) -> ssl.SSLContext | None:
    if not routes.need_tls:
        return None
    return _tls_context(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=4)
def _tls_context(file: str | None, directory: str | None) -> ssl.SSLContext:
    """One for all clients: making it takes 13 ms. The arguments are what httpx reads from the environment."""
    return httpx.create_ssl_context()
