"""Removes from the additions to a description the smallest part that cannot become code."""

from __future__ import annotations

import copy
import re

from generator.adoption.parts import Parts, delete, exists, is_within, operations
from generator.build import build_api
from generator.document import Document, InvalidDescriptionError, Refusal
from generator.pointer import value_at
from generator.python.names import check_names
from generator.text import snake_case

MAX_ROUNDS = 60


class Repair:
    """Takes refused parts out of a description until it can become code."""

    def __init__(self, document: Parts, added: dict[str, str]) -> None:
        self._document = document
        self._added = added
        self.left_out: list[str] = []

    def run(self) -> None:
        """Leave out what is refused.

        Raises:
            InvalidDescriptionError: What is refused was not added.
        """
        for _ in range(MAX_ROUNDS):
            refusals = _refusals(self._document)
            if not refusals or not any(operations(self._document)):
                break
            gone: set[str] = set()
            for refusal in refusals:
                # Another item of the same list has moved: it is refused again.
                if not any(is_within(refusal.pointer, part) for part in gone):
                    gone |= self._leave_out(refusal)

    def _leave_out(self, refusal: Refusal) -> set[str]:
        """Take out the smallest part of what was added that makes the refusal go away; return what changed."""
        if (renamed := self._rename_argument(refusal)) is not None:
            return renamed
        added = [pointer for pointer in self._added if is_within(refusal.pointer, pointer)]
        if not added:  # a name clash: leave out the operation that added the name
            named = [p for p, text in self._added.items() if text.rpartition(" as ")[2] in refusal.reason.split()]
            if not named:
                raise InvalidDescriptionError([refusal])
            added = named
        whole = max(added, key=len)
        part = _smallest(whole, refusal.pointer, self._document)
        if delete(self._document, part):
            place = self._added[whole].partition(": ")[2]
            self.left_out.append(f"left out: {_shown_part(part, whole, place)}: {refusal.reason}")
        for pointer in [pointer for pointer in self._added if is_within(pointer, part)]:
            del self._added[pointer]
        owner = part.rpartition("/")[0]
        return {part, owner} if isinstance(value_at(self._document, owner), list) else {part}

    def _rename_argument(self, refusal: Refusal) -> set[str] | None:
        """Name a parameter of a new operation otherwise than the field of the body that is called the same."""
        found = re.match(r"two arguments would be called (\w+) ", refusal.reason)
        if found is None or refusal.pointer not in self._added:
            return None
        for parameter in value_at(self._document, refusal.pointer).get("parameters", ()):
            if snake_case(parameter.get("name", "")) == found[1] and "x-name" not in parameter:
                parameter["x-name"] = f"{parameter['in']}_{found[1]}"
                return {refusal.pointer}
        return None


def _refusals(document: Parts) -> list[Refusal]:
    stated = Document(copy.deepcopy(document))
    try:
        check_names(build_api(stated), stated)
    except InvalidDescriptionError as error:
        return error.refusals
    return []


def _smallest(whole: str, refused: str, document: Parts) -> str:
    """Return what to leave out of an addition: a part that can be missing, or else all of it."""
    inner = refused.removeprefix(whole)
    if not whole.startswith("/paths/"):
        return refused if exists(document, refused) else whole
    if optional := re.match(r"/parameters/\d+", inner):
        parameter = f"{whole}{optional[0]}"
        return whole if value_at(document, parameter).get("required") else parameter
    below_schema = re.match(r"(.*/schema)/.+", inner)
    is_harmless = re.fullmatch(r"/(deprecated|description)|.*/(examples?|encoding)", inner)
    return refused if (below_schema or is_harmless) and exists(document, refused) else whole


def _shown_part(part: str, whole: str, place: str) -> str:
    inner = part.removeprefix(whole).strip("/")
    return f"{inner} of {place}" if inner else place
