"""One async client serves several event loops, one after the other."""

from __future__ import annotations

import asyncio
import gc

import anyio
import pytest
import trio
from tests.support.clients import KEY
from tests.support.waiting import by_then

from octaspace_sdk import AsyncOctaSpace

BACKENDS = ["asyncio", "trio"]
first = pytest.mark.parametrize("one", BACKENDS)
second = pytest.mark.parametrize("other", BACKENDS)


@first
@second
def test_client_works_in_one_loop_after_the_other(server, one, other):
    client = AsyncOctaSpace(KEY, base_url=server.url)
    for backend in (one, other, one):
        assert anyio.run(twice, client, backend=backend) == (7, 7)
    assert server.by_connection == [1, 1, 2, 2, 3, 3]
    anyio.run(client.aclose, backend=one)
    gc.collect()


async def twice(client: AsyncOctaSpace) -> tuple[int, int]:
    return await client.accounts.balance(), await client.accounts.balance()


@first
@second
def test_connections_of_a_loop_that_is_over_are_closed(server, one, other):
    """Not only when the garbage collector comes by, with a warning."""
    client = AsyncOctaSpace(KEY, base_url=server.url)
    anyio.run(twice, client, backend=one)
    anyio.run(twice, client, backend=other)
    assert server.all_closed(1), "the first loop's connection is open"
    anyio.run(client.aclose, backend=other)
    assert server.all_closed()
    gc.collect()


@first
def test_client_can_be_made_outside_of_a_loop_and_closed_in_another(server, one):
    client = AsyncOctaSpace(KEY, base_url=server.url)
    anyio.run(twice, client, backend=one)
    anyio.run(client.aclose, backend=one)
    gc.collect()
    assert by_then(lambda: server.open == 0)


@first
def test_client_closed_in_a_loop_of_its_own_leaves_nothing(server, one):
    async def main() -> None:
        async with AsyncOctaSpace(KEY, base_url=server.url) as client:
            await client.accounts.balance()

    for _ in range(3):
        anyio.run(main, backend=one)
    assert server.all_closed()
    gc.collect()


def test_many_calls_at_once_in_each_of_two_loops(server):
    client = AsyncOctaSpace(KEY, base_url=server.url, max_connections=3)

    async def main() -> list[int]:
        return await asyncio.gather(*(client.accounts.balance() for _ in range(30)))

    assert asyncio.run(main()) == [7] * 30
    assert asyncio.run(main()) == [7] * 30
    assert len(set(server.by_connection)) <= 6
    asyncio.run(client.aclose())
    gc.collect()


def test_plain_trio_needs_nothing_of_anyio(server):
    async def main() -> int:
        async with AsyncOctaSpace(KEY, base_url=server.url) as client:
            return await client.accounts.balance()

    assert trio.run(main) == 7
