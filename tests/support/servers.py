"""Servers on real loopback sockets that do one bad thing each, and count what they acted on.

A `Host` is where a base URL leads: nowhere (`Refusing`, `Unresolvable`, `Blackhole`), or to a `Server`, which hands
each connection to a behaviour, a function of a `Wire`, in a thread of its own. A server has ACTED on a request when
it has read the whole of it.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Self
from unittest import mock

import attrs
import trustme
from tests.support.resolver import Resolver
from tests.support.waiting import PATIENCE

UUID = "5dd2d308-db91-4bda-86ff-e512d711b363"
BALANCE = 7
PAUSE = 0.02  # seconds between two dripped bytes: far below any timeout of the matrix
DRIPS = 500  # and then the server hangs up, so that a client without a deadline does not wait for ever
MIB = 1024 * 1024


class Host:
    """Where a base URL leads."""

    url: str

    def __init__(self) -> None:
        self.acted: list[str] = []
        """Method and path of each request that was read whole."""
        self.connections = 0
        """Connections that were ever accepted."""

    @property
    def open(self) -> int:
        """Connections that the client has not closed."""
        return 0

    def all_closed(self, at_most: int = 0) -> bool:
        """Whether, soon, no more than so many connections are open."""
        return True

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Refusing(Host):
    """A port that nobody listens on, and nobody else can take."""

    def __init__(self) -> None:
        super().__init__()
        self._socket = _bound()
        self.url = _url("http", self._socket)

    def close(self) -> None:
        self._socket.close()


class Unresolvable(Host):
    """A name that never resolves (RFC 6761)."""

    url = "https://nonexistent.invalid"


class Blackhole(Host):
    """An address that never answers a connect: the queue of its listening socket is full, so Linux drops each SYN."""

    def __init__(self) -> None:
        super().__init__()
        self._socket = _bound()
        self._socket.listen(0)
        self._filler = socket.create_connection(self._socket.getsockname())
        self.url = _url("http", self._socket)

    def close(self) -> None:
        self._filler.close()
        self._socket.close()


class Named(Host):
    """A name that no resolver can be asked for: a label of it is empty, or too long."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.url = f"https://{name}"


class Unspoken(Host):
    """A name about which the resolver is silent."""

    url = "https://unspoken.invalid"

    def __init__(self) -> None:
        super().__init__()
        self._resolver = Resolver()
        self._resolver.names = {"unspoken.invalid": self._resolver.silent}
        self._patch = mock.patch.object(socket, "getaddrinfo", self._resolver.getaddrinfo)
        self._patch.start()

    def close(self) -> None:
        self._patch.stop()
        self._resolver.close()


@attrs.frozen
class Received:
    """A request that was read whole."""

    line: str
    """Method and path."""
    headers: dict[str, str] = attrs.field(repr=False)
    body: bytes


class Wire:
    """One connection, in the hands of a behaviour."""

    def __init__(self, sock: socket.socket, server: Server, number: int) -> None:
        self.server = server
        self.number = number
        """Counted from 1, among the connections of the server."""
        self._sock = sock
        self._buffer = b""

    def request(self) -> Received | None:
        """Reads a whole request and counts it as acted on; None when the client has hung up."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._more():
                return None
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        pairs = (line.split(":", 1) for line in rest)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        length = int(headers.get("content-length", "0"))
        while len(self._buffer) < length:
            if not self._more():
                return None
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        received = Received(first.rpartition(" ")[0], headers, body)
        self.server.note(received)
        return received

    def read(self, size: int) -> bytes:
        """A part of a request, which is not acted on."""
        return self._sock.recv(size)

    def exactly(self, size: int) -> bytes:
        """As many bytes as are asked for, which are not acted on."""
        data = b""
        while len(data) < size:
            if not (part := self._sock.recv(size - len(data))):
                raise ConnectionError("the client has hung up")
            data += part
        return data

    def tunnel(self, target: socket.socket) -> None:
        """Passes on what either side sends, until one of them hangs up."""
        while not self.server.stopped.is_set():
            for ready in select.select([self._sock, target], [], [], 0.01)[0]:
                if not (data := ready.recv(65536)):
                    return
                (target if ready is self._sock else self._sock).sendall(data)

    def await_bytes(self) -> None:
        """Returns when the client has written something, and leaves it unread."""
        self._sock.recv(1, socket.MSG_PEEK)

    def send(self, data: bytes) -> None:
        self._sock.sendall(data)

    def drip(self, data: bytes) -> None:
        """Sends the same again and again, a pause apart, far longer than any call may take."""
        for _ in range(DRIPS):
            if self.server.stopped.wait(PAUSE):
                break
            self.send(data)

    def flood(self, data: bytes) -> None:
        """Sends the same again and again, as fast as it goes, until the client hangs up."""
        while not self.server.stopped.is_set():
            self.send(data)

    def wait(self) -> None:
        """Returns when the client has hung up."""
        while self._sock.recv(65536):
            pass

    def finish(self) -> None:
        """Says that nothing more will come, and waits for the client to hang up as well."""
        socket.socket.shutdown(self._sock, socket.SHUT_WR)
        self.wait()

    def send_and_close_tls(self, data: bytes) -> None:
        """Sends the end of TLS in the segment of the data, where the platform can gather the two."""
        if hasattr(socket, "TCP_CORK"):
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
        self.send(data)
        assert isinstance(self._sock, ssl.SSLSocket)
        self._sock.unwrap()

    def hang_up(self) -> None:
        self._sock.close()

    def reset(self) -> None:
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()

    def _more(self) -> bool:
        data = self._sock.recv(65536)
        self._buffer += data
        return bool(data)


Behaviour = Callable[[Wire], None]


class Server(Host):
    """Hands each connection to its behaviour. With `certificate`, or a context of its own, it speaks TLS."""

    def __init__(
        self,
        behave: Behaviour,
        *,
        certificate: str | None = None,
        tls: ssl.SSLContext | None = None,
        scheme: str | None = None,
        receive_buffer: int = 0,
        address: tuple[str, int] = ("127.0.0.1", 0),
        family: int = socket.AF_INET,
    ) -> None:
        super().__init__()
        self.received: list[Received] = []
        self.stopped = threading.Event()
        self._behave = behave
        self._tls = tls_context(certificate) if certificate else tls
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        self._listener = _bound(address, family)
        if receive_buffer:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._listener.listen(64)
        self.url = _url(scheme or ("https" if self._tls else "http"), self._listener)
        self._threads = [threading.Thread(target=self._accept, name="fault-server")]
        self._threads[0].start()

    @property
    def open(self) -> int:
        return len(self._open)

    def all_closed(self, at_most: int = 0) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: len(self._open) <= at_most, PATIENCE)

    def note(self, received: Received) -> None:
        self.received.append(received)
        self.acted.append(received.line)

    def close(self) -> None:
        self.stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        with self._changed:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with self._changed:
                self._open.add(sock)
            thread = threading.Thread(target=self._serve, args=(sock, self.connections), name="fault-connection")
            self._threads.append(thread)
            thread.start()

    def _serve(self, accepted: socket.socket, number: int) -> None:
        sock = accepted
        try:
            sock.settimeout(PATIENCE)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                with self._changed:
                    sock = self._tls.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False)
                    self._open ^= {accepted, sock}
                sock.do_handshake()
            self._behave(Wire(sock, self, number))
        except OSError:  # the client hung up, or does not trust the certificate
            pass
        finally:
            sock.close()
            accepted.close()
            with self._changed:
                self._open -= {accepted, sock}
                self._changed.notify_all()


class HalfDead(Server):
    """A healthy server under a name whose first address never answers a connect."""

    def __init__(self) -> None:
        super().__init__(healthy)
        port = int(self.url.rpartition(":")[2])
        self._dead = _bound(("127.0.0.2", port))
        self._dead.listen(0)
        self._filler = socket.create_connection(("127.0.0.2", port))
        self.url = f"http://half-dead.localhost:{port}"
        resolver = Resolver()
        resolver.names = {"half-dead.localhost": ["127.0.0.2", "127.0.0.1"]}
        self._patch = mock.patch.object(socket, "getaddrinfo", resolver.getaddrinfo)
        self._patch.start()

    def close(self) -> None:
        self._patch.stop()
        super().close()
        self._filler.close()
        self._dead.close()


# --- good answers -----------------------------------------------------------------------------------------------------


def body_for(line: str) -> bytes:
    """What a healthy API answers."""
    if line == "GET /accounts/balance":
        return b'{"balance": %d}' % BALANCE
    if line == "POST /services/mr":
        return b'{"uuid": "%s", "status": "starting"}' % UUID.encode()
    return b"{}"


def answer(body: bytes, *headers: str, status: str = "200 OK", kind: str = "application/json") -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def well(received: Received) -> bytes:
    return answer(body_for(received.line))


Respond = Callable[[Received], bytes]


def serving(*responds: Respond) -> Behaviour:
    """Answers one request after the other, on kept connections: the n-th of the server with the n-th, or the last."""

    def behave(wire: Wire) -> None:
        while received := wire.request():
            turn = min(len(wire.server.acted), len(responds)) - 1
            wire.send(responds[turn](received))

    return behave


def saying(body: bytes, *headers: str, status: str = "200 OK", kind: str = "application/json") -> Respond:
    return lambda _: answer(body, *headers, status=status, kind=kind)


HTML = b"<!doctype html><html><body><h1>Web server is returning an unknown error</h1></body></html>"
REFUSAL = b'{"message": "not now"}'

healthy = serving(well)


# --- TLS --------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def trusting() -> Iterator[None]:
    """The throw-away authority is the only one that is trusted, and nothing of the machine's settings is left."""
    gone = [name for name in os.environ if name.startswith("OCTA_") or name.lower().endswith("_proxy")]
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ):
        file = Path(folder) / "authority.pem"
        authority("trusted").cert_pem.write_to_path(str(file))
        for name in gone:
            del os.environ[name]
        os.environ["SSL_CERT_FILE"] = str(file)
        yield


@lru_cache(maxsize=4)
def authority(name: str) -> trustme.CA:
    return trustme.CA(organization_name=f"{name}, for these tests only")


@lru_cache(maxsize=8)
def tls_context(certificate: str) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate that is `good`, `expired`, `wrong-name` or `untrusted`."""
    ca = authority("untrusted" if certificate == "untrusted" else "trusted")
    name = "other.example" if certificate == "wrong-name" else "127.0.0.1"
    today = datetime.now(UTC)
    until = today - timedelta(days=1) if certificate == "expired" else today + timedelta(days=1)
    leaf = ca.issue_cert(name, not_before=today - timedelta(days=2), not_after=until)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    leaf.configure_cert(context)
    return context


# --- sockets ----------------------------------------------------------------------------------------------------------


def _bound(address: tuple[str, int] = ("127.0.0.1", 0), family: int = socket.AF_INET) -> socket.socket:
    sock = socket.socket(family)
    if address[1]:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # another may have been there just before
    sock.bind(address)
    return sock


def _url(scheme: str, sock: socket.socket) -> str:
    return f"{scheme}://127.0.0.1:{sock.getsockname()[1]}"
