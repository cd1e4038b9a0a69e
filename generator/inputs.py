"""Builds what a caller passes: types with their limits, and the objects within a request."""

from __future__ import annotations

from typing import Any

from generator.api_model import Argument, Input, Location
from generator.document import Node
from generator.schemas import ObjectShape, SchemaReader, child_name, free_name, one_of_several, types_of
from generator.text import snake_case
from generator.value_types import ANY, InputRef, Limits, Type

KEYS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "above": "exclusiveMinimum",
    "below": "exclusiveMaximum",
    "pattern": "pattern",
    "min_items": "minItems",
    "max_items": "maxItems",
}
"""The words of JSON Schema for the limits of an argument."""

FORMS = ("date-time", "date", "uuid")
"""The formats of texts that callers may also pass as objects."""

RELEVANT = {
    "integer": ("minimum", "maximum", "above", "below", "words"),
    "number": ("minimum", "maximum", "above", "below", "words"),
    "string": ("min_length", "max_length", "pattern", "words"),
    "array": ("min_items", "max_items"),
}
"""The limits that mean something for each JSON type."""


class InputBuilder(SchemaReader):
    """Reads the schemas of requests, and builds the objects that these are made of."""

    def __init__(self) -> None:
        self._inputs: dict[str, Input | None] = {}
        self._pointers: dict[str, str] = {}

    def inputs(self) -> tuple[Input, ...]:
        """Return the objects of all requests read so far."""
        return tuple(sorted(filter(None, self._inputs.values()), key=lambda each: each.name))

    def stated_type(self, node: Node) -> Type:
        """Return what the schema says beside x-type, which is for answers."""
        return ANY

    def type_of(self, node: Node, name: str, *, depth: int = 0) -> Type:
        """Return the type that a schema describes; a caller passes any form that the wire allows."""
        resolved = node.resolve()
        if isinstance(resolved.value, dict) and "x-type" in resolved:
            plain = {key: value for key, value in resolved.value.items() if key != "x-type"}
            return super().type_of(Node(node.document, resolved.pointer, plain), name, depth=depth)
        return super().type_of(node, name, depth=depth)

    def object_type(self, shape: ObjectShape, name: str, depth: int) -> Type:
        if not shape.properties:
            return self.map_type(shape, name, depth)
        name = free_name(shape, shape.name or name, self._pointers, "Input")
        if name not in self._inputs:
            self._inputs[name] = None  # an object may contain itself
            self._pointers[name] = shape.node.pointer
            self._inputs[name] = Input(
                name=name, description=shape.description or name, fields=tuple(self.fields(shape, name, required=True))
            )
        return InputRef(name)

    def fields(self, shape: ObjectShape, name: str, *, required: bool) -> list[Argument]:
        """Return the properties of an object that a caller passes; what the description fixes is not among them."""
        found = []
        for key, parts in shape.properties.items():
            node = one_of_several(parts)
            schema = node.resolve()
            if schema.get("readOnly"):
                continue
            needed = key in shape.required
            found.append(
                Argument(
                    name=schema.get("x-name") or snake_case(key),
                    wire_name=key,
                    location=Location.BODY,
                    type=self.type_of(node, child_name(name.removesuffix("Input"), key)),
                    required=required and needed,
                    description=schema.get("description", ""),
                    omitted_default=schema.get("default"),
                    deprecated=bool(schema.get("deprecated")),
                    unit=schema.get("x-unit"),
                    **words_and_keys(schema),
                )
            )
        return found

    def limits(self, node: Node) -> Limits:
        kinds = types_of(node)
        relevant = {limit for kind in kinds for limit in RELEVANT.get(kind, ())}
        stated = {name: node.get(key) for name, key in KEYS.items() if name in relevant}
        values = [node.get("const")] if "const" in node else node.get("enum") or ()
        values = [word for word in values if word is not None]
        can_be_words = all(isinstance(word, (str, int)) and not isinstance(word, bool) for word in values)
        words = tuple(dict.fromkeys(values)) if can_be_words else ()
        form = node.get("format") if "string" in kinds and node.get("format") in FORMS else None
        return Limits(**stated, words=words if "words" in relevant else (), form=form)


def words_and_keys(schema: Node) -> dict[str, Any]:
    """Return the fields of an argument that say which words and keys are known."""
    return {
        "expected": schema.get("x-expected"),
        "known_words": tuple(schema.get("x-known-words", ())),
        "known_keys": tuple(schema.get("properties", ())),
        "unknown_keys_hint": schema.get("x-unknown-keys"),
    }
