"""A program that rents a machine and stays in the block: python renter.py sync|asyncio|trio URL, the key in OCTA_API_KEY."""

from __future__ import annotations

import asyncio
import sys
import threading

from octaspace_sdk import AsyncOctaSpace, OctaSpace

MACHINE = {"node_id": 5205, "disk_size": 50, "image": "ubuntu:24.04"}


def rent(url: str, poll_interval: float, stay: bool) -> None:
    with OctaSpace(base_url=url) as client, client.services.mr.rented(**MACHINE, poll_interval=poll_interval):
        print("in the block", flush=True)
        if stay:
            threading.Event().wait()


async def rent_async(url: str, poll_interval: float, stay: bool) -> None:
    import anyio

    async with AsyncOctaSpace(base_url=url) as client:
        async with client.services.mr.rented(**MACHINE, poll_interval=poll_interval):
            print("in the block", flush=True)
            if stay:
                await anyio.sleep_forever()


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
