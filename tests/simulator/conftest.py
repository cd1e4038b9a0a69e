"""Fixtures with a simulator whose time stands still until a test advances it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.clocks import ManualClock

from octaspace_sdk.simulator import Simulator

DESCRIPTION = Path(__file__).parents[2] / "openapi.yaml"


@pytest.fixture(scope="session")
def description() -> Path:
    return DESCRIPTION


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def make_simulator(clock: ManualClock) -> Iterator[Callable[..., Simulator]]:
    """Starts simulators at the speed of the fake clock, and closes them with the test."""
    with ExitStack() as stack:

        def make(**options: Any) -> Simulator:
            simulator = Simulator(**{"clock": clock, "speed": 1.0, "spec": DESCRIPTION} | options)
            return stack.enter_context(simulator)

        yield make


@pytest.fixture
def simulator(make_simulator: Callable[..., Simulator]) -> Simulator:
    return make_simulator()


@pytest.fixture
def connect() -> Iterator[Callable[..., httpx.Client]]:
    """Creates HTTP clients with an API key, or none, and closes them with the test."""
    with ExitStack() as stack:

        def make(simulator: Simulator, api_key: str | None) -> httpx.Client:
            headers = {} if api_key is None else {"Authorization": api_key}
            # Without TLS there is no need to load certificates, which takes longer than a test.
            return stack.enter_context(httpx.Client(base_url=simulator.url, headers=headers, verify=False))

        yield make


@pytest.fixture
def http(simulator: Simulator, connect: Callable[..., httpx.Client]) -> httpx.Client:
    """A client of the default account."""
    return connect(simulator, simulator.api_key)


@pytest.fixture
def other(simulator: Simulator, connect: Callable[..., httpx.Client]) -> httpx.Client:
    """A client of the second account."""
    return connect(simulator, simulator.second_api_key)


@pytest.fixture
def rental() -> Callable[..., list[dict[str, Any]]]:
    """Returns the body of POST /services/mr."""

    def make(node_id: int, **fields: Any) -> list[dict[str, Any]]:
        item = {
            "id": 0,
            "node_id": node_id,
            "disk_size": 50,
            "image": "nvidia/cuda:12.0-base",
            "app": "",
            "envs": {},
            "ports": [],
            "http_ports": [],
            "start_command": "",
            "entrypoint": "",
        }
        return [item | fields]

    return make


@pytest.fixture
def rent(http: httpx.Client, rental: Callable[..., list[dict[str, Any]]]) -> Callable[..., tuple[str, dict[str, Any]]]:
    """Rents the first offered machine; returns the session's UUID and the offer."""

    def make(**fields: Any) -> tuple[str, dict[str, Any]]:
        offer = http.get("/services/mr").json()[0]
        [created] = http.post("/services/mr", json=rental(offer["node_id"], **fields)).json()
        return created["uuid"], offer

    return make
