"""A local HTTP server that records what it is sent and answers from a script."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from http.client import responses
from pathlib import Path
from threading import Lock, Thread
from typing import Any, BinaryIO, Self
from urllib.parse import parse_qsl

import attrs

WIRE = Path(__file__).resolve().parents[1] / "fixtures"


@attrs.frozen
class Recorded:
    """One request as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True, strict_parsing="?" in self.target)

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


@attrs.frozen
class Answer:
    """One response; `cut` leaves out that many bytes at the end of the promised body and closes."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = attrs.field(factory=dict)
    cut: int = 0

    @property
    def head(self) -> bytes:
        head = [f"HTTP/1.1 {self.status} {responses.get(self.status, 'Whatever')}", f"Content-Length: {len(self.body)}"]
        head += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*head, "", ""]).encode("latin-1")

    def __bytes__(self) -> bytes:
        return self.head + self.body[: len(self.body) - self.cut]


def answer(value: Any, status: int = 200, **headers: str) -> Answer:
    """An answer of JSON; bytes and an `Answer` are taken as they are."""
    if isinstance(value, Answer):
        return value
    names = {name.replace("_", "-"): text for name, text in headers.items()}
    if isinstance(value, bytes):
        return Answer(value, status, names)
    return Answer(json.dumps(value).encode(), status, {"Content-Type": "application/json"} | names)


def sample(name: str) -> bytes:
    """A payload of tests/fixtures as it lies there."""
    return (WIRE / name).read_bytes()


def load(name: str) -> Any:
    """A payload of tests/fixtures as plain Python values."""
    return json.loads(sample(name))


class Recorder:
    """Listens on a free port of the loopback interface until it is closed."""

    def __init__(self) -> None:
        self.requests: list[Recorded] = []
        self.connections = 0
        self._script: Callable[[Recorded], Any] | list[Any] = [{}]
        self._lock = Lock()
        self._closing = False
        self._open: dict[socket.socket, Thread] = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:{1}".format(*self._listener.getsockname())
        self._accepting = Thread(target=self._accept, name="recorder")
        self._accepting.start()

    def answers(self, *script: Any) -> None:
        """What to answer, one after the other and the last for good; or a function of the request."""
        self._script = script[0] if callable(script[0]) else list(script)

    @property
    def last(self) -> Recorded:
        """The only request there was."""
        [request] = self.requests
        return request

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        with socket.create_connection(self._listener.getsockname()):
            self._accepting.join()
        self._listener.close()
        with self._lock:
            left = dict(self._open)
            for connection in left:
                connection.shutdown(socket.SHUT_RDWR)
        for thread in left.values():
            thread.join()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._closing:
                connection.close()
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            thread = Thread(target=self._serve, args=(connection, self.connections), name="recorder connection")
            with self._lock:
                self._open[connection] = thread
            thread.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection.makefile("rb") as stream:
            try:
                while (request := _read(stream, number)) is not None:
                    reply = self._reply(request)
                    connection.sendall(reply.head if request.method == "HEAD" else bytes(reply))
                    if reply.cut:
                        break
            except ConnectionError:
                pass
        with self._lock:
            del self._open[connection]
            connection.close()

    def _reply(self, request: Recorded) -> Answer:
        with self._lock:
            self.requests.append(request)
            if callable(self._script):
                return answer(self._script(request))
            return answer(self._script.pop(0) if len(self._script) > 1 else self._script[0])


def _read(stream: BinaryIO, connection: int) -> Recorded | None:
    line = stream.readline()
    if not line:
        return None
    method, target, _ = line.decode("latin-1").split(" ")
    headers: dict[str, str] = {}
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    assert "transfer-encoding" not in headers, "bodies are sent whole"
    return Recorded(method, target, headers, stream.read(int(headers.get("content-length", 0))), connection)
