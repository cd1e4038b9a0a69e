"""A server that costs next to nothing, in a process of its own: python server.py [NODES_FILE] prints its port.

It answers `/nodes` with the file and every other path with a balance, both made up beforehand. Each line of its
standard input is answered with the most connections that were open at once since the last such line, how many
requests there were, and how many connections are open now. It ends with its standard input.
"""

from __future__ import annotations

import selectors
import socket
import sys
from pathlib import Path


def answer(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
    return head % len(body) + b"\r\n" + body


class Server:
    """One thread and no framework: a request is looked at only as far as needed to know which answer it gets."""

    def __init__(self, nodes: bytes) -> None:
        self._answers = {b"/nodes": answer(nodes)}
        self._otherwise = answer(b'{"balance": 7}')
        self._selector = selectors.DefaultSelector()
        self._half: dict[socket.socket, bytes] = {}
        self._open = self._peak = self._requests = 0

    def run(self) -> None:
        with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
            self._selector.register(listener, selectors.EVENT_READ, self._accept)
            self._selector.register(sys.stdin, selectors.EVENT_READ)
            print(listener.getsockname()[1], flush=True)
            while True:
                for key, _ in self._selector.select():
                    if key.data is not None:
                        key.data(key.fileobj)
                    elif sys.stdin.readline():
                        self._report()
                    else:
                        return

    def _report(self) -> None:
        print(self._peak, self._requests, self._open, flush=True)
        self._peak, self._requests = self._open, 0

    def _accept(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(connection, selectors.EVENT_READ, self._serve)
        self._open += 1
        self._peak = max(self._peak, self._open)

    def _serve(self, connection: socket.socket) -> None:
        try:
            data = connection.recv(65536)
            if data:
                self._answer(connection, self._half.pop(connection, b"") + data)
                return
        except OSError:
            pass  # the client went away
        self._selector.unregister(connection)
        self._half.pop(connection, None)
        connection.close()
        self._open -= 1

    def _answer(self, connection: socket.socket, data: bytes) -> None:
        while b"\r\n\r\n" in data:  # no request here has a body
            head, _, data = data.partition(b"\r\n\r\n")
            self._requests += 1
            connection.sendall(self._answers.get(head.split(b" ", 2)[1], self._otherwise))
        if data:
            self._half[connection] = data


if __name__ == "__main__":
    Server(Path(sys.argv[1]).read_bytes() if sys.argv[1:] else b"[]").run()
