"""The tolerant path of decoding: converts what fits of a response that does not fit its description.

A type becomes a tree of converters once. Each returns the typed value; a value that cannot be of the type is kept
unchanged and reported. A part of the body that does not fit is split into its items or fields, still as JSON, and
each of these is decoded at once where it fits. A body that is not quite JSON is converted from plain values.

Other forms of one value are no drift: text that holds the number, boolean, array or object, a whole number with a
decimal point or exponent, 0 and 1 for a boolean, one text for a list of texts, and empty text for a value that may be
null.
"""

from __future__ import annotations

import math
import re
import types
import typing
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

import attrs
import msgspec

from octaspace_api.lock_free import LockFree
from octaspace_api.model import build
from octaspace_sdk.decoding.aliases import aliases_of, with_first_names
from octaspace_sdk.decoding.drift import MISSING
from octaspace_sdk.decoding.payload import Payload
from octaspace_sdk.support.deadline import Deadline
from octaspace_sdk.support.json_codec import refuse_deep, type_in_words, unquoted

Converter = Callable[[Payload, "Conversion"], Any]
JSON = bytes | msgspec.Raw

_MISMATCH = object()
_UNCONVERTIBLE = (msgspec.ValidationError, ValueError, OverflowError)


class DecodingTimeoutError(Exception):
    """A response takes longer to convert than there is time."""


@attrs.frozen
class Conversion:
    """State that the converters of one response share."""

    on_mismatch: Callable[[FieldPath, Any], None]
    """Called with the path of a field, and the value that does not fit."""
    deadline: Deadline

    def check_deadline(self) -> None:
        """Raise a `DecodingTimeoutError` after the deadline."""
        if self.deadline.expired:
            raise DecodingTimeoutError


class WrongKindError(Exception):
    """The top level of a response is of another JSON type than described."""


def converter(target_type: Any) -> Converter:
    """Return a function from the body of a response to a value of this type."""
    root = _converter(FieldPath("", target_type))
    is_open = Any in types_within(target_type)

    def convert(payload: Payload, conversion: Conversion) -> Any:
        if is_open:
            refuse_deep(payload.content)
        try:
            return root.decode_parts(payload.content, conversion)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return root.convert_or_keep(payload.plain, conversion)

    return convert


@attrs.frozen
class FieldPath:
    """A field in the responses of an operation, the same for all items of a list."""

    path: str
    target_type: Any
    within_secret: bool = False

    @property
    def expected(self) -> str:
        return _type_name(self.target_type)

    @property
    def is_secret(self) -> bool:
        """Whether the value may be, or hold, a secret; also when it is of another type than described."""
        return self.within_secret or any(field.repr is not True for field in _attributes(self.target_type))

    def item(self, target_type: Any) -> FieldPath:
        return FieldPath(f"{self.path}[]", target_type, self.within_secret)

    def field(self, name: str, target_type: Any, *, secret: bool = False) -> FieldPath:
        return FieldPath(f"{self.path}.{name}" if self.path else name, target_type, self.within_secret or secret)


class _TypeConverter(LockFree, ABC):
    """Converts the values of one field, from JSON or from plain values."""

    def __init__(self, path: FieldPath) -> None:
        self.path = path

    @cached_property
    def decode(self) -> Callable[[JSON], Any]:
        """The decoder of what fits the type as a whole; it raises `msgspec.ValidationError` for the rest."""
        target_type = self.path.target_type
        as_sent = has_wire_names(target_type) and not aliases_within(target_type)
        return msgspec.json.Decoder(target_type, strict=False).decode if as_sent else _refuse

    def decode_parts(self, content: JSON, conversion: Conversion) -> Any:
        """Return the value of what `decode` refuses; what does not fit is reported and returned as plain values."""
        return self.convert_or_keep(msgspec.json.decode(content), conversion)

    def convert_or_keep(self, plain: Any, conversion: Conversion) -> Any:
        """Return the value; one that does not fit is reported and returned unchanged."""
        conversion.check_deadline()
        value = self.convert(plain, conversion)
        return self._keep(plain, conversion) if value is _MISMATCH else value

    @abstractmethod
    def convert(self, plain: Any, conversion: Conversion) -> Any:
        """Return the value, or `_MISMATCH`."""

    def _keep(self, plain: Any, conversion: Conversion) -> Any:
        if not self.path.path:
            raise WrongKindError(f"the answer should be {self.path.expected}, but is {type_in_words(plain)}")
        conversion.on_mismatch(self.path, plain)
        return plain


def _refuse(content: JSON) -> Any:
    raise msgspec.ValidationError("the wire has other names")


class _ScalarConverter(_TypeConverter):
    """Text, numbers, booleans, and anything else that msgspec converts by itself."""

    def decode_parts(self, content: JSON, conversion: Conversion) -> Any:
        plain = msgspec.json.decode(content)
        number = _whole_number(plain) if self.path.target_type is int else plain
        # msgspec has refused the value as it came.
        return self._keep(plain, conversion) if number is plain else self.convert_or_keep(number, conversion)

    def convert(self, plain: Any, conversion: Conversion) -> Any:
        target_type = self.path.target_type
        if target_type is float and type(plain) is float:
            return plain  # infinite ones as well, which msgspec would refuse
        if target_type is int:
            plain = _whole_number(plain)
        try:
            return msgspec.convert(plain, target_type, strict=False)
        except _UNCONVERTIBLE:
            return _MISMATCH


class _ListConverter(_TypeConverter):
    def __init__(self, path: FieldPath) -> None:
        super().__init__(path)
        [item_type] = typing.get_args(path.target_type)
        self._of_text = item_type is str
        self._item = _converter(path.item(item_type))
        # When so many objects in a row do not fit, those that follow are split at once.
        self._max_misfits = 5 if isinstance(self._item, _ClassConverter) else math.inf

    def decode_parts(self, content: JSON, conversion: Conversion) -> Any:
        try:
            items = _JSON_ITEMS.decode(content)
        except msgspec.ValidationError:
            return super().decode_parts(content, conversion)
        values, decode, decode_parts = [], self._item.decode, self._item.decode_parts
        misfits = 0  # in a row
        for item in items:
            if misfits < self._max_misfits:
                try:
                    values.append(decode(item))
                    misfits = 0
                    continue
                except msgspec.ValidationError:
                    misfits += 1
            conversion.check_deadline()
            values.append(decode_parts(item, conversion))
        return values

    def convert(self, plain: Any, conversion: Conversion) -> Any:
        if type(plain) is not list and type(plain := unquoted(plain, list)) is not list:
            if not plain or not self._of_text or not isinstance(plain, str):
                return _MISMATCH
            plain = [plain]
        return [self._item.convert_or_keep(item, conversion) for item in plain]


class _MappingConverter(_TypeConverter):
    def __init__(self, path: FieldPath) -> None:
        super().__init__(path)
        self._item = _converter(path.field("*", typing.get_args(path.target_type)[1]))

    def convert(self, plain: Any, conversion: Conversion) -> Any:
        if type(plain) is not dict and type(plain := unquoted(plain, dict)) is not dict:
            return _MISMATCH
        return {key: self._item.convert_or_keep(item, conversion) for key, item in plain.items()}


class _UnionConverter(_TypeConverter):
    def __init__(self, path: FieldPath) -> None:
        super().__init__(path)
        members = typing.get_args(path.target_type)
        self._nullable = type(None) in members
        self._members = [
            _converter(FieldPath(path.path, member, path.within_secret))
            for member in members
            if member is not type(None)
        ]
        self._text = str in members

    def convert(self, plain: Any, conversion: Conversion) -> Any:
        if self._text and isinstance(plain, str):
            return plain  # also where it could be read as another member, as with a configuration that is JSON
        if self._nullable and (plain is None or plain == ""):
            return None
        values = (member.convert(plain, conversion) for member in self._members)
        return next((value for value in values if value is not _MISMATCH), _MISMATCH)


class _ClassConverter(_TypeConverter):
    """An attrs class; its fields are converted one by one when msgspec cannot convert the whole."""

    def __init__(self, path: FieldPath) -> None:
        super().__init__(path)
        self._has_aliases = bool(aliases_of(path.target_type))

    def decode_parts(self, content: JSON, conversion: Conversion) -> Any:
        try:
            parts = _JSON_FIELDS.decode(content)
        except msgspec.ValidationError:
            return super().decode_parts(content, conversion)
        if self._has_aliases:
            parts = with_first_names(parts, self.path.target_type)
        values = {}
        for name, wire_name, decode, field in self._fields:
            if wire_name in parts:
                try:
                    values[name] = decode(parts[wire_name])
                except msgspec.ValidationError:
                    values[name] = field.decode_parts(parts[wire_name], conversion)
        return self._build(values, conversion)

    def convert(self, plain: Any, conversion: Conversion) -> Any:
        if type(plain) is not dict and type(plain := unquoted(plain, dict)) is not dict:
            return _MISMATCH
        if self.decode is not _refuse:
            try:
                return msgspec.convert(plain, self.path.target_type, strict=False)
            except _UNCONVERTIBLE:
                pass
        if self._has_aliases:
            plain = with_first_names(plain, self.path.target_type)
        values = {}
        for name, wire_name, _, field in self._fields:
            if wire_name in plain:
                values[name] = field.convert_or_keep(plain[wire_name], conversion)
        return self._build(values, conversion)

    def _build(self, values: dict[str, Any], conversion: Conversion) -> Any:
        """Return a model of the fields that were sent."""
        if len(values) == len(self._fields):
            return self.path.target_type(**values)
        missing = []
        for name, _, _, field in self._fields:
            if name not in values:
                values[name] = None
                if name in self._required:
                    missing.append(name)
                    conversion.on_mismatch(field.path, MISSING)
        return build(self.path.target_type, values, missing=missing)

    @cached_property
    def _fields(self) -> list[tuple[str, str, Callable[[JSON], Any], _TypeConverter]]:
        """Name, wire name, decoder, converter; made when needed: a class may contain itself."""
        hints = typing.get_type_hints(self.path.target_type)
        fields = []
        for field in attrs.fields(self.path.target_type):
            wire_name = field.metadata.get("wire_name", field.name)
            path = self.path.field(wire_name, hints[field.name], secret=field.repr is not True)
            inner = _converter(path)
            fields.append((field.name, wire_name, inner.decode, inner))
        return fields

    @cached_property
    def _required(self) -> set[str]:
        return {field.name for field in attrs.fields(self.path.target_type) if field.default is attrs.NOTHING}


_JSON_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_JSON_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def _converter(path: FieldPath) -> _TypeConverter:
    origin = typing.get_origin(path.target_type)
    if origin is list:
        return _ListConverter(path)
    if origin is dict:
        return _MappingConverter(path)
    if origin in (typing.Union, types.UnionType):
        return _UnionConverter(path)
    return _ClassConverter(path) if attrs.has(path.target_type) else _ScalarConverter(path)


def _whole_number(value: Any) -> Any:
    """Return a whole number in another form as a number: digits with leading zeros, and 1e21."""
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value.is_integer() else value
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        try:
            return int(value)
        except ValueError:  # thousands of digits
            return value
    return value


_DIGITS = re.compile(r"\s*[+-]?[0-9]+\s*")


def types_within(target_type: Any) -> set[Any]:
    """Return a type and the types of which it is made."""
    members: set[Any] = set()

    def add(member: Any) -> None:
        if member not in members:
            members.add(member)
            for inner in typing.get_type_hints(member).values() if attrs.has(member) else typing.get_args(member):
                add(inner)

    add(target_type)
    return members


def has_wire_names(target_type: Any) -> bool:
    """Return whether every attribute of a type, and of the types within, has the name that the wire uses."""
    return not any("wire_name" in field.metadata for field in _attributes(target_type))


def aliases_within(target_type: Any) -> set[str]:
    """Return the other names of the fields of a type, and of the types within."""
    models = [member for member in types_within(target_type) if attrs.has(member)]
    return {alias for model in models for alias, _ in aliases_of(model)}


def _attributes(target_type: Any) -> Iterator[attrs.Attribute[Any]]:
    return (field for model in types_within(target_type) if attrs.has(model) for field in attrs.fields(model))


def _type_name(target_type: Any) -> str:
    """Return a type in the words of the description."""
    origin, arguments = typing.get_origin(target_type), typing.get_args(target_type)
    if origin is list:
        return f"a list of {_type_name(arguments[0])}"
    if origin is dict:
        return f"an object of {_type_name(arguments[1])}"
    if origin in (typing.Union, types.UnionType):
        return " or ".join(map(_type_name, arguments))
    names = {
        int: "integer",
        float: "number",
        Decimal: "number",
        str: "text",
        bool: "boolean",
        type(None): "null",
        Any: "anything",
    }
    return names.get(target_type, getattr(target_type, "__name__", str(target_type)))
