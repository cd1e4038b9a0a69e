"""Parts of documents that are plain JSON: by JSON pointer, by `$ref`, by operation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.document import HTTP_METHODS
from generator.pointer import keys_of, referenced, value_at
from generator.requests import JSON

Parts = dict[str, Any]


def exists(document: Parts, pointer: str) -> bool:
    try:
        value_at(document, pointer)
    except LookupError:
        return False
    return True


def delete(document: Parts, pointer: str) -> bool:
    if not exists(document, pointer):
        return False
    parts = value_at(document, pointer.rpartition("/")[0])
    key = keys_of(pointer)[-1]
    del parts[int(key) if isinstance(parts, list) else key]
    return True


def resolve(document: Parts, value: Parts) -> Parts:
    for _ in range(20):
        pointer = referenced(value.get("$ref"))
        if pointer is None or not exists(document, pointer):
            break
        value = value_at(document, pointer)
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


def is_within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}/")
