"""Compares answers with the schemas of openapi.yaml.

All answers are observed before anything is reported: a field that one of 500 nodes has counts, and is one difference.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from octaspace_sdk.smoke.samples import is_word
from octaspace_sdk.smoke.schema_inference import json_type
from octaspace_sdk.spec import Pointer, Spec, SpecNode

_MATCHING_TYPES = {"number": {"number", "integer"}}

WORD_LISTS = ("enum", "x-known-words")
"""Keywords with the words that a text is known to be."""


@attrs.define
class Observation:
    """The values that came where no schema, or another one, was expected."""

    path: str
    secret: bool
    values: list[Any] = attrs.field(factory=list)


class Comparison:
    """The differences between answers and their schemas: `observe` every answer first."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.object_counts: Counter[Pointer] = Counter()
        self.value_counts: Counter[Pointer] = Counter()
        self.new: dict[Pointer, Observation] = {}
        """By the pointer that a new property would have."""
        self.changed: dict[Pointer, Observation] = {}
        self.words: dict[Pointer, Observation] = {}
        """The words that are not known, by the schema of the text."""
        self.object_paths: dict[Pointer, str] = {}
        self._name_counts: dict[Pointer, Counter[str]] = defaultdict(Counter)

    def observe(self, operation: str, pointer: Pointer, answer: Any) -> None:
        """Compare one answer with the schema at the pointer."""
        self._compare(pointer, answer, f"{operation} ", False)

    def absences(self) -> Iterator[tuple[Pointer, str, int]]:
        """Yield schema and name of each property that some objects lack, and how many do."""
        for pointer, total in self.object_counts.items():
            for name in self.spec.at(pointer).value["properties"]:
                if absent := total - self._name_counts[pointer][name]:
                    yield pointer, name, absent

    def _compare(self, pointer: Pointer, value: Any, path: str, secret: bool) -> None:
        """Compare a value with the schema at a pointer; `secret` is inherited from the schemas around it."""
        self.value_counts[pointer] += 1
        references = self.spec.at(pointer).resolution()
        secret = secret or any(node.value.get("x-secret") for node in references)
        node = references[-1]
        schema = node.value
        if keyword := alternatives_keyword(schema):
            self._compare_alternatives(pointer, node, keyword, value, path, secret)
        elif not fits(schema, value):
            self._note(self.changed, pointer, value, path, secret)
            self._compare_items_of_envelope(node, value, path, secret)
        elif isinstance(value, list) and "items" in schema:
            for item in value:
                self._compare((*node.pointer, "items"), item, f"{path}[]", secret)
        elif isinstance(value, dict):
            self._compare_properties(node, value, path, secret)
        elif not secret and is_word(value) and value not in known_words(schema, value):
            self._note(self.words, node.pointer, value, path, secret)

    def _compare_alternatives(
        self, pointer: Pointer, node: SpecNode, keyword: str, value: Any, path: str, secret: bool
    ) -> None:
        alternatives = enumerate(node.at(keyword))
        fitting = [(index, alternative.value) for index, alternative in alternatives if fits(alternative.value, value)]
        if not fitting:
            self._note(self.changed, pointer, value, path, secret)
            return
        index, schema = fitting[0]
        if (embedded := _embedded_json(schema, value)) is not None:
            self._compare(node.pointer, embedded, path, secret)
        else:
            self._compare((*node.pointer, keyword, str(index)), value, path, secret)

    def _compare_items_of_envelope(self, node: SpecNode, value: Any, path: str, secret: bool) -> None:
        """Compare the items of a listing that came within an object."""
        if "items" in node.value and isinstance(value, dict):
            for name, items in value.items():
                for item in items if isinstance(items, list) else ():
                    if isinstance(item, dict):
                        self._compare((*node.pointer, "items"), item, f"{_join(path, name)}[]", secret)

    def _compare_properties(self, node: SpecNode, value: dict[str, Any], path: str, secret: bool) -> None:
        properties, additional = node.value.get("properties"), node.value.get("additionalProperties")
        if properties is not None:
            value = self._with_first_names(node, value)
            self.object_counts[node.pointer] += 1
            self.object_paths.setdefault(node.pointer, path)
            self._name_counts[node.pointer].update(value.keys())
        for name, item in value.items():
            if properties is not None and name in properties:
                self._compare((*node.pointer, "properties", name), item, _join(path, name), secret)
            elif isinstance(additional, dict):
                self._compare((*node.pointer, "additionalProperties"), item, _join(path, "*"), secret)
            elif properties is not None:
                # Even where additional properties are allowed: they are still not described.
                self._note(self.new, (*node.pointer, "properties", name), item, _join(path, name), secret)

    @staticmethod
    def _with_first_names(node: SpecNode, value: dict[str, Any]) -> dict[str, Any]:
        """Return an object in which a field that has only an alias (`x-aliases`) has its first name."""
        names = {
            alias: name
            for name, schema in node.value["properties"].items()
            for alias in schema.get("x-aliases", ())
            if name not in value
        }
        return {names.get(name, name): item for name, item in value.items()} if names else value

    @staticmethod
    def _note(observations: dict[Pointer, Observation], pointer: Pointer, value: Any, path: str, secret: bool) -> None:
        observations.setdefault(pointer, Observation(path, secret)).values.append(value)


def fits(schema: Mapping[str, Any], value: Any) -> bool:
    """Return whether a value has the JSON type and pattern of a schema; its items and properties are not checked."""
    types = types_of(schema)
    if types and not any(json_type(value) in _MATCHING_TYPES.get(allowed, {allowed}) for allowed in types):
        return False
    return not (isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value))


def types_of(schema: Mapping[str, Any]) -> list[str]:
    """Return the JSON types that a schema names."""
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else types


def alternatives_keyword(schema: Mapping[str, Any]) -> str | None:
    """Return the keyword with the alternatives of a schema."""
    return next((keyword for keyword in ("oneOf", "anyOf") if schema.get(keyword)), None)


def known_words(schema: Mapping[str, Any], otherwise: Any) -> list[Any]:
    """Return the words that a text is known to be; the one word where none are stated."""
    return next((list(schema[keyword]) for keyword in WORD_LISTS if schema.get(keyword)), [otherwise])


def _embedded_json(schema: Mapping[str, Any], value: Any) -> Any:
    """Return the array or object in a text that is described as JSON; None when there is none."""
    if isinstance(value, str) and schema.get("contentMediaType") == "application/json":
        try:
            embedded = json.loads(value)
        except (ValueError, RecursionError):
            return None
        return embedded if isinstance(embedded, (list, dict)) else None
    return None


def _join(path: str, name: str) -> str:
    return f"{path}{name}" if path.endswith(" ") else f"{path}.{name}"
