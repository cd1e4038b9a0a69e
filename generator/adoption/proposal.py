"""Proposes the operations, parameters and fields that another description of the API has and ours lacks.

Nothing of ours changes: what both describe stays as we have it, and what cannot become code is left out and said.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import attrs

from generator.adoption.parts import (
    Parts,
    delete,
    is_like,
    is_within,
    json_content,
    operations,
    resolve,
    steps_of,
    without_names,
)
from generator.adoption.repair import Repair
from generator.adoption.swagger import from_swagger
from generator.adoption.their_parts import NOT_DESCRIBED, TheirParts
from generator.document import Document, InvalidDescriptionError, Refusal
from generator.pointer import escaped
from generator.python.names import TAKEN_BY_CLIENT
from generator.requests import RESERVED_HEADERS
from generator.text import snake_case
from generator.upgrade import upgrade

KEPT = ("summary", "description", "parameters", "requestBody", "responses", "deprecated")
"""Keys of an operation that are taken over."""


@attrs.frozen
class Proposal:
    """Our description with what theirs has more."""

    document: Parts
    additions: list[str]
    left_out: list[str]


def propose(ours: Parts, theirs: Parts) -> Proposal:
    """Return what to add to our description.

    Raises:
        InvalidDescriptionError: Theirs is no OpenAPI document, or ours cannot become code as it is.
    """
    try:
        merger = _Merger(ours, _normalised(theirs))
        merger.merge()
    except (AttributeError, TypeError, LookupError, ValueError, RecursionError):
        reason = "a part of it is not of the type that OpenAPI says"
        raise InvalidDescriptionError([Refusal("", reason, "check it with a linter")]) from None
    return merger.proposal()


def _normalised(theirs: Parts) -> Parts:
    """Return their description in the words of OpenAPI 3.1."""
    theirs = from_swagger(theirs) if str(theirs.get("swagger", "")).startswith("2") else copy.deepcopy(theirs)
    if str(theirs.get("openapi", "")).startswith("3."):
        theirs["openapi"] = "3.0.3"  # words of 3.0 stand in many a document of 3.1
    stated = Document(theirs)
    upgrade(stated)
    stated.raise_refusals()
    return theirs


class _Merger:
    def __init__(self, ours: Parts, theirs: Parts) -> None:
        self.ours = copy.deepcopy(ours)
        self._kept = ours
        self._added: dict[str, str] = {}
        """A line about each addition, by its JSON pointer."""
        self._merged: set[int] = set()
        self._usual = _usual_responses(ours)
        with_key = (each for _, _, each in operations(ours) if each.get("security") != [])
        answers = [set(operation.get("responses", ())) for operation in with_key]
        self._everywhere = set.intersection(*answers) if answers else set()
        schemas = self.ours.setdefault("components", {}).setdefault("schemas", {})
        self._theirs = TheirParts(theirs, schemas, self._note_schema, list(self._usual.values()))

    def merge(self) -> None:
        mine = {(method, without_names(path)): (path, item) for method, path, item in operations(self.ours)}
        for method, path, operation in operations(self._theirs.document):
            if (method, without_names(path)) in mine:
                self._merge_operation(method, *mine[method, without_names(path)], path, operation)
            else:
                self._add_operation(method, path, operation)

    def proposal(self) -> Proposal:
        """Return what was added, less what is refused."""
        repair = Repair(self.ours, self._added)
        repair.run()
        self._drop_unused()
        return Proposal(self.ours, list(self._added.values()), list(dict.fromkeys(repair.left_out)))

    def _add_operation(self, method: str, path: str, operation: Parts) -> None:
        tag = self._tag_of(path, operation)
        name = self._method_of(tag, method, path, operation)
        kept = {key: operation[key] for key in KEPT if key in operation}
        kept["parameters"] = self._parameters(path, operation)
        if not kept["parameters"]:
            del kept["parameters"]
        summary = kept.pop("summary", None) or str(operation.get("operationId", name)).replace("_", " ")
        kept["responses"] = self._responses(operation)
        added = {"operationId": f"{tag}.{name}", "tags": [tag], "summary": summary, **self._theirs.clean(kept)}
        self.ours.setdefault("paths", {}).setdefault(path, {})[method] = added
        self._note(f"/paths/{escaped(path)}/{method}", f"new operation: {method.upper()} {path} as {tag}.{name}")

    def _responses(self, operation: Parts) -> Parts:
        """Return their answers; those that are errors without content, of which nothing becomes code, or as our own."""
        stated = {str(code): self._theirs.resolved(each) for code, each in operation.get("responses", {}).items()}
        successes = [code for code in stated if code.startswith("2")] or ["default"]
        found = {}
        for code, response in stated.items():
            described = {"description": response.get("description") or NOT_DESCRIBED}
            is_success = code in successes
            found[code] = {**response, **described} if is_success else self._usual.get(code, described)
        return found | {code: response for code, response in self._usual.items() if code in self._everywhere}

    def _parameters(self, path: str, operation: Parts) -> list[Parts]:
        """Return their parameters, those of the path among them, without what the SDK sends by itself."""
        stated = [*self._theirs.document["paths"][path].get("parameters", []), *operation.get("parameters", [])]
        found = {(each.get("in"), each.get("name")): each for each in map(self._theirs.resolved, stated)}
        return [self._theirs.described(each) for (where, name), each in found.items() if not _is_reserved(where, name)]

    def _merge_operation(self, method: str, path: str, mine: Parts, their_path: str, theirs: Parts) -> None:
        stated = [*self.ours["paths"][path].get("parameters", []), *mine.get("parameters", [])]
        known = {(each.get("in"), each.get("name")) for each in map(self._our, stated)}
        for parameter in self._parameters(their_path, theirs):
            if (parameter.get("in"), parameter.get("name")) not in known and parameter.get("in") != "path":
                parameters = mine.setdefault("parameters", [])
                parameters.append(self._theirs.described(self._theirs.clean(parameter)))
                pointer = f"/paths/{escaped(path)}/{method}/parameters/{len(parameters) - 1}"
                self._note(pointer, f"new parameter: {parameter.get('name')} of {mine['operationId']}")
        for mine_content, their_content, pointer in self._contents(method, path, mine, theirs):
            self._merge_schema(mine_content, their_content, pointer)

    def _contents(self, method: str, path: str, mine: Parts, theirs: Parts) -> Iterator[tuple[Parts, Parts, str]]:
        """Yield the JSON schemas of the body and of each successful answer that both have."""
        pairs = [(mine.get("requestBody"), theirs.get("requestBody"), "requestBody")]
        for code, response in mine.get("responses", {}).items():
            if code.startswith("2"):
                their = theirs.get("responses", {}).get(code, {})
                pairs.append((response, their, f"responses/{code}"))
        for ours, their, pointer in pairs:
            media, schema = json_content(self._our(ours or {}))
            _, their_schema = json_content(self._theirs.resolved(their or {}))
            if schema is not None and their_schema is not None:
                place = f"/paths/{escaped(path)}/{method}/{pointer}/content/{escaped(media)}/schema"
                yield schema, their_schema, place

    def _merge_schema(self, mine: Parts, theirs: Parts, pointer: str) -> None:
        if "$ref" in mine:
            pointer = mine["$ref"].removeprefix("#")
        mine, theirs = self._our(mine), self._theirs.resolved(theirs)
        if id(mine) in self._merged:
            return
        self._merged.add(id(mine))
        for keyword in ("oneOf", "anyOf", "allOf"):
            for index, alternative in enumerate(mine.get(keyword, ())):
                if is_like(self._our(alternative), theirs):
                    self._merge_schema(alternative, theirs, f"{pointer}/{keyword}/{index}")
                    return
        if isinstance(mine.get("items"), dict) and isinstance(theirs.get("items"), dict):
            self._merge_schema(mine["items"], theirs["items"], f"{pointer}/items")
        if isinstance(mine.get("properties"), dict):
            self._merge_properties(mine["properties"], self._theirs.properties(theirs), pointer)

    def _merge_properties(self, mine: Parts, theirs: Parts, pointer: str) -> None:
        aliases = {alias for schema in mine.values() for alias in self._our(schema).get("x-aliases", ())}
        for name, schema in theirs.items():
            if name in mine:
                self._merge_schema(mine[name], schema, f"{pointer}/properties/{escaped(name)}")
            elif name not in aliases:
                mine[name] = self._theirs.described(self._theirs.clean(schema))
                place = f"{pointer}/properties/{escaped(name)}"
                self._note(place, f"new field: {name} of {_shown(pointer)}")

    def _our(self, value: Parts) -> Parts:
        return resolve(self.ours, value)

    def _tag_of(self, path: str, operation: Parts) -> str:
        """Return the tag of our operations below the same path, or a new one."""
        handles = {tag.get("name") for tag in self.ours.get("tags", ()) if "x-handle" in tag}
        likeness: Counter[str] = Counter()
        for _, other, mine in operations(self._kept):
            steps = zip(steps_of(other), steps_of(path), strict=False)
            common = next(
                (i for i, (a, b) in enumerate(steps) if a != b), min(len(steps_of(other)), len(steps_of(path)))
            )
            for tag in mine.get("tags", ())[:1]:
                if common and tag not in handles:
                    likeness[tag] = max(likeness[tag], common)
        if likeness:
            return likeness.most_common(1)[0][0]
        stated = [tag for tag in operation.get("tags") or () if isinstance(tag, str)]
        fixed = [step for step in steps_of(path) if not step.startswith("{")]
        name = snake_case((stated or fixed or ["api"])[0].replace(".", "_")) or "api"
        name = f"{name}_api" if name in TAKEN_BY_CLIENT or not name.isidentifier() else name
        tags = self.ours.setdefault("tags", [])
        if name not in [tag.get("name") for tag in tags]:
            theirs: Parts = next(
                (tag for tag in self._theirs.document.get("tags", ()) if tag.get("name") in stated[:1]), {}
            )
            tags.append({"name": name, "description": theirs.get("description") or NOT_DESCRIBED})
        return name

    def _method_of(self, tag: str, method: str, path: str, operation: Parts) -> str:
        fixed = [step for step in steps_of(path) if not step.startswith("{")]
        stated = snake_case(str(operation.get("operationId", "")).replace("/", "_"))
        name = stated if stated.isidentifier() else f"{method}_{snake_case('_'.join(fixed))}".rstrip("_")
        taken = {snake_case(each.get("operationId", "").rpartition(".")[2]) for _, _, each in self._of_tag(tag)}
        return next(each for each in (name, *(f"{name}_{n}" for n in range(2, len(taken) + 3))) if each not in taken)

    def _of_tag(self, tag: str) -> Iterator[tuple[str, str, Parts]]:
        return (each for each in operations(self.ours) if each[2].get("tags") == [tag])

    def _note_schema(self, name: str) -> None:
        self._note(f"/components/schemas/{escaped(name)}", f"new schema: {name}")

    def _note(self, pointer: str, text: str) -> None:
        self._added[pointer] = text

    def _drop_unused(self) -> None:
        """Take out the schemas and tags that only what was left out has used."""
        while True:
            used = set(re.findall(r"'#/components/schemas/([^']+)'", repr(self.ours)))
            unused = [p for p in self._added if p.startswith("/components/schemas/") and p.count("/") == 3]
            unused = [pointer for pointer in unused if pointer.rpartition("/")[2] not in used]
            if not unused:
                break
            for pointer in unused:
                delete(self.ours, pointer)
                for inner in [other for other in self._added if is_within(other, pointer)]:
                    del self._added[inner]
        tags = {tag for _, _, operation in operations(self.ours) for tag in operation.get("tags", ())}
        kept = [tag.get("name") for tag in self._kept.get("tags", ())]
        if "tags" in self.ours:
            self.ours["tags"] = [tag for tag in self.ours["tags"] if tag.get("name") in (*tags, *kept)]
        for path in [path for path, item in self.ours.get("paths", {}).items() if not item]:
            del self.ours["paths"][path]


def _usual_responses(document: Parts) -> Parts:
    """Return our answer by each status that is an error, where most operations refer to the same."""
    found: dict[str, Counter[str]] = {}
    for _, _, operation in operations(document):
        for code, response in operation.get("responses", {}).items():
            if "$ref" in response:
                found.setdefault(code, Counter())[response["$ref"]] += 1
    return {code: {"$ref": count.most_common(1)[0][0]} for code, count in found.items() if not code.startswith("2")}


def _is_reserved(where: Any, name: Any) -> bool:
    return where == "header" and str(name).lower() in RESERVED_HEADERS


def _shown(pointer: str) -> str:
    return pointer.removeprefix("/components/schemas/")
