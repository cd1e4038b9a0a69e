"""The operations of openapi.yaml as calls: with its examples as arguments, and with its example as answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import attrs
from generator.api_model import Argument, Location, Operation, Tag
from generator.build import build_api
from generator.document import Document, Node, load
from generator.python import names
from generator.value_types import Kind, ListOf, MapOf, Nullable, Scalar
from tests.support.description import ROOT


@attrs.frozen
class DescribedCall:
    """A call of one operation with the least arguments, the request that it makes, and an answer."""

    id: str
    path: tuple[str, ...]
    handle: Mapping[str, Any]
    arguments: Mapping[str, Any]
    request: str
    query: tuple[tuple[str, str], ...]
    body: Any
    answer: bytes

    def on(self, client: Any) -> Any:
        """Makes the call on a client."""
        *above, resource, method = self.path
        node = client
        for step in above:
            node = getattr(node, step)
        found = getattr(node, resource)
        return getattr(found(*self.handle.values()) if self.handle else found, method)(**self.arguments)


@cache
def described_calls() -> tuple[DescribedCall, ...]:
    """Every operation of openapi.yaml, as a call."""
    document = load(ROOT / "openapi.yaml")
    api = build_api(document)
    return tuple(_call(document, tag, operation) for tag in api.tags for operation in tag.operations)


def _call(document: Document, tag: Tag, operation: Operation) -> DescribedCall:
    node = document.root.at("paths", operation.path_template, operation.http_method.lower())
    values = {a.name: _value(a, node, operation) for a in operation.arguments if a.required}
    named = {names.argument_name(a): values[a.name] for a in operation.arguments if a.required}
    bound = [a for a in operation.arguments_in(Location.PATH) if a.wire_name == tag.handle]
    path = operation.path_template
    for argument in operation.arguments_in(Location.PATH):
        path = path.replace(f"{{{argument.wire_name}}}", _text(values[argument.name]))
    steps = [*map(names.attribute_of, tag.name.split(".")), names.method_name(operation)]
    return DescribedCall(
        operation.id,
        tuple(steps),
        {name: named.pop(name) for name in map(names.argument_name, bound)},
        named,
        f"{operation.http_method} {path}",
        tuple((a.wire_name, _text(values[a.name])) for a in operation.arguments_in(Location.QUERY) if a.required),
        _body(operation, values),
        _answer(node),
    )


def _body(operation: Operation, values: Mapping[str, Any]) -> Any:
    if operation.body is None or not operation.body_required:
        return None
    if whole := operation.arguments_in(Location.WHOLE_BODY):
        return values.get(whole[0].name)
    sent = {a.wire_name: values.get(a.name, a.default) for a in operation.arguments_in(Location.BODY) if a.always_sent}
    body = {**operation.constants, **sent}
    return [body] if operation.body == "item" else body


def _value(argument: Argument, operation: Node, model: Operation) -> Any:
    """The example of an argument: its own, or its part of the example of the body, or else any value that fits."""
    for parameter in [
        *operation.document.root.at("paths", model.path_template, "parameters"),
        *operation.at("parameters"),
    ]:
        found = parameter.resolve()
        if found.get("name") == argument.wire_name and found.get("in") in (argument.location, "query"):
            shown = [found.get("example"), *_shown(found), *_shown(found.at("schema").resolve())]
            return next((value for value in shown if value is not None), fitting(argument.type))
    media = next((part for _, part in operation.at("requestBody").resolve().at("content").items()), None)
    for example in _shown(media) if media else ():
        example = example[0] if model.body == "item" else example
        if argument.location == Location.WHOLE_BODY:
            return example
        if isinstance(example, dict) and argument.wire_name in example:
            return example[argument.wire_name]
    return fitting(argument.type)


def _shown(node: Node) -> list[Any]:
    """The examples at a part of the description; of a schema they are a list, elsewhere an object of them."""
    shown = [node.get("example")] if "example" in node else []
    several = node.get("examples", ())
    return shown + ([each.get("value") for each in several.values()] if isinstance(several, Mapping) else list(several))


def fitting(described: Any) -> Any:
    """A value that a type allows."""
    match described:
        case Nullable(inner):
            return fitting(inner)
        case Scalar(kind, limits):
            if limits.words:
                return limits.words[0]
            number = limits.minimum if limits.minimum is not None else (limits.above or 0) + 1
            return {Kind.INTEGER: number, Kind.NUMBER: float(number), Kind.BOOLEAN: True}.get(
                kind, "x" * (limits.min_length or 1)
            )
        case ListOf(item, limits):
            return [fitting(item)] * (limits.min_items or 1)
        case MapOf():
            return {}
    return {}


def _answer(operation: Node) -> bytes:
    for code, response in operation.at("responses").items():
        if code.startswith("2"):
            for kind, media in response.resolve().at("content").items():
                for example in _shown(media):
                    return json.dumps(example).encode() if "json" in kind else str(example).encode()
    return b""


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
