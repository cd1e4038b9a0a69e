"""The simulator under load, client and server sharing this machine."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import attrs
import psutil

from benchmarks.context import Context
from benchmarks.measure import Line, Result, Spread
from octaspace_sdk import OctaSpace

RATES = {"/accounts/balance": 1_000, "/services/mr": 300}  # requests per second to reach
REQUESTS, SESSIONS = 100_000, 10_000  # that memory must stay flat over
WARM_UP = 8  # the share of them, as a divisor, after which what the simulator remembers is full
GROWTH = 1.05  # of the memory, which still counts as flat
CONNECTIONS = 4  # so that the server never waits for its client


@attrs.frozen
class Simulated:
    url: str
    api_key: str
    process: psutil.Process


def requests_per_second(context: Context) -> Result:
    lines = []
    with running() as simulator:
        with OctaSpace(simulator.api_key, base_url=simulator.url) as client:
            machines = len(client.services.mr.list())
        for path, goal in RATES.items():
            with asking(simulator, path) as ask:
                rates = Spread.of([_rate(ask, calls=goal // 4) for _ in range(max(2, context.rounds // 3))])
            lines.append(
                Line(
                    what=f"simulator, GET {path}" + (f", {machines} machines" if path == "/services/mr" else ""),
                    goal=f"≥ {goal:,} requests/s",
                    figure=f"{rates.median:,.0f} requests/s",
                    spread=f"{rates.low:,.0f} to {rates.high:,.0f}",
                    held=rates.median >= goal,
                )
            )
    return Result(lines)


def memory(context: Context) -> Result:
    """What the simulator's process holds after many requests and sessions, against what it held when it was warm."""
    with running() as simulator:
        with asking(simulator, "/accounts/balance") as ask:
            requests = _growth(simulator, ask, REQUESTS, "requests")
        with OctaSpace(simulator.api_key, base_url=simulator.url) as client:
            relay = client.services.vpn.list()[0].node_id

            def rent(times: int) -> None:
                for _ in range(times):
                    client.services.session(client.services.vpn.create(node_id=relay).uuid).stop()

            sessions = _growth(simulator, rent, SESSIONS, "sessions")
    return Result([requests, sessions])


def _growth(simulator: Simulated, work: Callable[[int], None], times: int, what: str) -> Line:
    work(times // WARM_UP)
    warm = simulator.process.memory_info().rss
    work(times)
    growth = simulator.process.memory_info().rss / warm
    what = f"simulator, memory after {times:,} {what}, against a warm one's"
    return Line(what=what, goal=f"≤ {GROWTH:.2f}", figure=f"{growth:.2f}", held=growth <= GROWTH)


@contextmanager
def running() -> Iterator[Simulated]:
    """The simulator as a command, at the pace of the clock."""
    command = [sys.executable, "-m", "octaspace_sdk.simulator", "--port", "0", "--speed", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            url, key = re.findall(r"=(\S+)", process.stdout.readline())
            yield Simulated(url, key, psutil.Process(process.pid))
        finally:
            process.terminate()


@contextmanager
def asking(simulator: Simulated, path: str) -> Iterator[Callable[[int], None]]:
    """Sends so many requests over kept connections, a few at a time, with no client library to wait for."""
    address = urlsplit(simulator.url)
    request = f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: {simulator.api_key}\r\n\r\n".encode()
    with ExitStack() as stack:
        sockets = [
            stack.enter_context(socket.create_connection((address.hostname, address.port), timeout=10))
            for _ in range(CONNECTIONS)
        ]

        def ask(calls: int) -> None:
            for _ in range(calls // CONNECTIONS):
                for one in sockets:
                    one.sendall(request)
                for one in sockets:
                    _take_answer(one)

        yield ask


def _take_answer(connection: socket.socket) -> None:
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536) or _broken()
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    if not head.startswith(b"HTTP/1.1 200") or length is None:
        raise RuntimeError(f"the simulator answered {head[:80]!r}")
    left = int(length[1]) - len(body)
    while left > 0:
        left -= len(connection.recv(65536) or _broken())


def _broken() -> bytes:
    raise RuntimeError("the simulator closed a connection in the middle of an answer")


def _rate(ask: Callable[[int], None], calls: int) -> float:
    started = time.perf_counter()
    ask(calls)
    return calls / (time.perf_counter() - started)
