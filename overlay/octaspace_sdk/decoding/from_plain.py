"""Models from plain JSON values, for tests and for frameworks that validate."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, TypeVar

from octaspace_sdk.decoding.decoder import Decoder
from octaspace_sdk.decoding.payload import Payload
from octaspace_sdk.events import Drift
from octaspace_sdk.response import RawResponse

M = TypeVar("M")

_SILENT = logging.Logger("octaspace_sdk.from_dict", logging.CRITICAL + 1)


def from_plain(model: type[M], plain: Mapping[str, Any], *, strict: bool) -> M:
    """Return the model that an answer with these values would become.

    Raises:
        ValueError: They are no JSON object; or, with `strict`, something does not fit or is missing.
    """
    if not isinstance(plain, Mapping):
        raise ValueError(f"a {model.__name__} is made from a mapping, not from a {type(plain).__name__}")
    drifts: list[Drift] = []
    try:
        content = json.dumps(dict(plain), default=_as_number).encode()
    except (TypeError, ValueError) as error:
        raise ValueError(f"a {model.__name__} is made from JSON values: {error}") from None
    response = RawResponse(status=200, headers={}, content=content, url="")
    found: M = Decoder(_SILENT, drifts.append).decode(Payload(response), model, model.__name__)
    if strict and drifts:
        problems = (f"{drift.path} should be {drift.expected}, but is {drift.got}" for drift in drifts)
        raise ValueError(f"{model.__name__}: {'; '.join(problems)}")
    return found


def _as_number(value: object) -> float:
    """Return an amount as JSON has it."""
    return float(value)  # type: ignore[arg-type]
