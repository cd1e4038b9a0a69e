"""The types of values in no language: what a property, an argument or a response may be."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import attrs


class Kind(StrEnum):
    """The kinds of value without parts."""

    INTEGER = "integer"
    NUMBER = "number"
    DECIMAL = "decimal"  # a number whose decimal digits are exact: money
    BOOLEAN = "boolean"
    TEXT = "text"
    BYTES = "bytes"
    NULL = "null"
    ANY = "any"


@attrs.frozen
class Limits:
    """The values that a caller may pass."""

    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    above: float | None = None
    below: float | None = None
    pattern: str | None = None
    min_items: int | None = None
    max_items: int | None = None
    words: tuple[str | int, ...] = ()
    """The only values, where these are fixed."""
    form: str | None = None
    """The form of a text that languages have a type for: `date-time`, `date` or `uuid`."""


NO_LIMITS = Limits()


@attrs.frozen
class Scalar:
    """A value without parts."""

    kind: Kind
    limits: Limits = attrs.field(default=NO_LIMITS, eq=False)
    """For what is sent; what is received may have any value."""


@attrs.frozen
class ListOf:
    """A JSON array."""

    item: Type
    limits: Limits = attrs.field(default=NO_LIMITS, eq=False)


@attrs.frozen
class MapOf:
    """A JSON object whose keys are not described."""

    value: Type


@attrs.frozen
class ModelRef:
    """A JSON object that is one of the models."""

    name: str


@attrs.frozen
class InputRef:
    """A JSON object that is a part of a request."""

    name: str


@attrs.frozen
class Union:
    """A value of one of several types."""

    members: tuple[Type, ...]


@attrs.frozen
class Nullable:
    """A value of a type, or null."""

    inner: Type


Type = Scalar | ListOf | MapOf | ModelRef | InputRef | Union | Nullable

ANY = Scalar(Kind.ANY)


def nullable(described: Type) -> Type:
    """Return the type with null added, unless it allows null already."""
    allows_null = isinstance(described, Nullable) or described in (ANY, Scalar(Kind.NULL))
    return described if allows_null else Nullable(described)


def parts_of(described: Type | None) -> Iterator[Type]:
    """Yield a type and the types that it is made of."""
    if described is not None:
        yield described
    match described:
        case ListOf(inner) | MapOf(inner) | Nullable(inner):
            yield from parts_of(inner)
        case Union(members):
            for member in members:
                yield from parts_of(member)


def models_in(described: Type | None) -> Iterator[str]:
    """Yield the names of the models that a type is made of."""
    return (part.name for part in parts_of(described) if isinstance(part, ModelRef))


def inputs_in(described: Type | None) -> Iterator[str]:
    """Yield the names of the objects in requests that a type is made of."""
    return (part.name for part in parts_of(described) if isinstance(part, InputRef))
