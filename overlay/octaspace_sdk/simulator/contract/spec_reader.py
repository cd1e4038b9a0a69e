"""Reads the OpenAPI document: its operations, with compiled validators for requests and responses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
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
    """A parameter; `location` is "path" or "query"."""

    name: str
    location: str
    required: bool
    schema: Mapping[str, Any]
    validator: Draft202012Validator


@frozen
class BodySpec:
    """A JSON request body."""

    required: bool
    validator: Draft202012Validator


@frozen
class OperationSpec:
    """An operation; `path` is the path template, `public` means that it needs no API key."""

    id: str
    method: str
    path: str
    public: bool
    parameters: tuple[ParameterSpec, ...] = field(repr=False)
    body: BodySpec | None = field(repr=False)
    responses: Mapping[str, Mapping[str, Draft202012Validator | None]] = field(repr=False)
    """Validators by status, such as "200" or "5XX", and media type; None for media types other than JSON."""


def load_document(path: Path | None = None) -> Any:
    """Return the OpenAPI document in a JSON or YAML file, by default the one packaged with `octaspace_api`.

    Raises:
        ImportError: The file is YAML, and PyYAML is not installed.
    """
    if path is None:
        return json.loads((files("octaspace_api") / "openapi.json").read_bytes())
    if path.suffix == ".json":
        return json.loads(path.read_bytes())
    # The round trip through JSON turns the dates and numeric keys that YAML infers back into text.
    return msgspec.json.decode(msgspec.json.encode(msgspec.yaml.decode(path.read_bytes())))


def read_operations(document: Any) -> Iterator[OperationSpec]:
    """Return the operations of an OpenAPI 3.1 document."""
    root = _SpecNode.root(document)
    for path, item in root.at("paths").items():
        shared = list(item.at("parameters"))
        for method in METHODS:
            if method not in item.value:
                continue
            operation = item.at(method)
            fields = operation.value
            yield OperationSpec(
                id=fields["operationId"],
                method=method.upper(),
                path=path,
                public=not fields.get("security", root.value.get("security")),
                parameters=tuple(map(_read_parameter, [*shared, *operation.at("parameters")])),
                body=_read_body(operation.at("requestBody")) if "requestBody" in fields else None,
                responses={status: _read_response(node) for status, node in operation.at("responses").items()},
            )


def _read_parameter(node: _SpecNode) -> ParameterSpec:
    schema = node.at("schema")
    required = node.value.get("required", False)
    return ParameterSpec(node.value["name"], node.value["in"], required, schema.value, schema.validator())


def _read_body(node: _SpecNode) -> BodySpec:
    return BodySpec(node.value.get("required", False), node.at("content", JSON, "schema").validator())


def _read_response(node: _SpecNode) -> dict[str, Draft202012Validator | None]:
    contents = node.at("content").items()
    return {media: content.at("schema").validator() if media == JSON else None for media, content in contents}


@frozen
class _SpecNode:
    """A node of the document with its JSON pointer, which validators need to resolve references. Follows `$ref`."""

    document: Any
    registry: Registry
    value: Any
    pointer: str = ""

    @classmethod
    def root(cls, document: Any) -> Self:
        """Return the node of the whole document."""
        return cls(document, Registry([("urn:description", document)], draft=Draft202012), document)

    def at(self, *keys: str | int) -> Self:
        """Return the node under `keys`, an empty one if there is none; references are followed."""
        node = self
        for key in keys:
            step = str(key).replace("~", "~0").replace("/", "~1")
            value = node.value[key] if isinstance(key, int) else node.value.get(key, {})
            node = evolve(node, value=value, pointer=f"{node.pointer}/{step}")
            while "$ref" in node.value:
                node = node._follow_reference()
        return node

    def _follow_reference(self) -> Self:
        pointer = self.value["$ref"].removeprefix("#")
        value = self.document
        for step in pointer.split("/")[1:]:
            value = value[step.replace("~1", "/").replace("~0", "~")]
        return evolve(self, value=value, pointer=pointer)

    def items(self) -> Iterator[tuple[str, Self]]:
        """Return the keys of an object with their nodes."""
        return ((key, self.at(key)) for key in self.value)

    def __iter__(self) -> Iterator[Self]:
        return (self.at(index) for index in range(len(self.value)))

    def validator(self) -> Draft202012Validator:
        """Return a compiled validator for this node, which is a schema."""
        return Draft202012Validator({"$ref": f"urn:description#{quote(self.pointer)}"}, registry=self.registry)
