"""Runs the workload on threads and on an event loop, and looks at what is left afterwards."""

from __future__ import annotations

import gc
import json
import logging
import os
import random
import threading
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import anyio
import attrs
from tests.soak.workload import Tally, Worker
from tests.support.processes import Program, program

from octaspace_sdk import AsyncOctaSpace, OctaSpace

THREADS, TASKS = 6, 12
CONNECTIONS = 8
SILENT = logging.Logger("soak", logging.CRITICAL)
OPTIONS: dict[str, Any] = {"timeout": 2.0, "max_connections": CONNECTIONS, "logger": SILENT}
WARM_UP = 0.25
"""The part of the time after which memory should not grow any more."""
GROWTH = 1.15
LONG = 60.0  # seconds, after which memory has settled


@attrs.define
class Report:
    """What a soak came to."""

    title: str
    tally: Tally
    facts: dict[str, int] = attrs.field(factory=dict)
    problems: list[str] = attrs.field(factory=list)


def soak(seconds: float, *, seed: int, rate: float) -> Report:
    """Uses both clients for a time; returns what became of it."""
    report = Report(f"{seconds:g} s, seed {seed}, up to {rate:.0%} of the exchanges broken", Tally())
    with program("-m", "tests.soak.hosts", str(seed), str(rate)) as hosts:
        place = json.loads(hosts.wait_for("\n"))
        with OctaSpace(place["key"], base_url=place["healthy"], max_retries=9) as observer:
            machines, nodes = _own(observer)
            before = _open_files()
            memory = _use_clients(place, machines, nodes, seconds, seed, report, hosts)
            after = _open_files()
            left = {session.uuid for session in observer.sessions.list()}
        counts = _ask(hosts, "counts")
    _judge(report, counts, left, memory, max(0, after - before), seconds)  # some of before may be gone
    return report


def _own(observer: OctaSpace) -> tuple[list[int], list[int]]:
    """Returns a machine and a node for each worker."""
    workers = THREADS + TASKS
    machines = [machine.node_id for machine in observer.services.mr.list()][:workers]
    nodes = [node.id for node in observer.nodes.list()]
    return machines, [nodes[number % len(nodes)] for number in range(workers)]


def _use_clients(
    place: dict[str, Any],
    machines: list[int],
    nodes: list[int],
    seconds: float,
    seed: int,
    report: Report,
    hosts: Program,
) -> tuple[int, int]:
    """Returns the memory in use after the warm-up and at the end, in KiB."""
    memory: list[int] = []
    options = OPTIONS | {"api_key": place["key"], "base_urls": place["urls"]}
    with OctaSpace(**options) as client:
        end = time.monotonic() + seconds
        workers = [
            Worker(None, f"{number}", machines[number], nodes[number], report.tally, random.Random(f"{seed} {number}"))
            for number in range(THREADS + TASKS)
        ]
        threads = [threading.Thread(target=_in_thread, args=(worker, end)) for worker in workers[:THREADS]]
        for worker, thread in zip(workers, threads, strict=False):
            worker.client = client
            thread.start()
        anyio.run(_on_loop, options, workers[THREADS:], seconds, report, memory, hosts)
        for thread in threads:
            thread.join()
        _use_all_connections(client, report)
    memory.append(_memory())
    return memory[0], memory[-1]


def _in_thread(worker: Worker, end: float) -> None:
    while time.monotonic() < end:
        _without_waiting(worker.step())


def _without_waiting(work: Coroutine[Any, Any, None]) -> None:
    """Runs a coroutine that uses a sync client, and so never waits for an event loop."""
    try:
        work.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits for something")


async def _on_loop(
    options: dict[str, Any], workers: list[Worker], seconds: float, report: Report, memory: list[int], hosts: Program
) -> None:
    end = time.monotonic() + seconds

    async def work(worker: Worker) -> None:
        while time.monotonic() < end:
            with anyio.move_on_after(worker.chance.choice([0.05, 0.5, 60.0])):
                await worker.step()

    async with AsyncOctaSpace(**options) as client:
        async with anyio.create_task_group() as tasks:
            for worker in workers:
                worker.client = client
                tasks.start_soon(work, worker)
            await anyio.sleep(seconds * WARM_UP)
            memory.append(_memory())
        _ask(hosts, "calm")
        async with anyio.create_task_group() as tasks:  # each of the connections is still there to be used
            for _ in range(CONNECTIONS):
                tasks.start_soon(client.with_options(timeout=10.0).accounts.balance)


def _use_all_connections(client: OctaSpace, report: Report) -> None:
    failed: list[BaseException] = []
    together = threading.Barrier(CONNECTIONS)

    def use() -> None:
        together.wait()
        try:
            client.with_options(timeout=10.0).accounts.balance()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=use) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.problems += [f"with healthy hosts again: {error!r}" for error in failed]


def _judge(
    report: Report, counts: dict[str, Any], left: set[str], memory: tuple[int, int], files: int, seconds: float
) -> None:
    twice = {mark: uuids for mark, uuids in counts["machines"].items() if len(uuids) > 1}
    prices = {price: number for price, number in counts["prices"].items() if number > 1}
    told = {uuid for mark in report.tally.unknown for uuid in counts["machines"].get(mark, ())}
    report.facts = {
        "requests that reached the simulator": counts["requests"],
        "exchanges broken": sum(counts["broken"].values()),
        "machines rented": sum(map(len, counts["machines"].values())),
        "machines rented twice": len(twice),
        "prices set": sum(counts["prices"].values()),
        "prices set twice": len(prices),
        "machines left running in silence": len(left - told),
        "machines left running, and said so": len(left & told),
        "errors of other libraries": len(report.tally.untyped),
        "files and sockets left open": files,
        "memory after a quarter of the time, KiB": memory[0],
        "memory at the end, KiB": memory[1],
    }
    forbidden = (
        "machines rented twice",
        "prices set twice",
        "machines left running in silence",
        "errors of other libraries",
        "files and sockets left open",
    )
    report.problems += [f"{name}: {report.facts[name]}" for name in forbidden if report.facts[name]]
    report.problems += report.tally.untyped[:5]
    if seconds >= LONG and memory[1] > memory[0] * GROWTH:
        report.problems.append(f"memory grew from {memory[0]:,} KiB to {memory[1]:,} KiB")


def _ask(hosts: Program, question: str) -> dict[str, Any]:
    assert hosts.process.stdin is not None
    hosts.process.stdin.write(f"{question}\n".encode())
    hosts.process.stdin.flush()
    answer: dict[str, Any] = json.loads(hosts.wait_for("\n", 30.0))
    return answer


def _open_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0


def _memory() -> int:
    """Returns the resident memory of this process, in KiB; 0 where that is not told."""
    gc.collect()
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
