"""Reports of fields that differ from the description: short, without secrets, and never a reason to fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Any

from octaspace_sdk.events import Drift
from octaspace_sdk.support.callbacks import notify
from octaspace_sdk.support.deferral import call_or_defer
from octaspace_sdk.support.fork_safe_lock import ForkSafeLock
from octaspace_sdk.support.json_codec import type_in_words
from octaspace_sdk.support.printable import printable
from octaspace_sdk.support.redaction import MASK, NO_KEY_MASK, KeyMask, looks_secret_name, looks_secret_text

UNKNOWN = "absent"
"""The `Drift.expected` of a field that openapi.yaml does not have."""

MISSING = object()
"""The value of a required field that was left out."""

_SAMPLE = 60  # characters of a value shown in a report


def report(drift: Drift, logger: Any, on_drift: Callable[[Drift], object] | None) -> None:
    """Log a drift, once for each field in the life of a process, and hand it to the callback every time."""
    if _first_time(drift.operation, drift.path):
        call_or_defer(partial(_warn, drift, logger))
    if on_drift is not None:
        notify("on_drift", on_drift, drift, logger)


def drift_of(
    operation: str, path: str, expected: str, value: Any, *, secret: bool, key_mask: KeyMask = NO_KEY_MASK
) -> Drift:
    """Return the drift of a value."""
    if value is MISSING:
        return Drift(operation=operation, path=path, expected=expected, got="missing", sample="")
    shown = MASK if secret or looks_secret_name(path) else key_mask(sample(value))
    path = printable(key_mask(path))  # names in a map are the server's
    return Drift(operation=operation, path=path, expected=expected, got=type_in_words(value), sample=shown)


def _warn(drift: Drift, logger: Any) -> None:
    where = f"{drift.operation}: {drift.path or 'the answer'}"
    with suppress(Exception):  # a logger that raises is no reason to fail
        log = getattr(logger, "warning", None) or logger.error
        found = drift.got if drift.got == "missing" else f"{drift.got}: {drift.sample}"
        log(f"{where} should be {drift.expected}, but is {found}. Time to update the SDK?")


def sample(value: Any) -> str:
    """Return a value as JSON on one line in plain ASCII, shortened, with what looks like a secret masked."""
    text = json.dumps(_shown(value, 4)).replace("\x7f", "\\u007f")
    return text if len(text) <= _SAMPLE else f"{text[: _SAMPLE - 3]}..."


def _shown(value: Any, depth: int) -> Any:
    """Return as much of a value as a sample can hold."""
    if isinstance(value, str):
        return MASK if looks_secret_text(value) else value[:_SAMPLE]
    if isinstance(value, (dict, list)) and not depth:
        return "..."
    if isinstance(value, dict):
        some = islice(value.items(), _SAMPLE)
        return {name[:_SAMPLE]: MASK if looks_secret_name(name) else _shown(item, depth - 1) for name, item in some}
    if isinstance(value, list):
        return [_shown(item, depth - 1) for item in islice(value, _SAMPLE)]
    return value


logged: set[tuple[str, str]] = set()
"""The fields that are not logged again, by operation and path."""
_lock = ForkSafeLock()


def _first_time(operation: str, path: str) -> bool:
    with _lock:
        if (operation, path) in logged:
            return False
        logged.add((operation, path))
        return True
