"""Writes differences as YAML that can be pasted into openapi.yaml. All text is ASCII and quoted where needed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from octaspace_sdk.smoke.schema_diff import Difference
from octaspace_sdk.spec import Pointer, Spec

Remarks = Mapping[Pointer, tuple[str, ...]]

_PLAIN_SCALAR = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
_RESERVED_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_NON_FINITE = {"NaN": ".nan", "Infinity": ".inf", "-Infinity": "-.inf"}


def render_report(differences: list[Difference], corrected_document: Mapping[str, Any]) -> str:
    """Returns the parts of the corrected document that differ, each under a comment that says why."""
    corrected = Spec(corrected_document)
    excerpt: dict[str, Any] = {}
    remarks = {difference.pointer: difference.remarks for difference in differences}
    for pointer in remarks:
        if any(other != pointer and _is_within(pointer, other) for other in remarks):
            continue  # written as a part of the other one
        parent = excerpt
        for step in pointer[:-1]:
            parent = parent.setdefault(step, {})
        parent[pointer[-1]] = corrected.at(pointer).value
    head = f"# {len(differences)} differences from openapi.yaml; each part is complete and can be pasted there."
    return "\n".join([head, *_mapping_lines(excerpt, 0, (), remarks)])


def _is_within(inner: Pointer, outer: Pointer) -> bool:
    return inner[: len(outer)] == outer


def _mapping_lines(mapping: dict[str, Any], indent: int, pointer: Pointer, remarks: Remarks) -> Iterator[str]:
    margin = " " * indent
    for key, value in mapping.items():
        member = (*pointer, key)
        yield from (f"{margin}# {_ascii(remark)}" for remark in remarks.get(member, ()))
        name = _scalar(key)
        if isinstance(value, dict) and value:
            yield f"{margin}{name}:"
            yield from _mapping_lines(value, indent + 2, member, remarks)
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value) and key != "examples":
            yield f"{margin}{name}:"
            for item in value:
                yield from _item_lines(item, indent + 2)
        else:
            yield f"{margin}{name}: {_flow(value)}"


def _item_lines(item: Any, indent: int) -> Iterator[str]:
    lines = list(_mapping_lines(item, indent + 2, (), {})) if isinstance(item, dict) and item else [_flow(item)]
    yield f"{' ' * indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _flow(value: Any) -> str:
    """Returns a value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        text = json.dumps(value)
        return _NON_FINITE.get(text, text)
    if _PLAIN_SCALAR.fullmatch(value) and value.lower() not in _RESERVED_WORDS:
        return value
    return '"' + _ascii(value, escaped='"\\') + '"'


def _ascii(text: str, escaped: str = "") -> str:
    """Returns text without control characters, which a terminal would act upon, and without line breaks."""
    return "".join(
        f"\\{char}" if char in escaped else char if " " <= char <= "~" else f"\\U{ord(char):08x}" for char in text
    )
