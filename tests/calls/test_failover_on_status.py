"""`failover_on_status`: a call that does not act asks the next host when one answers with such a status."""

from __future__ import annotations

import random

import pytest
from tests.support.fake_network import ACTING, LIST, REPEATABLE, A, B, C, World, answers, refuses, script

from octaspace_sdk import NetworkError, ServiceUnavailableError

GATEWAY = frozenset({502, 503, 504})


@pytest.mark.parametrize("kind", REPEATABLE)
@pytest.mark.parametrize("status", sorted(GATEWAY))
def test_next_host_is_asked_at_once(kind, status):
    world = World(answers(status, Retry_After="60"), answers())
    response = world.run(REPEATABLE[kind], failover_on_status=GATEWAY, max_retries=0)
    assert [attempt.host for attempt in response.attempts] == [A, B]
    assert world.slept == []


@pytest.mark.parametrize("kind", ACTING)
def test_request_that_acts_is_sent_once(kind):
    world = World(answers(503), answers())
    assert isinstance(world.error(ACTING[kind], failover_on_status=GATEWAY), ServiceUnavailableError)
    assert world.acted == {A: 1, B: 0}


@pytest.mark.parametrize("status", [500, 404, 429])
def test_other_statuses_stay_with_their_host(status):
    world = World(answers(status), answers())
    world.error(LIST, failover_on_status=GATEWAY)
    assert world.asked[B] == 0


def test_by_default_no_status_fails_over():
    world = World(answers(503), answers())
    world.error(LIST)
    assert world.asked == {A: 3}


def test_all_hosts_are_asked_before_the_wait_and_after_it():
    world = World(answers(503), answers(502), script(answers(504), answers(200)))
    response = world.run(LIST, failover_on_status=GATEWAY, max_retries=1)
    assert [attempt.host for attempt in response.attempts] == [A, B, C, A, B, C]
    assert len(world.slept) == 1


def test_error_is_that_of_the_last_host():
    error = World(answers(502), answers(503)).error(LIST, failover_on_status=GATEWAY, max_retries=0)
    assert isinstance(error, ServiceUnavailableError)
    assert [attempt.status for attempt in error.attempts] == [502, 503]


def test_status_and_then_no_connection_tells_both():
    error = World(answers(503), refuses()).error(LIST, failover_on_status=GATEWAY, max_retries=0)
    assert isinstance(error, NetworkError)
    assert f"{A}: HTTP 503; {B}: no connection" in str(error)


def test_host_does_not_cool_down():
    world = World(script(answers(503), answers()), answers())
    world.run(LIST, failover_on_status=GATEWAY)
    world.run(LIST, failover_on_status=GATEWAY)
    assert world.asked == {A: 2, B: 1}


def test_flapping_pair_answers_nearly_every_call():
    """Each of two hosts is down in turn for 0.4 s."""
    world = World(answers(), answers())

    def is_down(number: int) -> bool:
        return int(world.elapsed / 0.4) % 2 == number

    world.hosts = {
        A: lambda attempt: answers(503 if is_down(0) else 200),
        B: lambda attempt: answers(503 if is_down(1) else 200),
    }
    chance = random.Random(1)
    succeeded = 0
    for _ in range(1000):
        world.time += chance.uniform(0.0, 0.05)
        succeeded += world.run(LIST, failover_on_status=GATEWAY).status == 200
    assert succeeded == 1000
