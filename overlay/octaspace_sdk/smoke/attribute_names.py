"""Names for new attributes that are like those of others: two fields may differ in a capital, attributes must not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from octaspace_sdk.spec import normalized_name

_DERIVED = ("octa", "usd", "mbps", "utc", "perhour", "usdperhour")
"""Endings of what a model computes from an amount or a time, as generator/models.py has them, in letters alone."""


def distinct_name(name: str, properties: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the `x-name` that a new property needs beside those which are there; None where it needs none."""
    taken = {spelling for key, schema in properties.items() if key != name for spelling in _spellings(key, schema)}
    if normalized_name(name) not in taken:
        return None
    words = re.sub(r"\W+", "_", name).strip("_").lower() or "field"
    candidates = (f"{words}_as_sent{number}" for number in ("", *range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if normalized_name(candidate) not in taken)


def _spellings(name: str, schema: Mapping[str, Any]) -> Iterable[str]:
    yield normalized_name(schema.get("x-name", name))
    if schema.keys() & {"x-unit", "x-price", "x-market-price"}:
        stem = normalized_name(name).removesuffix("wei").removesuffix("mbits")
        yield from (f"{each}{ending}" for each in (normalized_name(name), stem) for ending in _DERIVED)
        yield normalized_name(str(schema.get("x-price", {}).get("name", "")))
    if schema.get("x-unit") == "termination-reason":
        yield normalized_name("ended_normally")
