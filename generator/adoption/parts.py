"""Parts of plain documents: by JSON pointer, by `$ref`, by operation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.document import HTTP_METHODS
from generator.requests import JSON

Parts = dict[str, Any]


def value_at(document: Parts, pointer: str) -> Any:
    value: Any = document
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def exists(document: Parts, pointer: str) -> bool:
    try:
        value_at(document, pointer)
    except (LookupError, TypeError, ValueError):
        return False
    return True


def delete(document: Parts, pointer: str) -> bool:
    if not exists(document, pointer):
        return False
    owner, _, step = pointer.rpartition("/")
    parts = value_at(document, owner)
    key = step.replace("~1", "/").replace("~0", "~")
    del parts[int(key) if isinstance(parts, list) else key]
    return True


def resolve(document: Parts, value: Parts) -> Parts:
    for _ in range(20):
        reference = value.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/") or not exists(document, reference[1:]):
            break
        value = value_at(document, reference[1:])
    return value


def operations(document: Parts) -> Iterator[tuple[str, str, Parts]]:
    for path, item in document.get("paths", {}).items():
        for method in HTTP_METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                yield method, path, item[method]


def json_content(part: Parts) -> tuple[str, Parts | None]:
    content = part.get("content", {})
    media = next((name for name in content if JSON.fullmatch(name.partition(";")[0].strip().lower())), "")
    return media, content[media].get("schema") if media else None


def is_like(mine: Parts, theirs: Parts) -> bool:
    """Return whether two schemas describe the same: objects that share half of their properties, or two lists."""
    if "items" in theirs:
        return "items" in mine
    names, others = set(mine.get("properties", ())), set(theirs.get("properties", ()))
    return bool(names) and 2 * len(names & others) >= min(len(names), len(others))


def steps_of(path: str) -> list[str]:
    return [step for step in path.split("/") if step]


def without_names(path: str) -> str:
    return re.sub(r"{[^}]*}", "{}", path.rstrip("/"))


def as_step(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def is_within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}/")
