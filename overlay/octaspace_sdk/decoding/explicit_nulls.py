"""Tells the models which fields were null, where their None could as well mean that a field was left out.

Only classes with such fields are looked into, and only in answers that have a null at all: the
long lists of nodes and machines have none, and pay nothing.
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import attrs

from octaspace_api.model import nullable_attributes_of, record_nulls
from octaspace_sdk.decoding.aliases import with_first_names
from octaspace_sdk.decoding.tolerant import types_within

NullRecorder = Callable[[Any, Any], None]
"""Receives a decoded value and the plain value it was made of."""


@lru_cache(maxsize=256)
def null_recorder(target_type: Any) -> NullRecorder | None:
    """Return what records the nulls within a type; None when it has no field of that kind."""
    if not any(nullable_attributes_of(member) for member in types_within(target_type)):
        return None
    if attrs.has(target_type):
        return _of_class(target_type)
    origin, arguments = typing.get_origin(target_type), typing.get_args(target_type)
    inner = [recorder for recorder in map(null_recorder, arguments) if recorder is not None]
    if origin is list:
        return _of_list(inner[0])
    return _of_mapping(inner[0]) if origin is dict else _of_union(inner)


def _of_class(target_type: Any) -> NullRecorder:
    wire_names = {field.name: field.metadata.get("wire_name", field.name) for field in attrs.fields(target_type)}
    nullable = [(name, wire_names[name]) for name in nullable_attributes_of(target_type)]

    @cache
    def within() -> list[tuple[str, str, NullRecorder]]:
        """Return the recorders of the fields; made when needed: a class may contain itself."""
        hints = typing.get_type_hints(target_type)
        return [(name, wire, inner) for name, wire in wire_names.items() if (inner := null_recorder(hints[name]))]

    def record(model: Any, plain: Any) -> None:
        if type(model) is not target_type or not isinstance(plain, dict):
            return
        plain = with_first_names(plain, target_type)
        # Empty text for an unknown number has become None, too.
        record_nulls(model, [name for name, wire in nullable if wire in plain and getattr(model, name) is None])
        for name, wire, inner in within():
            inner(getattr(model, name), plain.get(wire))

    return record


def _of_list(inner: NullRecorder) -> NullRecorder:
    def record(values: Any, plain: Any) -> None:
        if isinstance(values, list) and isinstance(plain, list):
            for value, plain_value in zip(values, plain, strict=False):
                inner(value, plain_value)

    return record


def _of_mapping(inner: NullRecorder) -> NullRecorder:
    def record(values: Any, plain: Any) -> None:
        if isinstance(values, dict) and isinstance(plain, dict):
            for key, value in values.items():
                inner(value, plain.get(key))

    return record


def _of_union(inner: list[NullRecorder]) -> NullRecorder:
    def record(value: Any, plain: Any) -> None:
        for recorder in inner:
            recorder(value, plain)

    return record
