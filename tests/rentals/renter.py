"""A program that rents a machine: python renter.py sync|asyncio|trio URL POLL_INTERVAL stay|leave, key in OCTA_API_KEY.

It says when it is in the block, and when it was told of a SIGINT.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from typing import Any

from renter_output import say

from octaspace_sdk import AsyncOctaSpace, OctaSpace

MACHINE = {"node_id": 5205, "disk_size": 50, "image": "ubuntu:24.04"}


def rent(url: str, poll_interval: float, stay: bool) -> None:
    say_when_told()
    with OctaSpace(base_url=url) as client, client.services.mr.rented(**MACHINE, poll_interval=poll_interval):
        say("in the block")
        if stay:
            threading.Event().wait()


async def rent_async(url: str, poll_interval: float, stay: bool) -> None:
    import anyio

    say_when_told()
    async with AsyncOctaSpace(base_url=url) as client:
        async with client.services.mr.rented(**MACHINE, poll_interval=poll_interval):
            say("in the block")
            if stay:
                await anyio.sleep_forever()


def say_when_told() -> None:
    """Keeps whatever handler Python, asyncio or trio has for SIGINT."""
    handler: Any = signal.getsignal(signal.SIGINT)

    def told(number: int, frame: object) -> None:
        say("told")
        handler(number, frame)

    signal.signal(signal.SIGINT, told)


if __name__ == "__main__":
    mode, url, poll_interval, stay = sys.argv[1:]
    how = (url, float(poll_interval), stay == "stay")
    if mode == "sync":
        rent(*how)
    elif mode == "asyncio":
        asyncio.run(rent_async(*how))
    else:
        import trio

        trio.run(rent_async, *how)
