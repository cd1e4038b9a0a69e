"""A request as a value: what an operation sends and what it answers with."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import attrs

from . import arguments

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Request(Generic[T]):
    """One request, complete but for the host, the credentials and the time it may take."""

    operation: str
    """The operation's id in openapi.yaml, such as `nodes.list`."""
    method: str
    """The HTTP method, in capitals."""
    path: str
    """The path below the base URL, every parameter percent-encoded."""
    query: tuple[tuple[str, str], ...] = ()
    """The query as pairs of text, not yet encoded."""
    headers: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False)
    """Headers beside those of every request; they win."""
    json: Any = attrs.field(default=None, repr=False)
    """The JSON body as plain Python values; None sends no body."""
    response_type: Any = None
    """The type of the answer: a model, a list of models, int, str, bytes, or None for no answer."""
    idempotent: bool
    """Whether sending it twice does no more than sending it once."""
    recovery_hint: str = attrs.field(
        default=attrs.Factory(
            lambda self: "" if self.idempotent else "find out what it did before trying again", takes_self=True
        )
    )
    """What to do when it is not known whether the request was processed; empty where it can be sent again."""
    needs_key: bool = False
    """Whether the API refuses it without an API key."""
    response_adapter: str | None = None
    """The name of the SDK's function that makes the value of the answer; None when `response_type` says it all."""


def segment(name: str, value: object) -> str:
    """Return a path parameter as one path segment that cannot reach into another; a list is joined by commas."""
    if arguments.is_list(value):
        return ",".join(segment(name, item) for item in value) or segment(name, "")
    text = _text(name, value)
    if text in ("", ".", ".."):
        raise ValueError(f"{name} must be usable as one segment of a path, not {text!r}")
    return quote(text, safe="")


def query_pairs(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the parameters that were given, as text; a list becomes a repeated parameter."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        several = arguments.is_list(value)
        pairs.extend((name, _text(name, item)) for item in (value if several else [value]) if item is not None)
    return tuple(pairs)


def joined(values: Sequence[Any] | None, separator: str) -> str | None:
    """Return a list as the text of one parameter; None for none, and for one that was not given."""
    return separator.join(_text("", value) for value in values) if values else None


def bracketed(name: str, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return an object as parameters of the form `name[key]`."""
    return {f"{name}[{key}]": value for key, value in (values or {}).items()}


def header_pairs(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the headers that were given, as text; a list is joined by commas.

    Raises:
        ValueError: A value is not a header's: it has a control character, or one beyond Latin-1.
    """
    pairs = []
    for name, value in values.items():
        several = arguments.is_list(value)
        text = joined(value, ",") if several else None if value is None else _text(name, value)
        if text is None:
            continue
        if not text.isascii() or not text.isprintable() or text != text.strip():
            raise ValueError(f"{name} must be printable ASCII, without spaces at its ends")
        pairs.append((name, text))
    return tuple(pairs)


def _text(name: str, value: object) -> str:
    value = arguments.plain(value)
    if isinstance(value, bool):
        return str(value).lower()
    # As JSON has it: str() of a member of `class Country(str, Enum)` is its name.
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return float.__repr__(value)
    arguments.text(f"query parameter {name!r}", value)
    assert isinstance(value, str)
    return str.__str__(value)
