"""JSON pointers (RFC 6901), and the references that contain one."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote


def escaped(key: str) -> str:
    """Return a key as a step of a pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def keys_of(pointer: str) -> list[str]:
    """Return the keys that a pointer leads through."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def value_at(document: Any, pointer: str) -> Any:
    """Return the part of a document that a pointer leads to.

    Raises:
        LookupError: It leads to nothing.
    """
    value = document
    for key in keys_of(pointer):
        if isinstance(value, list) and key.isdecimal():
            value = value[int(key)]
        elif isinstance(value, dict):
            value = value[key]
        else:
            raise LookupError(pointer)
    return value


def referenced(reference: Any) -> str | None:
    """Return the pointer in the `$ref` of a part of the same document; None for any other `$ref`."""
    return unquote(reference[1:]) if isinstance(reference, str) and reference.startswith("#/") else None
