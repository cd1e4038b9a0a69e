"""Compares answers with the schemas of openapi.yaml, and corrects the schemas where they differ.

All answers are observed before anything is reported: a field that one of 500 nodes has counts, and is one difference.
"""

from __future__ import annotations

import copy
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import attrs

from octaspace_sdk.smoke.schema_inference import infer_property, json_type, sample
from octaspace_sdk.smoke.schema_widening import widened_schema
from octaspace_sdk.spec import Pointer, Spec, SpecNode

_MATCHING_TYPES = {"number": {"number", "integer"}}


@attrs.frozen
class Difference:
    """A schema of openapi.yaml that some answers contradict."""

    pointer: Pointer
    """The property, or the whole answer, that must be written anew."""
    remarks: tuple[str, ...]


@attrs.define
class Observation:
    """The values that came where no schema, or another one, was expected."""

    path: str
    secret: bool
    values: list[Any] = attrs.field(factory=list)


class Comparison:
    """Collects the differences: `observe` every answer, then ask for them."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._object_counts: Counter[Pointer] = Counter()
        self._value_counts: Counter[Pointer] = Counter()
        self._new: dict[Pointer, Observation] = {}
        self._changed: dict[Pointer, Observation] = {}
        self._missing: dict[Pointer, Counter[str]] = defaultdict(Counter)
        self._object_paths: dict[Pointer, str] = {}

    def observe(self, operation: str, pointer: Pointer, answer: Any) -> None:
        """Compares one answer with the schema at the pointer."""
        self._compare(pointer, answer, f"{operation} ", False)

    def differences(self) -> list[Difference]:
        """Returns all differences, in the order of openapi.yaml."""
        remarks: dict[Pointer, list[str]] = defaultdict(list)
        for pointer, observation in self._new.items():
            total = self._object_counts[pointer[:-2]]
            text = f"new: {observation.path}, in {len(observation.values)} of {total}, {_described(observation)}"
            remarks[pointer].append(text)
        for pointer, observation in self._changed.items():
            actual = f"{len(observation.values)} of {self._value_counts[pointer]} are {_described(observation)}"
            text = f"changed: {observation.path.strip()} should be {self._expected(pointer)}; {actual}"
            remarks[_property_of(pointer)].append(text)
        for pointer, absences in self._missing.items():
            for name, count in absences.items():
                text = f"missing: {_join(self._object_paths[pointer], name)} is required, not in {count}"
                remarks[(*pointer, "required")].append(f"{text} of {self._object_counts[pointer]}")
        order = {pointer: index for index, pointer in enumerate(_object_pointers(self.corrected_document()))}
        in_order = sorted(remarks, key=lambda pointer: order.get(pointer, 0))
        return [Difference(pointer, tuple(remarks[pointer])) for pointer in in_order]

    def corrected_document(self) -> dict[str, Any]:
        """Returns openapi.yaml as the answers say that it should be."""
        document = copy.deepcopy(dict(self._spec.document))
        corrected = Spec(document)
        # The deepest first: a schema that becomes an alternative keeps the corrections within it.
        for pointer, observation in sorted(self._changed.items(), key=lambda item: -len(item[0])):
            owner: Any = corrected.at(pointer[:-1]).value
            key: Any = int(pointer[-1]) if isinstance(owner, list) else pointer[-1]
            resolved = corrected.at(pointer).resolve().value
            owner[key] = widened_schema(owner[key], resolved, observation.values, observation.secret)
        for pointer, absences in self._missing.items():
            schema = corrected.at(pointer).value
            schema["required"] = [name for name in schema["required"] if name not in absences]
        for pointer, observation in self._new.items():
            properties = corrected.at(pointer[:-2]).value.setdefault("properties", {})
            properties[pointer[-1]] = infer_property(observation.values, pointer[-1], observation.secret)
        return document

    def _compare(self, pointer: Pointer, value: Any, path: str, secret: bool) -> None:
        """Compares a value with the schema at a pointer; `secret` is inherited from the schemas around it."""
        self._value_counts[pointer] += 1
        references = self._spec.at(pointer).resolution()
        secret = secret or any(node.value.get("x-secret") for node in references)
        node = references[-1]
        schema = node.value
        if keyword := _alternatives_keyword(schema):
            self._compare_alternatives(pointer, node, keyword, value, path, secret)
        elif not fits(schema, value):
            self._note(self._changed, pointer, value, path, secret)
        elif isinstance(value, list) and "items" in schema:
            for item in value:
                self._compare((*node.pointer, "items"), item, f"{path}[]", secret)
        elif isinstance(value, dict):
            self._compare_properties(node, value, path, secret)

    def _compare_alternatives(
        self, pointer: Pointer, node: SpecNode, keyword: str, value: Any, path: str, secret: bool
    ) -> None:
        fitting = [(index, schema) for index, schema in self._alternatives(node, keyword) if fits(schema, value)]
        if not fitting:
            self._note(self._changed, pointer, value, path, secret)
            return
        index, schema = fitting[0]
        if (embedded := _embedded_json(schema, value)) is not None:
            self._compare(node.pointer, embedded, path, secret)
        else:
            self._compare((*node.pointer, keyword, str(index)), value, path, secret)

    def _compare_properties(self, node: SpecNode, value: dict[str, Any], path: str, secret: bool) -> None:
        properties, additional = node.value.get("properties"), node.value.get("additionalProperties")
        if properties is not None:
            value = self._with_first_names(node, value)
            self._object_counts[node.pointer] += 1
            self._object_paths.setdefault(node.pointer, path)
            if absent := [name for name in node.value.get("required", ()) if name not in value]:
                self._missing[node.pointer].update(absent)
        for name, item in value.items():
            if properties is not None and name in properties:
                self._compare((*node.pointer, "properties", name), item, _join(path, name), secret)
            elif isinstance(additional, dict):
                self._compare((*node.pointer, "additionalProperties"), item, _join(path, "*"), secret)
            elif properties is not None:
                # Even where additional properties are allowed: they are still not described.
                self._note(self._new, (*node.pointer, "properties", name), item, _join(path, name), secret)

    @staticmethod
    def _with_first_names(node: SpecNode, value: dict[str, Any]) -> dict[str, Any]:
        """Returns an object in which a field that has only an alias (`x-aliases`) has its first name."""
        names = {
            alias: name
            for name, schema in node.value["properties"].items()
            for alias in schema.get("x-aliases", ())
            if name not in value
        }
        return {names.get(name, name): item for name, item in value.items()} if names else value

    def _alternatives(self, node: SpecNode, keyword: str) -> list[tuple[int, Mapping[str, Any]]]:
        return [(index, alternative.value) for index, alternative in enumerate(node.at(keyword))]

    @staticmethod
    def _note(observations: dict[Pointer, Observation], pointer: Pointer, value: Any, path: str, secret: bool) -> None:
        observations.setdefault(pointer, Observation(path, secret)).values.append(value)

    def _expected(self, pointer: Pointer) -> str:
        """Returns the types that the schema at a pointer allows, for a reader."""
        node = self._spec.at(pointer)
        keyword = _alternatives_keyword(node.value)
        alternatives = (
            [schema for _, schema in self._alternatives(node, keyword)] if keyword else [node.resolve().value]
        )
        types = [name for schema in alternatives for name in _types_of(schema) or ["object"]]
        pattern = f" like {node.value['pattern']}" if "pattern" in node.value else ""
        return " or ".join(types) + pattern


def fits(schema: Mapping[str, Any], value: Any) -> bool:
    """Returns whether a value has the JSON type and pattern of a schema; its items and properties are not checked."""
    types = _types_of(schema)
    if types and not any(json_type(value) in _MATCHING_TYPES.get(allowed, {allowed}) for allowed in types):
        return False
    return not (isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value))


def _types_of(schema: Mapping[str, Any]) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else types


def _alternatives_keyword(schema: Mapping[str, Any]) -> str | None:
    return next((keyword for keyword in ("oneOf", "anyOf") if schema.get(keyword)), None)


def _property_of(pointer: Pointer) -> Pointer:
    """Returns the innermost property that a schema is a part of; the schema itself when it is part of none."""
    starts = [index for index in range(len(pointer) - 1) if pointer[index] == "properties"]
    return pointer[: starts[-1] + 2] if starts else pointer


def _object_pointers(node: Any, pointer: Pointer = ()) -> list[Pointer]:
    members = node.items() if isinstance(node, dict) else []
    return [pointer, *(inner for key, member in members for inner in _object_pointers(member, (*pointer, key)))]


def _embedded_json(schema: Mapping[str, Any], value: Any) -> Any:
    """Returns the array or object in a text that is described as JSON; None when there is none."""
    if isinstance(value, str) and schema.get("contentMediaType") == "application/json":
        try:
            embedded = json.loads(value)
        except (ValueError, RecursionError):
            return None
        return embedded if isinstance(embedded, (list, dict)) else None
    return None


def _described(observation: Observation) -> str:
    """Returns the types of the observed values, with a sample if one may be shown."""
    types = " or ".join(sorted({json_type(value) for value in observation.values}))
    shown = sample(observation.values, observation.path.rpartition(".")[2], observation.secret)
    return f"{types}{shown and f', such as {shown}'}"


def _join(path: str, name: str) -> str:
    return f"{path}{name}" if path.endswith(" ") else f"{path}.{name}"
