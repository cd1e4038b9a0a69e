"""The words that a description may have, where, and of which type; all others are refused (rules.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from generator.document import HTTP_METHODS

TEXT, FLAG, NUMBER, COUNT, OBJECT, ARRAY, ANYTHING = "text", "true or false", "number", "count", "object", "array", ""
FREE = "free"
"""A part that is data, or documentation for other programs."""

DERIVED_UNITS = {
    "wei": ("integer",),
    "usd-e4": ("integer",),
    "bandwidth": ("integer", "number"),
    "unix-ms": ("integer",),
    "timestamp": ("text",),
    "termination-reason": ("integer",),
}
"""The units from which a property is derived, with the kinds of value that can have them."""

UNITS = {
    *DERIVED_UNITS, "usd-per-hour", "usd-per-gb", "octa", "octa-per-hour", "usd-per-octa", "seconds",
    "bytes", "megabytes", "gigabytes",
    "megabytes-per-second", "percent", "megahertz", "watts", "celsius",
}  # fmt: skip
"""The values of x-unit."""

FORMATS = ("date-time", "date", "time", "uuid", "binary", "byte", "int64", "int32")
"""Formats that are often misspelt; others are documentation."""


@attrs.frozen
class Word:
    """The value that a key may have: its JSON type, and the kind of part that it or each of its members is."""

    type: str = ANYTHING
    kind: str = FREE
    members: bool = False


@attrs.frozen
class Unsupported:
    """A key that is refused, because ignoring it would generate wrong code."""

    reason: str
    remedy: str
    harmless: tuple[Any, ...] = ()
    """Values that have no effect, and are accepted."""


def _object_of(kind: str) -> Word:
    return Word(OBJECT, kind, members=True)


def _array_of(kind: str) -> Word:
    return Word(ARRAY, kind, members=True)


_DOCUMENTED = {"summary": Word(TEXT), "description": Word(TEXT)}
_SHOWN = {"example": Word(), "examples": Word()}
_NO_SERVERS = Unsupported("other hosts for a part of the API are not supported", "list all hosts at the top")

KINDS: Mapping[str, Mapping[str, Word | Unsupported]] = {
    "document": {
        "openapi": Word(TEXT),
        "info": Word(OBJECT, "info"),
        "jsonSchemaDialect": Word(TEXT),
        "servers": Word(ARRAY),
        "tags": _array_of("tag"),
        "security": _array_of("requirement"),
        "externalDocs": Word(OBJECT),
        "paths": _object_of("path"),
        "components": Word(OBJECT, "components"),
        "webhooks": Unsupported("webhooks are not supported", "leave them out", ({},)),
    },
    "info": {
        **_DOCUMENTED,
        "title": Word(TEXT),
        "version": Word(TEXT),
        "termsOfService": Word(TEXT),
        "contact": Word(OBJECT),
        "license": Word(OBJECT),
    },
    "tag": {
        "name": Word(TEXT),
        "description": Word(TEXT),
        "externalDocs": Word(OBJECT),
        "x-handle": Word(TEXT),
    },
    "path": {
        **_DOCUMENTED,
        "parameters": _array_of("parameter"),
        **{method: Word(OBJECT, "operation") for method in HTTP_METHODS},
        "trace": Unsupported("trace is not supported", "leave the operation out"),
        "servers": _NO_SERVERS,
        "$ref": Unsupported("a $ref to a path is not supported", "write the operations here"),
    },
    "operation": {
        **_DOCUMENTED,
        "tags": Word(ARRAY),
        "operationId": Word(TEXT),
        "parameters": _array_of("parameter"),
        "requestBody": Word(OBJECT, "body"),
        "responses": _object_of("response"),
        "deprecated": Word(FLAG),
        "x-replaced-by": Word(TEXT),
        "security": _array_of("requirement"),
        "externalDocs": Word(OBJECT),
        "callbacks": Unsupported("callbacks are not supported", "leave them out", ({},)),
        "servers": _NO_SERVERS,
        "x-returns": Word(TEXT),
        "x-response-adapter": Word(TEXT),
        "x-idempotent": Word(FLAG),
        "x-idempotent-reason": Word(TEXT),
        "x-recovery-hint": Word(TEXT),
        "x-rental": Word(OBJECT, "rental"),
    },
    "rental": {"method": Word(TEXT), "service": Word(TEXT), "offers": Word(TEXT), "apps": Word(TEXT)},
    "parameter": {
        **_SHOWN,
        "name": Word(TEXT),
        "in": Word(TEXT),
        "description": Word(TEXT),
        "required": Word(FLAG),
        "deprecated": Word(FLAG),
        "style": Word(TEXT),
        "explode": Word(FLAG),
        "schema": Word(OBJECT, "schema"),
        "content": Unsupported("a parameter that is JSON is not supported", "describe it with schema and style"),
        "allowReserved": Unsupported("allowReserved is not supported", "leave it out", (False,)),
        "allowEmptyValue": Unsupported("allowEmptyValue is not supported", "leave it out", (False,)),
        "x-name": Word(TEXT),
        "x-listed-by": Word(TEXT),
    },
    "body": {"description": Word(TEXT), "required": Word(FLAG), "content": _object_of("media")},
    "response": {
        "description": Word(TEXT),
        "headers": Word(OBJECT),
        "content": _object_of("media"),
        "links": Word(OBJECT),
    },
    "media": {
        **_SHOWN,
        "schema": Word(OBJECT, "schema"),
        "encoding": Unsupported("encoding is not supported", "leave it out", ({},)),
    },
    "components": {
        "schemas": _object_of("schema"),
        "responses": _object_of("response"),
        "parameters": _object_of("parameter"),
        "requestBodies": _object_of("body"),
        "examples": Word(OBJECT),
        "headers": Word(OBJECT),
        "links": Word(OBJECT),
        "securitySchemes": Word(OBJECT),
        "callbacks": Unsupported("callbacks are not supported", "leave them out", ({},)),
        "pathItems": Unsupported("a $ref to a path is not supported", "write the operations at the path", ({},)),
    },
    "price": {"octa": Word(TEXT), "market-price": Word(TEXT), "in-usd": Word(TEXT), "name": Word(TEXT)},
    "schema": {
        **_SHOWN,
        "type": Word(),
        "title": Word(TEXT),
        "description": Word(TEXT),
        "format": Word(TEXT),
        "default": Word(),
        "enum": Word(ARRAY),
        "const": Word(),
        "minimum": Word(NUMBER),
        "maximum": Word(NUMBER),
        "exclusiveMinimum": Word(NUMBER),
        "exclusiveMaximum": Word(NUMBER),
        "multipleOf": Word(NUMBER),
        "minLength": Word(COUNT),
        "maxLength": Word(COUNT),
        "pattern": Word(TEXT),
        "items": Word(ANYTHING, "schema"),
        "minItems": Word(COUNT),
        "maxItems": Word(COUNT),
        "uniqueItems": Word(FLAG),
        "properties": _object_of("schema"),
        "required": Word(ARRAY),
        "additionalProperties": Word(ANYTHING, "schema"),
        "propertyNames": Word(),
        "unevaluatedProperties": Word(),
        "minProperties": Word(COUNT),
        "maxProperties": Word(COUNT),
        "allOf": _array_of("schema"),
        "oneOf": _array_of("schema"),
        "anyOf": _array_of("schema"),
        "not": Word(),
        "if": Word(OBJECT),
        "then": Word(OBJECT),
        "else": Word(OBJECT),
        "discriminator": Word(OBJECT),
        "nullable": Word(FLAG),
        "deprecated": Word(FLAG),
        "readOnly": Word(FLAG),
        "writeOnly": Word(FLAG),
        "externalDocs": Word(OBJECT),
        "contentMediaType": Word(TEXT),
        "contentEncoding": Word(TEXT),
        "$comment": Word(TEXT),
        "xml": Unsupported("XML is not supported", "leave it out, where the API can send JSON"),
        "x-unit": Word(TEXT),
        "x-name": Word(TEXT),
        "x-aliases": Word(ARRAY),
        "x-market-price": Word(TEXT),
        "x-type": Word(TEXT),
        "x-secret": Word(FLAG),
        "x-argument": Word(TEXT),
        "x-required-when": Word(OBJECT),
        "x-price": Word(OBJECT, "price"),
        "x-summary": Word(ARRAY),
        "x-behaviour": Word(TEXT),
        "x-expected": Word(TEXT),
        "x-known-words": Word(ARRAY),
        "x-unknown-keys": Word(TEXT),
        **{
            key: Unsupported(f"{key} is not supported", "describe the value with items or additionalProperties")
            for key in ("prefixItems", "contains", "patternProperties", "unevaluatedItems", "dependentSchemas")
        },
        **{
            key: Unsupported(f"{key} is not supported", "put the schema into components/schemas and $ref it")
            for key in ("$defs", "$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$schema", "definitions")
        },
    },
}

REQUIRED = {
    "document": ("info", "paths"),
    "info": ("title", "version"),
    "tag": ("name",),
    "operation": ("operationId", "responses"),
    "rental": ("method", "service"),
    "parameter": ("name", "in", "schema"),
    "body": ("content",),
}

TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")
