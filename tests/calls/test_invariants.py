"""What holds whatever the hosts do: random hosts, failures, answers, kinds of requests, timeouts and luck."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from tests.support.fake_network import (
    A,
    B,
    C,
    D,
    Deed,
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

from octaspace_api import Request
from octaspace_sdk import APIError, DecodeError, NetworkError, RawResponse, RequestTimeoutError
from octaspace_sdk.calls.drivers import Sleep, drive
from octaspace_sdk.calls.host_pool import COOL_DOWN, MAX_COOL_DOWN, MAX_EXPLORERS, Choice, HostPool, Unexplored
from octaspace_sdk.calls.retry_policy import MAX_RETRY_AFTER, RETRYABLE, retry_after
from octaspace_sdk.resources.custom_request import build_custom_request
from octaspace_sdk.support.deadline import Deadline
from octaspace_sdk.transport.protocol import SendAttempt, SendWhenFree

pytestmark = pytest.mark.slow

FEW = settings(deadline=None, derandomize=True, max_examples=400)
ROUNDING = 1e-6  # seconds

# anything that can happen

SECONDS = st.sampled_from([0.0, 0.001, 0.01, 0.5, 3.0, 11.0, 29.0, 100.0])
STATUSES = [200, 200, 201, 204, 302, 400, 401, 404, 408, 422, 429, 500, 501, 502, 503, 504, 520]
RETRY_AFTER = [None, "0", "0.3", "2", "30", "60", "61", "86400", "-1", "soon", "", "Wed, 21 Oct 2015 07:28:20 GMT"]


@st.composite
def answering(draw: st.DrawFn) -> Deed:
    headers = {}
    if (wait := draw(st.sampled_from(RETRY_AFTER))) is not None:
        headers["Retry_After"] = wait
    connect = draw(st.sampled_from([0.0, 0.0, 0.2, 2.0, 12.0]))
    status = draw(st.sampled_from(STATUSES) | st.sampled_from(sorted(RETRYABLE)))
    return answers(status, connect=connect, seconds=draw(SECONDS), **headers)


DEEDS = answering() | st.one_of(
    st.builds(refuses, seconds=SECONDS),
    st.builds(swallows),
    st.builds(breaks, seconds=SECONDS),
    st.builds(stalls),
    st.builds(garbles, st.sampled_from([200, 404, 503])),
    st.builds(has_no_place),
)

HOSTS = st.lists(st.lists(DEEDS, min_size=1, max_size=5), min_size=1, max_size=4)
METHODS = st.sampled_from([("GET", True), ("GET", False), ("HEAD", True), ("PUT", True), ("POST", False)])


@attrs.frozen
class Plan:
    """One call to make."""

    method: str
    idempotent: bool
    timeout: float | None
    max_retries: int
    pause: float
    """Seconds before it."""

    def request(self, number: int) -> Request[Any]:
        path = f"/call/{number}"
        return build_custom_request(self.method, path, params=None, json=None, idempotent=self.idempotent)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    method, idempotent = draw(METHODS)
    timeout = draw(st.none() | st.sampled_from([0.05, 1.0, 5.0, 30.0, 120.0, 1e6]))
    return Plan(
        method, idempotent, timeout, draw(st.integers(0, 4)), draw(st.sampled_from([0.0, 0.5, 29.0, 31.0, 400.0]))
    )


def world_of(hosts: list[list[Deed]], luck: float) -> World:
    return World(*[script(*deeds) for deeds in hosts], uniform=lambda low, high: low + (high - low) * luck)


# one call after the other


@FEW
@given(hosts=HOSTS, calls=st.lists(plans(), min_size=1, max_size=4), luck=st.floats(0, 1))
def test_calls_keep_their_promises(hosts, calls, luck):
    world = world_of(hosts, luck)
    for number, plan in enumerate(calls):
        world.time += plan.pause
        check_one(world, plan, number)


def check_one(world: World, plan: Plan, number: int) -> None:
    request = plan.request(number)
    began = world.time
    sends_before, seen_before, slept_before = len(world.sends), len(world.seen), len(world.slept)
    events: list[Any] = []
    result: RawResponse | Exception
    try:
        result = world.run(
            request,
            timeout=plan.timeout,
            max_retries=plan.max_retries,
            on_request=events.append,
            on_response=events.append,
        )
    except (APIError, NetworkError, DecodeError) as error:  # and nothing else ever
        result = error
    event(type(result).__name__)

    sends, seen = world.sends[sends_before:], world.seen[seen_before:]
    slept = world.slept[slept_before:]
    asked = {send.base_url for send in sends}
    arrived = world.arrived[request.path]
    elapsed = world.time - began
    deadline_came = plan.timeout is not None and elapsed >= plan.timeout - ROUNDING

    # A request that acts arrives at most once, and nothing is sent after it arrived.
    if not plan.idempotent:
        assert arrived <= 1
        assert all(attempt.outcome == "not_sent" for attempt in seen[:-1])
        assert slept == []

    # The deadline is never passed, by no attempt and by no wait.
    if plan.timeout is not None:
        assert elapsed <= plan.timeout + ROUNDING
        assert all(
            send.deadline.at is not None and send.deadline.at <= began + plan.timeout + ROUNDING for send in sends
        )

    # It ends: so many rounds at most, each of which asks every host once, and one wait between them.
    assert len(slept) <= plan.max_retries
    assert len(sends) <= len(world.urls) * (len(slept) + 1)
    assert all(0 <= seconds <= MAX_RETRY_AFTER for seconds in slept)

    # Each refusal but the last was followed by a wait, and only such as can be retried.
    refusals = [attempt.status for attempt in seen[:-1] if attempt.status is not None]
    assert len(refusals) <= len(slept)
    assert set(refusals) <= RETRYABLE

    # A refusal by the server sends nobody to another host; at most an earlier one is due to be tried again.
    for attempt, following in pairwise(seen):
        if attempt.status is not None:
            assert world.urls.index(following.host) <= world.urls.index(attempt.host)

    # Hooks are told of everything.
    assert [event_.attempt for event_ in events] == [n for n in range(1, len(sends) + 1) for _ in range(2)]
    assert [event_.status for event_ in events[1::2]] == [attempt.status for attempt in seen]

    # The result is what came last: a success if and only if that was a 2xx (and could be unpacked).
    last = seen[-1]
    assert isinstance(result, (RawResponse, DecodeError)) == (last.status is not None and 200 <= last.status < 300)
    assert isinstance(result, APIError) == (last.status is not None and not 200 <= last.status < 300)
    if not isinstance(result, DecodeError) and not (isinstance(result, RawResponse) and len(seen) == 1):
        assert list(result.attempts) == seen
    if isinstance(result, APIError):
        assert result.status_code == last.status

    if isinstance(result, NetworkError):
        # It is known whether anything was sent.
        assert result.may_have_been_processed is (arrived > 0)
        assert ("nothing was sent" in str(result)) is (arrived == 0)
        # Every host was tried before giving up, in each round, unless the call timed out or the fault is this client's.
        own_fault = world.log.lines[-1][1].endswith("waiting for a free connection timed out")
        gave_up_on_purpose = not plan.idempotent and arrived
        if not (deadline_came or own_fault or gave_up_on_purpose):
            assert asked == set(world.urls)
        if deadline_came:
            assert isinstance(result, RequestTimeoutError)

    # No host is left marked as being probed.
    assert not probes_left(world.pool)


def probes_left(pool: HostPool) -> list[str]:
    """Hosts that no call would probe although their time has come and nobody does."""
    return [host.url for host in pool.hosts if host.probed_by]


@FEW
@given(hosts=HOSTS, plan=plans(), luck=st.floats(0, 1))
def test_waits_are_those_that_the_server_asked_for(hosts, plan, luck):
    world = world_of(hosts, luck)
    steps = world.steps(plan.request(0), timeout=plan.timeout, max_retries=plan.max_retries)
    asked_for: list[float | None] = [None]
    outcome = None

    def send(step: SendWhenFree) -> Any:
        reply = world.send(step)
        header = reply.headers.get("retry-after") if isinstance(reply, RawResponse) else None
        asked_for.append(retry_after(header, world.wall_clock))
        return reply

    def sleep(seconds: float) -> None:
        assert asked_for[-1] in (None, seconds)
        world.sleep(seconds)

    try:
        drive(steps, send, sleep)
    except (APIError, NetworkError, DecodeError) as error:
        outcome = error
    assert not isinstance(outcome, APIError) or outcome.retry_after == asked_for[-1]


@FEW
@given(hosts=HOSTS, plan=plans(), luck=st.floats(0, 1), patience=st.integers(0, 12), age=st.sampled_from([0, 30, 301]))
def test_a_call_that_is_given_up_anywhere_leaves_nothing_behind(hosts, plan, luck, patience, age):
    world = world_of(hosts, luck)
    for url in world.urls[:-1]:
        world.put_out(url)
    world.time += age
    steps = world.steps(plan.request(0), timeout=plan.timeout, max_retries=plan.max_retries)
    try:
        step = next(steps)
        for _ in range(patience):
            step = steps.send(world.sleep(step.seconds) if isinstance(step, Sleep) else world.send(step))
    except (StopIteration, APIError, NetworkError, DecodeError):
        pass
    steps.close()
    assert not probes_left(world.pool)


# calls that overlap


class WatchedPool(HostPool):
    """A pool that counts who is probing."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.probes: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    def choose(self, *args: Any) -> Choice | Unexplored | None:
        choice = super().choose(*args)
        if isinstance(choice, Choice) and choice.probe:
            self.probes[choice.url] += 1
            self.most[choice.url] = max(self.most[choice.url], self.probes[choice.url])
        return choice

    def succeeded(self, choice: Choice) -> None:
        super().succeeded(choice)
        self.probes[choice.url] -= choice.probe

    def failed(self, choice: Choice) -> None:
        super().failed(choice)
        self.probes[choice.url] -= choice.probe

    def released(self, choice: Choice) -> None:
        super().released(choice)
        self.probes[choice.url] -= choice.probe


@FEW
@given(hosts=HOSTS, calls=st.lists(plans(), min_size=2, max_size=8), luck=st.floats(0, 1))
def test_calls_that_overlap_keep_their_promises(hosts, calls, luck):
    world = world_of(hosts, luck)
    pool = WatchedPool(world.urls, world.clock)
    world.state = attrs.evolve(world.state, hosts=pool)
    results = world.run_together(
        [
            (plan.pause, world.steps(plan.request(number), timeout=plan.timeout, max_retries=plan.max_retries))
            for number, plan in enumerate(calls)
        ]
    )
    for number, (plan, result) in enumerate(zip(calls, results, strict=True)):
        arrived = world.arrived[f"/call/{number}"]
        assert isinstance(result, (RawResponse, APIError, NetworkError, DecodeError))
        if not plan.idempotent:
            assert arrived <= 1
        if isinstance(result, NetworkError):
            assert result.may_have_been_processed is (arrived > 0)
        if plan.timeout is not None and not isinstance(result, DecodeError):
            assert sum(attempt.seconds for attempt in result.attempts) <= plan.timeout + ROUNDING
    assert not +pool.probes
    assert not probes_left(pool)
    assert max(pool.most.values(), default=0) <= 1


# the host pool by itself


class Hosts(RuleBasedStateMachine):
    """Calls that take hosts and give them back in any order, on a clock that goes on between them."""

    choices = Bundle("choices")

    @initialize(number=st.integers(2, 4))
    def begin(self, number: int) -> None:
        self.time = 1000.0
        self.urls = [A, B, C, D][:number]
        self.pool = HostPool(self.urls, lambda: self.time)
        self.hosts = {host.url: host for host in self.pool.hosts}
        self.out: list[Choice] = []
        self.waiting: list[Unexplored] = []
        self.known: set[str] = set()
        """The hosts that were reached, or failed."""

    @rule(target=choices, tried=st.sets(st.sampled_from([A, B, C, D]), max_size=3))
    def choose(self, tried: set[str]) -> Choice | None:
        healthy = [url for url in self.urls if url not in tried and not self.hosts[url].failures]
        being_probed = {choice.url for choice in self.out if choice.probe}
        due = [
            url
            for url in self.urls
            if url not in tried and self.hosts[url].failures and self.hosts[url].cooling_until <= self.time
        ]
        choice = self.pool.choose(tuple(tried))
        if set(self.urls) <= tried:
            assert choice is None
            return None
        assert choice is not None
        assert choice.url not in tried
        if isinstance(choice, Unexplored):
            # Two other calls try the host that the call would rather use, and nothing is known of it.
            assert choice.url == next(url for url in self.urls if url in healthy or url in set(due) - being_probed)
            assert choice.url not in self.known
            assert sum(one.url == choice.url for one in self.out) == MAX_EXPLORERS
            assert not choice.finding.is_set
            self.waiting.append(choice)
            return None
        if choice.probe:
            # One call probes, a host whose time has come, and only to go where it would rather be.
            assert choice.url in due
            assert choice.url not in being_probed
            assert not healthy or self.urls.index(choice.url) < self.urls.index(healthy[0])
        elif healthy:
            assert choice.url == healthy[0]
        else:
            # All are cooling, or others probe them: whichever is due soonest.
            assert self.hosts[choice.url].cooling_until == min(
                self.hosts[url].cooling_until for url in self.urls if url not in tried
            )
            assert set(due) <= being_probed
        self.out.append(choice)
        return choice

    @rule(choice=consumes(choices).filter(bool))
    def succeed(self, choice: Choice) -> None:
        self.give_back(choice)
        self.known.add(choice.url)
        self.pool.succeeded(choice)
        assert not self.hosts[choice.url].failures

    @rule(choice=consumes(choices).filter(bool))
    def fail(self, choice: Choice) -> None:
        self.give_back(choice)
        self.known.add(choice.url)
        host = self.hosts[choice.url]
        before = host.failures, host.cooling_until
        self.pool.failed(choice)
        if before[1] > self.time and not choice.probe:
            assert (host.failures, host.cooling_until) == before
        else:
            seconds = min(COOL_DOWN * 2 ** (host.failures - 1), MAX_COOL_DOWN)
            assert (host.failures, host.cooling_until) == (before[0] + 1, self.time + seconds)

    @rule(choice=consumes(choices).filter(bool))
    def release(self, choice: Choice) -> None:
        self.give_back(choice)
        host = self.hosts[choice.url]
        before = host.failures, host.cooling_until
        self.pool.released(choice)
        assert (host.failures, host.cooling_until) == before

    @rule(choice=choices.filter(bool))
    def reach(self, choice: Choice) -> None:
        self.known.add(choice.url)
        self.pool.reached(choice)

    def give_back(self, choice: Choice) -> None:
        self.out = [other for other in self.out if other is not choice]

    @rule(seconds=st.sampled_from([0.5, 29.0, 30.0, 31.0, 60.0, 300.0]))
    def wait(self, seconds: float) -> None:
        self.time += seconds

    @invariant()
    def a_wait_ends_when_something_is_known_or_nobody_is_finding_it_out(self) -> None:
        for waiting in self.waiting:
            trying = [choice for choice in self.out if choice.url == waiting.url]
            assert waiting.finding.is_set or (waiting.url not in self.known and len(trying) >= MAX_EXPLORERS)

    @invariant()
    def a_cool_down_is_five_minutes_at_most(self) -> None:
        assert all(host.cooling_until <= self.time + MAX_COOL_DOWN for host in self.hosts.values())

    @invariant()
    def only_a_probe_under_way_keeps_others_away(self) -> None:
        probed = {choice.url for choice in self.out if choice.probe}
        assert {host.url for host in self.hosts.values() if host.probed_by} <= probed

    @invariant()
    def a_host_cools_down_if_and_only_if_it_failed(self) -> None:
        assert all(bool(host.failures) == bool(host.cooling_until) for host in self.hosts.values())


TestHosts = Hosts.TestCase
TestHosts.settings = settings(FEW, max_examples=200, stateful_step_count=40)


def test_the_world_clips_an_attempt_as_a_transport_would():
    world = World(stalls(), swallows())
    outgoing = next(world.steps()).next_attempt().request
    for url, connect, deadline, elapsed in [(A, 10, 1007, 7), (B, 4, 1020, 4), (B, 10, 1013, 2)]:
        before = world.time
        world.perform(SendAttempt(outgoing, url, connect, Deadline(deadline)))
        assert world.time - before == elapsed
