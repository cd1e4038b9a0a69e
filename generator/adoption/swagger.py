"""Swagger 2.0 in the words of OpenAPI 3, for `make spec-from`: a provider's own document may be of either."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from generator.document import HTTP_METHODS

JSON = "application/json"

PLACES = {
    "#/definitions/": "#/components/schemas/",
    "#/responses/": "#/components/responses/",
    "#/parameters/": "#/components/parameters/",
}
"""The prefix of a `$ref` in Swagger 2.0, and in OpenAPI 3."""

STYLES: Mapping[str, dict[str, Any]] = {
    "csv": {"explode": False},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "multi": {"explode": True},
}
"""The style and explode of OpenAPI 3 for each collectionFormat."""

OF_A_PARAMETER = ("name", "in", "description", "required")
"""Keys that stay at a parameter; the others are of its schema."""


def from_swagger(swagger: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document of Swagger 2.0 as one of OpenAPI 3.0; what only describes its hosts is left out."""
    swagger = _with_new_words(copy.deepcopy(swagger))
    converter = _Converter(swagger)
    return {
        "openapi": "3.0.3",
        "info": swagger.get("info", {}),
        "tags": swagger.get("tags", []),
        "paths": {path: converter.path(item) for path, item in swagger.get("paths", {}).items()},
        "components": {
            "schemas": swagger.get("definitions", {}),
            "responses": {name: converter.response(each, []) for name, each in swagger.get("responses", {}).items()},
            "parameters": {
                name: converter.parameter(each)
                for name, each in swagger.get("parameters", {}).items()
                if each.get("in") not in ("body", "formData")
            },
        },
    }


class _Converter:
    def __init__(self, swagger: Mapping[str, Any]) -> None:
        self._swagger = swagger

    def path(self, item: Mapping[str, Any]) -> dict[str, Any]:
        shared = item.get("parameters", [])
        methods = {method: item[method] for method in HTTP_METHODS if method in item}
        return {method: self.operation(each, shared) for method, each in methods.items()}

    def operation(self, operation: Mapping[str, Any], shared: list[Any]) -> dict[str, Any]:
        stated = [self._resolved(each) for each in (*shared, *operation.get("parameters", []))]
        parameters = list({(each.get("in"), each.get("name")): each for each in stated}.values())
        produces = operation.get("produces") or self._swagger.get("produces") or [JSON]
        left_out = ("consumes", "produces", "schemes", "parameters", "responses")
        found = {key: value for key, value in operation.items() if key not in left_out}
        found["parameters"] = [
            self.parameter(each) for each in parameters if each.get("in") not in ("body", "formData")
        ]
        if body := list(self._body(operation, parameters)):
            found["requestBody"] = body[0]
        responses = operation.get("responses", {})
        found["responses"] = {code: self.response(each, produces) for code, each in responses.items()}
        return found

    def _body(self, operation: Mapping[str, Any], parameters: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        consumes = operation.get("consumes") or self._swagger.get("consumes") or [JSON]
        for parameter in parameters:
            if parameter.get("in") == "body":
                content = {media: {"schema": parameter.get("schema", {})} for media in consumes}
                yield {"required": bool(parameter.get("required")), "content": content}
        form = {each["name"]: self.parameter(each)["schema"] for each in parameters if each.get("in") == "formData"}
        if form:
            media = next((media for media in consumes if media != JSON), "multipart/form-data")
            yield {"content": {media: {"schema": {"type": "object", "properties": form}}}}

    def parameter(self, parameter: Mapping[str, Any]) -> dict[str, Any]:
        if "$ref" in parameter:
            return dict(parameter)
        schema = {key: value for key, value in parameter.items() if key not in OF_A_PARAMETER}
        style = STYLES.get(schema.pop("collectionFormat", "csv"), {}) if schema.get("type") == "array" else {}
        schema.pop("allowEmptyValue", None)
        kept = {key: parameter[key] for key in OF_A_PARAMETER if key in parameter}
        return kept | (style if kept.get("in") == "query" else {}) | {"schema": schema}

    def response(self, response: Mapping[str, Any], produces: list[str]) -> dict[str, Any]:
        if "$ref" in response:
            return dict(response)
        found: dict[str, Any] = {"description": response.get("description", "")}
        if "schema" in response:
            is_file = response["schema"].get("type") == "file"
            media = (produces or [JSON]) if not is_file else ["application/octet-stream"]
            schema = {"type": "string", "format": "binary"} if is_file else response["schema"]
            found["content"] = {name: {"schema": schema} for name in media}
        return found

    def _resolved(self, parameter: Mapping[str, Any]) -> dict[str, Any]:
        name = str(parameter.get("$ref", "")).removeprefix("#/components/parameters/")
        return dict(self._swagger.get("parameters", {}).get(name, {}) if "$ref" in parameter else parameter)


def _with_new_words(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_new_words(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {("nullable" if key == "x-nullable" else key): _with_new_words(item) for key, item in value.items()}
    if isinstance(reference := found.get("$ref"), str):
        for old, new in PLACES.items():
            if reference.startswith(old):
                found["$ref"] = f"{new}{reference.removeprefix(old)}"
    if isinstance(found.get("discriminator"), str):
        found["discriminator"] = {"propertyName": found["discriminator"]}
    return found
