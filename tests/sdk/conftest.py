"""Each test is written once and runs three times: on the sync client, and on the async one with asyncio and trio."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from sdk.recorder import Recorder

from octaspace_sdk import AsyncOctaSpace, OctaSpace

KEY = "octa-secret-key-1234567890"


@pytest.fixture
def server() -> Iterator[Recorder]:
    with Recorder() as recorder:
        yield recorder


@pytest.fixture(params=["sync", "asyncio", "trio"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend(flavour: str) -> str:
    return "trio" if flavour == "trio" else "asyncio"


@pytest.fixture
async def connect(server: Recorder, flavour: str) -> AsyncIterator[Callable[..., Any]]:
    """Makes clients of the recorder, closed with the test."""
    clients: list[Any] = []

    def make(**options: Any) -> Any:
        kind = OctaSpace if flavour == "sync" else AsyncOctaSpace
        where = {} if {"base_url", "base_urls"} & options.keys() else {"base_url": server.url}
        clients.append(kind(**{"api_key": KEY} | where | options))
        return clients[-1]

    yield make
    for client in clients:
        await done(client.close() if flavour == "sync" else client.aclose())


@pytest.fixture
def client(connect: Callable[..., Any]) -> Any:
    return connect()


async def done(value: Any) -> Any:
    """What a call came to, on either client."""
    return await value if inspect.isawaitable(value) else value
