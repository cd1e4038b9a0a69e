"""How long a retry waits: the client's own backoff, and what a server asks for in `Retry-After`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from octaspace_sdk.calls.retry_policy import backoff, retry_after

NOW = datetime(2015, 10, 21, 7, 28, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("retry", "longest"),
    [(0, 0.5), (1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 8.0), (10, 8.0), (11, 8.0), (5000, 8.0), (10**30, 8.0)],
)
def test_backoff_doubles_from_half_a_second_to_eight_with_full_jitter(retry, longest):
    assert backoff(retry, lambda low, high: high) == longest
    assert backoff(retry, lambda low, high: low) == 0.0


def test_backoff_is_what_the_source_of_randomness_says():
    assert backoff(2, lambda low, high: (low + high) / 4) == 0.5


NUMBERS = {
    "120": 120.0,
    "1": 1.0,
    "0": 0.0,
    "1.5": 1.5,
    "0.25": 0.25,
    ".5": 0.5,
    "007": 7.0,
    "86400": 86_400.0,
    " 7 ": 7.0,
    "\t7\r\n": 7.0,
    "9" * 30: 1e30,
    "1e308": 1e308,
}

DATES = {
    # RFC 9110, IMF-fixdate
    "Wed, 21 Oct 2015 07:28:30 GMT": 30.0,
    "Wed, 21 Oct 2015 08:28:00 GMT": 3600.0,
    "Thu, 22 Oct 2015 07:28:00 GMT": 86_400.0,
    "Wed, 21 Oct 2015 07:28:00 GMT": 0.0,
    "Wed, 21 Oct 2015 07:27:59 GMT": 0.0,
    "Thu, 01 Jan 1970 00:00:00 GMT": 0.0,
    "  Wed, 21 Oct 2015 07:28:30 GMT ": 30.0,
    # RFC 850
    "Wednesday, 21-Oct-15 07:28:30 GMT": 30.0,
    "Wednesday, 21-Oct-15 07:27:00 GMT": 0.0,
    # asctime, whose day is padded with a space
    "Wed Oct 21 07:28:30 2015": 30.0,
    "Sun Nov  1 07:28:00 2015": 11 * 86_400.0,
    "Wed Oct 21 07:27:00 2015": 0.0,
    # not HTTP, but sent
    "2015-10-21T07:28:30Z": 30.0,
    "2015-10-21T07:28:30.5Z": 30.5,
    "2015-10-21T09:28:30+02:00": 30.0,
    "2015-10-21 07:28:30": 30.0,
    "2015-10-22": 59_520.0,
    "Wed, 21 Oct 2015 07:28:30 UTC": 30.0,
    "Wed, 21 Oct 2015 07:28:30 +0000": 30.0,
    "Wed, 21 Oct 2015 09:28:30 +0200": 30.0,
}

NOTHING_USABLE = [
    "",
    "   ",
    "\x00",
    "-1",
    "-0.5",
    "-1e300",
    "nan",
    "inf",
    "-inf",
    "Infinity",
    "1e400",
    "9" * 400,
    "soon",
    "0x10",
    "12 apples",
    "120; comment",
    "½",
    "später",
    "\u0663\u0660",  # Arabic-Indic digits
    "\uff11\uff12",
    "1_0",
    "Wed, \u0662\u0661 Oct 2015 07:28:30 GMT",
    "\u65e5\u66dc\u65e5",
    "Wed, 99 Oct 2015 07:28:00 GMT",
    "Wed, 21 Foo 2015 07:28:00 GMT",
    "Wed, 21 Oct 2015 25:28:00 GMT",
    "99999-01-01",
    ":",
    "-",
]

# A lenient parser of dates finds one in each of these, by way of today's date on the machine's own clock.
HALF_A_DATE = ["30s", "5 seconds", "1 minute", "1h", "monday", "Oct", "10:00", "2 Mar", "1,5", "1, 2"]


@pytest.mark.parametrize(("header", "seconds"), (NUMBERS | DATES).items())
def test_retry_after_is_a_number_of_seconds_or_a_date(header, seconds):
    assert retry_after(header, lambda: NOW) == pytest.approx(seconds, rel=1e-9)


@pytest.mark.parametrize("header", [None, *NOTHING_USABLE])
def test_retry_after_without_a_usable_time_counts_as_absent(header):
    assert retry_after(header, lambda: NOW) is None


@pytest.mark.parametrize("header", HALF_A_DATE)
def test_retry_after_that_is_only_part_of_a_date_counts_as_absent(header):
    assert retry_after(header, lambda: NOW) is None


@pytest.mark.parametrize("zone", ["EST", "CEST", "XYZ"])
def test_retry_after_in_a_zone_that_nobody_knows_neither_raises_nor_warns(zone):
    assert retry_after(f"Wed, 21 Oct 2015 07:28:30 {zone}", lambda: NOW) in (None, 30.0)


def test_dates_are_measured_from_the_wall_clock_that_was_given():
    header = "Wed, 21 Oct 2015 07:28:30 GMT"
    assert [retry_after(header, lambda now=now: now) for now in (NOW, NOW + 10, NOW + 29.5, NOW + 40)] == [
        30.0,
        20.0,
        0.5,
        0.0,
    ]


SKEWED = "Wed, 21 Oct 2015 09:00:00 GMT"


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        (SKEWED, 30.0),
        ("Wednesday, 21-Oct-15 09:00:00 GMT", 30.0),
        ("Wed, 21 Oct 2015 09:01:00 GMT", 0.0),
        (None, 5550.0),
        ("", 5550.0),
        ("yesterday", 5550.0),
        ("Wed, \u0662\u0661 Oct 2015 09:00:00 GMT", 5550.0),
    ],
)
def test_date_is_measured_from_the_answer_s_own_date(date, seconds):
    assert retry_after("Wed, 21 Oct 2015 09:00:30 GMT", lambda: NOW, date) == seconds
    assert retry_after("7", lambda: NOW, date) == 7.0


def test_wall_clock_that_returns_nan_leaves_the_wait_to_the_backoff():
    assert retry_after("Wed, 21 Oct 2015 09:00:30 GMT", lambda: float("nan")) is None


WORDS = ["Mon", "Jan", "Oct", "GMT", "Z", "T", "am", "pm", "a", "h", "m", "s", "e", "nan", "\x00", "é"]
FIGURES = ["1", "15", "2015", "99", "00", "07:28:00", "1e9", ":", "-", "/", ",", ".", "+", " "]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text() | st.lists(st.sampled_from(WORDS + FIGURES), max_size=10).map("".join))
@example("9" * 5000)
@example("1" + "0" * 5000 + "-01-01")
@example("Wed, 21 Oct 2015 07:28:00 +9999")
def test_no_header_makes_it_raise_or_gives_a_time_that_cannot_be_waited(header):
    seconds = retry_after(header, lambda: NOW)
    assert seconds is None or 0.0 <= seconds < float("inf")
