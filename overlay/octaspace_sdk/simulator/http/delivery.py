"""How a response is sent: whole, in chunks, truncated, or not at all.

What HTTP does not allow is written to the transport directly, bypassing uvicorn; the connection ends with it.
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
    """uvicorn's HTTP protocol that gives the application access to the transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the transport into the ASGI scope, for `deliver`."""
        super().connection_made(transport)
        self.app_state = {"transport": transport}


@attrs.frozen
class Delivery:
    """A response and how it is sent."""

    response: Response | None
    """None sends nothing."""
    truncate_at: int | None = None
    """Bytes of the body that are sent, None for all; Content-Length stays as it is."""
    chunk_size: int | None = None
    """Bytes sent at once, headers included; None for all."""
    chunk_delay: float = 0.0
    """Seconds between two chunks."""
    reset: bool = False
    """Whether the connection is reset at the end instead of closed."""

    @property
    def status(self) -> int | None:
        """The HTTP status, None without a response."""
        return None if self.response is None else self.response.status_code

    @property
    def is_normal(self) -> bool:
        """Whether the response is sent as HTTP intends."""
        return self.response is not None and self.truncate_at is None and self.chunk_size is None and not self.reset


NO_RESPONSE = Delivery(None, reset=True)
"""The connection is reset without a response."""


async def deliver(delivery: Delivery, scope: Scope, receive: Receive, send: Send) -> None:
    """Send the response; unless it is normal, the connection ends with it."""
    if delivery.response is not None and delivery.is_normal:
        await delivery.response(scope, receive, send)
        return
    transport: asyncio.Transport = scope["state"]["transport"]
    response, raw = delivery.response, b""
    if response is not None:
        raw = _encode_head(response) + bytes(response.body)[: delivery.truncate_at]
    step = delivery.chunk_size or max(1, len(raw))
    for start in range(0, len(raw), step):
        if transport.is_closing() or (start and await disconnected_within(delivery.chunk_delay, receive)):
            break
        transport.write(raw[start : start + step])
    if delivery.reset:
        _reset(transport)
    else:
        transport.close()
    await disconnected_within(None, receive)


async def disconnected_within(seconds: float | None, receive: Receive) -> bool:
    """Wait for the client to disconnect, at most `seconds` (None: without limit); return whether it did."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True


def _reset(transport: Any) -> None:
    """Abort a connection so that the peer receives RST instead of FIN: a linger time of 0 does that."""
    if (connection := transport.get_extra_info("socket")) is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _encode_head(response: Response) -> bytes:
    try:
        phrase = HTTPStatus(response.status_code).phrase
    except ValueError:
        phrase = ""
    lines = [b"%s: %s" % header for header in [*response.raw_headers, (b"connection", b"close")]]
    return b"\r\n".join([f"HTTP/1.1 {response.status_code} {phrase}".encode(), *lines, b"", b""])
