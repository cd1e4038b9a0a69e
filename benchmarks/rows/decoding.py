"""From bytes to values: time and memory."""

from __future__ import annotations

from functools import partial

from benchmarks import payloads, peers
from benchmarks.context import Context
from benchmarks.decoders import bare, dictionaries, stock, typed
from benchmarks.measure import OURS, Chart, Line, Result, Spread, at_most, compare, timed
from benchmarks.new_interpreter import output_of

BARE = "msgspec alone"


def nodes(context: Context) -> Result:
    lines, charts = [], []
    for count in (1_000, 10_000):
        body, times = payloads.nodes(count), 10_000 // count
        turns = {
            OURS: timed(partial(typed, body), times),
            "json.loads": timed(partial(dictionaries, body), times),
            BARE: timed(partial(bare, body), times),
            peers.STOCK: timed(partial(stock, body)),
        }
        found = compare(f"typed decoding of {count:,} nodes", turns, context.rounds, goals={"json.loads": 0.58})
        alone = found.charts[0].ratios[BARE]
        lines += [*found.lines, Line(what=f"the same with {BARE}", goal="", figure=f"{alone.median:.2f}", held=None)]
        charts += found.charts
    return Result(lines, charts)


def drifted(context: Context) -> Result:
    body = payloads.drifted_nodes(1_000)
    turns = {OURS: timed(partial(typed, body), 3), "json.loads": timed(partial(dictionaries, body), 3)}
    return compare("1,000 nodes, one drifted field in each", turns, context.rounds, goals={"json.loads": 2.0})


def memory(context: Context) -> Result:
    """Counted by tracemalloc, which is the same each time: no rounds."""
    ways = {OURS: "typed", "json.loads": "dictionaries", peers.STOCK: "stock"}
    held = {name: int(output_of("benchmarks.decoders", way)) for name, way in ways.items()}
    ratios = {name: Spread.of([size / held["json.loads"]]) for name, size in held.items()}
    what = "memory of 10,000 decoded nodes"
    line = at_most(f"{what}, against json.loads", 0.70, ratios[OURS])
    return Result([line], [Chart(title=what, base="json.loads", goal=0.70, ratios=ratios)])
