"""Local servers, and the two clients by the flavour of a test: sync, asyncio or trio."""

from __future__ import annotations

import gc
import inspect
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Any

import attrs
import pytest
from faults.runner import environment
from faults.servers import Server, Wire, well

from octaspace_sdk import AsyncOctaSpace, OctaSpace

KEY = "octa-key-5f0c9a-that-nobody-may-see"


class Counting(Server):
    """Answers well, and notes by which of its connections each request came."""

    def __init__(self, **options: Any) -> None:
        self.by_connection: list[int] = []
        self.held: list[str] = []
        """Requests that have come and are not answered yet."""
        self._holding = threading.Event()
        self._free = threading.Event()
        self._free.set()
        super().__init__(self._answer, **options)

    def hold(self) -> None:
        """From now on no request is answered."""
        self._free.clear()

    def release(self) -> None:
        self._free.set()

    def _answer(self, wire: Wire) -> None:
        while received := wire.request():
            self.by_connection.append(wire.number)
            self.held.append(received.line)
            while not self._free.wait(0.01):
                if self.stopped.is_set():
                    return
            self.held.remove(received.line)
            wire.send(well(received))


@pytest.fixture
def server() -> Iterator[Counting]:
    with Counting() as server:
        yield server


@pytest.fixture
def serve() -> Iterator[Callable[..., Any]]:
    """Starts places that are closed with the test."""
    with ExitStack() as stack:
        yield stack.enter_context


@pytest.fixture(scope="session")
def trusted() -> Iterator[None]:
    """Trusts the throw-away authority only."""
    with environment():
        yield


@pytest.fixture(params=["sync", "asyncio", "trio"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend(flavour: str) -> str:
    return "trio" if flavour == "trio" else "asyncio"


@pytest.fixture
async def connect(server: Counting, flavour: str) -> AsyncIterator[Callable[..., Any]]:
    """Makes clients, of the server where nothing else is said; they are closed with the test."""
    clients: list[Any] = []

    def make(**options: Any) -> Any:
        kind = OctaSpace if flavour == "sync" else AsyncOctaSpace
        where = {} if {"base_url", "base_urls"} & options.keys() else {"base_url": server.url}
        clients.append(kind(**{"api_key": KEY} | where | options))
        return clients[-1]

    yield make
    for client in clients:
        await done(client.close() if flavour == "sync" else client.aclose())


async def done(value: Any) -> Any:
    """What a call came to, on either client."""
    return await value if inspect.isawaitable(value) else value


def by_then(true: Callable[[], object], seconds: float = 5.0) -> bool:
    """Whether something becomes true within the time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        threading.Event().wait(0.001)
    return True


def without_jitter(client: Any) -> Any:
    """The client waits no time between two attempts. Before its first use: resources keep what they are given."""
    client._sender.around = attrs.evolve(client._sender.around, uniform=lambda low, high: 0.0)
    return client


@pytest.fixture
def no_warnings() -> Iterator[None]:
    """What a test leaves to the garbage collector is collected within it, where a warning is its own error."""
    yield
    gc.collect()
