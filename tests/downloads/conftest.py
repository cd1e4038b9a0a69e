"""Each test is written once and runs three times: on the sync client, and on the async one with asyncio and trio."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import attrs
import pytest
from downloads.server import FileServer, done

from octaspace_sdk import AsyncOctaSpace, OctaSpace


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer() as server:
        yield server


@pytest.fixture
def other() -> Iterator[FileServer]:
    with FileServer() as server:
        yield server


@pytest.fixture(params=["sync", "asyncio", "trio"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend(flavour: str) -> str:
    return "trio" if flavour == "trio" else "asyncio"


@pytest.fixture
async def connect(server: FileServer, flavour: str) -> AsyncIterator[Callable[..., Any]]:
    """Makes clients of the server that wait no time between two attempts."""
    clients: list[Any] = []

    def make(**options: Any) -> Any:
        kind = OctaSpace if flavour == "sync" else AsyncOctaSpace
        where = {} if "base_urls" in options else {"base_url": server.url}
        client: Any = kind(**{"api_key": "key"} | where | options)
        client._sender.around = attrs.evolve(client._sender.around, uniform=lambda low, high: 0.0)
        clients.append(client)
        return client

    yield make
    for client in clients:
        await done(client.close() if flavour == "sync" else client.aclose())
    gc.collect()  # what is left behind warns, and a warning is an error


@pytest.fixture
def client(connect: Callable[..., Any]) -> Any:
    return connect()
