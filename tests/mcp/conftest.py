"""A server and the SDK's own client in one process, on a simulator; each test ends with nothing left running there."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from decimal import Decimal
from typing import Any

import attrs
import pytest
from mcp import Client
from starlette.responses import JSONResponse

from octaspace_sdk import AsyncOctaSpace, OctaSpace
from octaspace_sdk.mcp.server import octaspace_server
from octaspace_sdk.simulator import Simulator
from octaspace_sdk.simulator.http.delivery import Delivery
from octaspace_sdk.support.clock import use_clock

IMAGE = {"image": "ubuntu:24.04", "disk_size": 10}


@attrs.define
class Assistant:
    """What an assistant sees of a server."""

    client: Client
    said_at_the_end: list[str]

    async def tools(self) -> dict[str, Any]:
        return {tool.name: tool for tool in (await self.client.list_tools()).tools}

    async def call(self, tool: str, **arguments: Any) -> Any:
        """What a tool answers; it is the same as JSON and as text."""
        result = await self.client.call_tool(tool, arguments)
        assert not result.is_error, result.content[0].text
        assert json.loads(result.content[0].text) == result.structured_content
        return result.structured_content

    async def refused(self, tool: str, **arguments: Any) -> str:
        """What a tool says to a call that fails."""
        result = await self.client.call_tool(tool, arguments)
        assert result.is_error, result.content[0].text
        return str(result.content[0].text)

    async def confirmed(self, tool: str, **arguments: Any) -> Any:
        """What a tool answers to the second of two calls."""
        asked = await self.call(tool, **arguments)
        return await self.call(tool, **arguments, confirmation=asked["confirmation"])


Connect = Callable[..., AbstractAsyncContextManager[Assistant]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def simulators() -> Iterator[Simulator]:
    with Simulator(clock=lambda: 0.0, speed=1.0, ready_after=15.0) as simulator:
        yield simulator


@pytest.fixture
def simulator(simulators: Simulator) -> Iterator[Simulator]:
    simulators.clear_requests()
    yield simulators
    for injection in simulators.injections:
        injection.remove()
    with OctaSpace(simulators.api_key, base_url=simulators.url) as account:
        account.sessions.stop_all()


@pytest.fixture
def running(simulator: Simulator) -> Callable[[], list[str]]:
    """The UUIDs of the sessions that cost money right now."""

    def uuids() -> list[str]:
        with OctaSpace(simulator.api_key, base_url=simulator.url) as account:
            return [session.uuid for session in account.sessions.list()]

    return uuids


@pytest.fixture
def connect(simulator: Simulator) -> Connect:
    """Connects an assistant to a server; waits of the server skip simulated time."""

    @asynccontextmanager
    async def connected(*, api_key: str | None = None, base_url: str = "", **options: Any) -> AsyncIterator[Assistant]:
        said: list[str] = []
        with use_clock(simulator.virtual_clock()):
            key = simulator.api_key if api_key is None else api_key
            client = AsyncOctaSpace(key, base_url=base_url or simulator.url, max_retries=0)
            async with client, octaspace_server(client, report=said.append, **options) as server:
                async with Client(server) as assistant:
                    yield Assistant(assistant, said)

    return connected


@pytest.fixture
async def offers(connect: Connect) -> list[dict[str, Any]]:
    """The three cheapest machines with a GPU."""
    async with connect() as assistant:
        return list((await assistant.call("services_mr_search", min_gpus=1, limit=3))["entries"])


@pytest.fixture
def machines(offers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The arguments of their rentals."""
    return [{"node_id": offer["node_id"], **IMAGE} for offer in offers]


@pytest.fixture
def machine(machines: list[dict[str, Any]]) -> dict[str, Any]:
    """The arguments of the rental of the cheapest."""
    return machines[0]


@pytest.fixture
def price(offers: list[dict[str, Any]]) -> Decimal:
    """What each of them costs at most, in USD per hour."""
    return max(Decimal(offer["price_per_hour"]) for offer in offers)


def changed(change: Callable[[Any], Any]) -> Callable[[Any, Callable[[], Awaitable[Delivery]]], Awaitable[Delivery]]:
    """A fault that changes the JSON of an answer."""

    async def fault(exchange: Any, call_next: Callable[[], Awaitable[Delivery]]) -> Delivery:
        delivery = await call_next()
        assert delivery.response is not None
        body = json.loads(bytes(delivery.response.body))
        return attrs.evolve(delivery, response=JSONResponse(change(body)))

    return fault
