"""Tells the models which fields were null, where their None could as well mean that a field was left out.

Only classes with such fields (`_nullable`) are looked into, and only in answers that have a null at all: the
long lists of nodes and machines have none, and pay nothing.
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import attrs

NullRecorder = Callable[[Any, Any], None]
"""Given a decoded value and the plain value it was made of."""


@lru_cache(maxsize=256)
def null_recorder(wanted: Any) -> NullRecorder | None:
    """What notes the nulls within a type; None when it has no field of that kind."""
    if attrs.has(wanted):
        return _of_class(wanted)
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    inner = [one for one in map(null_recorder, arguments) if one is not None]
    if not inner:
        return None
    if origin is list:
        return _of_list(inner[0])
    return _of_mapping(inner[0]) if origin is dict else _of_union(inner)


def _of_class(wanted: Any) -> NullRecorder | None:
    hints = typing.get_type_hints(wanted)
    wire_names = {field.name: field.metadata.get("wire_name", field.name) for field in attrs.fields(wanted)}
    nullable = [(name, wire_names[name]) for name in getattr(wanted, "_nullable", ())]
    within = [(name, wire, inner) for name, wire in wire_names.items() if (inner := null_recorder(hints[name]))]

    def note(model: Any, plain: Any) -> None:
        if type(model) is not wanted or not isinstance(plain, dict):
            return
        # Empty text for an unknown number has become None, too.
        model._record_nulls([name for name, wire in nullable if wire in plain and getattr(model, name) is None])
        for name, wire, inner in within:
            inner(getattr(model, name), plain.get(wire))

    return note if nullable or within else None


def _of_list(inner: NullRecorder) -> NullRecorder:
    def note(values: Any, plain: Any) -> None:
        if isinstance(values, list) and isinstance(plain, list):
            for value, one in zip(values, plain, strict=False):
                inner(value, one)

    return note


def _of_mapping(inner: NullRecorder) -> NullRecorder:
    def note(values: Any, plain: Any) -> None:
        if isinstance(values, dict) and isinstance(plain, dict):
            for key, value in values.items():
                inner(value, plain.get(key))

    return note


def _of_union(inner: list[NullRecorder]) -> NullRecorder:
    def note(value: Any, plain: Any) -> None:
        for one in inner:
            one(value, plain)

    return note
