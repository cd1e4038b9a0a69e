"""Tables that fit the terminal.

What is too wide is shortened: a UUID to its beginning, a GPU to its model, a place to its country. Then columns drop
from the right, where the description puts what matters least; prices and states stay longer than others, and the first
column stays.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

_GAP = 2
_SHORT_UUID = 8  # characters, which are enough to name a session
_SHORTEST_PLACE = 14  # columns of the terminal, which are enough for most countries
_SHORTEST_CITY = 3
_STAY_LONGER = (
    *("price_per_hour", "price_per_gb", "usd_per_hour", "usd_so_far", "average_price"),
    *("state", "progress", "gpu_model", "gpu_count"),
)
"""The most important first."""
_NUMBER = re.compile(r"-?\$?[\d.,]+(e[+-]?\d+)?( OCTA| [kMGTP]?B)?|(\d+[dhms] ?)+")
_VENDORS = re.compile(r"\b(NVIDIA GeForce|NVIDIA|Tesla|AMD Radeon|AMD) ")
_UNLIMITED = 1_000_000


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their names, as many columns as fit."""
    console = make_console()
    if fits(columns, rows, console.width):
        _print(console, make_table(columns, rows))
        return
    rows = [[_short(name, text) for name, text in zip(columns, row, strict=True)] for row in rows]
    kept, names, shown = list(range(len(columns))), columns, _with_short_places(columns, rows, console.width)
    for index in _least_important_first(columns):
        if fits(names, shown, console.width):
            break
        kept.remove(index)
        names = [columns[i] for i in kept]
        shown = _with_short_places(names, [[row[i] for i in kept] for row in rows], console.width)
    _print(console, make_table(names, shown))


def print_facts(facts: Sequence[tuple[str, str]]) -> None:
    """Print a line for each name and value; a long value goes on in the next line, under itself."""
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in facts:
        table.add_row(Text(name), Text(text))
    _print(make_console(), table)


def make_console() -> Console:
    """Return where to print: a terminal as wide as it is, or anything else without a limit; COLUMNS wins."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() or os.environ.get("COLUMNS") else _UNLIMITED
    return Console(file=sys.stdout, width=width, markup=False, highlight=False, emoji=False)


def make_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return the table; columns of numbers are aligned right."""
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for index, name in enumerate(columns):
        numeric = name != "uuid" and all(_is_number(row[index]) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", no_wrap=True, overflow="ellipsis")
    for row in rows:
        table.add_row(*(Text(text) for text in row))
    return table


def fits(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Return whether all of it can be shown."""
    return _width(columns, rows) <= width


def _width(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    widths = [max(map(cell_len, cells)) for cells in zip(columns, *(row[: len(columns)] for row in rows), strict=True)]
    return sum(widths) + _GAP * (len(widths) - 1)


def _with_short_places(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Sequence[Sequence[str]]:
    """Return rows whose places are as short as the width needs, if that is enough for a country."""
    excess = _width(columns, rows) - width
    if excess <= 0 or "place" not in columns:
        return rows
    index = columns.index("place")
    room = max(_SHORTEST_PLACE, max(cell_len(row[index]) for row in rows) - excess)
    return [[*row[:index], short_place(row[index], room), *row[index + 1 :]] for row in rows]


def short_place(place: str, width: int) -> str:
    """Return a city and a country in so many columns: first of all the city is shortened."""
    if cell_len(place) <= width:
        return place
    city, _, country = place.rpartition(", ")
    room = width - cell_len(f"…, {country}")
    if city and room >= _SHORTEST_CITY:
        return f"{set_cell_size(city, room).rstrip()}…, {country}"
    return country if cell_len(country) <= width else f"{set_cell_size(country, width - 1).rstrip()}…"


def _short(column: str, text: str) -> str:
    if column == "uuid":
        return text[:_SHORT_UUID]
    return _VENDORS.sub("", text) if column in ("gpu", "gpu_model") else text


def _least_important_first(columns: Sequence[str]) -> list[int]:
    """Return the columns in the order in which they drop; the first never does."""

    def importance(index: int) -> int:
        return len(_STAY_LONGER) - _STAY_LONGER.index(columns[index]) if columns[index] in _STAY_LONGER else 0

    return sorted(range(len(columns) - 1, 0, -1), key=importance)


def _is_number(text: str) -> bool:
    return not text or _NUMBER.fullmatch(text) is not None


def _print(console: Console, table: Table) -> None:
    """Print a table without the blanks at the ends of its lines."""
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        console.file.write(f"{line.rstrip()}\n")
