"""Faults as text: `latency seconds=0.5` in a header or on a command line, {"type": "latency", ...} in JSON."""

from __future__ import annotations

import inspect
import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from octaspace_sdk.simulator import faults
from octaspace_sdk.simulator.faults.fault import Fault

_FAULTS: dict[str, type[Fault]] = {
    str(exported.__struct_config__.tag): exported
    for exported in (getattr(faults, name) for name in faults.__all__)
    if isinstance(exported, type) and issubclass(exported, Fault) and exported is not Fault
}

FAULT_TYPES = sorted(_FAULTS)
"""The names of the built-in faults: those that `simulator.faults` exports."""

_TYPE_NAMES = {str: "text", int: "integer", float: "number", bool: "true or false", type(None): "", Any: "JSON"}


def describe_faults() -> str:
    """Return the built-in faults with their settings: what each accepts, and its default."""
    return "\n".join(_describe(_FAULTS[name]) for name in FAULT_TYPES)


def _describe(fault: type[Fault]) -> str:
    hints = get_type_hints(fault)
    settings = [
        f"{field.name}={_type_name(hints[field.name])}{_default(field)}" for field in msgspec.structs.fields(fault)
    ]
    text = textwrap.indent(inspect.cleandoc(fault.__doc__ or ""), "      ")
    return "\n".join([f"  {fault.__struct_config__.tag} {' '.join(settings)}".rstrip(), text, ""])


def _type_name(hint: Any) -> str:
    if get_origin(hint) is Literal:
        return "|".join(get_args(hint))
    if get_origin(hint) is dict:
        return f'{{"NAME": {_type_name(get_args(hint)[1])}}}'
    if get_origin(hint) is list:
        return f"[{_type_name(get_args(hint)[0])}]"
    if get_origin(hint) is UnionType:
        return "|".join(filter(None, map(_type_name, get_args(hint))))
    return _TYPE_NAMES[hint].upper().replace("TRUE OR FALSE", "true|false")


def _default(field: Any) -> str:
    plain = field.default not in (msgspec.NODEFAULT, None, "")
    return f" (default {json.dumps(field.default)})" if plain else "" if field.required else " (optional)"


SETTING_NAME = re.compile(r"\s*[^\s=]+(=|\s|$)")


def parse_fault(text: str) -> Fault:
    """Return the fault that `text` describes: `TYPE name=value ...` or a JSON object.

    Values are words, or JSON if they begin with a bracket, a brace or a quotation mark.

    Raises:
        ValueError: The text is malformed, or the fault or one of its settings is unknown or invalid.
    """
    text = text.strip()
    if text.startswith("{"):
        return convert_fault(_parse_json(text))
    fault_type, _, settings = text.partition(" ")
    return convert_fault(parse_settings(fault_type, _split(settings)))


def parse_settings(fault_type: str, settings: Iterable[str]) -> dict[str, Any]:
    """Return the JSON object for a fault type and settings of the form name=value.

    Raises:
        ValueError: A setting is malformed.
    """
    values: dict[str, Any] = {"type": fault_type}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise ValueError(f"{setting!r} is not of the form name=value")
        values[name] = _parse_json(value) if value[:1] in tuple('[{"') else value
    return values


def convert_fault(values: Any) -> Fault:
    """Return the fault of a JSON object with its `type` and its settings.

    Raises:
        ValueError: The fault or one of its settings is unknown or invalid.
    """
    fault_type = values.get("type") if isinstance(values, dict) else None
    if fault_type not in FAULT_TYPES:
        raise ValueError(f"unknown fault {fault_type!r}; available: {', '.join(FAULT_TYPES)}")
    try:
        return msgspec.convert(values, _FAULTS[fault_type], strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"{fault_type}: {error}") from error


def _split(settings: str) -> Iterator[str]:
    """Split at spaces, except within JSON values."""
    start = 0
    while name := SETTING_NAME.match(settings, start):
        end = name.end()
        if settings[end : end + 1] in ("[", "{", '"'):
            try:
                _, end = json.JSONDecoder().raw_decode(settings, end)
            except (ValueError, RecursionError) as error:
                raise ValueError(f"{settings[end:]!r} is not JSON: {error}") from error
        while not settings[end : end + 1].isspace() and end < len(settings):
            end += 1
        yield settings[start:end].strip()
        start = end


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{text!r} is not JSON: {error}") from error
