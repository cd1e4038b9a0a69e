"""The operations of the description, as what a tool needs to know: a new one there is a new tool."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from octaspace_api import Request
from octaspace_sdk.spec import Operation, Spec, SpecNode

MAX_NESTING = 8
"""Levels of a schema that an argument shows; a schema may contain itself."""


@attrs.frozen
class DescribedOperation:
    """An operation, the function that builds its request, and the schemas of that function's arguments."""

    operation: Operation
    build: Callable[..., Request[Any]]
    arguments: Mapping[str, dict[str, Any]]
    required: Sequence[str]

    @property
    def tool_name(self) -> str:
        """Its id with underscores: not every client takes a tool with a dot in its name."""
        return self.operation.id.replace(".", "_")

    @property
    def description(self) -> str:
        """The words of the description, and the endpoint."""
        data = self.operation.data
        endpoint = f"({self.operation.method} {self.operation.path})"
        return " ".join(filter(None, [_sentence(self.title), data.get("description", "").strip(), endpoint]))

    @property
    def title(self) -> str:
        """The summary of the description."""
        return str(self.operation.data.get("summary") or self.operation.id)

    @property
    def rental_method(self) -> str | None:
        """The method of the SDK that holds the session which the operation starts; None when it starts none."""
        return self._rental.get("method")

    @property
    def offers(self) -> str | None:
        """The operation that lists what this one can rent."""
        return self._rental.get("offers")

    @property
    def _rental(self) -> Mapping[str, str]:
        return self.operation.data.get("x-rental", {})  # type: ignore[no-any-return]

    @property
    def lists(self) -> bool:
        """Whether it answers with a list."""
        if "x-returns" in self.operation.data:
            return str(self.operation.data["x-returns"]).startswith("list[")
        schema = self.operation.node.at("responses", "200", "content", "application/json", "schema")
        return bool(schema.value.get("type") == "array")


def described_operations(spec: Spec | None = None) -> Iterator[DescribedOperation]:
    """Yield every operation, in the order of the description; of the packaged one by default."""
    for operation in (spec or Spec()).operations():
        build = operation.request_function()
        arguments = {name: _argument_schema(node) for name, node in operation.arguments().items()}
        parameters = inspect.signature(build).parameters
        required = [name for name in arguments if parameters[name].default is inspect.Parameter.empty]
        yield DescribedOperation(operation, build, arguments, required)


def _argument_schema(node: SpecNode) -> dict[str, Any]:
    """Return the schema of a parameter, or that of a part of the body."""
    if "schema" in node.value:
        return _schema(node.at("schema"), node.value.get("description"))
    return _schema(node)


def _schema(node: SpecNode, description: str | None = None, depth: int = 0) -> dict[str, Any]:
    """Return a schema on its own: references followed, and its unit in its words."""
    node = node.resolve()
    if depth > MAX_NESTING:
        return {}
    found = {key: value for key, value in node.value.items() if key in _PLAIN_KEYWORDS}
    for key in ("items", "additionalProperties"):
        if isinstance(node.value.get(key), Mapping):
            found[key] = _schema(node.at(key), depth=depth + 1)
    for key in ("oneOf", "anyOf", "allOf"):
        if key in node.value:
            found[key] = [_schema(option, depth=depth + 1) for option in node.at(key)]
    if "properties" in node.value:
        found["properties"] = {name: _schema(schema, depth=depth + 1) for name, schema in node.at("properties").items()}
    words = description or node.value.get("description")
    unit = node.value.get("x-unit")
    if words:
        found["description"] = f"{words} Unit: {unit}." if unit and unit not in words.lower() else words
    return found


_PLAIN_KEYWORDS = {
    *("type", "enum", "const", "default", "examples", "format", "pattern", "required"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
}


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
