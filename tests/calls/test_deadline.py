"""How a call divides its time: among hosts, among attempts, and between attempts and waits."""

from __future__ import annotations

import pytest
from tests.support.fake_network import (
    ACTING,
    KINDS,
    LIST,
    RENT,
    REPEATABLE,
    A,
    B,
    C,
    World,
    answers,
    breaks,
    refuses,
    script,
    stalls,
    swallows,
)

from octaspace_sdk import (
    ConnectionFailedError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
    ServiceUnavailableError,
)
from octaspace_sdk.calls.drivers import Sleep
from octaspace_sdk.transport.protocol import SendWhenFree

# the time for connecting


@pytest.mark.parametrize(
    ("hosts", "timeout", "connect"),
    [
        (1, None, 10),
        (4, None, 10),
        (1, 0, 10),
        (1, 300, 10),
        (1, 5, 5),
        (1, 0.1, 0.1),
        (2, 30, 10),
        (2, 12, 6),
        (3, 12, 4),
        (4, 2, 0.5),
    ],
)
@pytest.mark.parametrize("kind", ["GET", "POST"])
def test_connecting_may_take_ten_seconds_or_the_hosts_share_of_the_time(hosts, timeout, connect, kind):
    world = World(*[answers()] * hosts)
    world.run(KINDS[kind], timeout=timeout)
    assert world.sends[0].connect_timeout == pytest.approx(connect)


@pytest.mark.parametrize("kind", KINDS)
def test_blackholed_hosts_leave_each_other_an_equal_share(kind):
    world = World(swallows(), swallows(), answers())
    assert world.run(KINDS[kind], timeout=9).status == 200
    assert [send.connect_timeout for send in world.sends] == pytest.approx([3, 3, 3])
    assert world.elapsed == pytest.approx(6.01)


def test_time_that_one_host_did_not_use_goes_to_those_after_it():
    world = World(refuses(seconds=1), refuses(seconds=1), answers())
    world.run(RENT, timeout=9)
    assert [send.connect_timeout for send in world.sends] == pytest.approx([3, 4, 7])


@pytest.mark.parametrize(("timeout", "connect"), [(None, 1), (30, 1), (2, 1), (1, 0.5)])
@pytest.mark.parametrize("kind", KINDS)
def test_a_probe_has_a_second_to_connect_or_its_share_if_that_is_less(timeout, connect, kind):
    world = World(script(swallows()), answers())
    world.put_out(A)
    world.time += 30
    began = world.time
    world.run(KINDS[kind], timeout=timeout)
    assert [send.base_url for send in world.sends] == [A, B]
    assert world.sends[0].connect_timeout == pytest.approx(connect)
    assert world.time - began == pytest.approx(connect + 0.01)


def test_a_probe_has_more_than_a_second_to_answer():
    world = World(answers(seconds=5), answers())
    world.put_out(A)
    world.time += 30
    world.run(LIST)
    assert [send.base_url for send in world.sends] == [A]


def test_the_only_host_is_given_its_usual_time_after_a_failure():
    world = World(refuses())
    world.put_out(A)
    world.time += 30
    world.error(LIST, max_retries=0)
    assert world.sends[0].connect_timeout == 10


# the time for an attempt


@pytest.mark.parametrize(
    ("hosts", "timeout", "first"), [(1, 30, 30), (2, 30, 15), (3, 30, 10), (4, 30, 7.5), (2, 0.5, 0.25)]
)
@pytest.mark.parametrize("kind", REPEATABLE)
def test_a_repeatable_request_keeps_time_for_the_hosts_to_come(hosts, timeout, first, kind):
    world = World(*[answers()] * hosts)
    world.run(KINDS[kind], timeout=timeout)
    assert world.sends[0].deadline.at == pytest.approx(world.started + first)


@pytest.mark.parametrize("hosts", [1, 2, 4])
@pytest.mark.parametrize("kind", ACTING)
def test_a_request_that_acts_gets_all_the_time_as_it_cannot_go_on_elsewhere(hosts, kind):
    world = World(*[answers(seconds=29)] * hosts)
    assert world.run(KINDS[kind], timeout=30).status == 200
    assert world.sends[0].deadline.at == world.started + 30


def test_hosts_that_stall_use_up_their_shares_and_the_last_one_answers():
    world = World(stalls(), stalls(), answers(seconds=9))
    assert world.run(LIST, timeout=30).status == 200
    assert [send.deadline.at for send in world.sends] == pytest.approx([1010, 1020, 1030])
    assert world.elapsed == pytest.approx(29)


@pytest.mark.parametrize("timeout", [None, 0])
@pytest.mark.parametrize("kind", KINDS)
def test_without_a_timeout_attempts_may_take_for_ever(timeout, kind):
    world = World(answers(seconds=86_400), answers())
    assert world.run(KINDS[kind], timeout=timeout).status == 200
    assert world.sends[0].deadline.at is None


def test_a_retry_has_what_the_attempts_and_waits_before_it_left():
    world = World(script(answers(503, seconds=4), refuses(seconds=3), answers()))
    world.run(LIST, timeout=12)
    assert [send.deadline.at for send in world.sends] == pytest.approx([world.started + 12] * 3)
    assert [send.connect_timeout for send in world.sends] == pytest.approx([10, 12 - 4 - 0.5, 12 - 4 - 0.5 - 3 - 1])


def test_no_attempt_begins_after_the_deadline_though_a_wait_took_too_long():
    world = World(answers(503))
    steps = world.steps(LIST, timeout=5)
    sent = next(steps)
    assert isinstance(sent, SendWhenFree)
    wait = steps.send(world.send(sent))
    assert isinstance(wait, Sleep)
    world.time += 100
    with pytest.raises(ServiceUnavailableError) as caught:
        steps.send(None)
    assert len(caught.value.attempts) == 1


def test_a_probe_that_the_deadline_prevents_is_left_to_another_call():
    world = World(answers(503), answers(503))
    world.put_out(A)
    steps = world.steps(LIST, timeout=5)
    sent = next(steps)
    assert isinstance(sent, SendWhenFree)
    assert isinstance(steps.send(world.send(sent)), Sleep)
    assert [send.base_url for send in world.sends] == [B]
    world.time += 100
    with pytest.raises(ServiceUnavailableError):
        steps.send(None)
    probe = world.pool.choose()
    assert probe is not None
    assert (probe.url, probe.probe) == (A, True)


# waits


def test_waits_double_between_attempts():
    world = World(answers(503))
    world.error(LIST, timeout=None, max_retries=6)
    assert world.slept == [0.5, 1, 2, 4, 8, 8]


def test_waits_are_jittered_by_the_given_randomness():
    world = World(answers(503), uniform=lambda low, high: low + (high - low) / 4)
    world.error(LIST, max_retries=3)
    assert world.slept == [0.125, 0.25, 0.5]


@pytest.mark.parametrize("header", ["3", "3.0", "Wed, 21 Oct 2015 07:28:03.01 GMT", "2015-10-21T07:28:03.01Z"])
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_retry_after_wins_over_the_clients_own_backoff(header, status):
    world = World(script(answers(status, Retry_After=header), answers()))
    assert world.run(LIST).status == 200
    assert world.slept == pytest.approx([3])


def test_retry_after_zero_means_at_once():
    world = World(script(answers(429, Retry_After="0"), answers()))
    world.run(LIST)
    assert world.slept == [0]


@pytest.mark.parametrize("header", ["", "soon", "-5", "nan", "inf"])
def test_retry_after_that_says_nothing_leaves_the_clients_own_backoff(header):
    world = World(script(answers(503, Retry_After=header), answers()))
    world.run(LIST)
    assert world.slept == [0.5]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("header", "begun"), [("4.5", True), ("4.99", False), ("5", False), ("59", False)])
def test_a_wait_that_would_pass_the_deadline_is_not_begun(status, header, begun):
    world = World(answers(status, Retry_After=header))
    error = world.error(LIST, timeout=5, max_retries=1)
    assert world.slept == ([float(header)] if begun else [])
    assert error.retry_after == float(header)
    assert error.status_code == status
    assert world.elapsed < 0.05 or begun


def test_a_date_that_would_pass_the_deadline_is_not_waited_for():
    world = World(answers(503, Retry_After="Wed, 21 Oct 2015 07:29:00 GMT"))
    error = world.error(LIST, timeout=30)
    assert world.slept == []
    assert error.retry_after == pytest.approx(60 - 0.01)


def test_backoff_that_would_pass_the_deadline_is_not_begun():
    world = World(answers(503, seconds=1))
    error = world.error(LIST, timeout=3.4, max_retries=5)
    assert isinstance(error, ServiceUnavailableError)
    assert world.slept == [0.5]  # after 1 + 0.5 + 1 there is no other second to wait
    assert len(error.attempts) == 2


@pytest.mark.parametrize("timeout", [0.5, 0.51])
def test_backoff_after_a_network_failure_that_would_pass_the_deadline_is_not_begun(timeout):
    world = World(refuses())
    error = world.error(LIST, timeout=timeout)
    assert isinstance(error, ConnectionFailedError)
    assert world.slept == []
    assert world.elapsed < 0.05


@pytest.mark.parametrize(("header", "begun"), [("59", True), ("60", True), ("60.5", False), ("86400", False)])
@pytest.mark.parametrize("timeout", [None, 0, 1e6])
def test_more_than_a_minute_is_for_the_caller_to_wait(timeout, header, begun):
    world = World(script(answers(429, Retry_After=header), answers()))
    if begun:
        assert world.run(LIST, timeout=timeout).status == 200
        assert world.slept == [float(header)]
    else:
        error = world.error(LIST, timeout=timeout)
        assert isinstance(error, RateLimitError)
        assert (error.retry_after, world.slept) == (float(header), [])


@pytest.mark.parametrize("kind", ACTING)
@pytest.mark.parametrize("header", ["0", "1", "86400"])
def test_a_request_that_acts_is_not_waited_for_and_the_caller_learns_the_time(kind, header):
    world = World(answers(429, Retry_After=header))
    error = world.error(KINDS[kind])
    assert (error.retry_after, world.slept, len(world.sends)) == (float(header), [], 1)


# retries


@pytest.mark.parametrize("max_retries", [0, 1, 2, 5])
@pytest.mark.parametrize("deed", [answers(503), refuses(), breaks()], ids=["503", "refuses", "breaks"])
def test_repeatable_requests_are_retried_so_often(max_retries, deed):
    world = World(deed)
    error = world.error(LIST, timeout=None, max_retries=max_retries)
    assert len(error.attempts) == len(world.sends) == max_retries + 1
    assert len(world.slept) == max_retries


@pytest.mark.parametrize("max_retries", [0, 1, 2])
def test_a_network_failure_is_retried_once_every_host_was_tried(max_retries):
    world = World(refuses(), breaks(), refuses())
    world.error(LIST, timeout=None, max_retries=max_retries)
    assert [send.base_url for send in world.sends] == [A, B, C] * (max_retries + 1)
    assert len(world.slept) == max_retries


def test_without_retries_there_is_still_failover():
    world = World(refuses(), breaks(), answers())
    assert world.run(LIST, max_retries=0).status == 200
    assert world.slept == []


def test_retries_of_one_call_add_up_whatever_they_are_for():
    world = World(script(answers(503), refuses(), answers(429), breaks(), answers()))
    error = world.error(LIST, max_retries=3)
    assert [attempt.status for attempt in error.attempts] == [503, None, 429, None]
    assert World(script(answers(503), refuses(), answers(429), breaks(), answers())).run(LIST, max_retries=4)


def test_an_answer_of_another_kind_after_a_retry_ends_the_call():
    world = World(script(answers(503), answers(500), answers(404)))
    assert world.error(LIST).status_code == 404
    assert len(world.sends) == 3


# everything together

WORST = {
    "swallows": swallows(),
    "stalls": stalls(),
    "refuses": refuses(),
    "refuses slowly": refuses(seconds=3),
    "breaks slowly": breaks(seconds=3),
    "503": answers(503, seconds=3),
    "503 for a day": answers(503, Retry_After="86400"),
    "429 for a while": answers(429, Retry_After="2"),
    "answers late": answers(seconds=1e6),
}


@pytest.mark.parametrize("timeout", [0.001, 1, 7.3, 30])
@pytest.mark.parametrize("hosts", [1, 2, 4])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("deed", WORST.values(), ids=WORST)
def test_no_call_outlives_its_timeout(deed, kind, hosts, timeout):
    world = World(*[deed] * hosts)
    error = world.error(KINDS[kind], timeout=timeout, max_retries=50)
    assert world.elapsed <= timeout + 1e-9
    assert isinstance(error, (RequestTimeoutError, ConnectionFailedError, ServerError, RateLimitError))


@pytest.mark.parametrize("hosts", [1, 2, 4])
def test_hosts_that_never_answer_take_exactly_the_timeout(hosts):
    world = World(*[stalls()] * hosts)
    assert isinstance(world.error(LIST, timeout=10), RequestTimeoutError)
    assert world.elapsed == pytest.approx(10)


def test_after_the_first_failure_no_call_pays_for_a_dead_host():
    world = World(swallows(), answers())
    world.run(LIST)
    assert world.elapsed > 9
    for _ in range(10):
        began = world.time
        world.run(LIST)
        assert world.time - began == pytest.approx(0.01)
    world.time += 30
    began = world.time
    world.run(LIST)  # the probe
    assert world.time - began == pytest.approx(1.01)
    assert world.asked == {A: 2, B: 12}
