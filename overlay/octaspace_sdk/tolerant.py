"""The tolerant path of decoding: takes what fits of an answer that does not fit its description.

A reader is made once for each type. It returns the typed value; what cannot be of the type is kept as it came and
reported. Two forms of one value are no drift: text with a number or with JSON in it, one value for a list of one,
empty text for an unknown number.
"""

from __future__ import annotations

import math
import re
import types
import typing
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import attrs
import msgspec

from .nulls import add_odd_nones

Report = Callable[[str, str, Any, bool], None]
"""Called with the path, the expected type, what came instead, and whether that is a secret."""

Reader = Callable[[Any, Report], Any]

_MISFIT = object()


class WrongKindError(Exception):
    """The top level of an answer is of another kind than described."""


def reader(wanted: Any) -> Reader:
    """A function from a plain value and a report to a value of this type."""
    part = _part(wanted)
    described = _name(wanted)

    def read(value: Any, report: Report) -> Any:
        found = part.read(value, "", report)
        if found is _MISFIT:
            from .decoding import kind

            raise WrongKindError(f"the answer should be {described}, but is {kind(value)}")
        return found

    return read


def has_wire_names(wanted: Any) -> bool:
    """Whether every attribute of a type, and of the types within, has the name that the wire uses."""
    seen: set[Any] = set()

    def fits(one: Any) -> bool:
        if one in seen:
            return True
        seen.add(one)
        if attrs.has(one):
            hints = typing.get_type_hints(one)
            return all("wire_name" not in field.metadata and fits(hints[field.name]) for field in attrs.fields(one))
        return all(fits(argument) for argument in typing.get_args(one) if argument is not Ellipsis)

    return fits(wanted)


class _Scalar:
    """Text, numbers, booleans, and anything else that msgspec converts by itself."""

    def __init__(self, wanted: Any) -> None:
        self._wanted = wanted

    def read(self, value: Any, path: str, report: Report) -> Any:
        if self._wanted is float and type(value) is float and not math.isfinite(value):
            return value
        if self._wanted is int and isinstance(value, str):
            value = _whole_number(value)
        try:
            return msgspec.convert(value, self._wanted, strict=False)
        except (msgspec.ValidationError, ValueError, OverflowError):
            return _MISFIT


class _List:
    def __init__(self, item: Any) -> None:
        self._item = item
        self._part = _part(item)

    def read(self, value: Any, path: str, report: Report) -> Any:
        value = _unquoted(value, list)
        if isinstance(value, str) and self._item is str:
            value = [value]
        if not isinstance(value, list):
            return _MISFIT
        return [_kept(self._part, item, f"{path}[]", _name(self._item), report) for item in value]


class _Mapping:
    def __init__(self, item: Any) -> None:
        self._item = item
        self._part = _part(item)

    def read(self, value: Any, path: str, report: Report) -> Any:
        value = _unquoted(value, dict)
        if not isinstance(value, dict):
            return _MISFIT
        return {key: _kept(self._part, one, _join(path, "*"), _name(self._item), report) for key, one in value.items()}


class _Union:
    def __init__(self, members: tuple[Any, ...]) -> None:
        self._nullable = type(None) in members
        self._parts = [_part(member) for member in members if member is not type(None)]
        self._text = str in members

    def read(self, value: Any, path: str, report: Report) -> Any:
        if self._nullable and (value is None or (value == "" and not self._text)):
            return None
        return next(
            (found for part in self._parts if (found := part.read(value, path, report)) is not _MISFIT), _MISFIT
        )


class _Class:
    """An attrs class; its fields are read one by one when msgspec cannot take the whole."""

    def __init__(self, wanted: Any) -> None:
        self._wanted = wanted
        self._whole = has_wire_names(wanted)

    def read(self, value: Any, path: str, report: Report) -> Any:
        value = _unquoted(value, dict)
        if not isinstance(value, dict):
            return _MISFIT
        if self._whole:
            try:
                return msgspec.convert(value, self._wanted, strict=False)
            except (msgspec.ValidationError, ValueError, OverflowError):
                pass
        found: Any = object.__new__(self._wanted)
        missing = set()
        for field in _fields(self._wanted):
            place = _join(path, field.wire_name)
            if field.wire_name in value:
                one = _kept(field.part, value[field.wire_name], place, field.expected, report, field.secret)
            else:
                one = None
                if field.required:
                    missing.add(field.name)
                    report(place, field.expected, None, field.secret)
            object.__setattr__(found, field.name, one)
        add_odd_nones(found, frozenset(missing))
        return found


@attrs.frozen
class _Field:
    name: str
    wire_name: str
    part: Any
    expected: str
    required: bool
    secret: bool


@lru_cache(maxsize=256)
def _fields(wanted: Any) -> tuple[_Field, ...]:
    hints = typing.get_type_hints(wanted)
    return tuple(
        _Field(
            field.name,
            field.metadata.get("wire_name", field.name),
            _part(hints[field.name]),
            _name(hints[field.name]),
            field.default is attrs.NOTHING,
            callable(field.repr),
        )
        for field in attrs.fields(wanted)
    )


@lru_cache(maxsize=512)
def _part(wanted: Any) -> Any:
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is list:
        return _List(arguments[0])
    if origin is dict:
        return _Mapping(arguments[1])
    if origin in (typing.Union, types.UnionType):
        return _Union(arguments)
    return _Class(wanted) if attrs.has(wanted) else _Scalar(wanted)


def _kept(part: Any, value: Any, path: str, expected: str, report: Report, secret: bool = False) -> Any:
    if secret:
        report = _masking(report)
    found = part.read(value, path, report)
    if found is _MISFIT:
        report(path, expected, value, secret)
        return value
    return found


def _masking(report: Report) -> Report:
    """What lies within a secret is one too."""
    return lambda path, expected, got, secret: report(path, expected, got, True)


def _whole_number(text: str) -> int | str:
    """Digits as a number, with zeros before them as well, which JSON would not allow."""
    try:
        return int(text) if re.fullmatch(r"\s*[+-]?[0-9]+\s*", text) else text
    except ValueError:  # thousands of digits
        return text


def _unquoted(value: Any, wanted: type[Any]) -> Any:
    """JSON text in place of an array or object, as the array or object it holds."""
    if isinstance(value, str) and value.lstrip()[:1] == ("[" if wanted is list else "{"):
        try:
            return msgspec.json.decode(value)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return value
    return value


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


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
