"""Criteria that all searches share: limits, order, and how many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeGuard, TypeVar

from octaspace_api import arguments
from octaspace_api.model import ModelList

T = TypeVar("T")
Number = Decimal | float


def check_numbers(limits: Mapping[str, Any]) -> None:
    """Refuse limits that are not numbers of at least 0; None is no limit."""
    for name, value in limits.items():
        if value is not None:
            arguments.number(name, float(value) if isinstance(value, Decimal) else value, minimum=0)


def at_least(value: Any, limit: Number | None) -> bool:
    """Return whether a value is known and not below the limit; True without a limit."""
    return limit is None or (_is_number(value) and exact(value) >= exact(limit))


def at_most(value: Any, limit: Number | None) -> bool:
    """Return whether a value is known and not above the limit; True without a limit."""
    return limit is None or (_is_number(value) and exact(value) <= exact(limit))


def _is_number(value: Any) -> TypeGuard[Decimal | float]:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and value == value  # no NaN


def exact(number: Number) -> Decimal:
    """Return a number as the decimal that it is written as: 0.3 is not a little less."""
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def ordered(items: Iterable[T], orders: Mapping[str, tuple[Callable[[T], Any], bool]], order_by: str) -> list[T]:
    """Return the items in an order; those without a value come last, and equal ones stay as they were.

    Args:
        items: What to sort.
        orders: By its name what an order goes by, and whether the highest comes first.
        order_by: The name.
    """
    if not isinstance(order_by, str) or order_by not in orders:
        raise ValueError(f"order_by must be one of {', '.join(orders)}, not {order_by!r}")
    key, highest_first = orders[order_by]
    known = [item for item in items if key(item) is not None]
    unknown = [item for item in items if key(item) is None]
    return [*sorted(known, key=key, reverse=highest_first), *unknown]


def first(items: Sequence[T], limit: int | None) -> list[T]:
    """Return so many of the items; all without a limit."""
    if limit is not None:
        arguments.integer("limit", limit, minimum=1)
    return ModelList(items[:limit])
