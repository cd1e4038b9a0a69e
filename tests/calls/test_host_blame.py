"""Which outcomes say something about a host, and what becomes of a probe when a call is given up."""

from __future__ import annotations

import pytest
from tests.support.fake_network import (
    KINDS,
    LIST,
    RENT,
    A,
    B,
    World,
    answers,
    breaks,
    garbles,
    has_no_place,
    refuses,
    script,
    stalls,
    swallows,
)

from octaspace_sdk import (
    APIError,
    ConnectionFailedError,
    DecodeError,
    RequestEvent,
    RequestTimeoutError,
)
from octaspace_sdk.calls.drivers import Sleep, Steps
from octaspace_sdk.response import RawResponse


@pytest.mark.parametrize(
    ("deed", "kind", "blamed"),
    [
        (refuses(), "GET", True),
        (refuses(), "POST", True),
        (swallows(), "GET", True),
        (swallows(), "POST", True),
        (breaks(), "GET", True),
        (stalls(), "GET", True),
        (stalls(), "POST", True),
        (stalls(), "acting GET", True),
        (breaks(), "POST", True),
        (has_no_place(), "GET", False),
        (has_no_place(), "POST", False),
        (garbles(), "GET", False),
        (answers(503), "GET", False),
        (answers(429), "POST", False),
        (answers(404), "GET", False),
        (answers(302), "GET", False),
    ],
)
def test_a_host_is_left_alone_only_for_failures_that_are_its_own(deed, kind, blamed):
    world = World(script(deed, answers()), answers())
    try:
        world.run(KINDS[kind], timeout=10, max_retries=0)
    except (APIError, ConnectionFailedError, RequestTimeoutError, DecodeError):
        assert not (blamed and kind == "GET")
    assert world.acted.total() <= 1 or kind == "GET"
    world.sends.clear()
    world.run(LIST)
    assert [send.base_url for send in world.sends] == [B if blamed else A]


@pytest.mark.parametrize(
    "deed", [answers(), answers(404), answers(503), garbles()], ids=["200", "404", "503", "garbles"]
)
def test_any_answer_brings_a_host_back(deed):
    world = World(script(deed, answers()), answers())
    world.put_out(A)
    world.time += 30
    steps = world.steps(LIST, max_retries=0)
    with pytest.raises((StopIteration, APIError, DecodeError)):
        steps.send(world.send(next(steps)))
    assert [send.base_url for send in world.sends] == [A]
    choices = [world.pool.choose() for _ in range(3)]
    assert [(one.url, one.probe) for one in choices] == [(A, False)] * 3


def test_a_request_that_acts_and_fails_as_a_probe_has_its_host_cool_down_again():
    """The request itself goes nowhere else; the calls after it do not wait for that host again."""
    world = World(script(stalls(), answers()), answers())
    world.put_out(A)
    world.time += 30
    world.error(RENT, timeout=5)
    assert world.asked == {A: 1}
    choice = world.pool.choose()
    assert (choice.url, choice.probe) == (B, False)


def probing_call() -> tuple[World, Steps[RawResponse]]:
    """A call in the middle of probing the first host."""
    world = World(answers(), answers())
    world.put_out(A)
    world.time += 30
    steps = world.steps(LIST)
    attempt = next(steps).next_attempt()
    assert attempt is not None
    assert attempt.base_url == A
    other = world.pool.choose()
    assert (other.url, other.probe) == (B, False)
    return world, steps


def assert_probe_is_free(world: World) -> None:
    probe = world.pool.choose()
    assert (probe.url, probe.probe) == (A, True)


def test_closing_a_call_in_mid_attempt_leaves_the_probe_to_the_next_call():
    world, steps = probing_call()
    steps.close()
    assert_probe_is_free(world)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError, MemoryError, GeneratorExit])
def test_an_error_thrown_into_an_attempt_comes_out_and_leaves_the_probe_to_the_next_call(error):
    world, steps = probing_call()
    with pytest.raises(error):
        steps.throw(error())
    assert_probe_is_free(world)


def test_dropping_a_call_in_mid_attempt_leaves_the_probe_to_the_next_call():
    world, steps = probing_call()
    del steps
    assert_probe_is_free(world)


def test_ctrl_c_within_a_hook_leaves_the_probe_to_the_next_call():
    world = World(answers(), answers())
    world.put_out(A)
    world.time += 30

    def interrupted(event: RequestEvent) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.run(LIST, on_request=interrupted)
    assert_probe_is_free(world)


def test_closing_a_call_that_waits_does_nothing():
    world = World(answers(503))
    steps = world.steps(LIST)
    assert isinstance(steps.send(world.send(next(steps))), Sleep)
    steps.close()
    assert world.asked == {A: 1}
    assert world.pool.choose().url == A
