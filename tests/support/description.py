"""openapi.yaml as the tests read it: loaded once, with its schemas ready to validate against."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from openapi_schema_validator import OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

ROOT = Path(__file__).resolve().parents[2]
WIRE = ROOT / "tests" / "fixtures"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch")

DOCUMENT: dict[str, Any] = yaml.load((ROOT / "openapi.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


def pointer(*steps: str) -> str:
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def resolve(reference: str, document: Mapping[str, Any] = DOCUMENT) -> Any:
    """What a pointer such as `/paths/~1network/get` stands for, with any `$ref` on the way followed."""
    node: Any = document
    for step in reference.removeprefix("#").split("/")[1:]:
        node = node[step.replace("~1", "/").replace("~0", "~")]
        if isinstance(node, dict) and "$ref" in node:
            node = {**resolve(node["$ref"], document), **{key: node[key] for key in node if key != "$ref"}}
    return node


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def operation(operation_id: str) -> dict[str, Any]:
    return next(data for _, _, data in operations() if data["operationId"] == operation_id)


def validator(schema: Mapping[str, Any], document: Mapping[str, Any] = DOCUMENT) -> OAS31Validator:
    """A validator for a schema whose references, `#/...`, point into the description."""
    resource = DRAFT202012.create_resource(absolute(document))
    registry: Registry[Any] = Registry().with_resource("urn:description", resource)
    return OAS31Validator(absolute(schema), registry=registry)


def absolute(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: f"urn:description{value}" if key == "$ref" and str(value).startswith("#") else absolute(value)
            for key, value in node.items()
        }
    return [absolute(one) for one in node] if isinstance(node, list) else node


def faults(value: Any, schema: Mapping[str, Any], document: Mapping[str, Any] = DOCUMENT) -> list[str]:
    """What is wrong with the value, or nothing."""
    return [f"{error.json_path}: {error.message}" for error in validator(schema, document).iter_errors(value)]


def closed() -> dict[str, Any]:
    """The description with every object closed, except those whose keys are the caller's choice."""
    document = copy.deepcopy(DOCUMENT)
    for name, schema in document["components"]["schemas"].items():
        if name not in ("VPNRequest", "NodePricesUpdate"):
            schema["additionalProperties"] = False
    return document


def first_names(value: Any) -> Any:
    """A payload with the first name of each field in place of an alias (`x-aliases`)."""
    if isinstance(value, dict):
        return {ALIASES.get(name, name): first_names(item) for name, item in value.items()}
    return [first_names(item) for item in value] if isinstance(value, list) else value


ALIASES = {
    alias: name
    for schema in SCHEMAS.values()
    for name, described in schema.get("properties", {}).items()
    for alias in described.get("x-aliases", ())
    if alias != "message"  # which is a field of its own elsewhere
}


def load(sample: str) -> Any:
    return json.loads((WIRE / sample).read_text(encoding="utf-8"))
