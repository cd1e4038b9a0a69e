"""Fields that some hosts send under another name (`x-aliases`), said in the words of JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def accepting_aliases(part: Any) -> Any:
    """Return the document, or a part of it, with schemas that a field under any of its names fits.

    Each name has the field's schema; where the field is required, one of its names is.
    """
    if isinstance(part, list):
        return [accepting_aliases(item) for item in part]
    if not isinstance(part, Mapping):
        return part
    schema = {key: accepting_aliases(value) for key, value in part.items()}
    for name, field in _aliased(schema):
        names = [name, *field["x-aliases"]]
        schema["properties"] |= dict.fromkeys(names, field)
        if name in schema.get("required", ()):
            schema["required"] = [required for required in schema["required"] if required != name]
            schema["allOf"] = [*schema.get("allOf", ()), {"anyOf": [{"required": [each]} for each in names]}]
    return schema


def _aliased(schema: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    fields = schema.get("properties")
    if not isinstance(fields, Mapping):
        return []
    return [(name, field) for name, field in fields.items() if isinstance(field, Mapping) and "x-aliases" in field]
