"""Samples of what an API sent that say what it is like, and not whose it is: values of the same form, made up."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from octaspace_sdk.support.redaction import MASK, looks_secret_name, looks_secret_text
from octaspace_sdk.support.uuid_text import UUID_TEXT

FORMS = (
    (UUID_TEXT.pattern, "00000000-0000-4000-8000-000000000000"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z", "2026-01-31T12:00:00Z"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:?\d\d)?", "2026-01-31T12:00:00"),
    (r"\d{4}-\d\d-\d\d", "2026-01-31"),
    (r"\d{1,3}(\.\d{1,3}){3}", "203.0.113.1"),
    (r"[^\s@]+@[^\s@]+\.[^\s@]+", "user@example.net"),
    (r"https?://.*", "https://example.net/"),
    (r"0x[0-9a-f]+", "0x00"),
    (r"-?\d+", "1"),
    (r"-?\d+\.\d+", "1.5"),
)
"""Forms of texts, and the text that is shown for each."""

OTHER_TEXT = "text"
MAX_SAMPLES = 2
MAX_LENGTH = 200  # of a text in which a form is looked for

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,31}")


def samples(values: list[Any]) -> list[Any]:
    """Return examples for a property that has these values."""
    shown: dict[str, Any] = {}
    for value in values:
        if isinstance(value, (str, int, float)) and value != "":
            sample = _anonymous(value)
            shown.setdefault(repr(sample), sample)
            if len(shown) == MAX_SAMPLES:
                break
    return list(shown.values())


def describe_sample(values: list[Any], name: str, secret: bool) -> str:
    """Return one of the values as short JSON, `***` for a secret, and empty text when there is nothing to show."""
    shown = next((value for value in values if value not in (None, "", [], {})), None)
    if shown is None:
        return ""
    if secret or looks_secret_name(name):
        return MASK
    return "" if isinstance(shown, (dict, list)) else json.dumps(_anonymous(shown))


def is_word(text: Any) -> bool:
    """Return whether a text can be one of the words that a field is described with; a secret or a sentence cannot."""
    return isinstance(text, str) and _WORD.fullmatch(text) is not None and not looks_secret_text(text)


def _anonymous(value: str | float) -> str | int | float:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        forms = (shown for form, shown in FORMS if re.fullmatch(form, value[:MAX_LENGTH], re.IGNORECASE | re.DOTALL))
        return next(forms, OTHER_TEXT)
    if isinstance(value, int):
        return 10 ** (len(str(abs(value))) - 1) if abs(value) < 10**38 and value else min(abs(value), 1)
    if value == 0 or not math.isfinite(value):
        return 0.5
    return float(f"1e{min(math.floor(math.log10(abs(value))), 15)}") * 1.5
