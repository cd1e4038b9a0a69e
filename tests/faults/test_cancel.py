"""Cancelling an async call at any of its stages gives its connection back or closes it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import warnings
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import anyio
import pytest
from tests.faults.matrix import POST
from tests.faults.runner import KEY, open_sockets
from tests.support.misbehaviour import (
    drip_body,
    drip_handshake,
    drip_headers,
    never_answer,
    stall_handshake,
    stall_in_the_body,
)
from tests.support.servers import (
    BALANCE,
    Blackhole,
    Host,
    Server,
    healthy,
)
from tests.support.waiting import until

from octaspace_sdk import AsyncOctaSpace

pytestmark = pytest.mark.slow

STAGES: dict[str, Callable[[], Host]] = {
    "connecting": Blackhole,
    "tls-stalled": lambda: Server(stall_handshake, scheme="https"),
    "tls-dripping": lambda: Server(drip_handshake, scheme="https"),
    "waiting": lambda: Server(never_answer),
    "headers": lambda: Server(drip_headers),
    "body": lambda: Server(drip_body),
    "body-stalled": lambda: Server(stall_in_the_body),
    "waiting-over-tls": lambda: Server(never_answer, certificate="good"),
}
SOON = 0.1  # seconds, by when each server has got to its stage

Cancel = Callable[[Awaitable[Any]], Awaitable[None]]


async def by_task(call: Awaitable[Any]) -> None:
    task = asyncio.ensure_future(call)
    await asyncio.sleep(SOON)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def by_timeout(call: Awaitable[Any]) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SOON):
            await call


async def by_scope(call: Awaitable[Any]) -> None:
    with anyio.move_on_after(SOON) as scope:
        await call
    assert scope.cancelled_caught


@pytest.fixture(autouse=True)
def no_other_test_is_blamed() -> Iterator[None]:
    yield
    with warnings.catch_warnings(action="ignore"):
        gc.collect()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    ("cancel", "backend"),
    [(by_task, "asyncio"), (by_timeout, "asyncio"), (by_scope, "asyncio"), (by_scope, "trio")],
)
def test_nothing_is_left_of_a_cancelled_call(stage: str, cancel: Cancel, backend: str) -> None:
    async def main() -> None:
        urls = [place.url, second.url]
        async with AsyncOctaSpace(KEY, base_urls=urls, timeout=30.0, max_connections=1) as client:
            before = open_sockets()
            for _ in range(2):  # a place that is not given back would be missed now
                await cancel(POST.call(client))
                assert await anyio.to_thread.run_sync(place.all_closed)
            await until(lambda: open_sockets() <= before)  # a slow server may accept only now, and close

    with contextlib.ExitStack() as stack:
        sockets = open_sockets()
        place = stack.enter_context(STAGES[stage]())
        second = stack.enter_context(Server(healthy))
        anyio.run(main, backend=backend)
        assert second.acted == []
    assert open_sockets() == sockets


def test_the_place_of_a_cancelled_call_is_free_again() -> None:
    async def main() -> None:
        async with AsyncOctaSpace(KEY, base_url=server.url, timeout=30.0, max_connections=1) as client:
            for _ in range(3):
                await by_scope(client.nodes.reboot(65))
            assert await client.accounts.balance() == BALANCE

    def behave(wire: Any) -> None:
        if wire.number <= 3:
            never_answer(wire)
        else:
            healthy(wire)

    with Server(behave) as server:
        anyio.run(main)
        assert server.acted == ["GET /nodes/65/reboot"] * 3 + ["GET /accounts/balance"]
