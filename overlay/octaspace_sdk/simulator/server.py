"""Runs an ASGI application on a thread of its own."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from threading import Event, Thread

import uvicorn
from starlette.types import ASGIApp


class ServerThread:
    """uvicorn on a background thread, from the moment it is made until `stop`."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            date_header=False,
            timeout_graceful_shutdown=1,
        )
        # Loaded and bound here: what goes wrong, a port that is taken above all, raises where the caller sees it.
        config.load()
        listener = _listen(host, port)
        self.port: int = listener.getsockname()[1]
        self._server = _Server(config)
        self._thread = Thread(target=self._server.run, args=([listener],), name="octaspace-simulator", daemon=True)
        self._thread.start()
        self._server.accepting.wait()

    def stop(self) -> None:
        """Finish the requests under way, close every socket and join the thread."""
        self._server.end()
        self._thread.join()


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a TCP port, also one that was closed a moment ago."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off where the protocol is stated to be TCP; left on, it costs 40 ms per answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


class _Server(uvicorn.Server):
    """Says when it accepts connections and ends when it is told, where uvicorn polls every tenth of a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.accepting = Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        try:
            await super().startup(sockets)
        finally:
            self.accepting.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # asyncio loses the sockets of connections that it is about to take over when their listener closes. So no
        # more are accepted, and in two rounds of the loop those that were have become connections to be closed.
        for listener in sockets or []:
            with suppress(NotImplementedError):  # Windows has no readers
                self._loop.remove_reader(listener)
        for _ in range(2):
            await asyncio.sleep(0)
        await super().shutdown(sockets)

    def end(self) -> None:
        """Have the server shut down; callable from any thread."""
        self._loop.call_soon_threadsafe(self._ended.set)
