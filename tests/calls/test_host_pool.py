"""The host pool: which base URL is next, how long a failed one is left alone, and who finds out whether it is back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import Barrier, Thread

import pytest
from tests.support.clocks import ManualClock

from octaspace_sdk.calls.host_pool import PROBE_CONNECT_TIMEOUT, Choice, HostPool, Unexplored

A, B, C = "https://a.test", "https://b.test", "https://c.test"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def pool(clock: ManualClock) -> HostPool:
    return HostPool([A, B, C], clock)


def choose(pool: HostPool, *tried: str) -> Choice:
    choice = pool.choose(tried)
    assert isinstance(choice, Choice)
    return choice


def chosen(pool: HostPool, *tried: str) -> tuple[str, bool]:
    """The URL and whether it is a probe, which is over at once."""
    choice = choose(pool, *tried)
    pool.released(choice)
    return choice.url, choice.probe


def reach(pool: HostPool, *urls: str) -> None:
    """These hosts answer now."""
    for url in urls:
        pool.succeeded(choose(pool, *{A, B, C} - {url}))


def put_out(pool: HostPool, *urls: str) -> None:
    """These hosts fail now."""
    for url in urls:
        choice = choose(pool, *{A, B, C} - {url})
        assert choice.url == url
        pool.failed(choice)


# order


def test_hosts_are_taken_in_the_order_given(pool):
    assert [chosen(pool), chosen(pool, A), chosen(pool, A, B)] == [(A, False), (B, False), (C, False)]


def test_there_is_none_left_when_all_were_tried(pool):
    assert pool.choose([A, B, C]) is None


def test_every_call_begins_with_the_first_host_and_none_takes_turns(pool):
    for _ in range(10):
        choice = choose(pool)
        assert choice.url == A
        pool.succeeded(choice)


def test_calls_stick_to_the_first_healthy_host(pool, clock):
    put_out(pool, A)
    for _ in range(10):
        assert chosen(pool) == (B, False)
        clock.advance(2.9)
    put_out(pool, B)
    assert chosen(pool) == (C, False)


def test_a_host_that_cools_down_is_tried_last(pool):
    put_out(pool, A)
    assert [chosen(pool), chosen(pool, B), chosen(pool, B, C)] == [(B, False), (C, False), (A, False)]


def test_a_later_host_that_cooled_down_is_not_probed_while_an_earlier_one_is_healthy(pool, clock):
    put_out(pool, C)
    clock.advance(1000)
    assert [chosen(pool), chosen(pool, A), chosen(pool, A, B)] == [(A, False), (B, False), (C, True)]


# cooling down


def test_cool_down_lasts_thirty_seconds(pool, clock):
    put_out(pool, A)
    clock.advance(29.999)
    assert chosen(pool) == (B, False)
    clock.advance(0.001)
    assert chosen(pool) == (A, True)


def test_cool_down_doubles_with_each_failure_up_to_five_minutes(pool, clock):
    put_out(pool, A)
    for seconds in (30, 60, 120, 240, 300, 300, 300):
        clock.advance(seconds - 0.001)
        assert chosen(pool) == (B, False), seconds
        clock.advance(0.001)
        probe = choose(pool)
        assert (probe.url, probe.probe) == (A, True), seconds
        pool.failed(probe)


def test_cool_down_stays_at_five_minutes_after_thousands_of_failures(pool, clock):
    for _ in range(5000):
        put_out(pool, A)
        clock.advance(300)
    put_out(pool, A)
    clock.advance(299.999)
    assert chosen(pool) == (B, False)
    clock.advance(0.001)
    assert chosen(pool) == (A, True)


def test_calls_that_fail_together_count_as_one_failure(pool, clock):
    reach(pool, A)
    together = [choose(pool) for _ in range(20)]
    for choice in together:
        pool.failed(choice)
        clock.advance(0.1)
    clock.advance(30 - 20 * 0.1)
    assert chosen(pool) == (A, True)


def test_failures_of_a_host_that_had_to_be_used_do_not_lengthen_its_cool_down(pool, clock):
    put_out(pool, A, B, C)
    clock.advance(10)
    pool.failed(choose(pool))
    clock.advance(20)
    assert chosen(pool) == (A, True)


def test_a_host_is_as_new_after_a_success(pool, clock):
    put_out(pool, A)
    clock.advance(30)
    pool.failed(choose(pool))
    clock.advance(60)
    probe = choose(pool)
    assert probe.probe
    pool.succeeded(probe)
    assert chosen(pool) == (A, False)
    put_out(pool, A)
    clock.advance(30)
    assert chosen(pool) == (A, True)


def test_a_late_success_of_an_earlier_call_ends_the_cool_down(pool):
    slow = choose(pool)
    put_out(pool, A)
    assert chosen(pool) == (B, False)
    pool.succeeded(slow)
    assert chosen(pool) == (A, False)


def test_a_success_of_another_host_changes_nothing(pool):
    put_out(pool, A)
    pool.succeeded(choose(pool))
    assert chosen(pool) == (B, False)


# probing


def test_a_probe_may_take_a_second_to_connect():
    assert PROBE_CONNECT_TIMEOUT == 1.0


def test_one_call_probes_while_the_others_stay_where_they_are(pool, clock):
    put_out(pool, A)
    clock.advance(30)
    probe = choose(pool)
    assert (probe.url, probe.probe) == (A, True)
    assert [chosen(pool) for _ in range(5)] == [(B, False)] * 5
    clock.advance(1000)
    assert chosen(pool) == (B, False)


def test_everybody_is_back_after_a_probe_that_succeeded(pool, clock):
    put_out(pool, A)
    clock.advance(30)
    pool.succeeded(choose(pool))
    assert [chosen(pool) for _ in range(3)] == [(A, False)] * 3


def test_a_probe_that_failed_doubles_the_cool_down(pool, clock):
    put_out(pool, A)
    clock.advance(30)
    pool.failed(choose(pool))
    clock.advance(59.999)
    assert chosen(pool) == (B, False)
    clock.advance(0.001)
    assert chosen(pool) == (A, True)


def test_a_probe_that_was_given_up_is_left_to_the_next_call(pool, clock):
    put_out(pool, A)
    clock.advance(30)
    probe = choose(pool)
    assert chosen(pool) == (B, False)
    pool.released(probe)
    again = choose(pool)
    assert (again.url, again.probe) == (A, True)


def test_giving_up_an_ordinary_attempt_does_not_free_the_probe_of_another_call(pool, clock):
    ordinary = choose(pool)
    put_out(pool, A)
    clock.advance(30)
    probe = choose(pool)
    assert probe.probe
    pool.released(ordinary)
    assert chosen(pool) == (B, False)


def test_a_late_failure_of_an_earlier_call_does_not_free_the_probe_of_another_call(pool, clock):
    earlier = choose(pool)
    put_out(pool, A)
    clock.advance(30)
    probe = choose(pool)
    assert probe.probe
    pool.failed(earlier)
    assert chosen(pool) == (B, False)


def test_giving_up_a_probe_that_others_overtook_does_not_free_the_probe_of_another_call(pool, clock):
    slow = choose(pool)
    put_out(pool, A)
    clock.advance(30)
    overtaken = choose(pool)
    pool.succeeded(slow)
    put_out(pool, A)
    clock.advance(30)
    probe = choose(pool)
    assert [one.probe for one in (overtaken, probe)] == [True, True]
    pool.released(overtaken)
    assert chosen(pool) == (B, False)


def test_each_host_has_a_probe_of_its_own(pool, clock):
    put_out(pool, A, B)
    clock.advance(30)
    first, second = choose(pool), choose(pool)
    assert [(one.url, one.probe) for one in (first, second)] == [(A, True), (B, True)]
    assert chosen(pool) == (C, False)


def test_a_call_whose_probe_failed_goes_on_to_the_healthy_host(pool, clock):
    put_out(pool, A)
    clock.advance(30)
    pool.failed(choose(pool))
    assert chosen(pool, A) == (B, False)


# a host of which nothing is known


def test_two_calls_find_out_about_a_host_while_the_others_wait(pool):
    explorers = [choose(pool), choose(pool)]
    waiting = [pool.choose() for _ in range(5)]
    assert [choice.url for choice in explorers] == [A, A]
    assert [one.url for one in waiting if isinstance(one, Unexplored)] == [A] * 5
    assert not any(one.finding.is_set for one in waiting)


@pytest.mark.parametrize("finding", ["reached", "succeeded"])
def test_a_host_that_is_reached_is_everybodys(pool, finding):
    explorers = choose(pool), choose(pool)
    waiting = pool.choose()
    getattr(pool, finding)(explorers[0])
    assert waiting.finding.is_set
    assert [chosen(pool) for _ in range(5)] == [(A, False)] * 5


def test_when_the_first_host_fails_everybody_goes_to_the_next(pool):
    reach(pool, B)
    explorers = choose(pool), choose(pool)
    waiting = pool.choose()
    pool.failed(explorers[0])
    assert waiting.finding.is_set
    assert [chosen(pool) for _ in range(5)] == [(B, False)] * 5


def test_a_call_that_has_waited_goes_on_to_the_next_host(pool):
    explorers = choose(pool), choose(pool)
    assert [explorer.url for explorer in explorers] == [A, A]
    choice = pool.choose(waited=[A])
    assert (choice.url, choice.probe) == (B, False)


def test_a_call_that_has_waited_for_all_of_them_waits_no_more(pool):
    trying = [pool.choose(waited=[A, B, C]) for _ in range(6)]
    assert len(trying) == 6
    assert isinstance(pool.choose(waited=[A, B, C]), Choice)


def test_when_a_call_gives_up_another_finds_out(pool):
    explorers = choose(pool), choose(pool)
    waiting = pool.choose()
    pool.released(explorers[0])
    assert waiting.finding.is_set
    assert chosen(pool) == (A, False)
    another = choose(pool)
    assert another.url == A
    assert isinstance(pool.choose(), Unexplored)


@pytest.mark.parametrize("cooled", [False, True])
def test_a_call_that_vanished_keeps_nobody_away(pool, clock, cooled):
    """Ctrl-C may come between the choice and the call's own record of it."""
    if cooled:
        put_out(pool, A)
        clock.advance(30)
    lost = [choose(pool), choose(pool)]
    assert lost[0].url == A
    lost.clear()
    assert choose(pool).url == A


def test_a_host_that_was_reached_once_is_waited_for_no_more(pool):
    reach(pool, A)
    assert [choose(pool).url for _ in range(10)] == [A] * 10


# all of them cooling


def test_when_all_are_cooling_the_one_due_soonest_is_tried(pool, clock):
    put_out(pool, B)
    clock.advance(1)
    put_out(pool, C)
    clock.advance(1)
    put_out(pool, A)
    assert [chosen(pool), chosen(pool, B), chosen(pool, B, C)] == [(B, False), (C, False), (A, False)]


def test_due_soonest_takes_the_length_of_each_cool_down_into_account(pool, clock):
    put_out(pool, A)
    clock.advance(30)
    put_out(pool, A)  # now for 60 seconds
    clock.advance(20)
    put_out(pool, B, C)
    assert chosen(pool) == (B, False)
    clock.advance(15)
    assert chosen(pool, B, C) == (A, False)


def test_success_of_a_host_that_had_to_be_used_makes_it_healthy(pool):
    put_out(pool, A, B, C)
    pool.succeeded(choose(pool, A))
    assert chosen(pool) == (B, False)


# a single host


def test_a_single_host_is_always_used(clock):
    pool = HostPool([A], clock)
    for _ in range(50):
        choice = choose(pool)
        assert (choice.url, choice.probe) == (A, False)
        pool.failed(choice)
        clock.advance(7)


def test_a_single_host_is_tried_once_per_round(clock):
    assert HostPool([A], clock).choose([A]) is None


@pytest.mark.parametrize("number", [1, 2, 3])
def test_its_length_is_the_number_of_hosts(clock, number):
    assert len(HostPool([A, B, C][:number], clock)) == number


# threads


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    """Threads are switched as often as can be, which shows a missing lock."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("impatient_threads")
def test_of_many_threads_one_gets_the_probe():
    for _ in range(20):
        clock = ManualClock()
        pool = HostPool([A, B, C], clock)
        reach(pool, B)
        put_out(pool, A)
        clock.advance(30)
        got = in_threads(16, lambda pool=pool: choose(pool))
        assert sorted((one.url, one.probe) for one in got) == [(A, True)] + [(B, False)] * 15


@pytest.mark.usefixtures("impatient_threads")
def test_threads_are_in_the_pool_one_at_a_time():
    inside: list[int] = []
    met: list[int] = []

    def slow_clock() -> float:
        inside.append(1)
        met.append(len(inside))
        for _ in range(500):
            pass
        inside.pop()
        return 1000.0

    pool = HostPool([A, B, C], slow_clock)

    def use() -> None:
        for _ in range(20):
            choice = pool.choose()
            if isinstance(choice, Choice):  # else others are finding out about the hosts
                pool.failed(choice)

    in_threads(8, use)
    assert set(met) == {1}


@pytest.mark.usefixtures("impatient_threads")
def test_failures_in_many_threads_count_once(clock, pool):
    reach(pool, A)
    choices = [choose(pool) for _ in range(16)]
    waiting = iter(choices)
    in_threads(16, lambda: pool.failed(next(waiting)))
    clock.advance(30)
    assert chosen(pool) == (A, True)


def in_threads(number, work):
    """What it came to in each of so many threads that begin together."""
    begin = Barrier(number)
    results = []

    def run() -> None:
        begin.wait(timeout=60)
        results.append(work())

    threads = [Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(results) == number
    return results
