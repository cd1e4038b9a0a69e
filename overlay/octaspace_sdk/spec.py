"""The packaged OpenAPI document: its operations, their arguments, and the one resolver of `$ref`."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import attrs

if TYPE_CHECKING:
    from octaspace_api import Request

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

Pointer = tuple[str, ...]
"""A JSON pointer as its unescaped steps; an index of an array is a step of digits."""


@cache
def load_document() -> Mapping[str, Any]:
    """Return the document that the generated package carries, parsed once in the life of a process."""
    return json.loads((files("octaspace_api") / "openapi.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@attrs.frozen
class SpecNode:
    """A part of a document that knows where it stands in it."""

    document: Mapping[str, Any] = attrs.field(repr=False, eq=False)
    pointer: Pointer
    value: Any = attrs.field(repr=False, eq=False)

    @property
    def json_pointer(self) -> str:
        """The pointer as RFC 6901 writes it: `/paths/~1nodes/get`."""
        return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in self.pointer)

    def resolution(self) -> tuple[SpecNode, ...]:
        """Return this node and each node that a `$ref` leads to from here; the last one has none.

        Raises:
            ValueError: A reference leads out of the document, to nothing, or back to itself.
        """
        chain: list[SpecNode] = [self]
        while isinstance(chain[-1].value, Mapping) and "$ref" in chain[-1].value:
            target = _node_at(self.document, _pointer_of(chain[-1].value["$ref"]))
            if target in chain:
                raise ValueError(f"the reference to #{target.json_pointer} is circular")
            chain.append(target)
        return tuple(chain)

    def resolve(self) -> SpecNode:
        """Return the node that the references of this one lead to; itself when it has none."""
        return self.resolution()[-1]

    def at(self, *keys: str | int) -> SpecNode:
        """Return the node below these keys, references followed; an empty one where there is none."""
        node = self.resolve()
        for key in keys:
            value = node.value[key] if isinstance(key, int) else node.value.get(key, {})
            node = SpecNode(self.document, (*node.pointer, str(key)), value).resolve()
        return node

    def items(self) -> Iterator[tuple[str, SpecNode]]:
        """Yield the key and the node, references followed, of each member of an object."""
        return ((key, self.at(key)) for key in self.resolve().value)

    def __iter__(self) -> Iterator[SpecNode]:
        """Yield the nodes of an array, references followed."""
        return (self.at(index) for index in range(len(self.resolve().value)))


@attrs.frozen
class Operation:
    """An operation: `path` is the template, `method` is in capitals, `parameters` include those of the path."""

    id: str
    method: str
    path: str
    node: SpecNode
    parameters: tuple[SpecNode, ...]

    @property
    def data(self) -> Mapping[str, Any]:
        """The operation as the document has it."""
        return self.node.value  # type: ignore[no-any-return]

    @property
    def tag(self) -> str:
        """The id without the name of the method: `services.mr`."""
        return self.id.rpartition(".")[0]

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.method in ("GET", "HEAD") and self.data.get("x-idempotent") is not False

    @property
    def listing(self) -> tuple[str, str] | None:
        """The operation that lists the ids for its path, and the field of its items; None where none does."""
        path = [parameter.value for parameter in self.parameters if parameter.value["in"] == "path"]
        if len(path) == 1 and "x-listed-by" in path[0]:
            return path[0]["x-listed-by"], path[0]["name"]
        return None

    def request_function(self) -> Callable[..., Request[Any]]:
        """Return the generated function that builds its request."""
        module = import_module(f"octaspace_api.operations.{self.tag.replace('.', '_')}")
        functions = inspect.getmembers(module, inspect.isfunction)
        return next(function for name, function in functions if normalized_name(name) == normalized_name(self.id))

    def arguments(self) -> dict[str, SpecNode]:
        """Return, for each argument of that function, the parameter or the schema that describes it.

        Arguments that stand for nothing in the document, such as `extra`, are left out.
        """
        described: dict[str, SpecNode] = {}
        for parameter in self.parameters:
            described[normalized_name(parameter.value.get("x-name") or parameter.value["name"])] = parameter
        for name, schema in _body_arguments(self.node.at("requestBody", "content", "application/json", "schema")):
            described.setdefault(normalized_name(name), schema)
        names = inspect.signature(self.request_function()).parameters
        return {name: described[normalized_name(name)] for name in names if normalized_name(name) in described}


@attrs.frozen
class Spec:
    """An OpenAPI document, the packaged one by default."""

    document: Mapping[str, Any] = attrs.field(factory=load_document, repr=False)

    @property
    def root(self) -> SpecNode:
        """The whole document."""
        return SpecNode(self.document, (), self.document)

    def at(self, pointer: Pointer) -> SpecNode:
        """Return the node at a pointer as it is written: neither it nor what is above it is resolved."""
        return _node_at(self.document, pointer)

    def operations(self) -> Iterator[Operation]:
        """Yield every operation, in the order of the document."""
        for path, path_item in self.root.at("paths").items():
            for method in METHODS:
                if method not in path_item.value:
                    continue
                node = path_item.at(method)
                parameters = {  # a parameter of the operation replaces the one of its path
                    (parameter.value["in"], parameter.value["name"]): parameter
                    for owner in (path_item, node)
                    for parameter in owner.at("parameters")
                }
                yield Operation(node.value["operationId"], method.upper(), path, node, tuple(parameters.values()))


def _body_arguments(schema: SpecNode) -> Iterator[tuple[str, SpecNode]]:
    """Yield name and schema of each argument that becomes part of a request body."""
    if "x-argument" in schema.value:  # the whole body is one argument
        yield schema.value["x-argument"], schema
        return
    if "items" in schema.value:  # methods send a list of one
        yield from _body_arguments(schema.at("items"))
    for name, property_schema in schema.at("properties").items():
        yield property_schema.value.get("x-name") or name, property_schema
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.at(keyword):
            yield from _body_arguments(part)


def normalized_name(name: str) -> str:
    """Return what is left of a name when languages spell it differently: node_id, nodeId and node-id are one."""
    return re.sub(r"[\W_]", "", name).lower()


def _node_at(document: Mapping[str, Any], pointer: Pointer) -> SpecNode:
    value: Any = document
    for step in pointer:
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (LookupError, TypeError, ValueError):
            raise ValueError(f"the document has nothing at #{SpecNode(document, pointer, None).json_pointer}") from None
    return SpecNode(document, pointer, value)


def _pointer_of(reference: str) -> Pointer:
    """Read a reference within the document: `#/components/schemas/Node`."""
    address, _, fragment = reference.partition("#")
    if address or not fragment.startswith("/"):
        raise ValueError(f"the reference {reference!r} leads out of the document")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in unquote(fragment).split("/")[1:])
