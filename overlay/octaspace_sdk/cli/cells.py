"""One value as a cell of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from octaspace_sdk.support.printable import printable


def cell(column: str, value: Any) -> str:
    """Return a value as people read it: durations in hours and minutes, times in UTC, yes and no, lists with commas.

    Nothing for None.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and (format_ := _BY_COLUMN.get(column)):
        return format_(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, float | Decimal):
        return f"{value:,}"
    if isinstance(value, list | tuple):
        return ", ".join(cell("", item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{printable(str(name))}: {cell('', item)}" for name, item in value.items())
    return printable(str(value))


def duration(seconds: int) -> str:
    """Return a length of time with its two largest units: 45s, 12m 5s, 3h 20m, 21d 5h."""
    days, rest = divmod(abs(seconds), 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "m"), (rest, "s")]
    first = next((index for index, (count, _) in enumerate(parts) if count), 3)
    return " ".join(
        f"{count}{unit}" for count, unit in parts[first : first + 2] if count or (unit == "s" and first == 3)
    )


def size(count: int) -> str:
    """Return a number of bytes in the unit that fits."""
    amount, units = float(count), ["B", "kB", "MB", "GB", "TB", "PB"]
    while amount >= 1000 and len(units) > 1:
        amount /= 1000
        units.pop(0)
    return f"{amount:.0f} {units[0]}" if units[0] == "B" else f"{amount:.1f} {units[0]}"


_BY_COLUMN: dict[str, Callable[[int], str]] = {
    "duration": duration,
    "uptime": duration,
    "rx": size,
    "tx": size,
    "total_memory": size,
    "free_disk": size,
}
