"""Schemas inferred from observed values, in the style of openapi.yaml, and samples that show no secret."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from octaspace_sdk.support.redaction import MASK, looks_secret_name, looks_secret_text

NOT_DESCRIBED = "Not described yet."

_MAX_SAMPLE = 40  # characters
_MAX_BITS = 130  # of an integer in a sample

SCALARS = {"string", "integer", "number", "boolean", "null"}


def json_type(value: Any) -> str:
    """Returns the JSON Schema type of a value; a float without a fraction is an integer there."""
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    names = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def infer_property(values: list[Any], name: str, secret: bool = False) -> dict[str, Any]:
    """Returns a schema for a new property that allows these values; examples only when it is no secret."""
    secret = secret or looks_secret_name(name)
    schema = _schema(values, secret)
    schema["description"] = NOT_DESCRIBED
    if secret:
        schema["x-secret"] = True
    elif examples := _examples(values):
        schema["examples"] = examples
    return schema


def sample(values: list[Any], name: str, secret: bool) -> str:
    """Returns one of the values as short JSON, `***` for a secret, and empty text when there is nothing to show."""
    shown = next((value for value in values if value not in (None, "", [], {})), None)
    if shown is None:
        return ""
    if isinstance(shown, (dict, list)):
        return MASK if secret else ""
    return MASK if secret or looks_secret_name(name) or not _may_be_shown(shown) else json.dumps(shown)


def _schema(values: list[Any], secret: bool) -> dict[str, Any]:
    types = json_types(values)
    if len(types) == 1:
        return {"type": types[0]} | _parts(types[0], values, secret)
    if SCALARS.issuperset(types):
        return {"type": types}
    return {"oneOf": alternatives(values, secret)}


def alternatives(values: list[Any], secret: bool) -> list[dict[str, Any]]:
    """Returns a schema for each JSON type of the values."""
    return [{"type": name} | _parts(name, values, secret) for name in json_types(values)]


def _parts(type_name: str, values: list[Any], secret: bool) -> dict[str, Any]:
    """Returns the keywords about the items of arrays or the properties of objects."""
    if type_name == "array":
        items = [item for value in values if isinstance(value, list) for item in value]
        return {"items": _schema(items, secret) if items else {}}
    if type_name != "object":
        return {}
    objects = [value for value in values if isinstance(value, dict)]
    names = list(dict.fromkeys(name for value in objects for name in value))
    if not names:
        return {"additionalProperties": True}
    if not all(name.isidentifier() for name in names):  # ids, ports, model names: a map
        return {"additionalProperties": _schema([item for value in objects for item in value.values()], secret)}
    properties = {
        name: infer_property([value[name] for value in objects if name in value], name, secret) for name in names
    }
    return {"required": [name for name in names if all(name in value for value in objects)], "properties": properties}


def json_types(values: list[Any]) -> list[str]:
    """Returns the JSON types of the values in the order they came, null last; "number" includes the integers."""
    types = dict.fromkeys(map(json_type, values))
    if "number" in types:
        types.pop("integer", None)
    return null_last(types)


def null_last(types: Iterable[str]) -> list[str]:
    """Returns the types in their order, but for "null", which ends a list of types."""
    return sorted(types, key=lambda name: name == "null")


def _examples(values: list[Any]) -> list[Any]:
    shown: list[Any] = []
    for value in values:
        if isinstance(value, (str, int, float)) and _may_be_shown(value) and value != "" and value not in shown:
            shown.append(value)
    return shown[:2]


def _may_be_shown(value: str | float) -> bool:
    if isinstance(value, str):
        return len(value) <= _MAX_SAMPLE and not looks_secret_text(value)
    return value.bit_length() < _MAX_BITS if isinstance(value, int) else len(repr(value)) <= _MAX_SAMPLE
