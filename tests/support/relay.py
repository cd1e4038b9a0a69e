"""A server in front of a simulator: it passes requests on, and holds, breaks or refuses those that a test names."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.support.servers import Received, Server, Wire, answer
from tests.support.waiting import PATIENCE

from octaspace_sdk.simulator import Simulator

Forward = Callable[[], bytes]
Act = Callable[[Wire, Forward], object]
"""What happens to one request, given a way to have it processed and answered."""


def pass_on(wire: Wire, forward: Forward) -> None:
    wire.send(forward())


def refuse(status: str, body: bytes = b'{"message": "not now"}') -> Act:
    """An answer that nothing was done for."""
    return lambda wire, forward: wire.send(answer(body, status=status))


def reset(wire: Wire, forward: Forward) -> None:
    """The connection breaks before anything is done."""
    wire.reset()


def lose(wire: Wire, forward: Forward) -> None:
    """It is done, and the answer gets lost."""
    forward()
    wire.reset()


def ignore(wire: Wire, forward: Forward) -> None:
    """Nothing is done, and nothing answered."""
    wire.wait()


def unheard(wire: Wire, forward: Forward) -> None:
    """It is done, and nothing is answered."""
    forward()
    wire.wait()


class Hold:
    """It is done at once, and answered when the test says so; or all that happens, happens then."""

    def __init__(self, then: Act | None = None) -> None:
        self.reached = threading.Event()
        self._released = threading.Event()
        self._then = then

    def __call__(self, wire: Wire, forward: Forward) -> None:
        reply = forward() if self._then is None else b""
        self.reached.set()
        while not self._released.wait(0.02):
            if wire.server.stopped.is_set():
                return
        if self._then is None:
            wire.send(reply)
        else:
            self._then(wire, forward)

    def release(self) -> None:
        self._released.set()


class Relay(Server):
    """Stands where the API does. Time passes on the simulator with each look at a session: it is ready at the second."""

    def __init__(self, simulator: Simulator, advance: Callable[[float], None]) -> None:
        self.ready = True
        """Whether sessions ever become ready."""
        self.counts = {"create": 0, "info": 0, "stop": 0, "other": 0}
        self.bodies: list[bytes] = []
        """Of the stops."""
        self._api = urlsplit(simulator.url).netloc
        self._advance = advance
        self._acts: dict[str, list[Act]] = {}
        self._for_good: dict[str, Act] = {}
        self._turn = threading.Lock()
        super().__init__(self._relay)

    def meets(self, kind: str, *acts: Act) -> None:
        """What the next requests of a kind meet; those after them are passed on."""
        self._acts[kind] = list(acts)

    def always_meets(self, kind: str, act: Act) -> None:
        """What every request of a kind meets."""
        self._for_good[kind] = act

    def _relay(self, wire: Wire) -> None:
        while received := wire.request():
            kind = _kind(received.line)
            with self._turn:
                self.counts[kind] += 1
                acts = self._acts.get(kind)
                act = acts.pop(0) if acts else self._for_good.get(kind, pass_on)
                if kind == "info" and self.ready:
                    self._advance(10.0)
                if kind == "stop":
                    self.bodies.append(received.body)
            act(wire, lambda received=received: self._forward(received))

    def _forward(self, received: Received) -> bytes:
        method, target = received.line.split(" ")
        headers = {
            name: received.headers[name] for name in ("authorization", "content-type") if name in received.headers
        }
        with contextlib.closing(http.client.HTTPConnection(self._api, timeout=PATIENCE)) as connection:
            connection.request(method, target, received.body or None, headers)
            response = connection.getresponse()
            return answer(response.read(), status=f"{response.status} {response.reason}")


def _kind(line: str) -> str:
    method, path = line.split(" ")
    if method == "POST":
        return "stop" if path.endswith("/stop") else "create"
    return "info" if path.endswith("/info") else "other"


RENTALS: dict[str, Callable[..., Any]] = {
    "mr": lambda client, **how: client.services.mr.rented(
        **{"node_id": 5205, "disk_size": 50, "image": "ubuntu:24.04"} | SOON | how
    ),
    "vpn": lambda client, **how: client.services.vpn.connected(**{"node_id": 6794} | SOON | how),
    "render": lambda client, **how: client.services.render.rented(**{"node_id": 370, "disk_size": 50} | SOON | how),
}
SOON = {"poll_interval": 0.001, "ready_timeout": 10.0}
"""How a test waits for a session to become ready."""
