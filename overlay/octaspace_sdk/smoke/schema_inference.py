"""Schemas inferred from observed values, in the style of openapi.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from octaspace_sdk.smoke.attribute_names import distinct_name
from octaspace_sdk.smoke.samples import samples
from octaspace_sdk.support.redaction import looks_secret_name

NOT_DESCRIBED = "Not described yet."

MAX_DEPTH = 6  # of objects and arrays; what is deeper is left open
MAX_NAMES = 60  # of an object; one with more is a map
LEAST_NAMES = 3  # that two objects have in common when they are of one schema

SCALARS = {"string", "integer", "number", "boolean", "null"}


def json_type(value: Any) -> str:
    """Return the JSON Schema type of a value; a float without a fraction is an integer there."""
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    names = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


@attrs.frozen
class SchemaInference:
    """Infers schemas; an object that is one of the known ones becomes a `$ref` to it."""

    known: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    """The schemas under components/schemas, by name."""

    def property_schema(self, values: list[Any], name: str, secret: bool = False) -> dict[str, Any]:
        """Return a schema for a new property that allows these values; examples only when it is no secret."""
        return self._property(values, name, secret, 0)

    def alternatives(self, values: list[Any], secret: bool) -> list[dict[str, Any]]:
        """Return a schema for each JSON type of the values."""
        return [self._of_type(name, values, secret, 0) for name in json_types(values)]

    def _property(self, values: list[Any], name: str, secret: bool, depth: int) -> dict[str, Any]:
        secret = secret or looks_secret_name(name)
        schema = self._schema(values, secret, depth)
        schema["description"] = NOT_DESCRIBED
        if secret:
            schema["x-secret"] = True
        elif examples := samples(values):
            schema["examples"] = examples
        return schema

    def _schema(self, values: list[Any], secret: bool, depth: int) -> dict[str, Any]:
        if depth > MAX_DEPTH:
            return {}
        types = json_types(values)
        if len(types) == 1:
            return self._of_type(types[0], values, secret, depth)
        if SCALARS.issuperset(types):
            return {"type": types}
        return {"oneOf": [self._of_type(name, values, secret, depth) for name in types]}

    def _of_type(self, type_name: str, values: list[Any], secret: bool, depth: int) -> dict[str, Any]:
        """Return a schema for those of the values that are of a type."""
        if type_name == "array":
            items = [item for value in values if isinstance(value, list) for item in value]
            return {"type": type_name, "items": self._schema(items, secret, depth + 1) if items else {}}
        if type_name != "object":
            return {"type": type_name}
        objects = [value for value in values if isinstance(value, dict)]
        if (reference := self.reference(objects)) is not None:
            return {"$ref": reference}
        return {"type": type_name} | self._parts(objects, secret, depth + 1)

    def reference(self, objects: list[dict[str, Any]]) -> str | None:
        """Return the `$ref` of the schema that all of the objects fit: each has what it requires and little else."""
        for name, schema in self.known.items():
            properties = schema.get("properties", {})
            if objects and all(_is_like(value, properties, schema.get("required", ())) for value in objects):
                return f"#/components/schemas/{name}"
        return None

    def _parts(self, objects: list[dict[str, Any]], secret: bool, depth: int) -> dict[str, Any]:
        names = list(dict.fromkeys(name for value in objects for name in value))
        if not names:
            return {"additionalProperties": True}
        if len(names) > MAX_NAMES or not all(map(str.isidentifier, names)):  # ids, ports, model names: a map
            items = [item for value in objects for item in value.values()]
            return {"additionalProperties": self._schema(items, secret, depth)}
        properties: dict[str, Any] = {}
        for name in names:
            schema = self._property([value[name] for value in objects if name in value], name, secret, depth)
            properties[name] = with_distinct_name(schema, name, properties)
        return {
            "required": [name for name in names if all(name in value for value in objects)],
            "properties": properties,
        }


def with_distinct_name(schema: dict[str, Any], name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a new property, with an `x-name` where others have a similar name."""
    given_name = distinct_name(name, properties)
    return schema if given_name is None else schema | {"x-name": given_name}


def json_types(values: list[Any]) -> list[str]:
    """Return the JSON types of the values in the order they came, null last; "number" includes the integers."""
    types = dict.fromkeys(map(json_type, values))
    if "number" in types:
        types.pop("integer", None)
    return null_last(types)


def null_last(types: Iterable[str]) -> list[str]:
    """Return the types in their order, but for "null", which ends a list of types."""
    return sorted(types, key=lambda name: name == "null")


def _is_like(value: dict[str, Any], properties: Mapping[str, Any], required: Iterable[str]) -> bool:
    common = sum(name in properties for name in value)
    return common >= LEAST_NAMES and common >= 0.8 * len(value) and all(name in value for name in required)
