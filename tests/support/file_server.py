"""A server of one file, which answers from a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
from tests.support.servers import Received, Server, Wire

CONTENT = bytes(range(256)) * 12_000  # 3 MB: several writes
SIZE = len(CONTENT)
ETAG = '"v1"'


@attrs.frozen
class Says:
    """An answer; of its body only the first `sends` bytes come, and then the connection breaks."""

    body: bytes
    status: str = "200 OK"
    headers: Mapping[str, str | None] = attrs.field(factory=dict)
    sends: int | None = None
    chunked: bool = False

    def to(self, wire: Wire) -> None:
        length = {"Transfer-Encoding": "chunked"} if self.chunked else {"Content-Length": str(len(self.body))}
        pairs = [f"{name}: {value}" for name, value in {**length, **self.headers}.items() if value is not None]
        body = self.body[: self.sends]
        wire.send("\r\n".join([f"HTTP/1.1 {self.status}", *pairs, "", ""]).encode())
        if self.chunked:
            wire.send(b"%x\r\n%b\r\n" % (len(body), body) + (b"0\r\n\r\n" if self.sends is None else b""))
        else:
            wire.send(body)
        if self.sends is not None:
            wire.finish()


def whole(content: bytes = CONTENT, **headers: str) -> Says:
    return Says(content, headers=named(headers, ETag=ETAG))


def broken(at: int = SIZE // 2, **headers: str | None) -> Says:
    """The whole file is promised, and its first part comes."""
    return Says(CONTENT, headers=named(headers, ETag=ETAG), sends=at)


def rest(at: int = SIZE // 2, sends: int | None = None, content: bytes = CONTENT, **headers: str | None) -> Says:
    """All from here on."""
    fields = named(headers, ETag=ETAG, Content_Range=f"bytes {at}-{len(content) - 1}/{len(content)}")
    return Says(content[at:], "206 Partial Content", fields, sends)


def named(headers: Mapping[str, str | None], **usual: str) -> dict[str, str | None]:
    return {name.replace("_", "-"): value for name, value in {**usual, **headers}.items()}


Answer = Says | Callable[[Wire, Received], None]


class FileServer(Server):
    """Answers one request after the other, whatever the connection, and the later ones as the last."""

    def __init__(self) -> None:
        self.script: list[Answer] = [whole()]
        super().__init__(self._serve_file)

    def answers(self, *script: Answer) -> None:
        self.script = list(script)

    @property
    def asked(self) -> list[tuple[str | None, str | None]]:
        """`Range` and `If-Range` of each request."""
        return [(one.headers.get("range"), one.headers.get("if-range")) for one in self.received]

    def _serve_file(self, wire: Wire) -> None:
        while received := wire.request():
            says = self.script[min(len(self.received), len(self.script)) - 1]
            if not isinstance(says, Says):
                says(wire, received)
                continue
            says.to(wire)
            if says.sends is not None:
                return
