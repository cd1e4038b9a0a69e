"""The ratios of all clients as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.measure import OURS, Chart

COLUMNS = 3
COLOURS = {"ours": "#1f6feb", "base": "#57606a", "peer": "#afb8c1", "goal": "#cf222e"}


def write(charts: Sequence[Chart], path: Path) -> None:
    """One small chart a row: a bar for each client, the baseline at 1, and the goal as a line across our own bar."""
    mpl.rcParams.update({"svg.hashsalt": "benchmarks", "svg.fonttype": "none", "font.size": 9})
    rows = -(-len(charts) // COLUMNS)
    figure = Figure(figsize=(4.6 * COLUMNS, 2.3 * rows), layout="constrained")
    figure.suptitle("Time (or memory) as a ratio to the baseline: shorter is better", fontsize=12)
    cells = figure.subplots(rows, COLUMNS, squeeze=False).flatten()
    for axes, chart in zip(cells, charts, strict=False):
        _draw(axes, chart)
    for axes in cells[len(charts) :]:
        axes.set_axis_off()
    figure.savefig(path, metadata={"Date": None})


def _draw(axes: Axes, chart: Chart) -> None:
    names = sorted(chart.ratios, key=lambda name: chart.ratios[name].median, reverse=True)
    middles = [chart.ratios[name].median for name in names]
    errors = [
        [chart.ratios[name].median - chart.ratios[name].low for name in names],
        [chart.ratios[name].high - chart.ratios[name].median for name in names],
    ]
    colours = [COLOURS["ours" if name == OURS else "base" if name == chart.base else "peer"] for name in names]
    axes.barh(names, middles, xerr=errors, color=colours, error_kw={"linewidth": 0.8, "ecolor": "#24292f"})
    for place, name in enumerate(names):
        axes.annotate(
            f"{chart.ratios[name].median:.2f}",
            (chart.ratios[name].high, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
        )
    ours = names.index(OURS)
    axes.plot([chart.goal] * 2, [ours - 0.5, ours + 0.5], color=COLOURS["goal"], linewidth=2)
    axes.set_title(f"{chart.title}\n({chart.base} = 1, goal {chart.goal:.2f})", fontsize=9, loc="left")
    axes.set_xlim(0, 1.18 * max(*(one.high for one in chart.ratios.values()), chart.goal))
    axes.spines[["top", "right"]].set_visible(False)
