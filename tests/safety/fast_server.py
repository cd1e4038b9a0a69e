"""A server that costs next to nothing, in a process of its own: python fast_server.py prints its port.

It answers every request with a balance, and each line of its standard input with the most connections that were open
at once since the last such line, how many requests there were, and how many connections are open now. It ends with its standard input.
"""

from __future__ import annotations

import asyncio
import socket
import sys

BODY = b'{"balance": 7}'
WELL = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)


class Counts:
    open = peak = requests = 0


class Connection(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._buffer = b""
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Counts.open += 1
        Counts.peak = max(Counts.peak, Counts.open)

    def connection_lost(self, error: Exception | None) -> None:
        Counts.open -= 1

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:  # no request here has a body
            _, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            Counts.requests += 1
            self._transport.write(WELL)


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(Counts.peak, Counts.requests, Counts.open, flush=True)
        Counts.peak, Counts.requests = Counts.open, 0
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
