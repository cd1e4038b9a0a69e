"""Answers of tools, as plain JSON: secrets masked, text of others without control characters, long parts cut."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from octaspace_api import arguments
from octaspace_api.model import Model, ResponseModel, summary_of
from octaspace_sdk.support.printable import printable
from octaspace_sdk.support.redaction import MASK, looks_secret_name, looks_secret_text
from octaspace_sdk.tables import SECRET_PROPERTIES

MAX_ANSWER = 40_000  # characters of JSON, some ten thousand tokens
CUTS = ((8_000, 100), (2_000, 25), (500, 5))  # characters of a text and items of a list, the first pair that fits
LONGEST_NUMBER = 50  # digits
EXACT_INTEGER = 2**53  # above, JSON readers that know only floats round

DEFAULT_LIMIT, MAX_LIMIT = 20, 100

LISTING_ARGUMENTS: dict[str, dict[str, Any]] = {
    "limit": {
        "type": "integer",
        "minimum": 1,
        "maximum": MAX_LIMIT,
        "default": DEFAULT_LIMIT,
        "description": "How many entries to answer with at most.",
    },
    "offset": {
        "type": "integer",
        "minimum": 0,
        "default": 0,
        "description": "How many entries to leave out before, to read on where an earlier answer ended.",
    },
    "details": {
        "type": "boolean",
        "default": False,
        "description": "Whether to answer with all that is known of each entry, in place of what matters most.",
    },
}


@attrs.frozen
class Listing:
    """A part of a list; the rest is for another call."""

    entries: Sequence[Any]
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    details: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse arguments out of range, or of the wrong kind."""
        arguments.integer("limit", self.limit, minimum=1, maximum=MAX_LIMIT)
        arguments.integer("offset", self.offset, minimum=0)
        arguments.boolean("details", self.details)


@attrs.frozen
class AnswerWriter:
    """Makes JSON objects of what tools answer.

    Args:
        show_secrets: Whether fields that the description marks as secret are shown.
    """

    show_secrets: bool = False

    def write(self, value: Any) -> dict[str, Any]:
        """Return a JSON object, of `MAX_ANSWER` characters at most."""
        found = self._listing(value) if isinstance(value, Listing) else self._plain(value)
        answer = found if isinstance(found, dict) else {"result": found}
        size = _size(answer)
        for max_text, max_items in CUTS:
            notes: list[str] = []
            cut: dict[str, Any] = _cut(answer, "", max_text, max_items, notes)
            if notes:
                cut["hint"] = "; ".join([*([answer["hint"]] if "hint" in answer else []), *notes])
            if _size(cut) <= MAX_ANSWER:
                return cut
        return {"hint": f"the answer has {size:,} characters, which is too long to show: ask for less"}

    def _listing(self, listing: Listing) -> dict[str, Any]:
        total = len(listing.entries)
        shown: list[Any] = []
        room = MAX_ANSWER - 1_000
        for entry in listing.entries[listing.offset : listing.offset + listing.limit]:
            row = self._plain(entry) if listing.details else self._summary(entry)
            room -= _size(row)
            if room < 0 and shown:
                break
            shown.append(row)
        answer = {"total": total, "offset": listing.offset, "entries": shown}
        after = listing.offset + len(shown)
        if after < total:
            answer["hint"] = f"{total - after} more: narrow the search, or go on with offset={after}"
        return answer

    def _summary(self, entry: Any) -> Any:
        names = summary_of(type(entry))
        return self._plain({name: getattr(entry, name) for name in names} if names else entry)

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Model):
            return self._model(value)
        if isinstance(value, Mapping):
            return {_text(str(key)): self._plain(item) for key, item in value.items() if item is not None}
        if isinstance(value, list | tuple):
            return [self._plain(item) for item in value]
        if isinstance(value, bytes):
            return f"{len(value):,} bytes, which are not shown: a download of the SDK or of `octaspace` saves them"
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, Decimal):
            return _digits(value)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            return value if abs(value) <= EXACT_INTEGER else _digits(Decimal(value))
        if isinstance(value, float) and math.isfinite(value):
            return value
        return _text(str(value))

    def _model(self, model: Model) -> dict[str, Any]:
        """Return the fields under the names of the wire, and what is computed from them, such as a price in USD."""
        found: dict[str, Any] = {}
        fields: tuple[Any, ...] = attrs.fields(type(model))  # type: ignore[arg-type]
        for field in fields:
            value = getattr(model, field.name)
            if value is not None:
                is_hidden = callable(field.repr) and not self.show_secrets
                found[field.metadata.get("wire_name", field.name)] = MASK if is_hidden else self._plain(value)
        for name, member in vars(type(model)).items():
            if isinstance(member, property) and (self.show_secrets or name not in SECRET_PROPERTIES):
                value = getattr(model, name)
                if value is not None:
                    found.setdefault(name, self._plain(value))
        if unknown := _unknown_fields(model):
            found["unknown_fields"] = self._plain(unknown if self.show_secrets else _guarded(unknown))
        return found


def _unknown_fields(model: Model) -> Mapping[str, Any]:
    try:
        return model.unknown_fields if isinstance(model, ResponseModel) else {}
    except LookupError:  # the answer was too long to be kept
        return {}


def _guarded(value: Any) -> Any:
    """Return what the description does not know, without what looks like a secret."""
    if isinstance(value, Mapping):
        return {key: MASK if looks_secret_name(str(key)) else _guarded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_guarded(item) for item in value]
    return MASK if isinstance(value, str) and looks_secret_text(value) else value


def _cut(value: Any, path: str, max_text: int, max_items: int, notes: list[str]) -> Any:
    """Return the ends of long texts and lists, because logs end with what matters, and note what is left out."""
    if isinstance(value, dict):
        return {key: _cut(item, f"{path}.{key}".lstrip("."), max_text, max_items, notes) for key, item in value.items()}
    if isinstance(value, list):
        if len(value) > max_items:
            notes.append(f"{path}: only the last {max_items} of {len(value):,} entries")
        return [_cut(item, f"{path}[]", max_text, max_items, notes) for item in value[-max_items:]]
    if isinstance(value, str) and len(value) > max_text:
        notes.append(f"{path}: only the last {max_text:,} of {len(value):,} characters")
        return value[-max_text:]
    return value


def _digits(number: Decimal) -> str:
    """Return a number as it is, without an exponent unless it would be very long, and without zeros at its end."""
    if not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        return str(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(text: str) -> str:
    """Return a text with its line breaks, and with escapes for all other control characters."""
    return "\n".join(map(printable, text.splitlines()))


def _size(plain: Any) -> int:
    return len(json.dumps(plain, ensure_ascii=False))
