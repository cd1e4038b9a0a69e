"""Tables that fit the terminal.

What is too wide is shortened: a UUID to its beginning, a GPU to its model. Then columns drop from the right, where the
description puts what matters least; prices and states stay longer than others, and the first column stays.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

_GAP = 2
_SHORT_UUID = 8  # characters, which are enough to name a session
_STAY_LONGER = (
    *("price_per_hour", "price_per_gb", "usd_per_hour", "usd_so_far", "average_price"),
    *("state", "progress", "gpu_model", "gpu_count"),
)
"""The most important first."""
_NUMBER = re.compile(r"-?\$?[\d.,]+(e[+-]?\d+)?( OCTA| [kMGTP]?B)?|(\d+[dhms] ?)+")
_VENDORS = re.compile(r"\b(NVIDIA GeForce|NVIDIA|AMD Radeon|AMD) ")
_UNLIMITED = 1_000_000


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints rows under their names, as many columns as fit."""
    console = make_console()
    if fits(columns, rows, console.width):
        _print(console, make_table(columns, rows))
        return
    rows = [[_short(name, text) for name, text in zip(columns, row, strict=True)] for row in rows]
    kept = list(range(len(columns)))
    for index in _least_important_first(columns):
        if fits([columns[i] for i in kept], [[row[i] for i in kept] for row in rows], console.width):
            break
        kept.remove(index)
    _print(console, make_table([columns[i] for i in kept], [[row[i] for i in kept] for row in rows]))


def print_facts(facts: Sequence[tuple[str, str]]) -> None:
    """Prints a line for each name and value; a long value goes on in the next line, under itself."""
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in facts:
        table.add_row(Text(name), Text(text))
    _print(make_console(), table)


def make_console() -> Console:
    """Returns where to print: a terminal as wide as it is, or anything else without a limit; COLUMNS wins."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() or os.environ.get("COLUMNS") else _UNLIMITED
    return Console(file=sys.stdout, width=width, markup=False, highlight=False, emoji=False)


def make_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Returns the table; columns of numbers are aligned right."""
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for index, name in enumerate(columns):
        numeric = name != "uuid" and all(_is_number(row[index]) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", no_wrap=True, overflow="ellipsis")
    for row in rows:
        table.add_row(*(Text(text) for text in row))
    return table


def fits(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Returns whether all of it can be shown."""
    widths = [max(map(cell_len, cells)) for cells in zip(columns, *(row[: len(columns)] for row in rows), strict=True)]
    return sum(widths) + _GAP * (len(widths) - 1) <= width


def _short(column: str, text: str) -> str:
    if column == "uuid":
        return text[:_SHORT_UUID]
    return _VENDORS.sub("", text) if column in ("gpu", "gpu_model") else text


def _least_important_first(columns: Sequence[str]) -> list[int]:
    """Returns the columns in the order in which they drop; the first never does."""

    def importance(index: int) -> int:
        return len(_STAY_LONGER) - _STAY_LONGER.index(columns[index]) if columns[index] in _STAY_LONGER else 0

    return sorted(range(len(columns) - 1, 0, -1), key=importance)


def _is_number(text: str) -> bool:
    return not text or _NUMBER.fullmatch(text) is not None


def _print(console: Console, table: Table) -> None:
    """Prints a table without the blanks at the ends of its lines."""
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        console.file.write(f"{line.rstrip()}\n")
