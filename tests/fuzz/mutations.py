"""Ways in which an answer can change at one place, each drawn from a seed and so to be had again."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

import attrs

Place = tuple[str | int, ...]
"""The keys and indices that lead to a value; empty for the payload itself."""

RAW = {
    "digits": "9" * 5_000,  # more than Python reads
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "exponent": "1e400",
    "surrogate": '"\\ud800"',
    "line break": '"a\nb\tc"',
    "duplicates": '{"a": 1, "a": [2]}',
    "deep": "[" * 300 + "]" * 300,
    "deep object": '{"a":' * 200 + "0" + "}" * 200,
}
"""What no Python value says, as JSON text."""

WORDS = [
    "",
    " ",
    "odd",
    "12",
    "007",
    "-5",
    "1.5",
    "1e3",
    "NaN",
    "null",
    "true",
    "[",
    "[1, {}]",
    '{"a": 1}',
    "{]",
    "ä\u2028",
]
NUMBERS = [0, 1, -1, 2, 1.5, -0.0, 5.0, 1e21, 1e300, 2**63, 2**64, -(2**70), 10**400, 10**1_000]
CONTAINERS = [[], {}, [None], [[]], {"": None}, {"odd": {"er": [1, "x"]}}, ["a", 1, None, {}], {"a\nb": 1}]
VALUES = [None, True, False, *WORDS, *NUMBERS, *CONTAINERS, *(f"\0raw {name}" for name in RAW)]

HARMLESS = {"quote", "point", "add", "overrule", "byte order mark", "utf-16", "indent", "escape"}
"""Mutations that change the form and leave the meaning."""


@attrs.frozen
class Mutant:
    """A payload with one change."""

    place: Place
    way: str
    value: Any
    content: bytes

    def __str__(self) -> str:
        shown = json.dumps(self.value)
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.place).lstrip(".")
        return f"{self.way} at {where or 'the top'}: {shown if len(shown) < 80 else shown[:77] + '...'}"


def mutant(payload: Any, random: Random) -> Mutant:
    """The payload with one change at any place of any depth."""
    place = random.choice(list(places(payload)) or [()])
    way = random.choice(_ways(payload, place))
    changed = copy.deepcopy(payload)
    value = _change(changed, place, way, random)
    return Mutant(place, way, value, written(changed, way))


def replaced(payload: Any, place: Place, value: Any) -> Mutant:
    """The payload with this value at the place."""
    changed = copy.deepcopy(payload)
    at(changed, place[:-1])[place[-1]] = value
    return Mutant(place, "replace", value, written(changed, "replace"))


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Every field and every item of a payload, at each depth."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in pairs:
        yield (*place, step)
        yield from places(one, (*place, step))


def at(value: Any, place: Place) -> Any:
    for step in place:
        value = value[step]
    return value


def _ways(payload: Any, place: Place) -> list[str]:
    """The ways that apply at a place; replacing is the one with most forms."""
    ways = ["replace", "replace", "replace", "wrap in list", "wrap in object", "nest", "move", "number as text"]
    ways += ["byte order mark", "utf-16", "indent", "escape"]
    if not place:
        return ways[-4:]
    value, owner = at(payload, place), at(payload, place[:-1])
    if isinstance(owner, dict):
        ways += ["drop", "drop", "rename", "add", "overrule", "overruled"]
    else:
        ways += ["drop item", "repeat item", "insert item"]
    if not isinstance(value, str) and value is not None:
        ways.append("quote")
    if type(value) is int and abs(value) < 2**53:
        ways.append("point")
    if isinstance(value, (dict, list)) and value:
        ways.append("object as list" if isinstance(value, dict) else "list as object")
    return ways


def _change(payload: Any, place: Place, way: str, random: Random) -> Any:
    """Changes the payload; returns what came to the place."""
    if way in ("byte order mark", "utf-16", "indent", "escape"):
        return None
    owner, step = at(payload, place[:-1]), place[-1]
    old = owner[step]
    if way in ("drop", "drop item"):
        del owner[step]
        return None
    if way == "rename":
        owner[f"{step}_v2"] = owner.pop(step)
        return None
    new = _value(payload, old, way, random)
    if way in ("repeat item", "insert item"):
        owner.insert(step, new)
    elif way == "add":
        owner[f"new_{random.randrange(100)}"] = new
    elif way == "overrule":  # the last of two keys counts
        del owner[step]
        owner |= {f"{step}\0": new, step: old}
    else:
        owner[f"{step}\0" if way == "overruled" else step] = new
    return new


def _value(payload: Any, old: Any, way: str, random: Random) -> Any:
    if way == "repeat item":
        return copy.deepcopy(old)
    if way == "wrap in list":
        return [old]
    if way == "wrap in object":
        return {"value": old}
    if way == "nest":
        for _ in range(random.choice([2, 3, 10, 100])):
            old = random.choice([[old], {"a": old}])
        return old
    if way == "move":
        return copy.deepcopy(at(payload, random.choice(list(places(payload)))))
    if way == "quote":
        return json.dumps(old)
    if way == "number as text":
        return str(random.choice(NUMBERS))
    if way == "point":
        return float(old)
    if way == "object as list":
        return list(old.values())
    if way == "list as object":
        return {str(index): one for index, one in enumerate(old)}
    return copy.deepcopy(random.choice(VALUES))


_RAW = re.compile(r'"\\u0000raw ([a-zA-Z ]+)"')


def written(payload: Any, way: str = "") -> bytes:
    """The payload as a server might write it."""
    text = json.dumps(payload, indent=2 if way == "indent" else None, ensure_ascii=way == "escape")
    text = _RAW.sub(lambda found: RAW[found[1]], text).replace("\\u0000", "")
    if way == "byte order mark":
        return text.encode("utf-8-sig")
    return text.encode("utf-16" if way == "utf-16" else "utf-8", "surrogatepass")
