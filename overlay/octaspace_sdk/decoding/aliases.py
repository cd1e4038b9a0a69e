"""Other names under which some hosts send a field: `x-aliases` in openapi.yaml."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import attrs
import msgspec


@lru_cache(maxsize=256)
def aliases_of(model: Any) -> tuple[tuple[str, str], ...]:
    """Return each alias of a model's fields, with the first name of the field."""
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(model)
    return tuple(
        (alias, field.metadata.get("wire_name", field.name))
        for field in fields
        for alias in field.metadata.get("aliases", ())
    )


def with_first_names(members: dict[str, Any], model: Any) -> dict[str, Any]:
    """Return an object with the value of an alias under the first name, unless there is a value already.

    Args:
        members: Of the object, as plain values or as `msgspec.Raw`.
        model: What the object is.
    """
    aliases = aliases_of(model)
    if not aliases:
        return members
    named = dict(members)
    for alias, name in aliases:
        if alias in named and _is_empty(named.get(name)):
            named[name] = named.pop(alias)
    return named


def _is_empty(value: Any) -> bool:
    return value is None or (bytes(value) in (b"null", b'""') if type(value) is msgspec.Raw else value == "")
