"""Reports of where an answer differs from its description: short, without secrets, never why a call fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import Any

import attrs

from octaspace_sdk.support.fork_safe_lock import ForkSafeLock
from octaspace_sdk.support.json_codec import kind
from octaspace_sdk.support.redaction import MASK, looks_secret_name, looks_secret_text

_SAMPLE = 60  # characters of a value shown in a report


@attrs.frozen(kw_only=True)
class Drift:
    """A place where an answer differs from openapi.yaml; reported once for each answer."""

    operation: str
    """The operation's id, such as `sessions.list`."""
    path: str
    """Where in the answer, such as `[].prices.base_usd`; `[]` is any item of a list, `*` any key of a map."""
    expected: str
    """The type that the description promises."""
    got: str
    """The JSON kind that came."""
    sample: str
    """The value, shortened; `***` where it is, or may hold, a secret."""


OnDrift = Callable[[Drift], object]


def report(drift: Drift, logger: Any, on_drift: OnDrift | None) -> None:
    """Logs a drift, once for each place in the life of a process, and hands it to the callback every time."""
    if _first_time(drift.operation, drift.path):
        place = f"{drift.operation}: {drift.path or 'the answer'}"
        with suppress(Exception):  # a logger that raises is no reason to fail, nor is a callback
            level = getattr(logger, "warning", None) or logger.error
            level(f"{place} should be {drift.expected}, but is {drift.got}: {drift.sample}. Time to update the SDK?")
    if on_drift is not None:
        try:
            on_drift(drift)
        except Exception as error:
            with suppress(Exception):
                logger.error(f"on_drift raised {type(error).__name__}")


def drift(operation: str, path: str, expected: str, value: Any, *, secret: bool) -> Drift:
    """The drift of a value at a place."""
    shown = MASK if secret or looks_secret_name(path) else sample(value)
    return Drift(operation=operation, path=path, expected=expected, got=kind(value), sample=shown)


def sample(value: Any) -> str:
    """A value as JSON on one line in plain ASCII, shortened, what looks like a secret masked."""
    text = json.dumps(_shown(value, 4)).replace("\x7f", "\\u007f")
    return text if len(text) <= _SAMPLE else f"{text[: _SAMPLE - 3]}..."


def _shown(value: Any, depth: int) -> Any:
    """As much of a value as a sample can hold."""
    if isinstance(value, str):
        return MASK if looks_secret_text(value) else value[:_SAMPLE]
    if isinstance(value, (dict, list)) and not depth:
        return "..."
    if isinstance(value, dict):
        some = islice(value.items(), _SAMPLE)
        return {name[:_SAMPLE]: MASK if looks_secret_name(name) else _shown(item, depth - 1) for name, item in some}
    if isinstance(value, list):
        return [_shown(one, depth - 1) for one in islice(value, _SAMPLE)]
    return value


_seen: set[tuple[str, str]] = set()
_lock = ForkSafeLock()


def _first_time(operation: str, path: str) -> bool:
    with _lock:
        if (operation, path) in _seen:
            return False
        _seen.add((operation, path))
        return True
