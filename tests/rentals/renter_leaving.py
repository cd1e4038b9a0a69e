"""A program that rents a machine and ends without leaving its block: python renter_leaving.py WAY URL PATIENCE.

The key is in OCTA_API_KEY. It says the uuid when it is in the block.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from renter_output import say

from octaspace_sdk import AsyncOctaSpace, OctaSpace
from octaspace_sdk.rentals import lifecycle

MACHINE: dict[str, Any] = {"node_id": 5205, "disk_size": 50, "image": "ubuntu:24.04", "poll_interval": 0.01}
kept: list[Any] = []
"""What is alive when the program ends."""


def hold(url: str) -> Iterator[None]:
    with OctaSpace(base_url=url) as client, client.services.mr.rented(**MACHINE) as session:
        say(session.uuid)
        yield


async def hold_async(url: str) -> AsyncIterator[None]:
    async with AsyncOctaSpace(base_url=url) as client, client.services.mr.rented(**MACHINE) as session:
        say(session.uuid)
        yield


async def stay(url: str) -> None:
    import anyio

    async for _ in hold_async(url):
        await anyio.sleep_forever()


def generator(url: str) -> None:
    kept.append(hold(url))
    next(kept[0])


def block(url: str, node_id: int = 5205) -> None:
    client = OctaSpace(base_url=url)
    kept.append(client.services.mr.rented(**MACHINE | {"node_id": node_id}))
    say(kept[-1].__enter__().uuid)


def blocks_and_a_logger_that_ends_the_program(url: str) -> None:
    """As Ctrl-C does in the middle of logging."""

    def leave(record: logging.LogRecord) -> bool:
        raise KeyboardInterrupt

    block(url)
    block(url, 370)
    logging.getLogger("octaspace_sdk").addFilter(leave)


def loop_and_a_logger_that_ends_the_program(url: str) -> None:
    closed_loop(url)
    logging.getLogger("octaspace_sdk").addFilter(lambda record: sys.exit(3))


def block_of_a_closed_client(url: str) -> None:
    with OctaSpace(base_url=url) as client:
        kept.append(client.services.mr.rented(**MACHINE))
        say(kept[0].__enter__().uuid)


def daemon_thread(url: str) -> None:
    inside = threading.Event()

    def rent() -> None:
        for _ in hold(url):
            inside.set()
            threading.Event().wait()

    threading.Thread(target=rent, daemon=True).start()
    assert inside.wait(60)


def at_exit(url: str) -> None:
    """It is rented when the program ends already, and alive when the interpreter is taken apart."""
    atexit.register(generator, url)


def closed_loop(url: str) -> None:
    """The task is still pending when its loop is closed."""
    loop = asyncio.new_event_loop()
    task = loop.create_task(stay(url))
    kept.append(task)
    task.set_name("pending")
    loop.run_until_complete(asyncio.wait([task], timeout=2.0))
    loop.close()


def dropped_loop(url: str) -> None:
    """So is this one, and nothing refers to it."""
    closed_loop(url)
    kept.clear()


def daemon_loop(url: str) -> None:
    """The loop runs in a daemon thread until the end."""
    inside = threading.Event()

    async def rent() -> None:
        async for _ in hold_async(url):
            inside.set()
            await asyncio.sleep(3600)

    threading.Thread(target=lambda: asyncio.run(rent()), daemon=True).start()
    assert inside.wait(60)


def asyncio_generator(url: str) -> None:
    async def main() -> None:
        kept.append(hold_async(url))
        await anext(kept[0])

    asyncio.run(main())


def trio_generator(url: str) -> None:
    import trio

    async def main() -> None:
        kept.append(hold_async(url))
        await anext(kept[0])

    trio.run(main)


def forked_child(url: str) -> None:
    """A child leaves the program in the block of its parent, and the parent goes on."""
    for _ in hold(url):
        child = os.fork()
        if child == 0:
            sys.exit(0)
        assert os.waitpid(child, 0)[1] == 0
        say("the child has ended")
        sys.stdin.read()


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    way: Callable[[str], None] = globals()[sys.argv[1]]
    lifecycle.STOP_TOTAL_TIMEOUT = float(sys.argv[3])
    way(sys.argv[2])
