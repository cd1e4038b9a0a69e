"""The retry budget: what stops a storm of retries when a whole service is down."""

from __future__ import annotations

from threading import Thread

import pytest
from tests.support.fake_network import LIST, World, answers, refuses, script

from octaspace_sdk import ServiceUnavailableError
from octaspace_sdk.calls.retry_policy import RetryBudget

FULL = RetryBudget.CAPACITY // RetryBudget.COST


def affordable(budget: RetryBudget) -> int:
    """How many retries are left in it; it is empty afterwards."""
    return next(number for number in range(10_000) if not budget.acquire())


@pytest.mark.parametrize(
    ("taken", "successes", "successes_after_a_retry", "left"),
    [
        (0, 0, 0, FULL),
        (1, 0, 0, FULL - 1),
        (FULL, 0, 0, 0),
        (FULL + 10, 0, 0, 0),
        # a call that succeeded after a retry gives back what a retry costs
        (5, 0, 1, FULL - 4),
        (5, 0, 5, FULL),
        # a call that succeeded at once gives back a fifth
        (5, 4, 0, FULL - 5),
        (5, 5, 0, FULL - 4),
        (FULL, 4, 0, 0),
        (FULL, 5, 0, 1),
        # and it never holds more than at the beginning
        (0, 50, 0, FULL),
        (0, 0, 50, FULL),
        (1, 1000, 0, FULL),
        (1, 0, 1000, FULL),
    ],
)
def test_table(taken, successes, successes_after_a_retry, left):
    budget = RetryBudget()
    for _ in range(taken):
        budget.acquire()
    for _ in range(successes):
        budget.release(retried=False)
    for _ in range(successes_after_a_retry):
        budget.release(retried=True)
    assert affordable(budget) == left


def test_a_new_client_affords_twenty_retries():
    assert affordable(RetryBudget()) == 20


def test_a_refusal_takes_nothing():
    budget = RetryBudget()
    affordable(budget)
    for _ in range(100):
        assert not budget.acquire()
    budget.release(retried=True)
    assert affordable(budget) == 1


def test_calls_that_all_fail_soon_fail_without_retries():
    world = World(answers(503))
    attempts = []
    for _ in range(15):
        error = world.error(LIST, max_retries=2)
        assert isinstance(error, ServiceUnavailableError)
        attempts.append(len(error.attempts))
    assert attempts == [3] * 10 + [1] * 5


def test_network_failures_take_from_the_same_budget():
    world = World(refuses())
    assert [len(world.error(LIST, max_retries=4).attempts) for _ in range(7)] == [5] * 5 + [1] * 2


def test_failover_is_free():
    world = World(refuses(), answers())
    for _ in range(50):
        world.time += 31.0
        world.run(LIST)
    assert affordable(world.state.budget) == FULL


def test_success_after_a_retry_keeps_the_budget_full():
    world = World(lambda attempt: answers(503 if attempt % 2 == 0 else 200))
    for _ in range(100):
        assert world.run(LIST, max_retries=1).status == 200
    assert affordable(world.state.budget) == FULL


def test_budget_comes_back_when_the_service_does():
    world = World(script(*[answers(503)] * 40, answers()))
    for _ in range(20):
        world.error(LIST, max_retries=1)
    assert len(world.sends) == 40
    for _ in range(5):
        world.run(LIST)
    assert affordable(world.state.budget) == 1


def test_no_retry_that_was_not_begun_is_paid_for():
    world = World(answers(503, Retry_After="86400"))
    for _ in range(50):
        world.error(LIST)
    assert affordable(world.state.budget) == FULL


def test_threads_together_get_no_more_than_there_is():
    budget = RetryBudget()
    taken: list[bool] = []
    threads = [Thread(target=lambda: taken.extend(budget.acquire() for _ in range(20))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(True) == FULL
