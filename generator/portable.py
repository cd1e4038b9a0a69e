"""openapi.portable.json: the description for generators that are not ours: no links, one type for each value.

What it says is simpler than the API: where a value comes in several types it names one, and extensions are left out. A
client made from it has nothing of what this project's own clients do: no failover, no exact Wei, no tolerance.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.api_model import APIModel, Argument, BodyForm, Location, Model, Operation, ResponseForm
from generator.value_types import Kind, Limits, ListOf, MapOf, ModelRef, Nullable, Scalar, Type, Union

FOLDER = Path()
FILES = {"openapi.portable.json": ""}
"""The generated file, which has no template."""

NOTE = (
    "Written from openapi.yaml by `make clients`, for generators that do not take unions and links. Values that come "
    "in several types are of one here, amounts of Wei may be above 2^64, and what may be sent twice is unsaid."
)

SCALARS = {
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.DECIMAL: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.TEXT: {"type": "string"},
    Kind.BYTES: {"type": "string", "format": "binary"},
    Kind.NULL: {},
    Kind.ANY: {},
}

LIMITS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
}


def write_client(api: APIModel, folder: Path, version: str) -> None:
    """Write the description."""
    document = Portable(api).document()
    text = json.dumps(document, indent=1, ensure_ascii=False)
    (folder / "openapi.portable.json").write_text(f"{text}\n", encoding="utf-8")


class Portable:
    """Makes the description of a model."""

    def __init__(self, api: APIModel) -> None:
        self._api = api
        self._models = {model.name: model for model in api.models}

    def document(self) -> dict[str, Any]:
        """Return the description, in the words of OpenAPI 3.0.3, which most generators know."""
        paths: dict[str, Any] = {}
        for tag in self._api.tags:
            for operation in tag.operations:
                methods = paths.setdefault(operation.path_template, {})
                methods[operation.http_method.lower()] = self._operation(operation, tag.name)
        info = {"title": self._api.title, "version": self._api.version, "description": NOTE}
        key = {"type": "apiKey", "in": "header", "name": "Authorization"}
        return {
            "openapi": "3.0.3",
            "info": info,
            "servers": [{"url": server["url"]} for server in self._api.document["servers"]],
            "tags": [{"name": tag.name, "description": tag.description} for tag in self._api.tags],
            "paths": paths,
            "components": {"securitySchemes": {"apiKey": key}},
        }

    def _operation(self, operation: Operation, tag: str) -> dict[str, Any]:
        where = {Location.PATH: "path", Location.QUERY: "query", Location.HEADER: "header"}
        parameters = [
            {
                "name": argument.wire_name,
                "in": where[argument.location],
                "required": argument.required,
                "description": argument.description,
                "schema": self._schema(argument.type),
            }
            for argument in operation.arguments_in(*where)
        ]
        found: dict[str, Any] = {
            "operationId": operation.id.replace(".", "_"),
            "tags": [tag],
            "summary": operation.summary,
            "security": [{"apiKey": []}] if operation.needs_key else [],
            "parameters": parameters,
            "responses": {"200": self._answer(operation)},
        }
        for code, description in operation.errors:
            found["responses"][code] = {"description": description}
        if operation.body is not None:
            content = {operation.body_media_type: {"schema": self._body(operation)}}
            found["requestBody"] = {"required": operation.body_required, "content": content}
        return found

    def _body(self, operation: Operation) -> dict[str, Any]:
        if operation.body == BodyForm.WHOLE:
            return self._schema(operation.arguments_in(Location.WHOLE_BODY)[0].type)
        arguments = operation.arguments_in(Location.BODY)
        fixed = {
            key: {**self._type_of(value), "enum": [value], "default": value}
            for key, value in operation.constants.items()
        }
        properties = {argument.wire_name: self._property(argument) for argument in arguments}
        needed = [*fixed, *(argument.wire_name for argument in arguments if argument.always_sent)]
        body = {"type": "object", "properties": fixed | properties, **({"required": needed} if needed else {})}
        if operation.body == BodyForm.ITEM:
            return {"type": "array", "minItems": 1, "maxItems": 1, "items": body}
        return body

    def _property(self, argument: Argument) -> dict[str, Any]:
        default = {"default": argument.default} if argument.default is not None else {}
        return {**self._schema(argument.type), "description": argument.description, **default}

    @staticmethod
    def _type_of(value: Any) -> dict[str, Any]:
        return {bool: {"type": "boolean"}, int: {"type": "integer"}, str: {"type": "string"}}.get(type(value), {})

    def _answer(self, operation: Operation) -> dict[str, Any]:
        description = operation.returns_description or "It was done."
        returns = operation.returns
        if returns is None:
            return {"description": description}
        if operation.response_form == ResponseForm.JSON and not isinstance(returns, (ModelRef, ListOf, MapOf)):
            return {"description": description, "content": {"application/json": {"schema": {"type": "object"}}}}
        media = {ResponseForm.BYTES: "application/octet-stream", ResponseForm.TEXT: "text/plain"}
        content = {media.get(operation.response_form, "application/json"): {"schema": self._schema(returns)}}
        return {"description": description, "content": content}

    def _schema(self, described: Type) -> dict[str, Any]:
        match described:
            case Scalar(kind, limits):
                return {**SCALARS[kind], **_limits(limits)}
            case ListOf(item):
                return {"type": "array", "items": self._schema(item)}
            case MapOf(value):
                return {"type": "object", "additionalProperties": self._schema(value)}
            case ModelRef(name):
                return self._object(self._models[name])
            case Nullable(inner):
                schema = self._schema(inner)
                return {**schema, "nullable": True} if "type" in schema else schema
            case Union(members):
                text = Scalar(Kind.TEXT)
                return self._schema(text if text in members else members[0])
        return {"type": "object"}

    def _object(self, model: Model) -> dict[str, Any]:
        properties = {}
        for attribute in model.attributes:
            described = {"description": attribute.description} if attribute.description else {}
            properties[attribute.wire_name] = {**self._schema(attribute.type), **described}
        # Nothing is required: what one host leaves out must not fail a generator's client.
        return {"type": "object", "description": model.description, "properties": properties}


def _limits(limits: Limits) -> dict[str, Any]:
    stated = {word: getattr(limits, name) for name, word in LIMITS.items()}
    return {word: value for word, value in stated.items() if value is not None}
