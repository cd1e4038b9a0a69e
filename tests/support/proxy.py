"""A small forward proxy: plain requests in absolute form, and tunnels for TLS."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from typing import Self
from urllib.parse import urlsplit


class Proxy:
    """Listens on a free port of the loopback interface until it is closed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        """The first line of each request or tunnel."""
        self.heads: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:{1}".format(*self._listener.getsockname())
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._accept, name="proxy")]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            if select.select([self._listener], [], [], 0.01)[0]:
                client, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(client,), name="proxy connection")
                self._threads.append(thread)
                thread.start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            stack.enter_context(client)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            targets: dict[str, socket.socket] = {}
            while data := self._message(client):
                head = data.partition(b"\r\n\r\n")[0].decode("latin-1")
                line = head.partition("\r\n")[0]
                self.lines.append(line)
                self.heads.append(head)
                method, where, _ = line.split(" ")
                address = where if method == "CONNECT" else urlsplit(where).netloc
                if address not in targets:
                    host, _, port = address.partition(":")
                    targets[address] = stack.enter_context(socket.create_connection((host, int(port)), 1.0))
                if method == "CONNECT":
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    self._tunnel(client, targets[address])
                    break
                targets[address].sendall(data.replace(f"http://{address}".encode(), b"", 1))
                client.sendall(self._message(targets[address]))

    def _message(self, source: socket.socket) -> bytes:
        """A whole request or response, by its Content-Length; nothing when the other side has hung up."""
        data = b""
        while not self._stopped.is_set():
            if b"\r\n\r\n" in data and len(data) >= _length(data):
                return data
            if select.select([source], [], [], 0.01)[0]:
                part = source.recv(65536)
                if not part:
                    break
                data += part
        return b""

    def _tunnel(self, one: socket.socket, other: socket.socket) -> None:
        while not self._stopped.is_set():
            for ready in select.select([one, other], [], [], 0.01)[0]:
                data = ready.recv(65536)
                if not data:
                    return
                (other if ready is one else one).sendall(data)


def _length(data: bytes) -> int:
    head, _, _ = data.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    return len(head) + 4 + sum(lengths)
