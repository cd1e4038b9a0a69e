"""Reads the document itself: `$ref`, what may be null, operations with the parameters that their path shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openapi_python_client import strings

Schema = Mapping[str, Any]

HTTP_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")


class Document:
    """openapi.yaml as it stands."""

    def __init__(self, raw: Schema) -> None:
        self.raw = raw

    def resolve(self, node: Schema) -> dict[str, Any]:
        """Return the node with `$ref` followed; its neighbours win, as OpenAPI 3.1 says."""
        while "$ref" in node:
            target: Any = self.raw
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return dict(node)

    def nullable(self, schema: Schema) -> bool:
        """Return whether a resolved schema allows null."""
        kind = schema.get("type")
        alternatives = (self.resolve(option) for option in (*schema.get("oneOf", ()), *schema.get("anyOf", ())))
        return kind == "null" or (isinstance(kind, list) and "null" in kind) or any(map(self.nullable, alternatives))

    def operations(self) -> Iterator[tuple[str, str, Schema]]:
        """Yield HTTP method, path and description of each operation, with the parameters of its path among its own."""
        for path, item in self.raw["paths"].items():
            for http_method in HTTP_METHODS:
                if http_method in item:
                    data = item[http_method]
                    parameters = [*item.get("parameters", ()), *data.get("parameters", ())]
                    yield http_method, path, {**data, "parameters": parameters}

    def success(self, operation: Schema) -> dict[str, Any]:
        """Return the first response with a 2xx status, empty if there is none."""
        declared = (raw for code, raw in operation["responses"].items() if str(code).startswith("2"))
        return self.resolve(next(declared, {}))

    def errors(self, operation: Schema) -> Iterator[tuple[str, str]]:
        """Yield the status codes other than 2xx, each with its description."""
        for code, raw in operation["responses"].items():
            if not str(code).startswith("2"):
                yield str(code), self.resolve(raw).get("description", "")


def snake_case(wire_name: str) -> str:
    """Return a name of the wire as words: lower case, joined by underscores."""
    return strings.snake_case(wire_name)
