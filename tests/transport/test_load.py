"""Many calls at once: no error, and never more connections than were allowed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import pytest
from tests.support.clients import KEY
from tests.support.waiting import by_then

from octaspace_sdk import AsyncOctaSpace, OctaSpace

pytestmark = pytest.mark.slow

SERVER = Path(__file__).parents[2] / "benchmarks" / "server.py"
THREADS, CALLS = 50, 10_000
WIDTH, ROUNDS = 1_000, 2


Seen = Callable[[], tuple[int, int]]


@pytest.fixture(scope="module")
def process() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-S", str(SERVER)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
            process.communicate(timeout=60)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def url(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return f"http://127.0.0.1:{int(process.stdout.readline())}"


@pytest.fixture
def seen(process: subprocess.Popen[str], url: str) -> Seen:
    """The most connections at once and the number of requests, since the last time."""

    def ask() -> tuple[int, int, int]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        peak, requests, still_open = map(int, process.stdout.readline().split())
        return peak, requests, still_open

    assert by_then(lambda: ask()[2] == 0), "connections of another test are open"
    ask()
    return lambda: ask()[:2]


@pytest.mark.parametrize("limit", [20, 3])
def test_ten_thousand_calls_of_fifty_threads(url, seen, limit):
    options = {} if limit == 20 else {"max_connections": limit}
    with OctaSpace(KEY, base_url=url, **options) as client, ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(lambda _: client.accounts.balance(), range(CALLS)))
        peak, requests = seen()
    assert answers == [7] * CALLS
    assert requests == CALLS, "some were sent more than once"
    assert 1 < peak <= limit


@pytest.mark.parametrize(
    ("backend", "limit", "rounds"), [("asyncio", 20, ROUNDS), ("asyncio", 3, 1), ("trio", 20, 1), ("trio", 3, 1)]
)
def test_a_thousand_tasks_at_once(url, seen, backend, limit, rounds):
    answers: list[int] = []

    async def main() -> None:
        options = {} if limit == 20 else {"max_connections": limit}
        async with AsyncOctaSpace(KEY, base_url=url, **options) as client:

            async def call() -> None:
                answers.append(await client.accounts.balance())

            for _ in range(rounds):
                async with anyio.create_task_group() as group:
                    for _ in range(WIDTH):
                        group.start_soon(call)

    anyio.run(main, backend=backend)
    peak, requests = seen()
    assert answers == [7] * WIDTH * rounds
    assert requests == WIDTH * rounds, "some were sent more than once"
    assert 1 < peak <= limit
