"""OpenAPI 3.0 in the words of 3.1, so that everything else reads one version."""

from __future__ import annotations

from typing import Any

from generator.document import Document, Node

DATA = ("example", "examples", "default", "enum", "const")
"""Keys whose values are data and no part of the description."""


def upgrade(document: Document) -> None:
    """Check the version of a description, and turn what is particular to 3.0 into 3.1, in place."""
    version = str(document.raw.get("openapi", ""))
    if version.startswith("3.0"):
        _upgrade(document.raw)
        document.raw["openapi"] = "3.1.0"  # type: ignore[index]
    elif "swagger" in document.raw:
        document.root.at("swagger").refuse("Swagger 2.0 is not supported", "convert it to OpenAPI 3.1")
    elif not version.startswith("3.1"):
        node = document.root.at("openapi") if "openapi" in document.root else document.root
        node.refuse(f"openapi must be 3.0 or 3.1, not {version or 'missing'}", "write `openapi: 3.1.0`")


def refuse_old_words(schema: Node) -> None:
    """Refuse what OpenAPI 3.0 says otherwise than 3.1."""
    if "nullable" in schema:
        schema.at("nullable").refuse("nullable is OpenAPI 3.0", 'write `type: [..., "null"]`')


def _upgrade(value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _upgrade(item)
    elif isinstance(value, dict):
        if value.pop("nullable", None) is True:
            _allow_null(value)
        for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if isinstance(value.get(exclusive), bool) and value.pop(exclusive) and limit in value:
                value[exclusive] = value.pop(limit)
        for key, item in value.items():
            if key not in DATA:
                _upgrade(item)


def _allow_null(schema: dict[str, Any]) -> None:
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
    elif "allOf" in schema:  # the usual way to make a $ref nullable
        schema["oneOf"] = [{"allOf": schema.pop("allOf")}, {"type": "null"}]
    elif "$ref" in schema:
        schema["oneOf"] = [{"$ref": schema.pop("$ref")}, {"type": "null"}]
    else:
        for key in ("oneOf", "anyOf"):
            if key in schema:
                schema[key].append({"type": "null"})
                break
