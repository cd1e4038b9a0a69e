"""Corrections of openapi.yaml after a comparison: each difference with its reason, and the corrected document."""

from __future__ import annotations

import copy
import difflib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from octaspace_sdk.smoke.samples import describe_sample
from octaspace_sdk.smoke.schema_diff import (
    WORD_LISTS,
    Comparison,
    Observation,
    alternatives_keyword,
    fits,
    types_of,
)
from octaspace_sdk.smoke.schema_inference import SchemaInference, json_type, with_distinct_name
from octaspace_sdk.smoke.schema_widening import Mismatch, widened_schema
from octaspace_sdk.spec import Pointer, Spec

SIMILARITY = 0.6  # of two names, from which on one of them may be the other's new spelling


@attrs.frozen
class Difference:
    """A schema of openapi.yaml that some answers contradict."""

    pointer: Pointer
    """The property, or the whole answer, that must be written anew."""
    remarks: tuple[str, ...]


@attrs.frozen
class Renaming:
    """A property that no object has any more, and the new one that all of them have."""

    schema: Pointer
    old: str
    new: str


class Corrections:
    """Derives the differences and the corrected document from a comparison that has seen all answers."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._spec = comparison.spec

    def differences(self) -> list[Difference]:
        """Return all differences, in the order of openapi.yaml."""
        remarks: dict[Pointer, list[str]] = defaultdict(list)
        for pointer, remark in self._remarks():
            remarks[pointer].append(remark)
        order = {pointer: index for index, pointer in enumerate(_object_pointers(self.document))}
        in_order = sorted(remarks, key=lambda pointer: order.get(pointer, 0))
        return [Difference(pointer, tuple(remarks[pointer])) for pointer in in_order]

    @cached_property
    def document(self) -> dict[str, Any]:
        """openapi.yaml as the answers say that it should be."""
        document = copy.deepcopy(dict(self._spec.document))
        corrected = Spec(document)
        inference = SchemaInference(document.get("components", {}).get("schemas", {}))
        # The deepest first: a schema that becomes an alternative keeps the corrections within it.
        for pointer, observation in sorted(self._comparison.changed.items(), key=lambda item: -len(item[0])):
            owner: Any = corrected.at(pointer[:-1]).value
            key: Any = int(pointer[-1]) if isinstance(owner, list) else pointer[-1]
            resolved = corrected.at(pointer).resolve().value
            mismatch = Mismatch(owner[key], resolved, observation.values, observation.secret, inference)
            owner[key] = widened_schema(mismatch)
        for renaming in self.renamings:
            renamed = corrected.at((*renaming.schema, "properties", renaming.old)).value
            renamed["x-aliases"] = [*renamed.get("x-aliases", ()), renaming.new]
        for pointer, name, _ in self._missing():
            schema = corrected.at(pointer).value
            schema["required"] = [other for other in schema["required"] if other != name]
        for pointer, observation in self._new():
            properties = corrected.at(pointer[:-2]).value.setdefault("properties", {})
            schema = inference.property_schema(observation.values, pointer[-1], observation.secret)
            properties[pointer[-1]] = with_distinct_name(schema, pointer[-1], properties)
        for pointer, observation in self._comparison.words.items():
            schema = corrected.at(pointer).value
            for keyword in WORD_LISTS:
                if keyword in schema:
                    schema[keyword] = [*schema[keyword], *dict.fromkeys(observation.values)]
        return document

    @cached_property
    def renamings(self) -> list[Renaming]:
        """The properties that came under another name."""
        return list(self._renamings())

    def unseen(self) -> list[str]:
        """Return the optional properties that no answer has: they may be gone, or only rare."""
        renamed = {(renaming.schema, renaming.old) for renaming in self.renamings}
        return [
            f"{self._comparison.object_paths[pointer]}.{name}".replace(" .", " ")
            for pointer, name, absent in self._comparison.absences()
            if absent == self._comparison.object_counts[pointer]
            and not self._is_required(pointer, name)
            and (pointer, name) not in renamed
        ]

    def _remarks(self) -> Iterator[tuple[Pointer, str]]:
        """Yield what is said of each part that differs."""
        comparison = self._comparison
        for pointer, observation in self._new():
            total = comparison.object_counts[pointer[:-2]]
            yield (
                pointer,
                f"new: {observation.path}, in {len(observation.values)} of {total}, {_described(observation)}",
            )
        for pointer, observation in comparison.changed.items():
            came = f"{len(observation.values)} of {comparison.value_counts[pointer]} are {_described(observation)}"
            expected = self._expected(pointer)
            yield _property_of(pointer), f"changed: {observation.path.strip()} should be {expected}; {came}"
        for pointer, name, absent in self._missing():
            total = comparison.object_counts[pointer]
            gone = "vanished" if absent == total else "missing"
            path = self._path(pointer, name)
            yield (*pointer, "required"), f"{gone}: {path} is required, not in {absent} of {total}"
        for renaming in self.renamings:
            total = comparison.object_counts[renaming.schema]
            old = self._path(renaming.schema, renaming.old)
            text = f"renamed: {old} is {renaming.new} in {total} of {total}"
            yield (*renaming.schema, "properties", renaming.old), text
        for pointer, observation in comparison.words.items():
            words = ", ".join(dict.fromkeys(observation.values))
            yield _property_of(pointer), f"new words: {observation.path.strip()} can also be {words}"

    def _new(self) -> Iterator[tuple[Pointer, Observation]]:
        renamed = {(*renaming.schema, "properties", renaming.new) for renaming in self.renamings}
        return ((pointer, seen) for pointer, seen in self._comparison.new.items() if pointer not in renamed)

    def _missing(self) -> Iterator[tuple[Pointer, str, int]]:
        renamed = {(renaming.schema, renaming.old) for renaming in self.renamings}
        for pointer, name, absent in self._comparison.absences():
            if self._is_required(pointer, name) and (pointer, name) not in renamed:
                yield pointer, name, absent

    def _is_required(self, pointer: Pointer, name: str) -> bool:
        return name in self._spec.at(pointer).value.get("required", ())

    def _renamings(self) -> Iterator[Renaming]:
        comparison, taken = self._comparison, set[Pointer]()
        for pointer, old, absent in comparison.absences():
            total = comparison.object_counts[pointer]
            schema = self._spec.at((*pointer, "properties", old)).resolve().value
            if "x-unit" in schema:  # another name may mean another unit, and a wrong price
                continue
            for new, observation in comparison.new.items():
                is_one = new[:-2] == pointer and new not in taken and absent == total == len(observation.values)
                if is_one and _is_spelling_of(new[-1], old) and all(_may_be(schema, v) for v in observation.values):
                    taken.add(new)
                    yield Renaming(pointer, old, new[-1])
                    break

    def _path(self, pointer: Pointer, name: str) -> str:
        path = self._comparison.object_paths[pointer]
        return f"{path}{name}" if path.endswith(" ") else f"{path}.{name}"

    def _expected(self, pointer: Pointer) -> str:
        """Return the types that the schema at a pointer allows, for a reader."""
        node = self._spec.at(pointer)
        keyword = alternatives_keyword(node.value)
        alternatives = [each.value for each in node.at(keyword)] if keyword else [node.resolve().value]
        types = [name for schema in alternatives for name in types_of(schema) or ["object"]]
        pattern = f" like {node.value['pattern']}" if "pattern" in node.value else ""
        return " or ".join(types) + pattern


def _is_spelling_of(new: str, old: str) -> bool:
    return difflib.SequenceMatcher(None, new.lower(), old.lower()).ratio() >= SIMILARITY


def _may_be(schema: Mapping[str, Any], value: Any) -> bool:
    return alternatives_keyword(schema) is not None or fits(schema, value)


def _property_of(pointer: Pointer) -> Pointer:
    """Return the innermost property that a schema is a part of; the schema itself when it is part of none."""
    starts = [index for index in range(len(pointer) - 1) if pointer[index] == "properties"]
    return pointer[: starts[-1] + 2] if starts else pointer


def _object_pointers(node: Any, pointer: Pointer = ()) -> list[Pointer]:
    members = node.items() if isinstance(node, dict) else []
    return [pointer, *(inner for key, member in members for inner in _object_pointers(member, (*pointer, key)))]


def _described(observation: Observation) -> str:
    """Return the types of the observed values, with a sample that is like them."""
    types = " or ".join(sorted({json_type(value) for value in observation.values}))
    shown = describe_sample(observation.values, observation.path.rpartition(".")[2], observation.secret)
    return f"{types}{shown and f', such as {shown}'}"
