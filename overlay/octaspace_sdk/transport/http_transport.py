"""Sends attempts over HTTP, and returns a response or a `Failure`: no exception of the HTTP library leaves it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

import anyio

from octaspace_sdk.support.fork_safe_lock import ForkSafeLock
from octaspace_sdk.support.handler_errors import raised_by_handler
from octaspace_sdk.transport.body import read_response, read_response_async
from octaspace_sdk.transport.connection import AsyncPooledConnection, PooledConnection
from octaspace_sdk.transport.connection_pool import ConnectionPool
from octaspace_sdk.transport.custom_client import build_request, check_client, raised_response, refuse_closed
from octaspace_sdk.transport.failures import CLOSED, POOL_TIMEOUT, failure
from octaspace_sdk.transport.library_logs import guard_library_logs
from octaspace_sdk.transport.network_backend import (
    AsyncDeadlineBackend,
    AttemptProgress,
    DeadlineBackend,
    current_attempt,
)
from octaspace_sdk.transport.per_event_loop import PerEventLoop
from octaspace_sdk.transport.protocol import Result, SendAttempt, SendWhenFree, Wait
from octaspace_sdk.transport.proxies import ProxyMap
from octaspace_sdk.transport.waiting import wait_for, wait_for_async

_MOST_CONNECTIONS = 65_536  # more than there are ports for
_GRACE_FACTOR = 1.05  # of the time left, for a caller's async client to close what it has opened

guard_library_logs()


class Transport:
    """Sends attempts over connections that threads share."""

    def __init__(self, base_urls: Sequence[str], max_connections: int, http_client: Any = None) -> None:
        if http_client is not None:
            check_client(http_client, is_async=False)
        self._proxies = ProxyMap(base_urls if http_client is None else ())
        self._max_connections = max_connections
        self._client: Any = http_client
        self._closed = False
        self._lock = ForkSafeLock()
        self.reset()

    @property
    def closed(self) -> bool:
        """Whether it has been closed for good."""
        return self._closed

    @property
    def has_custom_client(self) -> bool:
        """Whether the connections are those of a caller's client."""
        return self._client is not None

    def reset(self) -> None:
        """Begin with new connections; leave existing ones as they are."""
        self._backend = DeadlineBackend()
        self._pool = ConnectionPool(partial(PooledConnection, self._proxies, self._backend))
        # A semaphore whose operations are C: Ctrl-C in the middle of Python code could leave its lock locked.
        self._slots: SimpleQueue[None] = SimpleQueue()
        for _ in range(min(self._max_connections, _MOST_CONNECTIONS)):
            self._slots.put(None)
        self._pid = os.getpid()

    def send(self, step: SendWhenFree) -> Result:
        """Perform an attempt, as soon as a connection is free for it."""
        if self._pid != os.getpid():
            with self._lock:
                if self._pid != os.getpid():
                    self.reset()  # a child must not use its parent's sockets
        if self._closed:
            return CLOSED
        slots, taken = self._slots, list[None]()
        try:
            # Taken and recorded by one operation in C: Ctrl-C between the two would lose the slot.
            taken += map(slots.get, (True,), (step.deadline.remaining(),))
            while isinstance(attempt := step.next_attempt(), Wait):
                wait_for(attempt.finding, attempt.seconds)
            return POOL_TIMEOUT if attempt is None else self._send_in_slot(attempt)
        except Empty:
            return POOL_TIMEOUT
        finally:
            for _ in taken:
                slots.put(None)

    def _send_in_slot(self, attempt: SendAttempt) -> Result:
        progress = AttemptProgress(attempt.deadline, attempt.on_reached, owns_sockets=not self.has_custom_client)
        token, handled = current_attempt.set(progress), sys.exc_info()[1]
        try:
            if self._closed:
                return CLOSED
            return self._exchange(attempt) if self._client is None else self._send_with_client(attempt, progress)
        except Exception as error:
            interruption = raised_by_handler(error, handled)
            if interruption is None:
                return failure(error, attempt, progress, closed=self._closed)
        except BaseException as error:  # Ctrl-C
            interruption = error
        finally:
            current_attempt.reset(token)
        # The frames below hold the request's headers, and with them the key.
        raise interruption.with_traceback(None)

    def _exchange(self, attempt: SendAttempt) -> Result:
        proxy, pool = self._proxies.proxy(attempt.base_url), self._pool
        if (expired := pool.pop_expired(proxy)) is not None:
            expired.close()
        borrowed: list[PooledConnection] = []
        try:
            connection = pool.acquire(proxy, borrowed)
            result = read_response(attempt, connection.exchange(attempt))
            if connection.is_reusable():
                pool.release(proxy, borrowed)
            return result
        finally:  # after any error, Ctrl-C included: it may have come in the middle of anything
            for connection in borrowed:
                connection.close()
                if (opened := current_attempt.get().opened) is not None:
                    opened.close()
                pool.forget(connection)

    def _send_with_client(self, attempt: SendAttempt, progress: AttemptProgress) -> Result:
        if (refused := refuse_closed(self._client)) is not None:
            return refused
        request = build_request(self._client, attempt, progress, is_async=False)
        try:
            response = self._client.send(request, stream=True, follow_redirects=False)
        except Exception as error:
            if (response := raised_response(error, request)) is None:
                raise
        return read_response(attempt, response)

    def close(self) -> None:
        """Close the connections; a caller's own client stays open."""
        self._closed = True
        if self._pid == os.getpid():
            self._backend.close()
            for connection in list(self._pool.all):
                connection.close()


class AsyncTransport:
    """Sends attempts over connections that tasks share."""

    def __init__(self, base_urls: Sequence[str], max_connections: int, http_client: Any = None) -> None:
        if http_client is not None:
            check_client(http_client, is_async=True)
        self._client: Any = http_client
        self._closed = False
        proxies = ProxyMap(base_urls if http_client is None else ())
        make = partial(_LoopConnections, proxies, max_connections)
        self._connections = PerEventLoop(make, opens=not self.has_custom_client)

    @property
    def closed(self) -> bool:
        """Whether it has been closed for good."""
        return self._closed

    @property
    def has_custom_client(self) -> bool:
        """Whether the connections are those of a caller's client."""
        return self._client is not None

    async def send(self, step: SendWhenFree) -> Result:
        """Perform an attempt, as soon as a connection is free for it."""
        if self._closed:
            return CLOSED
        connections = await self._connections.get()
        slots = connections.slots
        try:
            slots.acquire_nowait()
        except anyio.WouldBlock:
            with anyio.move_on_after(step.deadline.remaining()) as scope:
                await slots.acquire()
            if scope.cancelled_caught:
                return POOL_TIMEOUT
        try:
            while isinstance(attempt := step.next_attempt(), Wait):
                await wait_for_async(attempt.finding, attempt.seconds)
            return POOL_TIMEOUT if attempt is None else await self._send_in_slot(attempt, connections)
        finally:
            slots.release()

    async def _send_in_slot(self, attempt: SendAttempt, connections: _LoopConnections) -> Result:
        progress = AttemptProgress(attempt.deadline, attempt.on_reached, owns_sockets=not self.has_custom_client)
        token = current_attempt.set(progress)
        try:
            if self._closed:
                return CLOSED
            if self._client is None:
                return await connections.exchange(attempt)
            left = attempt.deadline.remaining()
            with anyio.fail_after(None if left is None else left * _GRACE_FACTOR):
                return await self._send_with_client(attempt, progress)
        except Exception as error:
            return failure(error, attempt, progress, closed=self._closed)
        except BaseException as error:
            # Ctrl-C, cancellation. The frames below hold the request's headers, and with them the key.
            raise error.with_traceback(None)  # noqa: B904
        finally:
            try:  # noqa: SIM105
                current_attempt.reset(token)
            except ValueError:  # a coroutine left behind is finalized in another context
                pass

    async def _send_with_client(self, attempt: SendAttempt, progress: AttemptProgress) -> Result:
        if (refused := refuse_closed(self._client)) is not None:
            return refused
        request = build_request(self._client, attempt, progress, is_async=True)
        try:
            response = await self._client.send(request, stream=True, follow_redirects=False)
        except Exception as error:
            if (response := raised_response(error, request)) is None:
                raise
        return await read_response_async(attempt, response)

    async def aclose(self) -> None:
        """Close the connections of this event loop; a caller's own client stays open."""
        self._closed = True
        await self._connections.close_current()


class _LoopConnections:
    """The connections of one event loop, and the slots for calls on them."""

    def __init__(self, proxies: ProxyMap, max_connections: int) -> None:
        self.slots = anyio.Semaphore(max_connections)
        self._proxies = proxies
        self._backend = AsyncDeadlineBackend()
        self._pool = ConnectionPool(partial(AsyncPooledConnection, proxies, self._backend))

    async def exchange(self, attempt: SendAttempt) -> Result:
        proxy, pool = self._proxies.proxy(attempt.base_url), self._pool
        if (expired := pool.pop_expired(proxy)) is not None:
            await expired.aclose()
        borrowed: list[AsyncPooledConnection] = []
        try:
            connection = pool.acquire(proxy, borrowed)
            result = await read_response_async(attempt, await connection.exchange(attempt))
            if connection.is_reusable():
                pool.release(proxy, borrowed)
            return result
        finally:
            for connection in borrowed:
                pool.forget(connection)
                with anyio.CancelScope(shield=True):
                    await connection.aclose()
                    if (opened := current_attempt.get().opened) is not None:
                        await opened.aclose()

    async def aclose(self) -> None:
        self._backend.close()
        for connection in list(self._pool.all):
            await connection.aclose()
