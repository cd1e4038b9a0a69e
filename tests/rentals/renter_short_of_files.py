"""A program that can open no file from the moment its machine is started: python renter_short_of_files.py MODE URL.

MODE is sync, asyncio or trio; the key is in OCTA_API_KEY. It prints the modules that were imported after that moment.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys

from octaspace_sdk import AsyncOctaSpace, OctaSpace, ResponseEvent

MACHINE = {"node_id": 5205, "disk_size": 50, "image": "ubuntu:24.04"}
before: set[str] = set()
taken: list[int] = []
"""All file descriptors that were left."""


def take_files(event: ResponseEvent) -> None:
    if event.operation == "services.mr.create":
        before.update(sys.modules)
        try:
            while True:
                taken.append(os.dup(0))
        except OSError:
            pass


def rent(url: str) -> None:
    with OctaSpace(base_url=url, on_response=take_files) as client:
        with client.services.mr.rented(**MACHINE, on_progress=lambda info: 1 / 0):
            pass


async def rent_async(url: str) -> None:
    async with AsyncOctaSpace(base_url=url, on_response=take_files) as client:
        async with client.services.mr.rented(**MACHINE, on_progress=lambda info: 1 / 0):
            pass


if __name__ == "__main__":
    mode, url = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    try:
        if mode == "sync":
            rent(url)
        elif mode == "asyncio":
            asyncio.run(rent_async(url))
        else:
            import trio

            trio.run(rent_async, url)
    except ZeroDivisionError:
        imported = set(sys.modules) - before
        for descriptor in taken:
            os.close(descriptor)
        print(*sorted(imported))
