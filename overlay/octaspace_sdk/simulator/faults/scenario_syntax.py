"""Scenarios as text: `latency seconds=0.5` in a header or on a command line, {"kind": "latency", ...} in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Union

import msgspec

from octaspace_sdk.simulator.faults.scenarios import Scenario

NAME = re.compile(r"\s*[^\s=]+(=|\s|$)")


def kinds() -> dict[str, type[Scenario]]:
    """Return the kinds of scenarios there are, those of a test suite's own included."""
    return {str(kind.__struct_config__.tag): kind for kind in Scenario.__subclasses__()}


def parse_scenario(text: str) -> Scenario:
    """Return the scenario that `text` describes, `KIND name=value ...` or JSON; ValueError says what is wrong with it.

    Values are words, or JSON where they begin with a bracket, a brace or a quotation mark.
    """
    text = text.strip()
    if text.startswith("{"):
        return to_scenario(_json(text))
    kind, _, settings = text.partition(" ")
    return to_scenario(read_settings(kind, _split(settings)))


def read_settings(kind: str, settings: Iterable[str]) -> dict[str, Any]:
    """Return the JSON object that a kind and its settings, each of the form name=value, stand for."""
    values: dict[str, Any] = {"kind": kind}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise ValueError(f"{setting!r} is not of the form name=value")
        values[name] = _json(value) if value[:1] in tuple('[{"') else value
    return values


def to_scenario(values: Any) -> Scenario:
    """Return the scenario of a JSON object with its `kind` and its settings; ValueError says what is wrong with it."""
    known = kinds()
    kind = values.get("kind") if isinstance(values, dict) else None
    if kind not in known:
        raise ValueError(f"{kind!r} is no scenario; there are {', '.join(sorted(known))}")
    try:
        scenario: Scenario = msgspec.convert(values, Union[tuple(known.values())], strict=False)  # noqa: UP007
    except msgspec.ValidationError as error:
        raise ValueError(f"{kind}: {error}") from error
    return scenario


def _split(settings: str) -> Iterator[str]:
    """Cut at spaces, but not at those within a JSON value."""
    start = 0
    while beginning := NAME.match(settings, start):
        end = beginning.end()
        if settings[end : end + 1] in ("[", "{", '"'):
            try:
                _, end = json.JSONDecoder().raw_decode(settings, end)
            except ValueError as error:
                raise ValueError(f"{settings[end:]!r} is not JSON: {error}") from error
        while not settings[end : end + 1].isspace() and end < len(settings):
            end += 1
        yield settings[start:end].strip()
        start = end


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not JSON: {error}") from error
