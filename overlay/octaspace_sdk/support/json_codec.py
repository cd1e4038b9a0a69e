"""JSON as plain Python values, as it comes: also where it is not quite JSON."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

import msgspec

MAX_CONTAINERS = 500_000  # arrays and objects; a node has a dozen, and 1.4 MiB of `{},` can become 500 MiB of models
MAX_VALUES = 5_000_000  # that commas part
MAX_DEPTH = 512  # of nesting; Python's own limit differs between versions, and a thousand levels may exceed it


def parse_lenient(content: bytes) -> Any:
    """Return JSON as plain Python values; integers are exact, those of more digits than Python reads are kept as text.

    What some servers send all the same is taken as well: NaN, lone surrogates, line breaks within text, bytes that
    are not UTF-8 (replaced), a byte order mark, UTF-16.

    Raises:
        ValueError: It is not JSON, too large, or nested too deeply.
    """
    if exceeds_items(content):
        raise ValueError(TOO_MANY_ITEMS)
    refuse_deep(content)
    try:
        try:
            return msgspec.json.decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _LENIENT.decode(_text(content))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def unquoted(value: Any, target_type: type[Any]) -> Any:
    """Return JSON text in place of an array or object (`list`, `dict`) as the array or object it holds."""
    if isinstance(value, str) and value.lstrip()[:1] == ("[" if target_type is list else "{"):
        try:
            return parse_lenient(value.encode(errors="surrogatepass"))
        except ValueError:
            return value
    return value


def encode(value: Any) -> bytes:
    """Return plain Python values as JSON.

    Raises:
        ValueError: JSON cannot express it, as with NaN.
        TypeError: It is of a type that is not JSON's.
    """
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()


def exceeds_items(content: bytes) -> bool:
    """Return whether JSON has more arrays, objects or values than may be decoded.

    Those within text do not count; text is cut out only when the total is too high.
    """
    if not _has_many_items(content):
        return False
    return _unescaped(content).count(b'"') > 4 * MAX_VALUES or _has_many_items(_without_text(content))


def refuse_deep(content: bytes) -> None:
    """Raise a ValueError for JSON that is nested too deeply."""
    if exceeds_depth(content):
        raise ValueError(f"nested more than {MAX_DEPTH} levels deep")


def exceeds_depth(content: bytes, limit: int = MAX_DEPTH) -> bool:
    """Return whether JSON is nested more than `limit` levels deep.

    Brackets within text do not count; text is cut out only when the total is too deep.
    """
    if _has_many_items(content):
        content = _without_text(content)
    return _depth(content) > limit and _depth(_without_text(content)) > limit


def type_in_words(value: Any) -> str:
    """Return the JSON type of a plain value as messages name it; JSON Schema says "string" for "text"."""
    names = {bool: "boolean", int: "integer", float: "number", str: "text", list: "array", dict: "object"}
    return names.get(type(value), "null" if value is None else type(value).__name__)


def _has_many_items(content: bytes) -> bool:
    """Return whether brackets or commas are too many; what is shorter than that is not even looked through."""
    if len(content) <= 2 * MAX_CONTAINERS:
        return False
    brackets = sum(map(content.count, (b"[", b"]", b"{", b"}")))
    return brackets > 2 * MAX_CONTAINERS or (len(content) > MAX_VALUES and content.count(b",") > MAX_VALUES)


TOO_MANY_ITEMS = f"it has more than {MAX_CONTAINERS:,} arrays and objects, or {MAX_VALUES:,} values"
_SLICE = 1024 * 1024  # bytes to cut into texts at once: each text becomes an object of many times its size
_BRACKETS = b"[]{}"
_OTHERS = bytes(set(range(256)) - set(_BRACKETS))
_STEPS = bytes.maketrans(_BRACKETS, b"\x01\xff\x01\xff")  # as signed bytes: one level down, one level up


def _depth(content: bytes) -> int:
    steps = memoryview(content.translate(_STEPS, _OTHERS)).cast("b")
    return max(accumulate(steps), default=0)


def _unescaped(content: bytes) -> bytes:
    """Return JSON without its escaped quotes: those that are left begin and end texts."""
    return content.replace(rb"\\", b"").replace(rb"\"", b"")


def _without_text(content: bytes) -> bytes:
    """Return JSON without what stands between quotes, found by cutting at each quote that no backslash precedes."""
    unescaped = _unescaped(content)
    outside, begins_in_text = bytearray(), 0
    for start in range(0, len(unescaped), _SLICE):
        pieces = unescaped[start : start + _SLICE].split(b'"')
        outside += b"".join(pieces[begins_in_text::2])
        begins_in_text = (begins_in_text + len(pieces) - 1) % 2
    return bytes(outside)


def _text(content: bytes) -> str:
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return content.decode(encoding, "replace")


def _integer(digits: str) -> int | str:
    try:
        return int(digits)
    except ValueError:
        return digits


_LENIENT = json.JSONDecoder(strict=False, parse_int=_integer)
