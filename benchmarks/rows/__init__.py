"""The rows of the table. Each measures one thing, and can be run alone: `make bench ROWS=imports`."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.context import Context
from benchmarks.measure import Result
from benchmarks.rows import calls, decoding, load, requests, simulator, startup

ROWS: dict[str, Callable[[Context], Result]] = {
    "small-get": requests.small_get,
    "small-get-async": requests.small_get_async,
    "nodes-get": requests.nodes_get,
    "failover": requests.after_failover,
    "decoding": decoding.nodes,
    "tolerant": decoding.drifted,
    "memory": decoding.memory,
    "imports": startup.imports,
    "first-call": startup.first_call,
    "command-line": startup.command_line,
    "tasks": load.a_thousand_tasks,
    "calls": calls.python_functions,
    "task-cost": load.cost_of_ten_thousand,
    "threads": load.fifty_threads,
    "simulator": simulator.requests_per_second,
    "simulator-memory": simulator.memory,
}
