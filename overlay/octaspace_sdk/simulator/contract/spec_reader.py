"""Reads the OpenAPI document: its operations, with compiled validators for requests and responses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from attrs import field, frozen
from jsonschema_rs import Draft202012, Draft202012Validator, Registry

from octaspace_sdk.spec import Spec, SpecNode, load_document
from octaspace_sdk.support.json_codec import json_type

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
    forms: tuple[tuple[str, Draft202012Validator], ...]
    """The alternatives of a `oneOf`, or the schema alone, each with its JSON type."""

    def validator(self, value: Any) -> Draft202012Validator:
        """Return the validator of the form that has the JSON type of a value, or of the first form.

        The errors of one form name a field; those of a `oneOf` say only that no form fits.
        """
        given = json_type(value)
        return next((validator for form, validator in self.forms if form == given), self.forms[0][1])


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


def read_document(path: Path | None = None) -> Mapping[str, Any]:
    """Return the OpenAPI document in a JSON or YAML file, by default the packaged one.

    Raises:
        ImportError: The file is YAML, and PyYAML is not installed.
    """
    if path is None:
        return load_document()
    if path.suffix == ".json":
        document: Mapping[str, Any] = json.loads(path.read_bytes())
        return document
    # The round trip through JSON turns the dates and numeric keys that YAML infers back into text.
    return msgspec.json.decode(msgspec.json.encode(msgspec.yaml.decode(path.read_bytes())), type=dict[str, Any])


def read_operations(document: Mapping[str, Any]) -> Iterator[OperationSpec]:
    """Return the operations of an OpenAPI 3.1 document."""
    spec = Spec(document)
    registry = Registry([("urn:description", dict(document))], draft=Draft202012)

    def validator(schema: SpecNode) -> Draft202012Validator:
        return Draft202012Validator({"$ref": f"urn:description#{quote(schema.json_pointer)}"}, registry=registry)

    def read_parameter(node: SpecNode) -> ParameterSpec:
        schema = node.at("schema")
        required = node.value.get("required", False)
        return ParameterSpec(node.value["name"], node.value["in"], required, schema.value, validator(schema))

    def read_body(node: SpecNode) -> BodySpec:
        schema = node.at("content", JSON, "schema")
        forms = list(schema.at("oneOf")) if "oneOf" in schema.value else [schema]
        required = node.value.get("required", False)
        return BodySpec(required, tuple((form.resolve().value["type"], validator(form)) for form in forms))

    def read_response(node: SpecNode) -> dict[str, Draft202012Validator | None]:
        contents = node.at("content").items()
        return {media: validator(content.at("schema")) if media == JSON else None for media, content in contents}

    for operation in spec.operations():
        yield OperationSpec(
            id=operation.id,
            method=operation.method,
            path=operation.path,
            public=not operation.data.get("security", document.get("security")),
            parameters=tuple(map(read_parameter, operation.parameters)),
            body=read_body(operation.node.at("requestBody")) if "requestBody" in operation.data else None,
            responses={status: read_response(node) for status, node in operation.node.at("responses").items()},
        )
