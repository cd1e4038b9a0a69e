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
        with client, contextlib.suppress(OSError):
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            target: socket.socket | None = None
            while not self._stopped.is_set():
                if not select.select([client], [], [], 0.01)[0]:
                    continue
                data = client.recv(65536)
                if not data:
                    break
                head = data.decode("latin-1").partition("\r\n\r\n")[0]
                line = head.partition("\r\n")[0]
                self.lines.append(line)
                self.heads.append(head)
                method, where, _ = line.split(" ")
                if method == "CONNECT":
                    host, _, port = where.partition(":")
                    with socket.create_connection((host, int(port))) as other:
                        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                        self._tunnel(client, other)
                    break
                parts = urlsplit(where)
                if target is None:
                    target = socket.create_connection((parts.hostname or "", parts.port or 80))
                target.sendall(data.replace(f"{parts.scheme}://{parts.netloc}".encode(), b"", 1))
                client.sendall(_response(target))
            if target is not None:
                target.close()

    def _tunnel(self, one: socket.socket, other: socket.socket) -> None:
        while not self._stopped.is_set():
            for ready in select.select([one, other], [], [], 0.01)[0]:
                data = ready.recv(65536)
                if not data:
                    return
                (other if ready is one else one).sendall(data)


def _response(target: socket.socket) -> bytes:
    """A whole response, by its Content-Length."""
    data = b""
    while b"\r\n\r\n" not in data or len(data) < _length(data):
        part = target.recv(65536)
        if not part:
            raise ConnectionError("the target hung up")
        data += part
    return data


def _length(data: bytes) -> int:
    head, _, _ = data.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    return len(head) + 4 + sum(lengths)
