"""No call outlives its timeout by more than a tenth: what the matrix, with its one fault per host, does not show."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest
from tests.faults.matrix import AT_ONCE, GET, KINDS, MODES, SLACK, TIMEOUT, Kind
from tests.faults.runner import Reply, client_of
from tests.support.misbehaviour import (
    drip_body,
    drip_headers,
    never_answer,
)
from tests.support.servers import (
    REFUSAL,
    Blackhole,
    Host,
    Server,
    Unresolvable,
    Wire,
    healthy,
    saying,
    serving,
)
from tests.support.waiting import PATIENCE

from octaspace_sdk import NetworkError, RateLimitError, RequestTimeoutError, ServiceUnavailableError

pytestmark = pytest.mark.slow

modes = pytest.mark.parametrize("mode", MODES)
kinds = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])


def in_time(reply: Reply, timeout: float = TIMEOUT) -> bool:
    return reply.seconds <= 1.1 * timeout + SLACK


@modes
@kinds
def test_every_host_is_a_black_hole(mode: str, kind: Kind) -> None:
    with Blackhole() as one, Blackhole() as other, client_of(mode, one, other, timeout=TIMEOUT) as ask:
        reply = ask(kind.call)
        assert in_time(reply), reply.seconds
        error = reply.error
        assert isinstance(error, RequestTimeoutError)
        assert f"{one.url}: connecting timed out; " in str(error)
        assert not error.may_have_been_processed
        assert [(one.host, one.outcome) for one in error.attempts] == [
            (one.url, "not_sent"),
            (other.url, "not_sent"),
        ]


@modes
@kinds
@pytest.mark.parametrize("behave", [never_answer, drip_headers, drip_body])
def test_every_host_keeps_the_call_waiting(mode: str, kind: Kind, behave: Any) -> None:
    with Server(behave) as one, Server(behave) as other, client_of(mode, one, other, timeout=TIMEOUT) as ask:
        reply = ask(kind.call)
        assert in_time(reply), reply.seconds
        assert isinstance(reply.error, RequestTimeoutError)
        assert f"{one.url}: waiting for the answer timed out; " in str(reply.error)
        assert reply.error.may_have_been_processed
        assert (len(one.acted), len(other.acted)) == ((1, 1) if kind.repeatable else (1, 0))
        assert one.all_closed()
        assert other.all_closed()


@modes
def test_retries_end_with_the_deadline(mode: str) -> None:
    """After 0 s, 0.9 s and 1.8 s: the wait that would pass the deadline of 2.4 s is not begun."""
    behave = serving(saying(REFUSAL, "Retry-After: 0.9", status="503 Service Unavailable"))
    with Server(behave) as server, client_of(mode, server, timeout=2.4, max_retries=100) as ask:
        reply = ask(GET.call)
        assert isinstance(reply.error, ServiceUnavailableError)
        assert reply.error.retry_after == 0.9
        assert reply.seconds <= 2.4
        assert 2 <= len(server.acted) <= 3
        assert len(reply.error.attempts) == len(server.acted)


@modes
@pytest.mark.parametrize("timeout", [None, 0, 3600.0])
def test_a_long_retry_after_comes_back_at_once_without_a_deadline_too(mode: str, timeout: float | None) -> None:
    behave = serving(saying(REFUSAL, "Retry-After: 86400", status="429 Too Many Requests"))
    with Server(behave) as server, client_of(mode, server, timeout=timeout) as ask:
        reply = ask(GET.call)
        assert isinstance(reply.error, RateLimitError)
        assert reply.error.retry_after == 86400
        assert reply.seconds <= AT_ONCE
        assert server.acted == [GET.line]


@modes
def test_options_of_one_call_bound_that_call(mode: str) -> None:
    with Server(never_answer) as server, client_of(mode, server, timeout=60.0) as ask:
        reply = ask(lambda api: api.with_options(timeout=TIMEOUT, max_retries=0).accounts.balance())
        assert in_time(reply), reply.seconds
        assert isinstance(reply.error, RequestTimeoutError)
        assert server.all_closed()


LARGE = 8 * 1024 * 1024  # more than the buffers of both sides, so that writing it takes as long as the server likes
LARGE_TIMEOUT = 1.5  # before it ends a busy machine has to encode the body and to begin to send it


def large_rental(text: str) -> Any:
    return lambda api: api.services.mr.create(node_id=65, disk_size=10, image="i", envs={"LARGE": text})


def large_prices(text: str) -> Any:
    return lambda api: api.nodes.update_prices(65, {"note": text})


@modes
@pytest.mark.parametrize(
    ("large", "reads", "certificate"),
    [
        (large_rental, "never", None),
        (large_rental, "slowly", None),
        (large_prices, "slowly", None),
        (large_rental, "slowly", "good"),
    ],
    ids=["POST-never", "POST-slowly", "PATCH-slowly", "POST-slowly-tls"],
)
def test_a_server_that_does_not_read_the_request(mode: str, large: Any, reads: str, certificate: str | None) -> None:
    def behave(wire: Wire) -> None:
        """Takes in the request slower than it comes, at most 2 MB/s, so that each write goes on after a moment."""
        over = threading.Timer(3 * LARGE_TIMEOUT, wire.server.stopped.set)
        over.start()
        while not wire.server.stopped.wait(0.02):
            if reads == "slowly" and not wire.read(40960):
                break
        over.cancel()
        over.join()

    call = large("a" * LARGE)
    server = Server(behave, certificate=certificate, receive_buffer=65536)
    with server, Server(healthy) as other, client_of(mode, server, other, timeout=LARGE_TIMEOUT) as ask:
        reply = ask(call)
        assert in_time(reply, LARGE_TIMEOUT), reply.seconds
        assert isinstance(reply.error, RequestTimeoutError)
        assert reply.error.may_have_been_processed
        assert server.acted == other.acted == []


LOOK_UP_TIMEOUT = 2.0
"""Leaves the second host a second, for a machine that is busy with something else."""


@modes
@kinds
def test_a_name_that_is_looked_up_for_ever(mode: str, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking up a name cannot be interrupted, only left behind; the next host gets its turn all the same."""
    over, threads, look_up = threading.Event(), [], socket.getaddrinfo

    def slow(host: Any, *args: Any, **options: Any) -> Any:
        if host == "127.0.0.1":
            return look_up(host, *args, **options)
        threads.append(threading.current_thread())
        over.wait(PATIENCE)
        raise socket.gaierror(socket.EAI_AGAIN, "no name server answers")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    places: list[Host] = [Unresolvable()]
    try:
        with Server(healthy) as second:
            for hosts in (places, [*places, second]):
                with client_of(mode, *hosts, timeout=LOOK_UP_TIMEOUT) as ask:
                    reply = ask(kind.call)
                    assert in_time(reply, LOOK_UP_TIMEOUT), reply.seconds
                    if len(hosts) == 2:
                        assert reply.result == "ok"
                    else:
                        assert isinstance(reply.error, NetworkError)
                        assert not reply.error.may_have_been_processed
            assert second.acted == [kind.line]
        assert len(threads) == 1, "the second client did not share the look-up"
    finally:
        over.set()
        for thread in threads:
            thread.join(PATIENCE)
