"""Checks of arguments: each raises a ValueError that names the argument, before anything is sent."""

import datetime as dt
import re
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, Final, TypeGuard
from uuid import UUID


class UnknownKeyWarning(UserWarning):
    """A key that is sent as given, and that the description of the API does not know."""


Check = Callable[[str, Any], None]
"""Checks a value, given the name of its argument."""


class Omitted(Enum):
    """The type of `OMITTED`."""

    OMITTED = "omitted"


OMITTED: Final = Omitted.OMITTED
"""Stands for an argument that was not given, where None means null."""


def integer(
    name: str,
    value: object,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    above: float | None = None,
    below: float | None = None,
) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name} must be an integer, not {_shown(value)}")
    _within(name, value, minimum, maximum, above, below)


def number(
    name: str,
    value: object,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    above: float | None = None,
    below: float | None = None,
) -> None:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) <= sys.float_info.max:
        raise ValueError(f"{name} must be a finite number, not {_shown(value)}")
    _within(name, value, minimum, maximum, above, below)


def boolean(name: str, value: object) -> None:
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be True or False, not {_shown(value)}")


def text(
    name: str,
    value: object,
    *,
    min_length: int = 0,
    max_length: int | None = None,
    pattern: str | None = None,
    expected: str | None = None,
) -> None:
    if (
        expected
        and isinstance(value, str)
        and not min_length <= len(value.strip()) == len(value) <= (max_length or len(value))
    ):
        raise ValueError(f"{name} must be {expected}, not {len(value)} characters")
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text, not {_shown(value)}")
    if min_length and not value.strip():
        raise ValueError(f"{name} must not be empty")
    if len(value) < min_length or (max_length is not None and len(value) > max_length):
        wanted = f"at least {min_length}" if len(value) < min_length else f"at most {max_length}"
        raise ValueError(f"{name} must have {wanted} characters, not {len(value)}")
    if pattern is not None and not re.search(pattern, value):
        raise ValueError(f"{name} must match {pattern}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} must be text that UTF-8 can encode") from None


def text_or_object(name: str, value: object, form: str, **limits: Any) -> None:
    """Refuses what is neither text nor an object of the form: a time with its zone, a date, or a UUID."""
    kinds = {"date-time": dt.datetime, "date": dt.date, "uuid": UUID}
    if isinstance(value, (dt.date, UUID)):
        if type(value) is not kinds[form]:
            raise ValueError(f"{name} must be text or a {kinds[form].__name__}, not {_shown(value)}")
        if isinstance(value, dt.datetime) and value.utcoffset() is None:
            raise ValueError(f"{name} must be a time with a zone, such as datetime.now(timezone.utc)")
    else:
        text(name, value, **limits)


def integer_or_text(name: str, value: object) -> None:
    if isinstance(value, str):
        text(name, value)
    elif not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name} must be an integer or text, not {_shown(value)}")


def mapping(name: str, value: object, *, known: Sequence[str] = (), hint: str = "") -> None:
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} must be a mapping, not {_shown(value)}")
    for key in value:
        text(f"each key of {name}", key)
    unknown = [key for key in value if key not in known] if hint else []
    if unknown:
        keys = ", ".join(map(repr, unknown))
        warnings.warn(f"{name} has keys that are not described: {keys}; {hint}", UnknownKeyWarning, stacklevel=4)


def text_mapping(name: str, value: object) -> None:
    mapping(name, value)
    assert isinstance(value, Mapping)
    for key, item in value.items():
        text(f"{name}[{key!r}]", item)


def integer_items(name: str, value: object, *, minimum: int | None = None, maximum: int | None = None) -> None:
    for index, item in enumerate(_items(name, value)):
        integer(f"{name}[{index}]", item, minimum=minimum, maximum=maximum)


def text_items(
    name: str, value: object, *, min_length: int = 0, max_length: int | None = None, pattern: str | None = None
) -> None:
    for index, item in enumerate(_items(name, value)):
        text(f"{name}[{index}]", item, min_length=min_length, max_length=max_length, pattern=pattern)


def anything(name: str, value: object) -> None:
    """Refuses nothing."""


def word(name: str, value: object, words: Sequence[object]) -> None:
    if value not in words or isinstance(value, bool):
        raise ValueError(f"{name} must be one of {', '.join(map(repr, words))}, not {_shown(value)}")


def items(
    name: str, value: object, check: Check, *, min_items: int | None = None, max_items: int | None = None
) -> None:
    found = _items(name, value)
    if len(found) < (min_items or 0) or (max_items is not None and len(found) > max_items):
        wanted = f"at least {min_items}" if len(found) < (min_items or 0) else f"at most {max_items}"
        raise ValueError(f"{name} must have {wanted} items, not {len(found)}")
    for index, item in enumerate(found):
        check(f"{name}[{index}]", item)


def mapping_of(name: str, value: object, check: Check) -> None:
    mapping(name, value)
    assert isinstance(value, Mapping)
    for key, item in value.items():
        check(f"{name}[{key!r}]", item)


def none_or(name: str, value: object, check: Check) -> None:
    if value is not None:
        check(name, value)


def any_of(name: str, value: object, checks: Sequence[Check]) -> None:
    problems = []
    for check in checks:
        try:
            return check(name, value)
        except ValueError as error:
            problems.append(str(error))
    raise ValueError(" or ".join(problems))


def fields(name: str, value: object, checks: Mapping[str, Check], required: Sequence[str]) -> None:
    """Refuses an object without a key that it needs, or with a wrong value; keys not described are sent as they are."""
    mapping(name, value)
    assert isinstance(value, Mapping)
    for key in required:
        if key not in value:
            raise ValueError(f"{name} must have {key!r}")
    for key, check in checks.items():
        if key in value:
            check(f"{name}.{key}", value[key])


def present(name: str, body: Mapping[str, object], key: str) -> None:
    """Refuses a body without a key that it needs."""
    if key not in body:
        raise ValueError(f"{name} is required when a body is sent")


def copied(value: Any) -> Any:
    """Return lists and mappings anew, down to what cannot change."""
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    if is_list(value):
        return [copied(item) for item in value]
    return plain(value)


def plain(value: Any) -> Any:
    """Dates, times and UUIDs as the text that is sent; anything else as it is."""
    if isinstance(value, dt.date):
        return value.isoformat().replace("+00:00", "Z")
    return str(value) if isinstance(value, UUID) else value


def required_when(name: str, body: Mapping[str, object], *, key: str, value: object) -> None:
    """Refuses a body that has `key` as `value` and nothing under `name`."""
    if body.get(key) == value and body.get(name) in (None, ""):
        raise ValueError(f"{name} is required when {key} is {value!r}")


def is_list(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether a value is several values, which neither text nor bytes are."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray, memoryview))


def _items(name: str, value: object) -> Sequence[object]:
    if not is_list(value):
        raise ValueError(f"{name} must be a list, not {_shown(value)}")
    return value


def _within(
    name: str,
    value: float,
    minimum: float | None,
    maximum: float | None,
    above: float | None,
    below: float | None,
) -> None:
    if above is not None and value <= above:
        raise ValueError(f"{name} must be above {above}, not {_shown(value)}")
    if below is not None and value >= below:
        raise ValueError(f"{name} must be below {below}, not {_shown(value)}")
    if minimum is not None and value < minimum:
        raise ValueError(f"{name} must be at least {minimum}, not {_shown(value)}")
    if maximum is not None and value > maximum:
        raise ValueError(f"{name} must be at most {maximum}, not {_shown(value)}")


def _shown(value: object) -> str:
    """Numbers as they are; of anything else only the kind, because a value may be a secret."""
    return repr(value) if isinstance(value, (int, float)) or value is None else f"a {type(value).__name__}"
