"""Units: exact where they can be, None for nonsense, never an exception and never a date that nobody sent."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from decimal import Decimal, localcontext

import pytest

from octaspace_api import units
from octaspace_api.models import Session, SessionPrices

BIG = 31428028938060847852
NONSENSE = [None, True, False, "", "12", "x", [], {}, [1], {"a": 1}, float("nan"), float("inf"), float("-inf")]


@pytest.mark.parametrize("value", NONSENSE, ids=repr)
@pytest.mark.parametrize("function", [units.octa, units.usd_per_hour, units.mbps, units.utc_from_ms])
def test_nonsense_is_none(function, value):
    assert function(value) is None


@pytest.mark.parametrize("value", [10**4000, -(10**4000), 10**400, 1e308, 5e-324], ids=lambda one: repr(one)[:9])
@pytest.mark.parametrize("function", [units.octa, units.usd_per_hour, units.mbps, units.utc_from_ms])
def test_huge_numbers_raise_nothing(function, value):
    function(value)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (units.octa(BIG), "31.428028938060847852"),
        (units.octa(-1), "-0.000000000000000001"),
        (units.octa(10**60 + 1), "1000000000000000000000000000000000000000000.000000000000000001"),
        (units.octa(1e-07), "1e-25"),
        (units.usd_per_hour(3400), "0.34"),
        (units.usd(BIG, 0.104), "3.268515009558328176608"),
        (units.usd(10**18, 1e-07), "1e-7"),
    ],
)
def test_amounts_are_exact_whatever_the_context(found, expected):
    with localcontext() as context:
        context.prec = 3
        assert found == Decimal(expected)


def test_amounts_ignore_the_context_of_the_caller():
    with localcontext() as context:
        context.prec = 3
        assert str(units.octa(BIG)) == "31.428028938060847852"
        assert str(units.usd(BIG, 0.104)) == "3.268515009558328176608"


@pytest.mark.parametrize("price", [None, "0.1", float("nan"), -1.0, True, {}], ids=repr)
def test_no_price_no_cost(price):
    assert units.usd(BIG, price) is None


def session(**values):
    return Session(**{"uuid": "u", "service": "mr", "duration": 1, "started_at": 1, "charge_amount": BIG} | values)


def test_a_session_knows_its_cost_at_its_market_price():
    prices = SessionPrices(base_usd=3400, currency_usd=True, market_price=0.104)
    assert session(prices=prices).charge_amount_usd == Decimal("3.268515009558328176608")
    for drifted in (None, "0.1", [], {"market_price": 1.0}):
        assert session(prices=drifted).charge_amount_usd is None
    assert session(prices=prices, charge_amount="free").charge_amount_usd is None


def test_bandwidth_below_zero_is_none():
    assert units.mbps(-5) is None


DATE = datetime(2026, 4, 14, 9, 12, 45, tzinfo=UTC)
DATES = [
    ("2026-04-14T09:12:45Z", DATE),
    ("2026-04-14 09:12:45", DATE),
    ("2026-04-14 11:12:45+02:00", DATE),
    ("2026-04-14 09:12:45 UTC", DATE),
    ("2026-04-14 09:12:45 +0000 UTC", DATE),
    ("Tue, 14 Apr 2026 09:12:45 GMT", DATE),
    ("April 14, 2026 9:12:45 AM", DATE),
    ("20260414T091245Z", DATE),
    ("14/04/2026 09:12:45", DATE),
    ("2026-04-05", datetime(2026, 4, 5, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "moment"), DATES)
def test_text_that_is_a_date(text, moment):
    found = units.utc_from_text(text)
    assert (found, found.tzinfo) == (moment, UTC)


NO_DATES = [
    *("now-ish", "12", "Monday", "10:30", "2026", "2026-04", "April 2026", "14 April", "today", "1.2.3", "5 5 5"),
    *("12 10 11", "10-11-12", "120000", "260414", "04/05/2026", "1776161866303", "0000-00-00 00:00:00", "-", " "),
    *("0001-01-01T00:00:00Z", "2026-13-45", "2026-04-14T25:00:00Z", "2026-04-14 10:00 EST", "2026-04-14 +99:99"),
    *("9" * 400, "2026" * 5000, "\x00", "2026-04-14\ud800", "NaN", "Infinity 2026", "(" * 50 + "2026", "2026-W99-9"),
]


@pytest.mark.parametrize("text", [*NO_DATES, None, 12, True, [], {}, 1.5], ids=lambda one: repr(one)[:20])
def test_text_that_is_no_date(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert units.utc_from_text(text) is None


@pytest.mark.parametrize("value", [10**15, -(10**15), 253402300800000], ids=str)
def test_milliseconds_out_of_range_are_none(value):
    assert units.utc_from_ms(value) is None
