"""Compares values of the table with what a driver has written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

ZEROS: tuple[Any, ...] = (0, "", [], {}, False)


def differences(wanted: Any, found: Any, path: str = "", *, zeros: bool = False) -> Iterator[str]:
    """Yield where a value is not what a case says; keys that the case leaves out may have any value.

    Args:
        wanted: What the case says.
        found: What the driver has written.
        path: Where in the value they are.
        zeros: Whether the language has zero values in place of what is missing.
    """
    match wanted:
        case None if zeros:
            right = found is None or found in ZEROS
        case {"any_of": list(words)}:
            right = found in words
        case {"decimal": text}:
            right = isinstance(found, str) and _decimal(found) == Decimal(text)
        case {"time": text}:
            right = isinstance(found, str) and _moment(found) == _moment(text)
        case {"matches": pattern}:
            right = isinstance(found, str) and re.search(pattern, found, re.DOTALL) is not None
        case {"lacks": text}:
            right = isinstance(found, str) and text not in found
        case {"between": [low, high]}:
            right = isinstance(found, (int, float)) and low <= found <= high
        case Mapping():
            if not isinstance(found, Mapping):
                yield f"{path or 'it'} is {found!r}, not {wanted!r}"
                return
            for key, value in wanted.items():
                yield from differences(value, found.get(key), f"{path}.{key}" if path else str(key), zeros=zeros)
            return
        case list() | tuple():
            if not isinstance(found, list) or len(found) != len(wanted):
                yield f"{path or 'it'} is {found!r}, not {wanted!r}"
                return
            for index, (one, other) in enumerate(zip(wanted, found, strict=True)):
                yield from differences(one, other, f"{path}.{index}" if path else str(index), zeros=zeros)
            return
        case _:
            right = wanted == found and (isinstance(wanted, bool) == isinstance(found, bool))
    if not right:
        yield f"{path or 'it'} is {found!r}, not {wanted!r}"


def deviations(reference: Any, found: Any, path: str = "", *, zeros: bool = False) -> Iterator[str]:
    """Yield where the whole value of another client differs from that of the reference.

    Args:
        reference: The value of the client of reference.
        found: That of the other one.
        path: Where in the value they are.
        zeros: Whether the other language has zero values in place of what is missing.
    """
    if isinstance(reference, Mapping) and isinstance(found, Mapping):
        for key in dict.fromkeys([*reference, *found]):
            yield from deviations(reference.get(key), found.get(key), f"{path}.{key}" if path else key, zeros=zeros)
    elif isinstance(reference, list) and isinstance(found, list) and len(reference) == len(found):
        for index, (one, other) in enumerate(zip(reference, found, strict=True)):
            yield from deviations(one, other, f"{path}.{index}" if path else str(index), zeros=zeros)
    elif isinstance(reference, str) and isinstance(found, str):
        if reference != found and (_exact(reference) is None or _exact(reference) != _exact(found)):
            yield f"{path or 'it'} is {found!r}, and {reference!r} in the reference"
    elif zeros and (_all_zero(found) or (reference is None and found in ZEROS)):
        return  # of an item that is missing, or is not of its type
    elif reference != found or isinstance(reference, bool) != isinstance(found, bool):
        yield f"{path or 'it'} is {found!r}, and {reference!r} in the reference"


def _all_zero(found: Any) -> bool:
    return isinstance(found, Mapping) and all(
        each is None or each in ZEROS or _all_zero(each) for each in found.values()
    )


def at(path: str, value: Any) -> Any:
    """Return what is at a path of keys and numbers."""
    steps = path.split(".") if path else []
    while steps:
        if isinstance(value, list):
            value = value[int(steps.pop(0))]
            continue
        # A key may have dots in it.
        sizes = [size for size in range(len(steps), 0, -1) if ".".join(steps[:size]) in (value or {})]
        if not sizes:
            return None
        value, steps = value[".".join(steps[: sizes[0]])], steps[sizes[0] :]
    return value


def _exact(text: str) -> Any:
    return _decimal(text) if _decimal(text) is not None else _moment(text)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
