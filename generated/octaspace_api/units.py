"""The units of the wire (`x-unit` in openapi.yaml) in the units people use. What cannot be read is None."""

import math
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Context, Decimal
from typing import TypeGuard, overload

# More digits than a number of an answer can have, whatever the caller's own context is.
_EXACT = Context(prec=20_000, traps=[])

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BYTES_PER_SECOND_ABOVE = 100_000
_BYTES_PER_SECOND_IN_A_MBIT = 125_000

# Without a year in full, a parser of dates makes one of nearly anything: "1.2.3" is a version.
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d")
_LONGEST_DATE = 100  # characters
# "+0200 CEST": a name after the distance that it stands for.
_NAME_OF_OFFSET = re.compile(r"(?<=[+-]\d{4}) [A-Z]{3,5}$")
_YEAR_FIRST = re.compile(r"\s*\d{4}")


@overload
def octa(wei: int) -> Decimal: ...
@overload
def octa(wei: int | None) -> Decimal | None: ...
def octa(wei: int | None) -> Decimal | None:
    """Wei as OCTA, exact: 10**18 Wei are one OCTA."""
    return _scaled(wei, -18)


@overload
def usd_per_hour(e4: int) -> Decimal: ...
@overload
def usd_per_hour(e4: int | None) -> Decimal | None: ...
def usd_per_hour(e4: int | None) -> Decimal | None:
    """USD per hour from the wire's USD per hour times 10,000, exact."""
    return _scaled(e4, -4)


def usd(wei: int | None, market_price: Decimal | float | None) -> Decimal | None:
    """Wei as USD at a price in USD per OCTA, exact; None when there is no price."""
    return _converted(octa(wei), market_price)


def price(
    stated: Decimal | None,
    *,
    in_usd: bool | None = None,
    octa: Decimal | None = None,
    market_price: Decimal | None = None,
) -> Decimal | None:
    """Return a price in USD, exact; None where it is set in OCTA and cannot be converted.

    Args:
        stated: The price in USD as it was sent, 0 when it is set in OCTA.
        in_usd: Whether it is set in USD, where that was sent.
        octa: The same price in OCTA, where that was sent.
        market_price: USD per OCTA, where that was sent.
    """
    if _is_amount(stated) and (stated or in_usd is True):
        return _decimal(stated)
    if _is_amount(octa) and not octa:
        return Decimal(0)
    return _converted(octa, market_price)


def format_usd(amount: Decimal | float | None) -> str:
    """Return an amount in USD with as many digits as matter: $1,234.50, $0.34, $0.0217; "unknown" for None."""
    if not _is_amount(amount):
        return "unknown"
    text = _digits(_decimal(amount), after_point=2)
    return f"-${text[1:]}" if text.startswith("-") else f"${text}"


def format_octa(amount: Decimal | float | None) -> str:
    """Return an amount of OCTA with as many digits as matter: 31.428 OCTA; "unknown" for None.

    Args:
        amount: In OCTA; an integer is in Wei, as a balance is.
    """
    if not _is_amount(amount):
        return "unknown"
    return f"{_digits(octa(amount) if isinstance(amount, int) else _decimal(amount), after_point=3)} OCTA"


@overload
def mbps(raw: int) -> float: ...
@overload
def mbps(raw: int | None) -> float | None: ...
def mbps(raw: int | None) -> float | None:
    """Mbit/s from the wire's bandwidth, which is bytes per second when above 100,000 and Mbit/s otherwise."""
    if not _is_number(raw) or raw < 0:
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
    """Return an aware datetime in UTC from Unix milliseconds."""
    if not _is_number(milliseconds):
        return None
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def ended_normally(reason: int | None) -> bool | None:
    """Whether a termination reason is that of a normal stop; None when there is no number."""
    return reason == 0 if _is_number(reason) else None


def utc_from_text(text: str | None) -> datetime | None:
    """Return an aware datetime in UTC from text of no documented format; without a zone it is taken as UTC.

    None when the text leaves out a part of the date, or when it can be read as two dates, such as 04/05/2026.
    """
    if not isinstance(text, str) or len(text) > _LONGEST_DATE or not _YEAR.search(text):
        return None
    from dateutil import parser

    text = _NAME_OF_OFFSET.sub("", text)
    # What the text leaves out is filled in from the default, so two defaults show whether all was there.
    readings = [(datetime(2000, 1, 1), False), (datetime(2004, 2, 2), False)]
    if not _YEAR_FIRST.match(text):
        readings.append((datetime(2000, 1, 1), True))
    try:
        found = {
            _in_utc(parser.parse(text, default=default, dayfirst=day_first, tzinfos=_zone))
            for default, day_first in readings
        }
    except Exception:  # whatever a parser of free text makes of a hostile one
        return None
    return found.pop() if len(found) == 1 else None


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """Return a zone by its distance from UTC; names alone (EST, CST) mean different zones in different places."""
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name is not None:
        raise ValueError(f"unknown time zone {name}")
    return None


def _converted(amount: Decimal | float | None, market_price: Decimal | float | None) -> Decimal | None:
    """OCTA as USD; a price of 0 is none."""
    if not _is_amount(amount) or not _is_amount(market_price) or market_price <= 0:
        return None
    value = _EXACT.multiply(_decimal(amount), _decimal(market_price))
    return value if value.is_finite() else None


def _digits(amount: Decimal, after_point: int) -> str:
    """Return a number with so many digits after its point; below 1 with three that are not 0, if that is more."""
    if not -18 <= amount.adjusted() <= 18:
        return f"{amount:.3g}"
    below_one = 0 if not amount or amount.adjusted() >= 0 else 2 - amount.adjusted()
    whole, _, fraction = f"{amount:,.{max(after_point, below_one)}f}".partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(after_point, '0')}"


def _scaled(value: int | None, exponent: int) -> Decimal | None:
    return _EXACT.scaleb(_decimal(value), exponent) if _is_number(value) else None


def _decimal(number: Decimal | float) -> Decimal:
    """Return a number exactly; a float counts as the decimal number that it was sent as."""
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def _is_number(value: object) -> TypeGuard[int | float]:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or (isinstance(value, float) and math.isfinite(value))


def _is_amount(value: object) -> TypeGuard[int | float | Decimal]:
    return value.is_finite() if isinstance(value, Decimal) else _is_number(value)
