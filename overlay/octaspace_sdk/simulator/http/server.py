"""Runs an ASGI application on a thread of its own, by uvicorn's HTTP but with a life of our own.

uvicorn's server takes 100 ms to end and cannot stop listening for a while and come back: this one can, which is what
makes a server for every single test cheap, and a host that is down possible.
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

POLL = 0.005  # seconds between two looks whether the requests under way are finished
GRACE = 1.0


class ServerThread:
    """An HTTP server on a background thread, from the moment it is made until `stop`."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        config = uvicorn.Config(
            app, http=Protocol, ws="none", lifespan="off", log_config=None, access_log=False, date_header=False
        )
        config.load()
        self._state = ServerState()
        self._state.default_headers = config.encoded_headers
        self._make: Callable[[], asyncio.Protocol] = lambda: Protocol(config, self._state, {}, self._loop)
        # Bound here: what goes wrong, a port that is taken above all, raises where the caller sees it.
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
        """Finish the requests under way, cutting off what takes longer than `grace` seconds, and join the thread."""
        self._call(self._end(grace))
        self._thread.join()

    def down(self) -> None:
        """Refuse connections and reset those that are open, until `up`."""
        self._call(self._go_down())

    def up(self) -> None:
        """Accept connections, on the same port."""
        self._call(self._listen())

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        try:
            await self._listen()
        finally:
            self._accepting.set()
        await self._ended.wait()

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await self._loop.create_server(self._make, sock=self._socket, backlog=2048)

    async def _close_listener(self) -> None:
        # asyncio loses the sockets of connections that it is about to take over when their listener closes. So no
        # more are accepted, and in two rounds of the loop those that were have become connections to be closed.
        server, self._server = self._server, None
        if server is not None:
            with suppress(NotImplementedError):  # Windows has no readers
                self._loop.remove_reader(self._socket)
            for _ in range(2):
                await asyncio.sleep(0)
            server.close()

    async def _go_down(self) -> None:
        if self._server is None:
            return
        await self._close_listener()
        self._reset_all()
        self._socket = _bind(*self._address)  # bound but not listening, it refuses, and keeps the port from others

    async def _end(self, grace: float | None) -> None:
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
            await asyncio.sleep(POLL)
        self._ended.set()

    def _reset_all(self) -> None:
        for connection in list(self._state.connections):
            cast(Protocol, connection).transport.abort()


def _bind(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to a TCP port, also to one that was closed a moment ago."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off where the protocol is stated to be TCP; left on, it costs 40 ms per answer.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound
