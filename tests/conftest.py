"""No test sees the settings of the machine it runs on; each is written once and runs on both clients and event loops."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from tests.support.clients import KEY, done
from tests.support.recorder import Recorder
from tests.support.resolver import Resolver
from tests.support.servers import trusting

from octaspace_sdk import AsyncOctaSpace, OctaSpace
from octaspace_sdk.rentals.signals import SIGNALS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests first: at the end, a long file would be run by one process while the others have nothing to do."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Lets the garbage collector pass over what the tests themselves are: many tests call it, each for a quarter second."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def no_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that send signals to this process: a lock of logging that one interrupts stays taken for ever."""
    monkeypatch.setattr(logging.Logger, "isEnabledFor", lambda logger, level: False)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("OCTA_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def same_signal_handlers() -> Iterator[None]:
    """What is left set by a test is met by another one."""
    before = [signal.getsignal(number) for number in SIGNALS]
    yield
    assert [signal.getsignal(number) for number in SIGNALS] == before, "a signal handler is left set"


@pytest.fixture(params=["sync", "asyncio", "trio"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend(flavour: str) -> str:
    return "trio" if flavour == "trio" else "asyncio"


@pytest.fixture
def server() -> Iterator[Recorder]:
    with Recorder() as recorder:
        yield recorder


@pytest.fixture
async def connect(server: Any, flavour: str) -> AsyncIterator[Callable[..., Any]]:
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


@pytest.fixture
def client(connect: Callable[..., Any]) -> Any:
    return connect()


@pytest.fixture
def serve() -> Iterator[Callable[..., Any]]:
    """Starts servers that are closed with the test."""
    with ExitStack() as stack:
        yield stack.enter_context


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolver]:
    """Stands in for the system's resolver."""
    resolver = Resolver()
    monkeypatch.setattr(socket, "getaddrinfo", resolver.getaddrinfo)
    yield resolver
    resolver.close()


@pytest.fixture(scope="session")
def trusted() -> Iterator[None]:
    """Trusts the throw-away authority only."""
    with trusting():
        yield


@pytest.fixture
def no_warnings() -> Iterator[None]:
    """What a test leaves to the garbage collector is collected within it, where a warning is its own error."""
    yield
    gc.collect()
