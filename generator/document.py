"""openapi.yaml as a tree whose parts know where they stand, and the refusals that name such a place."""

from __future__ import annotations

import contextlib
import datetime as dt
import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from generator.pointer import escaped, keys_of, referenced

Schema = Mapping[str, Any]

HTTP_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")


@attrs.frozen
class Refusal:
    """One thing that cannot become code: where it is, why it is refused, and what to do about it."""

    pointer: str
    reason: str
    remedy: str
    line: int | None = None

    def __str__(self) -> str:
        place = "openapi.yaml" if self.line is None else f"openapi.yaml:{self.line}"
        return " ".join(f"{place}: {self.pointer or '/'}: {self.reason}; {self.remedy}".split())


class InvalidDescriptionError(Exception):
    """The description cannot become code; `refusals` has every reason."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = sorted(refusals, key=lambda refusal: (refusal.line or 0, refusal.pointer))
        super().__init__("\n".join(map(str, self.refusals)))


class Document:
    """A description, and what is refused of it so far."""

    def __init__(self, raw: Schema, text: str = "") -> None:
        self.raw = raw
        self._text = text
        self._refusals: dict[tuple[str, str], Refusal] = {}

    @property
    def root(self) -> Node:
        """The whole document."""
        return Node(self, "", self.raw)

    def refuse(self, node: Node, reason: str, remedy: str) -> None:
        """Note that a part cannot become code; once for each part and reason."""
        self._refusals.setdefault((node.pointer, reason), Refusal(node.pointer, reason, remedy))

    def raise_refusals(self) -> None:
        """Raise what was refused so far, with lines.

        Raises:
            InvalidDescriptionError: Something was.
        """
        if self._refusals:
            lines = _lines(self._text)
            raise InvalidDescriptionError(
                attrs.evolve(refusal, line=_nearest_line(lines, refusal.pointer)) for refusal in self._refusals.values()
            )

    def operations(self) -> Iterator[tuple[str, str, Node]]:
        """Yield HTTP method, path and node of each operation."""
        for path, item in self.root.at("paths").items():
            for http_method in HTTP_METHODS:
                if http_method in item:
                    yield http_method, path, item.at(http_method)


@attrs.frozen
class Node:
    """A part of the description; what is read of it follows `$ref`."""

    document: Document = attrs.field(repr=False, eq=False)
    pointer: str
    value: Any = attrs.field(repr=False, eq=False)

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, Mapping) and key in self.value

    def get(self, key: str, default: Any = None) -> Any:
        """Return a plain value of this part."""
        return self.value.get(key, default) if isinstance(self.value, Mapping) else default

    def at(self, *keys: str | int) -> Node:
        """Return the part below these keys, as it stands; an empty object where there is none."""
        node = self
        for key in keys:
            value = node.value[key] if isinstance(key, int) else node.get(key, {})
            node = Node(self.document, f"{node.pointer}/{escaped(str(key))}", value)
        return node

    def items(self) -> Iterator[tuple[str, Node]]:
        """Yield the key and the part of each member of an object."""
        if isinstance(self.value, Mapping):
            for key in self.value:
                yield key, self.at(key)

    def __iter__(self) -> Iterator[Node]:
        """Yield the parts of an array."""
        if isinstance(self.value, list):
            for index in range(len(self.value)):
                yield self.at(index)

    def resolve(self) -> Node:
        """Return what the `$ref` of this part leads to; its neighbours win, as OpenAPI 3.1 says.

        A reference that leads nowhere is refused, and an empty object is in its place.
        """
        node, seen = self, {self.pointer}
        neighbours: dict[str, Any] = {}
        while "$ref" in node:
            neighbours = {**{key: value for key, value in node.value.items() if key != "$ref"}, **neighbours}
            target = self._target(node.value["$ref"])
            if target is None or target.pointer in seen:
                if target is not None:
                    self.document.refuse(self, "the $ref leads back to itself", "point it to a schema")
                return Node(self.document, self.pointer, {})
            seen.add(target.pointer)
            node = target
        value = {**node.value, **neighbours} if neighbours and isinstance(node.value, Mapping) else node.value
        return Node(self.document, node.pointer, value)

    def _target(self, reference: Any) -> Node | None:
        pointer = referenced(reference)
        if pointer is None:
            self.document.refuse(
                self, f"the $ref {reference!r} leads out of this file", "copy what it names into components"
            )
            return None
        node = self.document.root
        for key in keys_of(pointer):
            if isinstance(node.value, list) and key.isdecimal() and int(key) < len(node.value):
                node = node.at(int(key))
            elif key in node:
                node = node.at(key)
            else:
                known = node.value if isinstance(node.value, Mapping) else ()
                self.document.refuse(self, f"the $ref {reference} leads to nothing", nearest(key, known, "add it"))
                return None
        return node

    def refuse(self, reason: str, remedy: str) -> None:
        """Note that this part cannot become code."""
        self.document.refuse(self, reason, remedy)


def nearest(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return the remedy for a wrong word: the known one that is most like it."""
    known = sorted(known)
    lowered = {each.lower(): each for each in known}
    found = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.5)
    if found:
        return f"did you mean {lowered[found[0]]}?"
    return otherwise


def load(path: Path) -> Document:
    """Return the description in a file.

    Raises:
        InvalidDescriptionError: The file is not readable as YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidDescriptionError([Refusal("", f"cannot be read: {error}", "give it as UTF-8 text")]) from None
    return parse(text)


def parse(text: str) -> Document:
    """Return the description that a text is.

    Raises:
        InvalidDescriptionError: The text is not YAML, or no object.
    """
    try:
        raw = YAML(typ="safe").load(text)
    except YAMLError as error:
        line = error.problem_mark.line + 1 if isinstance(error, MarkedYAMLError) and error.problem_mark else None
        problem = getattr(error, "problem", None) or str(error)
        raise InvalidDescriptionError([Refusal("", f"is not YAML: {problem}", "correct it", line)]) from None
    except (ValueError, RecursionError) as error:
        raise InvalidDescriptionError([Refusal("", f"is not YAML: {error}", "correct it")]) from None
    if not isinstance(raw, dict):
        raise InvalidDescriptionError([Refusal("", "is not an OpenAPI document", "begin it with `openapi: 3.1.0`", 1)])
    document = Document({}, text)
    document.raw = _plain(raw, document.root, ())
    document.raise_refusals()
    return document


def _plain(value: Any, node: Node, above: tuple[int, ...]) -> Any:
    """Return a value of YAML as JSON has it: keys are text, and so are dates."""
    if id(value) in above:
        node.refuse("a YAML alias contains itself", "use $ref for what is recursive")
        return {}
    if isinstance(value, Mapping):
        step = (*above, id(value))
        plain = {}
        for key, item in value.items():
            name = _word(key)
            plain[name] = _plain(item, Node(node.document, node.at(name).pointer, item), step)
        return plain
    if isinstance(value, (list, tuple, set)):
        step = (*above, id(value))
        return [_plain(item, Node(node.document, f"{node.pointer}/{i}", item), step) for i, item in enumerate(value)]
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        node.refuse("JSON has no such number", "give a finite one")
        return 0
    if isinstance(value, str) and not _is_unicode(value):
        with contextlib.suppress(UnicodeDecodeError):  # as JSON escapes a character beyond 16 bits
            return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        node.refuse("the text has half of a character (a surrogate)", "write the whole character")
        return ""
    if isinstance(value, (str, int, float)) or value is None:
        return value
    node.refuse(f"JSON has no {type(value).__name__}", "write it as text")
    return None


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _word(key: Any) -> str:
    return {True: "true", False: "false", None: "null"}.get(key, str(key)) if not isinstance(key, str) else key


def _lines(text: str) -> dict[str, int]:
    """Return the line of each part of the text, by pointer."""
    found: dict[str, int] = {"": 1}

    def walk(node: Any, pointer: str) -> None:
        if node.id == "mapping":
            for key, value in node.value:
                below = f"{pointer}/{escaped(str(key.value))}"
                found.setdefault(below, key.start_mark.line + 1)
                walk(value, below)
        elif node.id == "sequence":
            for index, value in enumerate(node.value):
                found.setdefault(f"{pointer}/{index}", value.start_mark.line + 1)
                walk(value, f"{pointer}/{index}")

    if text:
        with contextlib.suppress(YAMLError, RecursionError):
            walk(YAML(typ="safe", pure=True).compose(text), "")
    return found


def _nearest_line(lines: Mapping[str, int], pointer: str) -> int | None:
    while pointer not in lines:
        pointer = pointer.rpartition("/")[0]
    return lines[pointer] if len(lines) > 1 else None
