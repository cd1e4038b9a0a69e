"""Builds types from schemas: models of what is received, inputs of what is sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from generator.document import Node
from generator.pointer import keys_of
from generator.text import pascal_case
from generator.value_types import (
    ANY,
    NO_LIMITS,
    InputRef,
    Kind,
    Limits,
    ListOf,
    MapOf,
    ModelRef,
    Nullable,
    Scalar,
    Type,
    Union,
    nullable,
)

NULL = Scalar(Kind.NULL)
KINDS = {
    "integer": Kind.INTEGER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "string": Kind.TEXT,
    "null": Kind.NULL,
}
"""The kind of value for each JSON type."""

MAX_DEPTH = 40
"""Maximum nesting of unnamed schemas; anything deeper is taken as infinite recursion."""


@attrs.frozen
class ObjectShape:
    """An object as the description has it, with allOf, oneOf and anyOf put together."""

    node: Node
    """The schema that describes it."""
    name: str | None
    """Its name under components/schemas."""
    properties: Mapping[str, tuple[Node, ...]]
    """The schemas of each property: one per alternative (oneOf, anyOf) that has the property."""
    required: frozenset[str]
    additional: Node | bool
    """The schema of additional properties; True allows any, False none."""
    description: str


def component_name(node: Node) -> str | None:
    """Return the name of a resolved schema that stands directly under components/schemas."""
    keys = keys_of(node.pointer)
    return keys[2] if keys[:2] == ["components", "schemas"] and len(keys) == 3 else None


def types_of(node: Node) -> list[str]:
    """Return the JSON types that a resolved schema states, or that follow from its other words."""
    stated = node.get("type")
    if isinstance(stated, list):
        return list(stated)
    if isinstance(stated, str):
        return [stated]
    if "properties" in node or "additionalProperties" in node:
        return ["object"]
    if "items" in node:
        return ["array"]
    values = [node.get("const")] if "const" in node else node.get("enum", [])
    return list(dict.fromkeys(map(_json_type, values)))


def _json_type(value: Any) -> str:
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array")):
        if isinstance(value, kind):
            return name
    return "null" if value is None else "object"


def allows_null(node: Node) -> bool:
    """Return whether a schema allows null."""
    return _allows_null(node, 0)


def _allows_null(node: Node, depth: int) -> bool:
    node = node.resolve()
    alternatives = [*node.at("oneOf"), *node.at("anyOf")]
    return depth < MAX_DEPTH and (
        "null" in types_of(node) or any(_allows_null(each, depth + 1) for each in alternatives)
    )


class SchemaReader(ABC):
    """Reads schemas as types; what becomes of an object is for its subclasses to say."""

    def type_of(self, node: Node, name: str, *, depth: int = 0) -> Type:
        """Return the type that a schema describes.

        Args:
            node: The schema.
            name: What to call an object in it that has no name of its own.
            depth: How many schemas without a name it stands in.
        """
        if depth > MAX_DEPTH:
            node.refuse("the schema contains itself without an object in between", "let an object hold it")
            return ANY
        if isinstance(node.value, bool):
            if not node.value:
                node.refuse("the schema `false` allows nothing", "leave the value out of the description")
            return ANY
        node = node.resolve()
        if "x-type" in node:
            stated = self.stated_type(node.at("x-type"))
            return nullable(stated) if allows_null(node) else stated
        if shape := self.object_in(node):
            described = self.object_type(shape, name, depth)
            return nullable(described) if allows_null(node) else described
        alternatives = [*node.at("oneOf"), *node.at("anyOf")]
        if alternatives:
            return self._alternatives(node, alternatives, name, depth)
        if parts := list(node.at("allOf")):
            return self._all_of(node, parts, name, depth)
        return _joined(self._plain(node, kind, name, depth) for kind in types_of(node)) or ANY

    @abstractmethod
    def stated_type(self, node: Node) -> Type:
        """Return the type that x-type or x-returns names."""

    @abstractmethod
    def object_type(self, shape: ObjectShape, name: str, depth: int) -> Type:
        """Return the type of an object."""

    def map_type(self, shape: ObjectShape, name: str, depth: int) -> Type:
        """Return the type of an object without named properties."""
        if isinstance(shape.additional, bool):
            return MapOf(ANY)
        return MapOf(self.type_of(shape.additional, f"{shape.name or name}Value", depth=depth + 1))

    def limits(self, node: Node) -> Limits:
        """Return the limits that a resolved schema states."""
        return NO_LIMITS

    def _plain(self, node: Node, kind: str, name: str, depth: int) -> Type:
        if kind == "array":
            items = self.type_of(node.at("items"), f"{name}Item", depth=depth + 1) if "items" in node else ANY
            return ListOf(items, self.limits(node))
        if kind == "object":
            return MapOf(ANY)
        if kind == "string" and node.get("format") == "binary":
            return Scalar(Kind.BYTES)
        return Scalar(KINDS[kind], self.limits(node)) if kind in KINDS else ANY

    def _alternatives(self, node: Node, alternatives: list[Node], name: str, depth: int) -> Type:
        """Return the type of a value that is one of several; objects among them become one object."""
        objects: list[Node] = []
        others: list[Node] = []
        for each in alternatives:
            resolved = each.resolve()
            (objects if _is_described_object(resolved) else others).append(each)
        members = [self.type_of(each, f"{name}Option", depth=depth + 1) for each in others]
        if objects:
            shapes = [shape for each in objects if (shape := self.object_in(each.resolve()))]
            shape = _one_of(node, shapes) if len(shapes) > 1 else shapes[0]
            members.append(self.object_type(shape, name, depth))
        members += [self._plain(node, kind, name, depth) for kind in types_of(node) if kind not in ("object", "array")]
        return _joined(members) or ANY

    def _all_of(self, node: Node, parts: list[Node], name: str, depth: int) -> Type:
        """Return the type of an allOf that is not an object: those of its schemas that state a type have to agree."""
        described = [part for part in parts if types_of(part.resolve()) or _has_alternatives(part.resolve())]
        if len(described) == 1:
            return self.type_of(described[0], name, depth=depth + 1)
        found = {self.type_of(part, name, depth=depth + 1) for part in described}
        if len(found) == 1:
            return found.pop()
        if not found:
            return _joined(self._plain(node, kind, name, depth) for kind in types_of(node)) or ANY
        node.refuse("allOf joins values of different kinds", "join objects, or write one schema")
        return ANY

    def object_in(self, node: Node, seen: tuple[str, ...] = ()) -> ObjectShape | None:
        """Return the object that a resolved schema describes; None for anything else than one object."""
        if node.pointer in seen or not isinstance(node.value, Mapping):
            return None
        seen = (*seen, node.pointer)
        name = component_name(node)
        if not _is_described_object(node):
            kinds = [kind for kind in types_of(node) if kind != "null"]
            if kinds != ["object"] or _has_alternatives(node) or node.at("allOf").value:
                return None
            return ObjectShape(node, name, {}, frozenset(), _additional(node), _description(node, name))
        shapes = []
        for part in node.at("allOf"):
            if shape := self.object_in(part.resolve(), seen):
                shapes.append(shape)
        for key in ("oneOf", "anyOf"):
            alternatives = [each.resolve() for each in node.at(key)]
            options = [shape for each in alternatives if (shape := self.object_in(each, seen))]
            if options:
                shapes.append(_one_of(node, options) if len(options) > 1 else options[0])
        is_another_name = len(shapes) == 1 and not name and "properties" not in node
        if is_another_name and shapes[0].required.issuperset(node.get("required", ())):
            return shapes[0]
        own = {key: (part,) for key, part in node.at("properties").items()}
        shapes.append(ObjectShape(node, name, own, frozenset(node.get("required", ())), _additional(node), ""))
        merged: dict[str, tuple[Node, ...]] = {}
        for shape in shapes:
            for key, parts in shape.properties.items():
                merged[key] = parts  # the object's own schema comes last and overrides those of allOf
        additional = next((s.additional for s in reversed(shapes) if s.additional is not True), True)
        required = frozenset[str]().union(*(shape.required for shape in shapes))
        description = _description(node, name) or next((s.description for s in shapes if s.description), "")
        return ObjectShape(node, name, merged, required, additional, description)


def _description(node: Node, name: str | None) -> str:
    """Return the description of the object itself, not the one beside a `$ref` to it."""
    named = node.document.root.at("components", "schemas", name) if name else node
    return str(named.get("description", ""))


def _has_alternatives(node: Node) -> bool:
    return "oneOf" in node or "anyOf" in node


def _is_described_object(node: Node, seen: tuple[str, ...] = ()) -> bool:
    """Return whether every value that a resolved schema allows, but null, is an object, and properties are named."""
    if node.pointer in seen or not isinstance(node.value, Mapping) or "x-type" in node:
        return False
    seen = (*seen, node.pointer)
    kinds = [kind for kind in types_of(node) if kind != "null"]
    if kinds not in ([], ["object"]):
        return False
    if node.at("properties").value:
        return not any(_others(node, key) for key in ("oneOf", "anyOf"))
    if any(_is_described_object(part.resolve(), seen) for part in node.at("allOf")):
        return True
    alternatives = [each.resolve() for key in ("oneOf", "anyOf") for each in node.at(key)]
    alternatives = [each for each in alternatives if types_of(each) != ["null"]]
    return bool(alternatives) and all(_is_described_object(each, seen) for each in alternatives)


def _others(node: Node, key: str) -> bool:
    """Return whether an alternative allows values that are not objects."""
    for each in node.at(key):
        resolved = each.resolve()
        if types_of(resolved) not in ([], ["object"], ["null"]):
            return True
    return False


def _one_of(node: Node, shapes: list[ObjectShape]) -> ObjectShape:
    """Merge alternatives into one object; a property is required only if all of them require it."""
    merged: dict[str, tuple[Node, ...]] = {}
    for shape in shapes:
        for key, parts in shape.properties.items():
            known = {part.pointer for part in merged.get(key, ())}
            merged[key] = (*merged.get(key, ()), *(part for part in parts if part.pointer not in known))
    required = frozenset(shapes[0].required).intersection(*(shape.required for shape in shapes[1:]))
    names = [shape.name for shape in shapes if shape.name]
    text = node.get("description") or (f"One of {', '.join(names)}." if len(names) == len(shapes) else "")
    return ObjectShape(node, component_name(node), merged, required, True, text)


def _additional(node: Node) -> Node | bool:
    stated = node.get("additionalProperties", True)
    return stated if isinstance(stated, bool) else node.at("additionalProperties") if stated else True


def one_of_several(parts: tuple[Node, ...]) -> Node:
    """Return the schema of a value that may fit any of several schemas."""
    first = parts[0]
    return first if len(parts) == 1 else Node(first.document, first.pointer, {"oneOf": [part.value for part in parts]})


def join(options: Iterable[Type]) -> Type:
    """Return the type of a value of one of several types."""
    return _joined(options) or ANY


def _joined(options: Iterable[Type]) -> Type | None:
    members: dict[str | Type, Type] = {}
    has_null = False
    for option in _flat(options):
        if isinstance(option, Nullable):
            has_null, option = True, option.inner
        if option == NULL:
            has_null = True
        elif isinstance(option, ListOf) and "list" in members:
            members["list"] = ListOf(join([members["list"].item, option.item]))  # type: ignore[union-attr]
        elif isinstance(option, MapOf) and "map" in members:
            members["map"] = MapOf(join([members["map"].value, option.value]))  # type: ignore[union-attr]
        else:
            members.setdefault(_place(option), option)
    if ANY in members:
        return ANY
    if any(isinstance(member, (ModelRef, InputRef)) for member in members):
        members.pop("map", None)  # an object with named properties may have others
    found = tuple(members.values())
    if not found:
        return NULL if has_null else None
    joined = found[0] if len(found) == 1 else Union(found)
    return Nullable(joined) if has_null else joined


def _place(option: Type) -> str | Type:
    return "list" if isinstance(option, ListOf) else "map" if isinstance(option, MapOf) else option


def _flat(options: Iterable[Type]) -> Iterator[Type]:
    for option in options:
        inner = option.inner if isinstance(option, Nullable) else option
        if isinstance(inner, Union):
            yield from (Nullable(m) for m in inner.members) if isinstance(option, Nullable) else inner.members
        else:
            yield option


def free_name(shape: ObjectShape, wanted: str, pointers: Mapping[str, str], ending: str = "") -> str:
    """Return the name of an object: the wanted one, numbered if it is taken.

    Args:
        shape: The object.
        wanted: The name.
        pointers: For each name that is taken, the pointer of its object.
        ending: Stands behind every name.
    """
    if shape.name is not None:
        return f"{wanted}{ending}"
    named = shape.node.document.root.at("components", "schemas")
    numbered = (f"{wanted}{number}" for number in ("", *range(2, len(pointers) + 3)))
    return next(
        f"{name}{ending}"
        for name in numbered
        if name not in named and pointers.get(f"{name}{ending}", shape.node.pointer) == shape.node.pointer
    )


def child_name(parent: str, key: str) -> str:
    """Return the name of an unnamed object, from its parent and its key."""
    return f"{parent}{pascal_case(key) or 'Part'}"
