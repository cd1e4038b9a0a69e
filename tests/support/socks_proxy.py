"""A SOCKS proxy (RFC 1928, RFC 1929) that can do one bad thing in place of a step."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Mapping

from tests.support.servers import Behaviour, Server, Wire

GRANTED = 0
STEPS = ("method", "connect")


class SocksProxy(Server):
    """Listens on a free port of the loopback interface until it is closed."""

    def __init__(
        self, *, login: tuple[str, str] | None = None, reply: int = GRANTED, bad: Mapping[str, Behaviour] | None = None
    ) -> None:
        self.targets: list[str] = []
        """Host and port of each tunnel that was asked for, as it was asked for."""
        self._login = login
        self._reply = reply
        self._bad = bad or {}
        super().__init__(self._serve_socks)
        self.url = self.url.replace("http:", "socks5:")

    def _serve_socks(self, wire: Wire) -> None:
        version, count = wire.exactly(2)
        offered = wire.exactly(count)
        assert version == 5
        if "method" in self._bad:
            self._bad["method"](wire)
            return
        wanted = 0 if self._login is None else 2
        wire.send(bytes([5, wanted if wanted in offered else 0xFF]))
        if wanted not in offered or not self._logged_in(wire):
            return
        _, _, _, kind = wire.exactly(4)
        match kind:
            case 1:
                host = socket.inet_ntop(socket.AF_INET, wire.exactly(4))
            case 3:
                host = wire.exactly(wire.exactly(1)[0]).decode()
            case _:
                host = socket.inet_ntop(socket.AF_INET6, wire.exactly(16))
        [port] = struct.unpack("!H", wire.exactly(2))
        self.targets.append(f"{host}:{port}")
        if "connect" in self._bad:
            self._bad["connect"](wire)
            return
        answer = bytes([5, self._reply, 0, 1, 0, 0, 0, 0, 0, 0])
        if self._reply != GRANTED:
            wire.send(answer)
            wire.wait()
            return
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0) as target:
            wire.send(answer)
            wire.tunnel(target)

    def _logged_in(self, wire: Wire) -> bool:
        if self._login is None:
            return True
        _, size = wire.exactly(2)
        name = wire.exactly(size).decode()
        [size] = wire.exactly(1)
        is_known = (name, wire.exactly(size).decode()) == self._login
        wire.send(bytes([1, 0 if is_known else 1]))
        return is_known
