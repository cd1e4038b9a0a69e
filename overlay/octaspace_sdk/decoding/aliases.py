"""Other names under which some hosts send a field: `x-aliases` in openapi.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import attrs


@lru_cache(maxsize=256)
def aliases_of(model: Any) -> tuple[tuple[str, str], ...]:
    """Returns each alias of a model's fields, with the first name of the field."""
    return tuple(
        (alias, field.metadata.get("wire_name", field.name))
        for field in attrs.fields(model)
        for alias in field.metadata.get("aliases", ())
    )


def with_first_names(plain: Mapping[str, Any], model: Any) -> dict[str, Any]:
    """Returns a plain object with the value of an alias under the first name, unless there is a value already."""
    named = dict(plain)
    for alias, name in aliases_of(model):
        if alias in named and named.get(name) in (None, ""):
            named[name] = named.pop(alias)
    return named
