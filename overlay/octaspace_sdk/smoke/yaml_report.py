"""Writes differences as YAML that can be pasted into openapi.yaml. All text is ASCII and quoted where needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from octaspace_sdk.smoke.corrections import Difference
from octaspace_sdk.smoke.yaml_text import YAMLText
from octaspace_sdk.spec import Pointer, Spec


def render_report(differences: list[Difference], corrected_document: Mapping[str, Any]) -> str:
    """Return the parts of the corrected document that differ, each under a comment that says why."""
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
    return "\n".join([head, *YAMLText().mapping_lines(excerpt, 0, (), remarks)])


def _is_within(inner: Pointer, outer: Pointer) -> bool:
    return inner[: len(outer)] == outer
