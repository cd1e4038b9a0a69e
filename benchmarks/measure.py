"""Rounds in which everybody has a turn, and what comes of them.

The machine's own pace changes from second to second. Within a round all contenders run one after the other, each
round gives one ratio to the baseline, and the figure is the median of those ratios: a slow second is slow for all.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median, quantiles

import attrs

OURS = "octaspace-sdk"


@attrs.frozen
class Spread:
    """The middle of some figures, and the range that half of them lie in."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        if len(values) < 2:
            return cls(*values * 3)
        low, _, high = quantiles(values, n=4, method="inclusive")
        return cls(median(values), low, high)


@attrs.frozen
class Duration:
    """What one turn took, in seconds."""

    wall: float
    cpu: float


Turn = Callable[[], Duration]


def timed(run: Callable[[], object], times: int = 1) -> Turn:
    """A turn that runs something some times over, and counts what one time takes of this process."""

    def turn() -> Duration:
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(times):
            run()
        return Duration((time.perf_counter() - wall) / times, (time.process_time() - cpu) / times)

    return turn


def interleaved(turns: Mapping[str, Turn], rounds: int) -> dict[str, list[Duration]]:
    """Every turn once a round; the round before the first does not count, as caches fill and connections open in it."""
    for turn in turns.values():
        turn()
    durations: dict[str, list[Duration]] = {name: [] for name in turns}
    for number in range(rounds):
        # Backwards every other round, so that nobody always follows the same one.
        for name in list(turns)[:: -1 if number % 2 else 1]:
            durations[name].append(turns[name]())
    return durations


def ratios(durations: Mapping[str, list[Duration]], base: str, kind: str = "wall") -> dict[str, Spread]:
    """Everybody's time as a ratio to the baseline's in the same round."""
    return {
        name: Spread.of(
            [getattr(one, kind) / getattr(other, kind) for one, other in zip(times, durations[base], strict=True)]
        )
        for name, times in durations.items()
    }


@attrs.frozen(kw_only=True)
class Line:
    """One line of the table: a goal, and what was measured."""

    what: str
    goal: str
    figure: str
    spread: str = ""
    cpu: str = ""
    held: bool | None
    """None where there is no goal: a peer."""


@attrs.frozen(kw_only=True)
class Chart:
    """Everybody's ratios, for the plot and for the table of peers."""

    title: str
    base: str
    goal: float
    ratios: Mapping[str, Spread]


@attrs.frozen
class Result:
    """What a row gives: lines of the table, and charts."""

    lines: list[Line]
    charts: list[Chart] = attrs.Factory(list)


def compare(what: str, turns: Mapping[str, Turn], rounds: int, *, goals: Mapping[str, float]) -> Result:
    """Measures, and holds this SDK to its goals: at most so much of a baseline. The first baseline is the chart's."""
    durations = interleaved(turns, rounds)
    lines = []
    for base, goal in goals.items():
        wall, cpu = ratios(durations, base)[OURS], ratios(durations, base, "cpu")[OURS]
        lines.append(at_most(f"{what}, against {base}", goal, wall, cpu=f"{cpu.median:.2f}" if cpu.median else ""))
    base = next(iter(goals))
    return Result(lines, [Chart(title=what, base=base, goal=goals[base], ratios=ratios(durations, base))])


def at_most(what: str, goal: float, measured: Spread, *, cpu: str = "") -> Line:
    """A ratio that must not be above its goal."""
    return Line(
        what=what,
        goal=f"≤ {goal:.2f}",
        figure=f"{measured.median:.2f}",
        spread=f"{measured.low:.2f} to {measured.high:.2f}",
        cpu=cpu,
        held=round(measured.median, 2) <= goal,
    )
