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

from octaspace_sdk.simulator.contract.aliases import accepting_aliases
from octaspace_sdk.spec import Spec, SpecNode, load_document

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
    forms: tuple[tuple[Draft202012Validator, Draft202012Validator], ...]
    """The alternatives of a `oneOf`, or the schema alone, each after a validator of its `type` alone."""

    def validator(self, value: Any) -> Draft202012Validator:
        """Return the validator of the form that fits a value, else of one of its JSON type, else of the first form.

        The errors of one form name a field; those of a `oneOf` say only that no form fits.
        """
        of_its_type = [validator for type_only, validator in self.forms if type_only.is_valid(value)]
        return next((form for form in of_its_type if form.is_valid(value)), next(iter(of_its_type), self.forms[0][1]))


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
    example: Example | None = None
    """A successful response that the description shows; None where it shows none."""


@frozen
class Example:
    """A response of the description."""

    status: int
    media_type: str | None
    value: Any = field(repr=False)


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
    document = accepting_aliases(document)
    spec = Spec(document)
    registry = Registry([("urn:description", dict(document))], draft=Draft202012)

    def validator(schema: SpecNode) -> Draft202012Validator:
        return Draft202012Validator({"$ref": f"urn:description#{quote(schema.json_pointer)}"}, registry=registry)

    def read_parameter(node: SpecNode) -> ParameterSpec:
        schema = node.at("schema")
        required = node.value.get("required", False)
        return ParameterSpec(node.value["name"], node.value["in"], required, schema.value, validator(schema))

    def read_body(node: SpecNode) -> BodySpec:
        media = next((name for name, _ in node.at("content").items() if is_json(name)), JSON)
        schema = node.at("content", media, "schema")
        forms = list(schema.at("oneOf")) if "oneOf" in schema.value else [schema]
        required = node.value.get("required", False)
        return BodySpec(required, tuple((_type_validator(form), validator(form)) for form in forms))

    def read_response(node: SpecNode) -> dict[str, Draft202012Validator | None]:
        contents = node.at("content").items()
        return {media: validator(content.at("schema")) if media == JSON else None for media, content in contents}

    def read_example(responses: SpecNode) -> Example | None:
        for code, response in responses.items():
            if not code.startswith(("2", "default")):
                continue
            status, contents = int(code) if code.isdecimal() else 200, dict(response.at("content").items())
            if not contents:
                return Example(status, None, None)
            for media, content in contents.items():
                for value in _shown(content.value):
                    return Example(status, media, value)
        return None

    for operation in spec.operations():
        yield OperationSpec(
            id=operation.id,
            method=operation.method,
            path=operation.path,
            public=_is_public(operation.data.get("security", document.get("security"))),
            parameters=tuple(map(read_parameter, filter(_is_validated, operation.parameters))),
            body=read_body(operation.node.at("requestBody")) if "requestBody" in operation.data else None,
            responses={status: read_response(node) for status, node in operation.node.at("responses").items()},
            example=read_example(operation.node.at("responses")),
        )


def is_json(media_type: str) -> bool:
    """Return whether a body of a media type is JSON."""
    kind = media_type.partition(";")[0].strip()
    return kind == JSON or kind.endswith("+json")


def _type_validator(schema: SpecNode) -> Draft202012Validator:
    return Draft202012Validator({"type": schema.resolve().value.get("type", "object")})


def _is_validated(parameter: SpecNode) -> bool:
    """Return whether the simulator looks at a parameter: not at headers, and not at what stands in another style."""
    is_plain = "style" not in parameter.value or parameter.value["style"] == "form"
    return parameter.value["in"] in ("path", "query") and is_plain and parameter.value.get("explode", True)


def _is_public(security: list[Any] | None) -> bool:
    return not security or {} in security


def _shown(media: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the examples of a body."""
    if "example" in media:
        yield media["example"]
    for example in media.get("examples", {}).values():
        if "value" in example:
            yield example["value"]
