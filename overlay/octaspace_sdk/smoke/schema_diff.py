"""Compares answers with the schemas of openapi.yaml, and says how the schemas would have to read.

All answers are looked at before anything is said: a field that one of 500 nodes has counts, and is one difference.
"""

from __future__ import annotations

import copy
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import attrs

from octaspace_sdk.smoke.schema_inference import extended, inferred, kind, sample

Pointer = tuple[str, ...]
"""Where in openapi.yaml: the keys on the way there; the position in a list is a key, too."""

KINDS_OF_TYPES = {"number": {"number", "integer"}}


@attrs.frozen
class Difference:
    """A place of openapi.yaml that the answers do not bear out."""

    pointer: Pointer
    """The property, or the whole answer, that must be written anew."""
    remarks: tuple[str, ...]


@attrs.define
class Seen:
    """What came at one place."""

    path: str
    secret: bool
    values: list[Any] = attrs.field(factory=list)


class Comparison:
    """Collects what differs; `look` at every answer, then ask."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._objects: Counter[Pointer] = Counter()
        self._values: Counter[Pointer] = Counter()
        self._new: dict[Pointer, Seen] = {}
        self._changed: dict[Pointer, Seen] = {}
        self._missing: dict[Pointer, Counter[str]] = defaultdict(Counter)
        self._paths: dict[Pointer, str] = {}

    def look(self, operation: str, pointer: Pointer, answer: Any) -> None:
        """Compares one answer with the schema at the pointer."""
        self._look(pointer, answer, f"{operation} ", False)

    def differences(self) -> list[Difference]:
        """All that differs, in the order of openapi.yaml."""
        found: dict[Pointer, list[str]] = defaultdict(list)
        for pointer, seen in self._new.items():
            total = self._objects[pointer[:-2]]
            found[pointer].append(f"new: {seen.path}, in {len(seen.values)} of {total}, {_what_came(seen)}")
        for pointer, seen in self._changed.items():
            came = f"{len(seen.values)} of {self._values[pointer]} are {_what_came(seen)}"
            found[_property(pointer)].append(
                f"changed: {seen.path.strip()} should be {self._expected(pointer)}; {came}"
            )
        for pointer, names in self._missing.items():
            for name, times in names.items():
                text = f"missing: {_join(self._paths[pointer], name)} is required, not in {times}"
                found[(*pointer, "required")].append(f"{text} of {self._objects[pointer]}")
        order = {pointer: index for index, pointer in enumerate(_pointers(self.amended()))}
        return [Difference(one, tuple(found[one])) for one in sorted(found, key=lambda one: order.get(one, 0))]

    def amended(self) -> dict[str, Any]:
        """openapi.yaml as it would have to be."""
        document = copy.deepcopy(dict(self._document))
        # What lies deepest first: a schema that becomes an alternative takes its amended parts along.
        for pointer, seen in sorted(self._changed.items(), key=lambda item: -len(item[0])):
            owner: Any = at(document, pointer[:-1])
            key: Any = int(pointer[-1]) if isinstance(owner, list) else pointer[-1]
            owner[key] = extended(owner[key], resolved(document, owner[key]), seen.values, pointer[-1], seen.secret)
        for pointer, names in self._missing.items():
            schema = at(document, pointer)
            schema["required"] = [name for name in schema["required"] if name not in names]
        for pointer, seen in self._new.items():
            at(document, pointer[:-2]).setdefault("properties", {})[pointer[-1]] = inferred(
                seen.values, pointer[-1], seen.secret
            )
        return document

    def _look(self, pointer: Pointer, value: Any, path: str, secret: bool) -> None:
        here, schema = pointer, at(self._document, pointer)
        secret = secret or bool(schema.get("x-secret"))
        self._values[here] += 1
        while "$ref" in schema:
            pointer = _target(schema["$ref"])
            schema = at(self._document, pointer)
            secret = secret or bool(schema.get("x-secret"))
        if alternatives := schema.get("oneOf") or schema.get("anyOf"):
            key = "oneOf" if "oneOf" in schema else "anyOf"
            fitting = [i for i, one in enumerate(alternatives) if fits(resolved(self._document, one), value)]
            if not fitting:
                self._note(self._changed, here, value, path, secret)
            elif (inner := _json_text(resolved(self._document, alternatives[fitting[0]]), value)) is not None:
                self._look(pointer, inner, path, secret)
            else:
                self._look((*pointer, key, str(fitting[0])), value, path, secret)
        elif not fits(schema, value):
            self._note(self._changed, here, value, path, secret)
        elif isinstance(value, list) and "items" in schema:
            for item in value:
                self._look((*pointer, "items"), item, f"{path}[]", secret)
        elif isinstance(value, dict):
            self._look_into(pointer, schema, value, path, secret)

    def _look_into(self, pointer: Pointer, schema: Any, value: dict[str, Any], path: str, secret: bool) -> None:
        described, others = schema.get("properties"), schema.get("additionalProperties")
        if described is not None:
            self._objects[pointer] += 1
            self._paths.setdefault(pointer, path)
            if absent := [name for name in schema.get("required", ()) if name not in value]:
                self._missing[pointer].update(absent)
        for name, one in value.items():
            if described is not None and name in described:
                self._look((*pointer, "properties", name), one, _join(path, name), secret)
            elif isinstance(others, dict):
                self._look((*pointer, "additionalProperties"), one, _join(path, "*"), secret)
            elif described is not None:
                # An open object as well: that its fields may come and go does not make them known.
                self._note(self._new, (*pointer, "properties", name), one, _join(path, name), secret)

    @staticmethod
    def _note(kept: dict[Pointer, Seen], pointer: Pointer, value: Any, path: str, secret: bool) -> None:
        kept.setdefault(pointer, Seen(path, secret)).values.append(value)

    def _expected(self, pointer: Pointer) -> str:
        schema = at(self._document, pointer)
        alternatives = schema.get("oneOf") or schema.get("anyOf") or [schema]
        names: list[str] = []
        for one in alternatives:
            kinds = resolved(self._document, one).get("type", "object")
            names += [kinds] if isinstance(kinds, str) else kinds
        pattern = f" like {schema['pattern']}" if "pattern" in schema else ""
        return " or ".join(names) + pattern


def fits(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether a value is of the schema's JSON type and pattern; what is within it is not looked at."""
    types = schema.get("type", [])
    allowed = [types] if isinstance(types, str) else types
    if allowed and not any(kind(value) in KINDS_OF_TYPES.get(one, {one}) for one in allowed):
        return False
    return not (isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value))


def at(document: Any, pointer: Pointer) -> Any:
    """What stands at a pointer."""
    for step in pointer:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def resolved(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a node refers to, or the node itself."""
    while "$ref" in node:
        node = at(document, _target(node["$ref"]))
    return node


def _target(reference: str) -> Pointer:
    steps = reference.removeprefix("#/").split("/")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def _property(pointer: Pointer) -> Pointer:
    """The property that a schema is a part of; the schema itself when it is part of none."""
    starts = [index for index in range(len(pointer) - 1) if pointer[index] == "properties"]
    return pointer[: starts[-1] + 2] if starts else pointer


def _pointers(node: Any, here: Pointer = ()) -> list[Pointer]:
    items = node.items() if isinstance(node, dict) else []
    return [here, *(pointer for key, one in items for pointer in _pointers(one, (*here, key)))]


def _json_text(schema: Mapping[str, Any], value: Any) -> Any:
    """What text holds that is described as JSON; None when it is not, or holds no array or object."""
    if isinstance(value, str) and schema.get("contentMediaType") == "application/json":
        try:
            inner = json.loads(value)
        except (ValueError, RecursionError):
            return None
        return inner if isinstance(inner, (list, dict)) else None
    return None


def _what_came(seen: Seen) -> str:
    kinds = " or ".join(sorted({kind(value) for value in seen.values}))
    shown = sample(seen.values, seen.path.rpartition(".")[2], seen.secret)
    return f"{kinds}{shown and f', such as {shown}'}"


def _join(path: str, name: str) -> str:
    return f"{path}{name}" if path.endswith(" ") else f"{path}.{name}"
