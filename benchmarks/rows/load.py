"""Many calls at once: whether they all succeed, on how many connections, and what they cost."""

from __future__ import annotations

import asyncio
import gc
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from statistics import median

import httpx

from benchmarks import peers
from benchmarks.context import Context
from benchmarks.measure import OURS, Duration, Line, Result, Spread, at_most, interleaved, ratios
from octaspace_sdk import AsyncOctaSpace, OctaSpace

TASKS, MOST_TIMES = 1_000, 2.0
THREADS, CALLS = 50, 10_000
CONNECTIONS = 20  # the client's default limit


def a_thousand_tasks(context: Context) -> Result:
    """A client of each kind, all calls started at once; once for the others, as failing takes its time."""

    async def all_at_once(name: str) -> tuple[float, int]:
        async with AsyncExitStack() as stack:
            call = (await peers.awaiting_balance(context.url, stack))[name]
            gc.collect()  # else one of them pays for what made the clients
            started = time.perf_counter()
            answers = await asyncio.gather(*(call() for _ in range(TASKS)), return_exceptions=True)
            return time.perf_counter() - started, sum(isinstance(answer, Exception) for answer in answers)

    fast = "aiohttp"
    rounds = [
        {name: asyncio.run(all_at_once(name)) for name in (OURS, fast)} for _ in range(max(1, context.rounds // 5))
    ]
    ratio = Spread.of([one[OURS][0] / one[fast][0] for one in rounds])
    took = {name: median(one[name][0] for one in rounds) for name in (OURS, fast)}
    wrong = {name: sum(one[name][1] for one in rounds) for name in (OURS, fast)}
    lines = [
        Line(
            what=f"{TASKS:,} concurrent async GETs, against {fast}",
            goal=f"0 errors, ≤ {MOST_TIMES:.2f}",
            figure=f"{wrong[OURS]} errors, {ratio.median:.2f}: {took[OURS]:.2f} s",
            spread=f"{ratio.low:.2f} to {ratio.high:.2f}",
            held=not wrong[OURS] and round(ratio.median, 2) <= MOST_TIMES,
        )
    ]
    for name in ("httpx", "httpx2"):
        took[name], wrong[name] = asyncio.run(all_at_once(name))
    for name in ("httpx", "httpx2", fast):
        figure = f"{wrong[name]} errors, {took[name]:.2f} s"
        lines.append(Line(what=f"the same with {name}", goal="", figure=figure, held=None))
    return Result(lines)


def cost_of_ten_thousand(context: Context) -> Result:
    """A call among ten thousand at once, and one among a hundred."""

    def turn(width: int, times: int) -> Duration:
        async def main() -> Duration:
            async with AsyncOctaSpace(peers.KEY, base_url=context.url, timeout=None) as client:
                await client.accounts.balance()
                cpu, wall = time.process_time(), time.perf_counter()
                for _ in range(times):
                    await asyncio.gather(*(client.accounts.balance() for _ in range(width)))
                calls = width * times
                return Duration((time.perf_counter() - wall) / calls, (time.process_time() - cpu) / calls)

        return asyncio.run(main())

    turns = {"at 10,000": lambda: turn(10_000, 1), "at 100": lambda: turn(100, 20)}
    durations = interleaved(turns, max(1, context.rounds // 8))
    wall, cpu = ratios(durations, "at 100"), ratios(durations, "at 100", "cpu")
    what = "cost of an async call, 10,000 at once, against 100 at once"
    return Result([at_most(what, 1.3, wall["at 10,000"], cpu=f"{cpu['at 10,000'].median:.2f}")])


def fifty_threads(context: Context) -> Result:
    """Threads that share a client; the server counts the connections. httpx takes as many calls on 50 connections."""

    def errors(call: peers.Call) -> int:
        def failed(_: int) -> bool:
            try:
                call()
            except Exception:
                return True
            return False

        with ThreadPoolExecutor(THREADS) as pool:
            return sum(pool.map(failed, range(CALLS)))

    context.server.connection_counts()
    limits = httpx.Limits(max_connections=THREADS, max_keepalive_connections=THREADS)
    with (
        OctaSpace(peers.KEY, base_url=context.url) as client,
        httpx.Client(headers=peers.HEADERS, limits=limits) as plain,
    ):
        before = context.server.connection_counts().open
        started = time.perf_counter()
        wrong = errors(client.accounts.balance)
        took = time.perf_counter() - started
        peak = context.server.connection_counts().peak - before
        address = f"{context.url}/accounts/balance"
        started = time.perf_counter()
        plain_wrong = errors(lambda: plain.get(address).json())
        plain_took = time.perf_counter() - started
    return Result(
        [
            Line(
                what=f"{THREADS} threads, {CALLS:,} GETs",
                goal=f"0 errors, ≤ {CONNECTIONS} connections",
                figure=f"{wrong} errors, {peak} connections, {took:.1f} s",
                held=not wrong and peak <= CONNECTIONS,
            ),
            Line(
                what=f"the same with httpx, {THREADS} connections allowed",
                goal="",
                figure=f"{plain_wrong} errors, {plain_took:.1f} s",
                held=None,
            ),
        ]
    )
