"""Examples made up from schemas, for parts that come without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generator.schemas import MAX_DEPTH

TEXTS = {
    "date-time": "2026-01-31T12:00:00Z",
    "date": "2026-01-31",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "email": "user@example.net",
    "uri": "https://example.net/",
}
"""An example text for each format."""

Resolve = Callable[[dict[str, Any]], dict[str, Any]]


def example_of(schema: Mapping[str, Any], resolve: Resolve, depth: int = 0) -> Any:
    """Return a value that a schema allows, or its own example; what contains itself ends with null."""
    schema = resolve(dict(schema))
    if "example" in schema:
        return schema["example"]
    for key in ("examples", "enum"):
        if isinstance(schema.get(key), list) and schema[key]:
            return schema[key][0]
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if depth > MAX_DEPTH // 4:
        return None
    for key in ("oneOf", "anyOf"):
        if schema.get(key):
            return example_of(schema[key][0], resolve, depth + 1)
    if "properties" in schema or "allOf" in schema:
        parts = [example_of(part, resolve, depth + 1) for part in schema.get("allOf", ())]
        merged = {key: value for part in parts if isinstance(part, dict) for key, value in part.items()}
        stated = schema.get("properties", {}).items()
        return merged | {key: example_of(part, resolve, depth + 1) for key, part in stated}
    stated_type = schema.get("type", "object")
    name = stated_type[0] if isinstance(stated_type, list) else stated_type
    if name == "array":
        items = schema.get("items")
        return [example_of(items, resolve, depth + 1)] if isinstance(items, dict) else []
    if name == "string":
        return TEXTS.get(schema.get("format", ""), "text" * max(1, -(-schema.get("minLength", 0) // 4)))
    least = schema.get("minimum", 1)
    return {"integer": least, "number": least, "boolean": True, "object": {}}.get(name)
