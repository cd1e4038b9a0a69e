"""The tolerant path of decoding: takes what fits of an answer that does not fit its description.

A type is made into a tree of parts once. Each returns the typed value; what cannot be of the type is kept as it came
and reported. Other forms of one value are no drift: text that holds the number, boolean, array or object, a whole
number with a decimal point or exponent, 0 and 1 for a boolean, one text for a list of texts, and empty text for a
value that may be null.
"""

from __future__ import annotations

import math
import re
import types
import typing
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import attrs
import msgspec

from octaspace_sdk.support.json_codec import kind, parse

Report = Callable[["Place", Any], None]
"""Called with the place, and what came there instead."""

Reader = Callable[[Any, Report], Any]

_MISFIT = object()
_MISSING = object()
_UNFIT = (msgspec.ValidationError, ValueError, OverflowError)


class WrongKindError(Exception):
    """The top level of an answer is of another kind than described."""


def reader(wanted: Any) -> Reader:
    """A function from a plain value and a report to a value of this type."""
    part = _part(Place("", wanted))

    def read(value: Any, report: Report) -> Any:
        found = part.read(value, report)
        if found is _MISFIT:
            raise WrongKindError(f"the answer should be {part.place.expected}, but is {kind(value)}")
        return found

    return read


@attrs.frozen
class Place:
    """A place in the answers of an operation, the same for all items of a list."""

    path: str
    wanted: Any
    within_secret: bool = False

    @property
    def expected(self) -> str:
        return _name(self.wanted)

    @property
    def is_secret(self) -> bool:
        """Whether what comes here may be, or hold, a secret; then also when it is of another kind."""
        return self.within_secret or any(field.repr is not True for field in _attributes(self.wanted))

    def item(self, wanted: Any) -> Place:
        return Place(f"{self.path}[]", wanted, self.within_secret)

    def field(self, name: str, wanted: Any, *, secret: bool = False) -> Place:
        return Place(f"{self.path}.{name}" if self.path else name, wanted, self.within_secret or secret)


class _Part:
    """What stands at one place."""

    exact: Any = None
    """The Python type whose values fit as they are."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def read(self, value: Any, report: Report) -> Any:
        """The value as the type of this place, or `_MISFIT`."""
        raise NotImplementedError

    def kept(self, value: Any, report: Report) -> Any:
        """The value as the type of this place, or as it came."""
        found = self.read(value, report)
        if found is _MISFIT:
            report(self.place, value)
            return value
        return found


class _Scalar(_Part):
    """Text, numbers, booleans, and anything else that msgspec converts by itself."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.exact = self._wanted = place.wanted

    def read(self, value: Any, report: Report) -> Any:
        if self._wanted is float and type(value) is float:
            return value  # infinite ones as well, which msgspec would refuse
        if self._wanted is int:
            value = _whole_number(value)
        try:
            return msgspec.convert(value, self._wanted, strict=False)
        except _UNFIT:
            return _MISFIT


class _List(_Part):
    def __init__(self, place: Place) -> None:
        super().__init__(place)
        [wanted] = typing.get_args(place.wanted)
        self._of_text = wanted is str
        self._item = _part(place.item(wanted))

    def read(self, value: Any, report: Report) -> Any:
        if type(value) is not list and type(value := _unquoted(value, list)) is not list:
            if not value or not self._of_text or not isinstance(value, str):
                return _MISFIT
            value = [value]
        exact, kept = self._item.exact, self._item.kept
        return [one if type(one) is exact else kept(one, report) for one in value]


class _Mapping(_Part):
    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._item = _part(place.field("*", typing.get_args(place.wanted)[1]))

    def read(self, value: Any, report: Report) -> Any:
        if type(value) is not dict and type(value := _unquoted(value, dict)) is not dict:
            return _MISFIT
        exact, kept = self._item.exact, self._item.kept
        return {key: one if type(one) is exact else kept(one, report) for key, one in value.items()}


class _Union(_Part):
    def __init__(self, place: Place) -> None:
        super().__init__(place)
        members = typing.get_args(place.wanted)
        self._nullable = type(None) in members
        self._parts = [
            _part(Place(place.path, member, place.within_secret)) for member in members if member is not type(None)
        ]
        self._text = str in members
        self.exact = str if self._text else next((part.exact for part in self._parts if part.exact), None)

    def read(self, value: Any, report: Report) -> Any:
        if self._text and isinstance(value, str):
            return value  # also where it could be read as another member, as with a configuration that is JSON
        if self._nullable and (value is None or value == ""):
            return None
        found = (part.read(value, report) for part in self._parts)
        return next((one for one in found if one is not _MISFIT), _MISFIT)


class _Class(_Part):
    """An attrs class; its fields are read one by one when msgspec cannot take the whole."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._wanted = place.wanted
        self._convertible = has_wire_names(self._wanted)

    def read(self, value: Any, report: Report) -> Any:
        if type(value) is not dict and type(value := _unquoted(value, dict)) is not dict:
            return _MISFIT
        if self._convertible:
            try:
                return msgspec.convert(value, self._wanted, strict=False)
            except _UNFIT:
                pass
        found: dict[str, Any] = {}
        get = value.get
        missing = []
        for name, wire_name, exact, part, required in self._fields:
            one = get(wire_name, _MISSING)
            if type(one) is exact:
                found[name] = one
            elif one is not _MISSING:
                found[name] = part.kept(one, report)
            else:
                found[name] = None
                if required:
                    missing.append(name)
                    report(part.place, None)
        return self._wanted._build(found, missing=missing)

    @cached_property
    def _fields(self) -> list[tuple[str, str, Any, _Part, bool]]:
        """Name, wire name, exact type, part, always sent; made when needed, since a class may be within itself."""
        hints = typing.get_type_hints(self._wanted)
        found = []
        for field in attrs.fields(self._wanted):
            wire_name = field.metadata.get("wire_name", field.name)
            place = self.place.field(wire_name, hints[field.name], secret=field.repr is not True)
            part = _part(place)
            found.append((field.name, wire_name, part.exact, part, field.default is attrs.NOTHING))
        return found


def _part(place: Place) -> _Part:
    origin = typing.get_origin(place.wanted)
    if origin is list:
        return _List(place)
    if origin is dict:
        return _Mapping(place)
    if origin in (typing.Union, types.UnionType):
        return _Union(place)
    return _Class(place) if attrs.has(place.wanted) else _Scalar(place)


def _whole_number(value: Any) -> Any:
    """A whole number in another form, as a number: digits with zeros before them as well, and 1e21."""
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value.is_integer() else value
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]+\s*", value):
        try:
            return int(value)
        except ValueError:  # thousands of digits
            return value
    return value


def _unquoted(value: Any, wanted: type[Any]) -> Any:
    """JSON text in place of an array or object, as the array or object it holds."""
    if isinstance(value, str) and value.lstrip()[:1] == ("[" if wanted is list else "{"):
        try:
            return parse(value.encode(errors="surrogatepass"))
        except ValueError:
            return value
    return value


def types_within(wanted: Any) -> set[Any]:
    """A type and the types of which it is made."""
    found: set[Any] = set()

    def add(one: Any) -> None:
        if one not in found:
            found.add(one)
            for inner in typing.get_type_hints(one).values() if attrs.has(one) else typing.get_args(one):
                add(inner)

    add(wanted)
    return found


def has_wire_names(wanted: Any) -> bool:
    """Whether every attribute of a type, and of the types within, has the name that the wire uses."""
    return not any("wire_name" in field.metadata for field in _attributes(wanted))


def _attributes(wanted: Any) -> Iterator[attrs.Attribute[Any]]:
    return (field for one in types_within(wanted) if attrs.has(one) for field in attrs.fields(one))


def _name(wanted: Any) -> str:
    """A type in the words of the description."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is list:
        return f"a list of {_name(arguments[0])}"
    if origin is dict:
        return f"an object of {_name(arguments[1])}"
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_name(one) for one in arguments)
    names = {int: "integer", float: "number", str: "text", bool: "boolean", type(None): "null", Any: "anything"}
    return names.get(wanted, getattr(wanted, "__name__", str(wanted)))
