"""Where the time of a call goes: how many functions it calls, which is the same each time."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from contextlib import AsyncExitStack
from types import FrameType
from typing import Any

from benchmarks import peers
from benchmarks.context import Context
from benchmarks.measure import OURS, Line, Result

TIMES = 50
PACKAGES = {"octaspace_sdk": "the SDK", "octaspace_api": "the SDK"} | {
    name: name for name in ("httpx", "httpcore", "h11", "anyio", "asyncio", "aiohttp")
}


def python_functions(context: Context) -> Result:
    """A small async GET, of this SDK and of aiohttp, whose parser is not Python."""
    lines = []
    for name, what in ((OURS, "Python functions called by an async GET"), ("aiohttp", "the same with aiohttp")):
        counts = asyncio.run(_called(context.url, name))
        parts = ", ".join(f"{package} {count}" for package, count in counts.most_common())
        lines.append(Line(what=what, goal="", figure=f"{counts.total():,}", spread=parts, held=None))
    return Result(lines)


async def _called(url: str, name: str) -> Counter[str]:
    counts: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            counts[_package(frame.f_code.co_filename)] += 1

    async with AsyncExitStack() as stack:
        call = (await peers.awaiting_balance(url, stack))[name]
        await call()
        sys.setprofile(note)
        try:
            for _ in range(TIMES):
                await call()
        finally:
            sys.setprofile(None)
    return Counter({package: round(count / TIMES) for package, count in counts.items() if count >= TIMES})


def _package(file: str) -> str:
    return next((name for package, name in PACKAGES.items() if f"/{package}/" in file), "others")
