"""Writes the differences as YAML that stands as it would in openapi.yaml. All text is ASCII and quoted where needed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from octaspace_sdk.smoke.schema_diff import Difference, Pointer, at

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def report(differences: list[Difference], document: dict[str, Any]) -> str:
    """The parts of an amended document that differ, each under a comment that says why."""
    parts: dict[str, Any] = {}
    remarks: dict[Pointer, tuple[str, ...]] = {}
    for one in differences:
        remarks[one.pointer] = one.remarks
        if any(other.pointer != one.pointer and _is_within(one.pointer, other.pointer) for other in differences):
            continue  # a part of another one
        place = parts
        for step in one.pointer[:-1]:
            place = place.setdefault(step, {})
        place[one.pointer[-1]] = at(document, one.pointer)
    head = f"# {len(differences)} differences from openapi.yaml; what is new stands as it can be pasted there."
    return "\n".join([head, *_mapping(parts, 0, (), remarks)])


def _is_within(inner: Pointer, outer: Pointer) -> bool:
    return inner[: len(outer)] == outer


def _mapping(
    values: dict[str, Any], indent: int, here: Pointer, remarks: dict[Pointer, tuple[str, ...]]
) -> Iterator[str]:
    pad = " " * indent
    for key, value in values.items():
        place = (*here, key)
        yield from (f"{pad}# {_ascii(remark)}" for remark in remarks.get(place, ()))
        name = _scalar(key)
        if isinstance(value, dict) and value:
            yield f"{pad}{name}:"
            yield from _mapping(value, indent + 2, place, remarks)
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value) and key != "examples":
            yield f"{pad}{name}:"
            for item in value:
                lines = list(_mapping(item, indent + 4, (), {})) if isinstance(item, dict) and item else []
                first = lines[0].strip() if lines else _flow(item)
                yield f"{pad}  - {first}"
                yield from lines[1:]
        else:
            yield f"{pad}{name}: {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return {"NaN": ".nan", "Infinity": ".inf", "-Infinity": "-.inf"}.get(text := json.dumps(value), text)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return f'"{_ascii(value, quoted=True)}"'


def _ascii(text: str, quoted: bool = False) -> str:
    """Text that no terminal acts upon."""
    special = '"\\' if quoted else ""
    return "".join(
        f"\\{char}" if char in special and special else char if " " <= char <= "~" else f"\\U{ord(char):08x}"
        for char in text
    )
