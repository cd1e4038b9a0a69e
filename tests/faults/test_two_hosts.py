"""Two hosts: nothing is rented twice, and a dead host costs one call its time, not every call."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from tests.faults.matrix import ACTING_GET, GET, KINDS, MODES, POST, SLACK, Kind
from tests.faults.runner import client_of
from tests.support.misbehaviour import (
    close_in_handshake,
    never_answer,
    reset_after_reading,
    reset_before_reading,
)
from tests.support.servers import (
    UUID,
    Blackhole,
    Refusing,
    Server,
    healthy,
    saying,
    serving,
)

from octaspace_sdk import ConnectionFailedError, NetworkError, RequestTimeoutError

pytestmark = pytest.mark.slow

TIMEOUT = 1.2  # seconds: a third of it is enough for a healthy server on a busy machine

modes = pytest.mark.parametrize("mode", MODES)
kinds = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])


@modes
def test_a_rental_whose_first_host_times_out_after_acting_rents_one_machine(mode: str) -> None:
    with Server(never_answer) as first, Server(healthy) as second:
        with client_of(mode, first, second, timeout=TIMEOUT) as ask:  # with the retries that a client has by default
            reply = ask(POST.call)
        assert first.acted == [POST.line]
        assert second.acted == []
        error = reply.error
        assert isinstance(error, RequestTimeoutError)
        assert error.may_have_been_processed
        assert "sessions.list()" in str(error)
        assert [(one.host, one.outcome, one.status) for one in error.attempts] == [(first.url, "unknown", None)]
        assert reply.seconds <= 1.1 * TIMEOUT + SLACK


@modes
@pytest.mark.parametrize("behave", [never_answer, reset_after_reading])
def test_a_host_that_broke_one_request_that_acts_is_avoided_by_the_next(mode: str, behave: Any) -> None:
    with Server(behave) as first, Server(healthy) as second, client_of(mode, first, second, timeout=TIMEOUT) as ask:
        assert isinstance(ask(POST.call).error, NetworkError)
        assert [ask(POST.call).result for _ in range(4)] == ["ok"] * 4
        assert (first.acted, second.acted) == ([POST.line], [POST.line] * 4)


@modes
def test_a_reboot_whose_host_says_503_reboots_once(mode: str) -> None:
    behave = serving(saying(b'{"message": "busy"}', "Retry-After: 0", status="503 Service Unavailable"))
    with Server(behave) as first, Server(healthy) as second, client_of(mode, first, second) as ask:
        assert ask(ACTING_GET.call).result == "ServiceUnavailableError"
        assert first.acted == [ACTING_GET.line]
        assert second.acted == []


@modes
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_call_pays_for_a_host_that_has_failed(mode: str, scheme: str) -> None:
    behave = reset_before_reading if scheme == "http" else close_in_handshake
    with Server(behave, scheme=scheme) as dead, Server(healthy) as second, client_of(mode, dead, second) as ask:
        assert ask(GET.call).result == "ok"
        assert dead.connections == 1
        results = Counter(ask(KINDS[number % 4].call).result for number in range(50))
        assert results == {"ok": 50}
        assert dead.connections == 1
        assert len(second.acted) == 51


@modes
def test_no_call_waits_for_a_black_hole_again(mode: str) -> None:
    with Blackhole() as dead, Server(healthy) as second, client_of(mode, dead, second, timeout=2 * TIMEOUT) as ask:
        first = ask(POST.call)
        assert first.result == "ok"
        assert first.seconds >= TIMEOUT / 2  # it did pay
        replies = [ask(KINDS[number % 4].call) for number in range(50)]
        assert {reply.result for reply in replies} == {"ok"}
        assert max(reply.seconds for reply in replies) < TIMEOUT / 2


def test_no_thread_pays_for_a_host_that_has_failed() -> None:
    with Server(reset_before_reading) as dead, Server(healthy) as second, client_of("sync", dead, second) as ask:
        assert ask(GET.call).result == "ok"
        results: list[str] = []
        threads = [
            threading.Thread(target=lambda: results.extend(ask(kind.call).result for kind in KINDS)) for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == ["ok"] * 48
        assert dead.connections == 1


@modes
@kinds
def test_nobody_is_there(mode: str, kind: Kind) -> None:
    with Refusing() as first, Refusing() as second, client_of(mode, first, second, max_retries=0) as ask:
        for _ in range(2):  # also when both are cooling down already
            error = ask(kind.call).error
            assert isinstance(error, ConnectionFailedError)
            assert not error.may_have_been_processed
            assert "nothing was sent" in str(error)
            assert Counter(one.host for one in error.attempts) == {first.url: 1, second.url: 1}
            assert {one.outcome for one in error.attempts} == {"not_sent"}


@modes
@kinds
@pytest.mark.parametrize("first_place", [Refusing, Blackhole])
@pytest.mark.parametrize(
    ("behave", "wanted"), [(reset_after_reading, ConnectionFailedError), (never_answer, RequestTimeoutError)]
)
def test_the_second_host_breaks_after_acting(
    mode: str, kind: Kind, first_place: Any, behave: Any, wanted: type[NetworkError]
) -> None:
    with first_place() as first, Server(behave) as second:
        with client_of(mode, first, second, timeout=TIMEOUT, max_retries=0) as ask:
            reply = ask(kind.call)
        assert second.acted == [kind.line]
        assert isinstance(reply.error, wanted)
        assert reply.error.may_have_been_processed
        assert [(one.host, one.outcome) for one in reply.error.attempts] == [
            (first.url, "not_sent"),
            (second.url, "unknown"),
        ]
        assert reply.seconds <= 1.1 * TIMEOUT + SLACK


@modes
@kinds
def test_the_first_host_breaks_after_acting_and_nobody_is_at_the_second(mode: str, kind: Kind) -> None:
    """Nothing reached the second host; what the first did is unknown all the same."""
    with Server(reset_after_reading) as first, Refusing() as second:
        with client_of(mode, first, second, max_retries=0) as ask:
            error = ask(kind.call).error
        assert isinstance(error, ConnectionFailedError)
        assert error.may_have_been_processed
        assert first.acted == [kind.line]
        outcomes = ["unknown", "not_sent"] if kind.repeatable else ["unknown"]
        assert [one.outcome for one in error.attempts] == outcomes


@modes
@kinds
def test_http_errors_never_fail_over(mode: str, kind: Kind) -> None:
    """Nor does the host cool down: the next call asks it again."""
    behave = serving(saying(b"{}", status="502 Bad Gateway"), saying(b'{"uuid": "%s", "balance": 7}' % UUID.encode()))
    with Server(behave) as first, Server(healthy) as second, client_of(mode, first, second, max_retries=0) as ask:
        assert ask(kind.call).result == "BadGatewayError"
        assert ask(kind.call).result == "ok"
        assert first.acted == [kind.line] * 2
        assert second.acted == []
