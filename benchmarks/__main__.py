"""Measures, prints the table, and writes docs/benchmarks.md and its picture: `make bench`."""

from __future__ import annotations

import argparse
import logging
import os
import sys

from benchmarks import peers, report
from benchmarks.context import Context
from benchmarks.local_server import LocalServer
from benchmarks.measure import Chart, Line
from benchmarks.payloads import nodes
from benchmarks.rows import ROWS

DOCS = peers.ROOT / "docs"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"which to measure (all of them): {', '.join(ROWS)}")
    parser.add_argument("--rounds", type=int, default=25, help="rounds to take the medians of (default: %(default)s)")
    options = parser.parse_args(arguments)
    unknown = set(options.rows) - ROWS.keys()
    if unknown or options.rounds < 1:
        parser.error(f"no such row: {', '.join(sorted(unknown))}" if unknown else "--rounds must be at least 1")
    for name in [name for name in os.environ if name.startswith("OCTA_") or name.lower().endswith("_proxy")]:
        del os.environ[name]  # all ask the local server, directly
    logging.getLogger("octaspace_sdk").addHandler(logging.NullHandler())  # drift and a dead host are on purpose

    lines: list[Line] = []
    charts: list[Chart] = []
    with peers.stock_generated(), LocalServer(nodes(1_000)) as server:
        for name in options.rows or ROWS:
            print(f"{name} ...", file=sys.stderr, flush=True)
            result = ROWS[name](Context(server, options.rounds))
            lines += result.lines
            charts += result.charts
    print(report.table(lines))
    if not options.rows:
        write(lines, charts, options.rounds)


def write(lines: list[Line], charts: list[Chart], rounds: int) -> None:
    from benchmarks import plot

    DOCS.mkdir(exist_ok=True)
    (DOCS / "benchmarks.md").write_text(report.document(lines, charts, rounds), encoding="utf-8")
    plot.write(charts, DOCS / "benchmarks.svg")
    print("written: docs/benchmarks.md, docs/benchmarks.svg")


if __name__ == "__main__":
    main()
