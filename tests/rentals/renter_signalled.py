"""A program that is told to end: python renter_signalled.py MODE URL on|off, key in OCTA_API_KEY.

MODE is sync, asyncio, trio, tasks (two rentals in two tasks of asyncio) or nested (a sync rental around another). It
says when it is in its blocks, and after them which handlers are left.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from typing import Any

from renter_output import say

from octaspace_sdk import AsyncOctaSpace, OctaSpace

MACHINE: dict[str, Any] = {"node_id": 5205, "disk_size": 50, "image": "ubuntu:24.04", "poll_interval": 0.001}


def rent(url: str, handle: bool, *nodes: int) -> None:
    with (
        OctaSpace(base_url=url) as client,
        client.services.mr.rented(**MACHINE | {"node_id": nodes[0]}, handle_signals=handle),
    ):
        if nodes[1:]:
            rent(url, handle, *nodes[1:])
        say("in the block")
        threading.Event().wait()


async def rent_async(url: str, handle: bool, *, times: int = 1) -> None:
    import anyio

    ready = 0
    async with AsyncOctaSpace(base_url=url) as client:

        async def hold(number: int) -> None:
            nonlocal ready
            async with client.services.mr.rented(**MACHINE | {"node_id": number}, handle_signals=handle):
                ready += 1
                if ready == times:
                    say("in the block")
                await anyio.sleep_forever()

        if times == 1:
            await hold(5205)
        else:
            await asyncio.gather(*(hold(number) for number in (5205, 370)[:times]))


if __name__ == "__main__":
    mode, url, handled = sys.argv[1:]
    handle = handled == "on"
    try:
        if mode in ("sync", "nested"):
            rent(url, handle, *((5205, 370) if mode == "nested" else (5205,)))
        elif mode in ("asyncio", "tasks"):
            asyncio.run(rent_async(url, handle, times=2 if mode == "tasks" else 1))
        else:
            import trio

            trio.run(lambda: rent_async(url, handle))
    finally:
        say(f"handlers: {[signal.getsignal(number) == signal.SIG_DFL for number in (signal.SIGTERM, signal.SIGHUP)]}")
