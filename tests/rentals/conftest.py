"""A simulator behind a relay that can do harm; each test ends with nothing left running on it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import attrs
import pytest
from tests.support.clients import done, skipping_clock
from tests.support.clocks import ManualClock
from tests.support.relay import RENTALS, Relay
from tests.support.waiting import PATIENCE

from octaspace_sdk import AsyncOctaSpace, OctaSpace
from octaspace_sdk.simulator import Simulator
from octaspace_sdk.support.clock import Clock, current_clock, use_clock


@pytest.fixture(scope="session")
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(scope="session")
def simulator(clock: ManualClock) -> Iterator[Simulator]:
    with Simulator(clock=clock, speed=1.0, ready_after=15.0) as simulator:
        yield simulator


@pytest.fixture
def running(simulator: Simulator) -> Iterator[Callable[[], list[str]]]:
    """The UUIDs of the sessions that cost money right now; they are stopped after the test."""
    with OctaSpace(simulator.api_key, base_url=simulator.url) as account:
        yield lambda: [session.uuid for session in account.sessions.list()]
        for session in account.sessions.list():
            account.services.session(session.uuid).stop()


@pytest.fixture
def relay(simulator: Simulator, clock: ManualClock, running: Callable[[], list[str]]) -> Iterator[Relay]:
    before = set(threading.enumerate())
    with Relay(simulator, clock.advance) as relay:
        yield relay
        assert relay.all_closed(), "a connection is left open"
    assert _ended(before), f"threads are left: {set(threading.enumerate()) - before}"


def _ended(before: set[threading.Thread]) -> bool:
    for thread in set(threading.enumerate()) - before:
        if thread.name.startswith(("octaspace-rental", "octaspace-resolve")):
            thread.join(PATIENCE)
            if thread.is_alive():
                return False
    return True


@pytest.fixture
async def make_client(relay: Relay, simulator: Simulator, flavour: str) -> AsyncIterator[Callable[[], Any]]:
    clients: list[Any] = []

    def make(clock: Clock | None = None) -> Any:
        kind = OctaSpace if flavour == "sync" else AsyncOctaSpace
        with use_clock(clock or attrs.evolve(current_clock(), uniform=lambda low, high: 0.0)):
            clients.append(kind(simulator.api_key, base_url=relay.url, max_retries=0, timeout=5.0))
        return clients[-1]

    yield make
    for client in clients:
        await done(client.close() if flavour == "sync" else client.aclose())


@pytest.fixture
async def patient(make_client: Callable[..., Any]) -> Any:
    """A client whose waits take no real time."""
    return make_client(skipping_clock())


@pytest.fixture
async def client(make_client: Callable[[], Any]) -> Any:
    return make_client()


@pytest.fixture(params=list(RENTALS))
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@asynccontextmanager
async def entered(manager: Any) -> AsyncIterator[Any]:
    """A `with` or an `async with`, as the client has it."""
    if hasattr(manager, "__aenter__"):
        async with manager as session:
            yield session
    else:
        with manager as session:
            yield session
