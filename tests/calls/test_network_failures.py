"""A call without a response: the error, what that says was sent, and where a request that acts may go."""

from __future__ import annotations

import pytest
from tests.support.fake_network import (
    ACTING,
    CONNECT_VPN,
    KINDS,
    LIST,
    MAKE_WALLET,
    REBOOT,
    RENT,
    RENT_RENDER,
    REPEATABLE,
    SET_PRICES,
    STOP,
    A,
    B,
    C,
    World,
    answers,
    breaks,
    garbles,
    has_no_place,
    refuses,
    stalls,
    swallows,
)

from octaspace_api.operations.services_mr import services_mr_list
from octaspace_sdk import (
    ConnectionFailedError,
    RequestTimeoutError,
)

DEEDS = {
    "refuses": refuses(),
    "swallows": swallows(),
    "breaks": breaks(),
    "stalls": stalls(),
    "has no place": has_no_place(),
}
NOTHING, SAFE, HINT = "nothing was sent", "it is safe to try again", "it may have been processed: "
REFUSED, TIMEOUT = ConnectionFailedError, RequestTimeoutError

# deed, what kind of request, hosts: error, may it have been processed, attempts (max_retries=1, timeout=60), the hint
OUTCOMES = [
    ("refuses", "repeatable", 1, REFUSED, False, 2, NOTHING),
    ("refuses", "repeatable", 2, REFUSED, False, 4, NOTHING),
    ("refuses", "repeatable", 3, REFUSED, False, 6, NOTHING),
    ("refuses", "acting", 1, REFUSED, False, 1, NOTHING),
    ("refuses", "acting", 2, REFUSED, False, 2, NOTHING),
    ("refuses", "acting", 3, REFUSED, False, 3, NOTHING),
    ("swallows", "repeatable", 1, TIMEOUT, False, 2, NOTHING),
    ("swallows", "repeatable", 2, TIMEOUT, False, 4, NOTHING),
    ("swallows", "acting", 1, TIMEOUT, False, 1, NOTHING),
    ("swallows", "acting", 2, TIMEOUT, False, 2, NOTHING),
    ("breaks", "repeatable", 1, REFUSED, True, 2, SAFE),
    ("breaks", "repeatable", 2, REFUSED, True, 4, SAFE),
    ("breaks", "acting", 1, REFUSED, True, 1, HINT),
    ("breaks", "acting", 2, REFUSED, True, 1, HINT),
    ("stalls", "repeatable", 1, TIMEOUT, True, 1, SAFE),
    ("stalls", "repeatable", 2, TIMEOUT, True, 2, SAFE),
    ("stalls", "acting", 1, TIMEOUT, True, 1, HINT),
    ("stalls", "acting", 2, TIMEOUT, True, 1, HINT),
    ("has no place", "repeatable", 1, TIMEOUT, False, 1, NOTHING),
    ("has no place", "repeatable", 2, TIMEOUT, False, 1, NOTHING),
    ("has no place", "acting", 1, TIMEOUT, False, 1, NOTHING),
    ("has no place", "acting", 2, TIMEOUT, False, 1, NOTHING),
]
CELLS = [
    pytest.param(deed, kind, hosts, *rest, id=f"{kind} {deed} {hosts}")
    for deed, group, hosts, *rest in OUTCOMES
    for kind in (REPEATABLE if group == "repeatable" else ACTING)
]


@pytest.mark.parametrize(("deed", "kind", "hosts", "error", "processed", "attempts", "hint"), CELLS)
def test_network_failures(deed, kind, hosts, error, processed, attempts, hint):
    world = World(*[DEEDS[deed]] * hosts)
    found = world.error(KINDS[kind], timeout=60, max_retries=1)
    assert type(found) is error
    assert found.may_have_been_processed is processed
    assert found.may_have_been_processed is bool(world.acted.total())
    assert list(found.attempts) == world.seen
    assert len(found.attempts) == attempts
    assert {attempt.outcome for attempt in found.attempts} == {"unknown" if processed else "not_sent"}
    assert [hint in str(found) for hint in (NOTHING, SAFE, HINT)].count(True) == 1
    assert hint in str(found)


@pytest.mark.parametrize(
    ("request_", "look_at"),
    [
        (RENT, "sessions.list()"),
        (RENT_RENDER, "sessions.list()"),
        (CONNECT_VPN, "sessions.list()"),
        (MAKE_WALLET, "accounts.profile()"),
        (REBOOT, "nodes.find()"),
        (SET_PRICES, "nodes.list()"),
    ],
    ids=lambda value: getattr(value, "operation", ""),
)
@pytest.mark.parametrize("deed", [breaks(), stalls()], ids=["breaks", "stalls"])
def test_the_error_says_where_to_look_before_trying_again(request_, look_at, deed):
    error = World(deed, answers()).error(request_)
    assert error.may_have_been_processed
    assert look_at in str(error)


def test_a_stop_is_repeatable():
    """A session that has ended stays ended: the stop goes to the next host although the first may have acted."""
    world = World(breaks(), answers())
    assert world.run(STOP).status == 200
    assert world.asked == {A: 1, B: 1}


def test_a_host_to_avoid_is_used_when_no_other_is_healthy():
    world = World(answers(), answers())
    assert world.run(LIST, avoid=[A]).url.startswith(B)
    assert world.run(LIST, avoid=[A, B]).url.startswith(A)
    world = World(answers(), breaks())
    assert world.run(LIST, avoid=[A]).url.startswith(A)
    assert world.asked == {A: 1, B: 1}
    world.run(LIST, avoid=[A])
    assert world.asked == {A: 2, B: 1}, "a host that cools down is worse than one to avoid"


def test_the_error_says_what_was_asked_of_whom_and_why_it_failed():
    error = World(refuses(), swallows()).error(RENT, timeout=6)
    assert str(error).startswith(f"POST /services/mr: {A}: no connection; {B}: connecting timed out; nothing was sent")
    assert str(error).endswith("timeout 6 s")


def test_the_error_of_a_call_without_any_attempt_says_that_it_timed_out():
    error = World(answers()).error(LIST, timeout=1e-99)
    assert isinstance(error, RequestTimeoutError)
    assert str(error) == "GET /nodes: timed out; nothing was sent; timeout 1e-99 s"


def test_the_error_says_each_reason_once():
    assert str(World(refuses()).error(LIST, max_retries=5)).count("no connection") == 1


def test_the_error_does_not_repeat_the_query_or_a_header():
    world = World(breaks())
    error = world.error(services_mr_list({"token": "swordfish"}))
    assert world.sends[0].request.target.endswith("?token=swordfish")
    assert "swordfish" not in f"{error} {world.log.lines}"
    assert "octa-secret-key" not in f"{error} {world.log.lines} {world.sends}"


@pytest.mark.parametrize("kind", ACTING)
def test_a_request_that_acts_goes_to_the_next_host_when_it_certainly_never_arrived(kind):
    world = World(refuses(), swallows(), answers(201))
    response = world.run(KINDS[kind])
    assert response.status == 201
    assert [attempt.outcome for attempt in response.attempts] == ["not_sent", "not_sent", "answered"]
    assert world.acted == {A: 0, B: 0, C: 1}


@pytest.mark.parametrize("kind", ACTING)
@pytest.mark.parametrize("deed", [breaks(), stalls(), garbles()], ids=["breaks", "stalls", "garbles"])
def test_a_request_that_acts_is_never_sent_again_once_it_may_have_arrived(kind, deed):
    world = World(refuses(), deed, answers())
    world.error(KINDS[kind], timeout=10, max_retries=5)
    assert world.asked == {A: 1, B: 1}
    assert world.acted.total() == 1


@pytest.mark.parametrize("kind", REPEATABLE)
@pytest.mark.parametrize("deed", [refuses(), swallows(), breaks(), stalls()])
def test_a_repeatable_request_goes_on_to_the_next_host(kind, deed):
    world = World(deed, deed, answers())
    assert world.run(KINDS[kind], timeout=30, max_retries=0).status == 200
    assert world.asked == {A: 1, B: 1, C: 1}


def test_one_unknown_attempt_among_others_makes_the_outcome_unknown():
    error = World(breaks(), refuses()).error(LIST, max_retries=0)
    assert error.may_have_been_processed
    assert [attempt.outcome for attempt in error.attempts] == ["unknown", "not_sent"]
    assert SAFE in str(error)
