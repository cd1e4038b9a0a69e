"""The benchmarks run, and their table says what was measured. Nothing is timed here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks import measure

ROOT = Path(__file__).parents[2]


def test_ratios_are_those_of_the_same_round():
    durations = {
        measure.OURS: [measure.Duration(1.0, 1.0), measure.Duration(20.0, 1.0), measure.Duration(3.0, 1.0)],
        "base": [measure.Duration(2.0, 1.0), measure.Duration(40.0, 1.0), measure.Duration(6.0, 1.0)],
    }
    ratio = measure.ratios(durations, "base")[measure.OURS]
    assert (ratio.low, ratio.median, ratio.high) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(("median", "held"), [(0.70, True), (0.704, True), (0.71, False)])
def test_goal_is_held_or_not(median, held):
    line = measure.at_most("a call", 0.70, measure.Spread.of([median]))
    assert line.held is held


def test_every_contender_has_its_turn_in_every_round():
    order = []

    def turn(name):
        return lambda: order.append(name) or measure.Duration(1.0, 1.0)

    measure.interleaved({"a": turn("a"), "b": turn("b")}, rounds=3)
    assert "".join(order) == "ab" + "ab" + "ba" + "ab"


def test_server_answers_and_counts():
    with subprocess.Popen(
        [sys.executable, "-S", str(ROOT / "benchmarks" / "server.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        int(process.stdout.readline())
        assert process.communicate("\n", timeout=10)[0].split() == ["0", "0", "0"]
