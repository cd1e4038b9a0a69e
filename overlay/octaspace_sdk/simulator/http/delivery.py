"""How an answer reaches its caller: whole, in pieces, cut off, or not at all.

What HTTP does not allow is written to the socket itself, past uvicorn, and the connection is over then.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from http import HTTPStatus
from typing import Any

import attrs
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol


class Protocol(H11Protocol):
    """uvicorn's HTTP, with the connection itself at the application's hands."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the transport where `deliver` finds it."""
        super().connection_made(transport)
        self.app_state = {"transport": transport}


@attrs.frozen
class Answer:
    """An answer and what becomes of it on its way."""

    response: Response | None
    """None if not a byte is sent."""
    kept: int | None = None
    """Bytes of the body that are sent, None for all; the length that is announced stays."""
    piece: int | None = None
    """Bytes that are sent at once, None for all."""
    pause: float = 0.0
    """Seconds between two pieces."""
    reset: bool = False
    """Whether the connection is broken rather than closed."""

    @property
    def status(self) -> int | None:
        """The HTTP status that the caller is told."""
        return None if self.response is None else self.response.status_code

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong with the way it is sent."""
        return self.response is not None and self.kept is None and self.piece is None and not self.reset


LOST = Answer(None, reset=True)


async def deliver(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    """Send `answer`; all but whole ones end the connection."""
    if answer.response is not None and answer.is_whole:
        await answer.response(scope, receive, send)
        return
    transport: asyncio.Transport = scope["state"]["transport"]
    raw = b"" if answer.response is None else _head(answer.response) + bytes(answer.response.body)[: answer.kept]
    step = answer.piece or max(1, len(raw))
    for start in range(0, len(raw), step):
        if transport.is_closing() or (start and await gone_within(answer.pause, receive)):
            break
        transport.write(raw[start : start + step])
    if answer.reset:
        reset(transport)
    else:
        transport.close()
    await gone_within(None, receive)


async def gone_within(seconds: float | None, receive: Receive) -> bool:
    """Wait, unless the caller goes away; return whether it did. None waits for that alone."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True


def reset(transport: Any) -> None:
    """Break a connection: the peer gets a reset, not an orderly end."""
    if (connection := transport.get_extra_info("socket")) is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _head(response: Response) -> bytes:
    try:
        phrase = HTTPStatus(response.status_code).phrase
    except ValueError:
        phrase = ""
    lines = [b"%s: %s" % header for header in [*response.raw_headers, (b"connection", b"close")]]
    return b"\r\n".join([f"HTTP/1.1 {response.status_code} {phrase}".encode(), *lines, b"", b""])
