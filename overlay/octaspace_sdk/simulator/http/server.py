"""An ASGI server on a background thread: uvicorn's HTTP protocol with its own start, stop and pause.

uvicorn's server takes 100 ms to stop and cannot pause listening. Fast stops make a server for each test cheap; pauses
simulate a host that is down.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from threading import Event, Thread
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import ServerState

from octaspace_sdk.simulator.http.delivery import Protocol

POLL_INTERVAL = 0.005
"""Seconds between two checks whether the requests in flight have finished."""

GRACE = 1.0
"""Seconds that requests in flight are given to finish, by default."""


class ServerThread:
    """An HTTP server on a background thread, accepting connections from construction until `stop`."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        config = uvicorn.Config(
            app, http=Protocol, ws="none", lifespan="off", log_config=None, access_log=False, date_header=False
        )
        config.load()
        self._state = ServerState()
        self._state.default_headers = config.encoded_headers
        self._make_protocol: Callable[[], asyncio.Protocol] = lambda: Protocol(config, self._state, {}, self._loop)
        # Bound on the caller's thread, so that a taken port raises there.
        self._socket = _bind(host, port)
        self._address: tuple[str, int] = self._socket.getsockname()[:2]
        self._server: asyncio.Server | None = None
        self._thread = Thread(target=self._run, name="octaspace-simulator", daemon=True)
        accepting = Event()
        self._accepting = accepting
        self._thread.start()
        accepting.wait()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._address[1]

    def stop(self, grace: float | None = GRACE) -> None:
        """Finish the requests in flight, abort those that take longer than `grace` seconds, and join the thread."""
        self._call(self._stop(grace))
        self._thread.join()

    def down(self) -> None:
        """Refuse connections and reset open ones, until `up`."""
        self._call(self._go_down())

    def up(self) -> None:
        """Accept connections again, on the same port."""
        self._call(self._listen())

    def _call(self, coroutine: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopped = asyncio.Event()
        try:
            await self._listen()
        finally:
            self._accepting.set()
        await self._stopped.wait()

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await self._loop.create_server(self._make_protocol, sock=self._socket, backlog=2048)

    async def _close_listener(self) -> None:
        # asyncio leaks accepted sockets that have no transport yet when their listener closes. So stop accepting first,
        # and give the accepted ones two iterations of the loop to become connections, which can be closed.
        server, self._server = self._server, None
        if server is not None:
            with suppress(NotImplementedError):  # the proactor loop of Windows has no readers
                self._loop.remove_reader(self._socket)
            for _ in range(2):
                await asyncio.sleep(0)
            server.close()

    async def _go_down(self) -> None:
        if self._server is None:
            return
        await self._close_listener()
        self._reset_all()
        self._socket = _bind(*self._address)  # bound but not listening: it refuses connections and keeps the port

    async def _stop(self, grace: float | None) -> None:
        await self._close_listener()
        self._socket.close()
        for connection in list(self._state.connections):
            connection.shutdown()
        end = None if grace is None else self._loop.time() + grace
        while self._state.connections or self._state.tasks:
            if end is not None and self._loop.time() >= end:
                for task in list(self._state.tasks):
                    task.cancel()
                self._reset_all()
                end = None
            await asyncio.sleep(POLL_INTERVAL)
        self._stopped.set()

    def _reset_all(self) -> None:
        for connection in list(self._state.connections):
            cast(Protocol, connection).transport.abort()


def _bind(host: str, port: int) -> socket.socket:
    """Return a socket bound to a TCP port, which may be in TIME_WAIT."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio disables Nagle's algorithm only on sockets with an explicit TCP protocol; it costs 40 ms a response.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener
