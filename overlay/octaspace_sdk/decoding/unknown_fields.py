"""Fields of an answer that openapi.yaml does not have. msgspec drops them; they are read from the JSON when asked for.

To look for them in every answer would cost a third of its decoding. So a model keeps the JSON of its answer, up to a
size, and what nobody asks for costs nothing.
"""

from __future__ import annotations

import types
import typing
from collections import deque
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import count, repeat
from typing import Any

import attrs

from octaspace_api.lock_free import LockFree
from octaspace_api.model import ResponseModel, set_source
from octaspace_sdk.decoding.aliases import with_first_names
from octaspace_sdk.support.json_codec import parse_lenient, unquoted

MAX_KEPT_BYTES = 1 << 20
"""The longest answer that its models keep as JSON: a longer list takes less memory decoded."""


@attrs.frozen
class UnknownField:
    """A field that its model does not have."""

    steps: tuple[str | int, ...]
    """The names and indices that lead to it."""
    path: str
    """The path of the field, the same for all items of a list."""
    value: Any
    is_secret: bool


def unknown_fields(plain: Any, target_type: Any) -> Iterator[UnknownField]:
    """Yield the fields that a plain value has, and the type that it was decoded as has not."""
    return _unknown(plain, target_type, (), "", is_secret=False)


class AnswerSource(LockFree):
    """The JSON of an answer: `unknown_fields` of its models asks it."""

    def __init__(self, content: bytes, target_type: Any) -> None:
        self._content = content
        self._target_type = target_type

    @cached_property
    def _plain(self) -> Any:
        return parse_lenient(self._content)

    def unknown_fields(self, index: int | None) -> dict[str, Any]:
        """Return the unknown fields of the answer, or of an item of its list, as nested mappings."""
        plain, target_type = self._plain, self._target_type
        if index is not None:
            plain, target_type = plain[index], _item_type(target_type)
        found: dict[Any, Any] = {}
        for field in unknown_fields(plain, target_type):
            owner = found
            for step in field.steps[:-1]:
                owner = owner.setdefault(step, {})
            owner[field.steps[-1]] = field.value
        return found


def _item_type(target_type: Any) -> Any:
    """Return the type of the items of a list, which may be one of several types of an answer."""
    members = typing.get_args(target_type)
    if typing.get_origin(target_type) is list:
        return members[0]
    return next(_item_type(member) for member in members if typing.get_origin(member) is list)


class _Discarded:
    """Stands for the JSON of an answer that was too long to keep."""

    def unknown_fields(self, index: int | None) -> dict[str, Any]:
        raise LookupError(
            f"the answer had more than {MAX_KEPT_BYTES:,} bytes, so what openapi.yaml does not describe in it is gone; "
            "a client with report_unknown_fields=True keeps it, and client.raw has the whole answer"
        )


_DISCARDED = _Discarded()


def keep_source(value: Any, content: bytes, target_type: Any, *, whatever_size: bool) -> None:
    """Attach the JSON of an answer to the models decoded from it, for their `unknown_fields`."""
    is_kept = whatever_size or len(content) <= MAX_KEPT_BYTES
    source = AnswerSource(content, target_type) if is_kept else _DISCARDED
    if isinstance(value, ResponseModel):
        set_source(value, (source, None))
    elif not isinstance(value, list):
        pass  # null, or a value of another kind
    else:
        try:
            deque(map(set_source, value, _links(source, is_kept=is_kept)), maxlen=0)
        except TypeError:  # an item that is no model
            for item, link in zip(value, _links(source, is_kept=is_kept), strict=False):
                if isinstance(item, ResponseModel):
                    set_source(item, link)


def _links(source: Any, *, is_kept: bool) -> Iterator[tuple[Any, int | None]]:
    """Yield what each item of a list keeps: its index too, where there is something to find."""
    return zip(repeat(source), count(), strict=False) if is_kept else repeat((source, None))


def _unknown(
    plain: Any, target_type: Any, steps: tuple[str | int, ...], path: str, *, is_secret: bool
) -> Iterator[UnknownField]:
    origin, arguments = typing.get_origin(target_type), typing.get_args(target_type)
    if origin in (typing.Union, types.UnionType):
        for member in arguments:
            yield from _unknown(plain, member, steps, path, is_secret=is_secret)
    elif origin is list:
        plain = unquoted(plain, list)
        for index, item in enumerate(plain if isinstance(plain, list) else ()):
            yield from _unknown(item, arguments[0], (*steps, index), f"{path}[]", is_secret=is_secret)
    elif origin is dict:
        plain = unquoted(plain, dict)
        for name, item in plain.items() if isinstance(plain, dict) else ():
            yield from _unknown(item, arguments[1], (*steps, name), _joined(path, "*"), is_secret=is_secret)
    elif attrs.has(target_type):
        plain = unquoted(plain, dict)
        members = _members(target_type)
        for name, item in with_first_names(plain, target_type).items() if isinstance(plain, dict) else ():
            here, where = (*steps, name), _joined(path, name)
            if name not in members:
                yield UnknownField(here, where, item, is_secret)
            elif isinstance(item, (dict, list, str)):
                inner, is_masked = members[name]
                yield from _unknown(item, inner, here, where, is_secret=is_secret or is_masked)


@lru_cache(maxsize=256)
def _members(model: Any) -> Mapping[str, tuple[Any, bool]]:
    """Return type and secrecy of each field of a model, by its name on the wire."""
    hints = typing.get_type_hints(model)
    return {
        field.metadata.get("wire_name", field.name): (hints[field.name], field.repr is not True)
        for field in attrs.fields(model)
    }


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
