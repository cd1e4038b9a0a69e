"""Reads the description of the API: its operations, with compiled schemas for what goes in and what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import msgspec
from attrs import evolve, field, frozen
from jsonschema_rs import Draft202012, Draft202012Validator, Registry

METHODS = ("get", "put", "post", "patch", "delete")
JSON = "application/json"


@frozen
class ParameterSpec:
    """A parameter: `place` is "path" or "query"."""

    name: str
    place: str
    required: bool
    schema: Mapping[str, Any]
    validator: Draft202012Validator


@frozen
class BodySpec:
    """A body of JSON."""

    required: bool
    validator: Draft202012Validator


@frozen
class OperationSpec:
    """An operation as the description has it: `path` is the template, `public` says that it needs no API key."""

    id: str
    method: str
    path: str
    public: bool
    parameters: tuple[ParameterSpec, ...] = field(repr=False)
    body: BodySpec | None = field(repr=False)
    answers: Mapping[str, Mapping[str, Draft202012Validator | None]] = field(repr=False)
    """By status, such as "200" or "5XX", and media type; a file or a page has no schema."""


def read_operations(document: Path) -> Iterator[OperationSpec]:
    """Read the OpenAPI 3.1 document in the YAML file `document`."""
    root = _Part.whole(document)
    for path, item in root.at("paths").items():
        shared = list(item.at("parameters"))
        for method in METHODS:
            if method not in item.value:
                continue
            operation = item.at(method)
            details = operation.value
            yield OperationSpec(
                id=details["operationId"],
                method=method.upper(),
                path=path,
                public=not details.get("security", root.value.get("security")),
                parameters=tuple(map(_parameter, [*shared, *operation.at("parameters")])),
                body=_body(operation.at("requestBody")) if "requestBody" in details else None,
                answers={status: _answer(answer) for status, answer in operation.at("responses").items()},
            )


def _parameter(part: _Part) -> ParameterSpec:
    schema = part.at("schema")
    required = part.value.get("required", False)
    return ParameterSpec(part.value["name"], part.value["in"], required, schema.value, schema.validator())


def _body(part: _Part) -> BodySpec:
    return BodySpec(part.value.get("required", False), part.at("content", JSON, "schema").validator())


def _answer(part: _Part) -> dict[str, Draft202012Validator | None]:
    contents = part.at("content").items()
    return {media: content.at("schema").validator() if media == JSON else None for media, content in contents}


@frozen
class _Part:
    """A part of the document that knows where it stands in it."""

    document: Any
    registry: Registry
    value: Any
    pointer: str = ""

    @classmethod
    def whole(cls, path: Path) -> Self:
        # By way of JSON, which has neither the dates nor the numeric keys that YAML makes of plain text.
        document = msgspec.json.decode(msgspec.json.encode(msgspec.yaml.decode(path.read_bytes())))
        return cls(document, Registry([("urn:description", document)], draft=Draft202012), document)

    def at(self, *keys: str | int) -> Self:
        """Return the part under `keys`, an empty one if there is none; references are followed."""
        part = self
        for key in keys:
            step = str(key).replace("~", "~0").replace("/", "~1")
            value = part.value[key] if isinstance(key, int) else part.value.get(key, {})
            part = evolve(part, value=value, pointer=f"{part.pointer}/{step}")
            while "$ref" in part.value:
                part = part._referred()
        return part

    def _referred(self) -> Self:
        pointer = self.value["$ref"].removeprefix("#")
        value = self.document
        for step in pointer.split("/")[1:]:
            value = value[step.replace("~1", "/").replace("~0", "~")]
        return evolve(self, value=value, pointer=pointer)

    def items(self) -> Iterator[tuple[str, Self]]:
        return ((key, self.at(key)) for key in self.value)

    def __iter__(self) -> Iterator[Self]:
        return (self.at(index) for index in range(len(self.value)))

    def validator(self) -> Draft202012Validator:
        """Compile this part, which is a schema."""
        return Draft202012Validator({"$ref": f"urn:description#{quote(self.pointer)}"}, registry=self.registry)
