"""A clock that returns NaN makes a call end early, and never hang or crash."""

from __future__ import annotations

import math

import attrs
import pytest
from tests.support.clients import done
from tests.support.servers import Server, healthy

from octaspace_sdk import RequestTimeoutError
from octaspace_sdk.calls.drivers import SendOnce, drive
from octaspace_sdk.rentals.lifecycle import stop_with_retries
from octaspace_sdk.support.clock import Clock, current_clock, use_clock
from octaspace_sdk.support.deadline import Deadline


def nan() -> float:
    return math.nan


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["monotonic", "io_monotonic"])
async def test_call_is_over_at_once(connect, serve, name):
    with use_clock(attrs.evolve(current_clock(), **{name: nan})):
        client = connect(base_urls=[serve(Server(healthy)).url, serve(Server(healthy)).url], timeout=5.0)
    with pytest.raises(RequestTimeoutError):
        await done(client.accounts.balance())


@pytest.mark.anyio
async def test_call_without_a_timeout_needs_no_clock(connect, serve):
    with use_clock(attrs.evolve(current_clock(), monotonic=nan, io_monotonic=nan, wall=nan)):
        client = connect(base_url=serve(Server(healthy)).url, timeout=None)
    assert await done(client.accounts.balance()) == 7


def test_stop_is_tried_once():
    tried: list[SendOnce] = []
    problem = RequestTimeoutError("timed out")

    def perform(step: SendOnce) -> RequestTimeoutError:
        tried.append(step)
        return problem

    steps = stop_with_retries("a", score=None, created=0.0, clock=Clock(monotonic=nan), hosts=1)
    with pytest.raises(RequestTimeoutError):
        drive(steps, perform, lambda seconds: None)
    assert len(tried) == 1


@pytest.mark.parametrize("at", [math.nan, 5.0])
@pytest.mark.parametrize("now", [math.nan])
def test_deadline_of_a_clock_that_returns_nan_has_passed(at, now):
    deadline = Deadline(at, lambda: now)
    assert deadline.expired
    assert deadline.expires_within(1.0)
    left = deadline.remaining(10.0)
    assert left is not None
    assert 0.0 < left < 0.001


def test_no_wait_is_longer_than_a_platform_can_wait():
    deadline = Deadline.after(1e300)
    assert (deadline.remaining() or 0.0) <= 4_000_000
    assert deadline.remaining(5.0) == 5.0
    assert not deadline.expired
