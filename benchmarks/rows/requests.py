"""What a call costs, one after the other over a kept connection."""

from __future__ import annotations

import asyncio
import socket
from contextlib import AsyncExitStack, ExitStack

from benchmarks import peers
from benchmarks.context import Context
from benchmarks.measure import OURS, Result, compare, timed
from octaspace_sdk import OctaSpace


def small_get(context: Context) -> Result:
    with ExitStack() as stack:
        calls = peers.getting_balance(context.url, stack)
        turns = {name: timed(call, 100) for name, call in calls.items()}
        return compare("small GET, sync", turns, context.rounds, goals={"httpx": 0.62, "octaspace keep-alive": 0.65})


def small_get_async(context: Context) -> Result:
    async def repeated(call: peers.AsyncCall) -> None:
        for _ in range(100):
            await call()

    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        calls = runner.run(peers.awaiting_balance(context.url, stack))
        turns = {
            name: timed(lambda call=call: runner.run(repeated(call)))  # type: ignore[misc]
            for name, call in calls.items()
        }
        try:
            return compare("small GET, async", turns, context.rounds, goals={"httpx": 0.65})
        finally:
            runner.run(stack.aclose())


def nodes_get(context: Context) -> Result:
    with ExitStack() as stack:
        turns = {name: timed(call) for name, call in peers.getting_nodes(context.url, stack).items()}
        return compare("GET of 1,000 nodes", turns, context.rounds, goals={"httpx": 0.80})


def after_failover(context: Context) -> Result:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        dead = f"http://127.0.0.1:{gone.getsockname()[1]}"
    with (
        OctaSpace(peers.KEY, base_urls=[dead, context.url]) as failed_over,
        OctaSpace(peers.KEY, base_urls=[context.url, dead]) as healthy,
    ):
        turns = {
            OURS: timed(failed_over.accounts.balance, 100),
            "a healthy client": timed(healthy.accounts.balance, 100),
        }
        return compare("calls after a failover", turns, context.rounds, goals={"a healthy client": 1.05})
