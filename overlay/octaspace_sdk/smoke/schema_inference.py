"""Schemas made of values that came, in the style of openapi.yaml, and samples that show no secret."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

NOT_DESCRIBED = "Not described yet."
MASKED = "***"
_MOST = 40  # characters of a sample

_SECRET_NAME = re.compile(
    r"pass|pw|secret|token|key|auth|cookie|cred|cert|private|psk|seed|mnemonic|wallet|address|config|env|ssh|jwt|signature|e?mail|phone",
    re.IGNORECASE,
)
# Keys, hashes and tokens are long without a gap; an address of mail is a person's.
_SECRET_TEXT = re.compile(r"[A-Za-z0-9+/=_\-]{20,}|@|://[^/]*:|[?&]\w+=")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_SCALARS = {"string", "integer", "number", "boolean", "null"}
# What belongs to one alternative; the rest (description, extensions, examples) to all of them.
_OF_ALTERNATIVE = {
    *("$ref", "type", "items", "properties", "required", "additionalProperties", "pattern", "format"),
    *("contentMediaType", "contentEncoding", "minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum"),
}


def kind(value: Any) -> str:
    """The JSON type of a value, in the words of a schema."""
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    names = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def inferred(values: list[Any], name: str, secret: bool = False) -> dict[str, Any]:
    """A schema of a new property, of all the values it had."""
    secret = secret or bool(_SECRET_NAME.search(name))
    schema = _schema(values, secret)
    schema["description"] = NOT_DESCRIBED
    if secret:
        schema["x-secret"] = True
    elif examples := _examples(values):
        schema["examples"] = examples
    return schema


def extended(
    schema: dict[str, Any], target: Mapping[str, Any], values: list[Any], name: str, secret: bool
) -> dict[str, Any]:
    """A described schema that takes these values as well; `target` is what it refers to."""
    kinds = _kinds(values)
    if "oneOf" in target or "anyOf" in target:
        key = "oneOf" if "oneOf" in schema else "anyOf"
        if key not in schema:
            return _alternatives(schema, [{"type": one} for one in kinds])
        return schema | {key: [*schema[key], *_each(kinds, values, secret)]}
    described = schema.get("type", [])
    described = [described] if isinstance(described, str) else list(described)
    if not described or not _SCALARS.issuperset(described) or not _SCALARS.issuperset(kinds):
        simple = kinds == ["null"] and described and "oneOf" not in schema and "$ref" not in schema
        return (
            schema | {"type": [*described, "null"]} if simple else _alternatives(schema, _each(kinds, values, secret))
        )
    if "number" in kinds and "integer" in described:
        described.remove("integer")
    types = [*described, *(one for one in kinds if one not in described)]
    types.sort(key=lambda one: one == "null")
    changed = schema | {"type": types[0] if len(types) == 1 else types}
    texts = [value for value in values if isinstance(value, str)]
    if "integer" in types and texts and all(re.fullmatch("[0-9]*", text) for text in texts):
        changed |= {"pattern": "^[0-9]*$" if "" in texts else "^[0-9]+$", "x-python-type": "int"}
    elif "number" in types and texts and all(_DECIMAL.fullmatch(text) for text in texts):
        changed |= {"x-python-type": "float"}
    elif texts:
        changed.pop("pattern", None)
    return changed


def sample(values: list[Any], name: str, secret: bool) -> str:
    """One of the values, short, as JSON; nothing when there is none to show, `***` when it is a secret."""
    given = [value for value in values if value not in (None, "", [], {})]
    if not given:
        return ""
    if secret or _SECRET_NAME.search(name) or isinstance(given[0], (dict, list)) or not _may_be_shown(given[0]):
        return MASKED if not isinstance(given[0], (dict, list)) or secret else ""
    return json.dumps(given[0])


def _schema(values: list[Any], secret: bool) -> dict[str, Any]:
    kinds = _kinds(values)
    if len(kinds) == 1 or _SCALARS.issuperset(kinds):
        types: Any = kinds[0] if len(kinds) == 1 else kinds
        return {"type": types} | _within(kinds[0], values, secret)
    return {"oneOf": _each(kinds, values, secret)}


def _each(kinds: list[str], values: list[Any], secret: bool) -> list[dict[str, Any]]:
    return [{"type": one} | _within(one, values, secret) for one in kinds]


def _within(of_kind: str, values: list[Any], secret: bool) -> dict[str, Any]:
    """What a schema of arrays or of objects says about their parts."""
    if of_kind == "array":
        items = [item for value in values if isinstance(value, list) for item in value]
        return {"items": _schema(items, secret) if items else {}}
    if of_kind != "object":
        return {}
    objects = [value for value in values if isinstance(value, dict)]
    names = list(dict.fromkeys(name for one in objects for name in one))
    if not names:
        return {"additionalProperties": True}
    if not all(name.isidentifier() for name in names):  # ids, ports, model names: a map
        return {"additionalProperties": _schema([item for one in objects for item in one.values()], secret)}
    parts = {name: inferred([one[name] for one in objects if name in one], name, secret) for name in names}
    return {"required": [name for name in names if all(name in one for one in objects)], "properties": parts}


def _alternatives(schema: dict[str, Any], more: list[dict[str, Any]]) -> dict[str, Any]:
    own = {key: value for key, value in schema.items() if key in _OF_ALTERNATIVE}
    return {"oneOf": [own, *more]} | {key: value for key, value in schema.items() if key not in own}


def _kinds(values: list[Any]) -> list[str]:
    """The JSON types that came, the common ones first and null last; numbers take the integers in."""
    kinds = list(dict.fromkeys(map(kind, values)))
    if "number" in kinds and "integer" in kinds:
        kinds.remove("integer")
    return sorted(kinds, key=lambda one: one == "null")


def _examples(values: list[Any]) -> list[Any]:
    shown: list[Any] = []
    for value in values:
        if isinstance(value, (str, int, float)) and _may_be_shown(value) and value != "" and value not in shown:
            shown.append(value)
    return shown[:2]


def _may_be_shown(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _MOST and not _SECRET_TEXT.search(value)
    return len(repr(value)) <= _MOST if not isinstance(value, int) else value.bit_length() < 130
