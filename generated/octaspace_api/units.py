"""The units of the wire (`x-unit` in openapi.yaml) in the units people use. What cannot be read is None."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal, InvalidOperation
from typing import TypeGuard, overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BYTES_PER_SECOND_ABOVE = 100_000
_BYTES_PER_SECOND_IN_A_MBIT = 125_000


@overload
def octa(wei: int) -> Decimal: ...
@overload
def octa(wei: int | None) -> Decimal | None: ...
def octa(wei: int | None) -> Decimal | None:
    """Wei as OCTA, exact: 10**18 Wei are one OCTA."""
    return _shifted(wei, -18)


@overload
def usd_per_hour(e4: int) -> Decimal: ...
@overload
def usd_per_hour(e4: int | None) -> Decimal | None: ...
def usd_per_hour(e4: int | None) -> Decimal | None:
    """USD per hour from the wire's USD per hour times 10,000, exact."""
    return _shifted(e4, -4)


@overload
def mbps(raw: int) -> float: ...
@overload
def mbps(raw: int | None) -> float | None: ...
def mbps(raw: int | None) -> float | None:
    """Mbit/s from the wire's bandwidth, which is bytes per second when above 100,000 and Mbit/s otherwise."""
    if not _is_number(raw):
        return None
    try:
        return raw / _BYTES_PER_SECOND_IN_A_MBIT if raw > _BYTES_PER_SECOND_ABOVE else float(raw)
    except OverflowError:
        return None


@overload
def utc_from_ms(milliseconds: int) -> datetime: ...
@overload
def utc_from_ms(milliseconds: int | None) -> datetime | None: ...
def utc_from_ms(milliseconds: int | None) -> datetime | None:
    """An aware datetime in UTC from Unix milliseconds."""
    if not _is_number(milliseconds):
        return None
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except (OverflowError, ValueError):
        return None


def utc_from_text(text: str | None) -> datetime | None:
    """An aware datetime in UTC from text of no documented format; without a zone it is taken as UTC."""
    if not isinstance(text, str) or not text.strip():
        return None
    from dateutil import parser

    try:
        # What the text leaves out is filled in from the default: two defaults show whether the date was all there.
        found, other = (
            parser.parse(text, default=datetime(year, month, month), tzinfos=_zone)
            for year, month in ((2000, 1), (2004, 2))
        )
        found, other = (moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in (found, other))
        return found.astimezone(UTC) if found == other else None
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """A zone by its distance from UTC; names alone (EST, CST) mean different zones in different places."""
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name is not None:
        raise ValueError(f"unknown time zone {name}")
    return None


def _shifted(value: int | None, exponent: int) -> Decimal | None:
    if not _is_number(value):
        return None
    try:
        return Decimal(f"{value}e{exponent}")
    except (InvalidOperation, ValueError):
        return None


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
