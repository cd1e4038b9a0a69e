"""What was measured, as tables in Markdown."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version

from benchmarks.measure import OURS, Chart, Line

PEERS = ("httpx", "httpx2", "aiohttp", "openapi-python-client", "octaspace", "msgspec")

INTRODUCTION = """\
# Benchmarks

Written by `make bench`; edits are lost. `make bench ROWS="small-get imports" ROUNDS=50` prints some rows and writes
nothing.

A figure is a ratio of times unless it names a unit: this SDK's, divided by that of what is named after "against".
All run in turn within each round, in one process, against a server of its own process on the same machine; a figure
is the median of the rounds' ratios, and half of the rounds lie within the spread. CPU is the same ratio of processor
time, which does not count waiting for the server. Imports and first calls are those of new interpreters that find the
bytecode of every package, as after an installation.
"""


def table(lines: Sequence[Line]) -> str:
    """The goals, and what became of them."""
    held = {True: "held", False: "**missed**", None: ""}
    rows = [(line.what, line.goal, line.figure, line.spread, line.cpu, held[line.held]) for line in lines]
    return _markdown(("what", "goal", "figure", "spread", "CPU", "verdict"), rows)


def document(lines: Sequence[Line], charts: Sequence[Chart], rounds: int) -> str:
    """docs/benchmarks.md."""
    versions = ", ".join(f"{name} {version(name)}" for name in PEERS)
    machine = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    parts = [
        INTRODUCTION,
        table(lines),
        "## All clients",
        "",
        "![The ratios of all clients](benchmarks.svg)",
        "",
        everybody(charts),
        f"{rounds} rounds, {machine}; {versions}.",
    ]
    return "\n".join(parts) + "\n"


def everybody(charts: Sequence[Chart]) -> str:
    """The ratios of all clients, this SDK first."""
    names = sorted({name: None for chart in charts for name in chart.ratios}, key=lambda name: name != OURS)
    rows = []
    for chart in charts:
        medians = {name: f"{spread.median:.2f}" for name, spread in chart.ratios.items()}
        rows.append((chart.title, chart.base, *(medians.get(name, "") for name in names)))
    return _markdown(("what", "1.00 is", *names), rows)


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join([line(heads), line(["-" * width for width in widths]), *map(line, rows), ""])
