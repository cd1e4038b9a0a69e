"""Where the environment asks for a proxy, nothing is sent twice and no call outlives its timeout either."""

from __future__ import annotations

from typing import Any

import pytest
from tests.faults.matrix import KINDS, MODES, SLACK, Kind
from tests.faults.runner import client_of
from tests.support.misbehaviour import (
    accept_and_close,
    drip_body,
    drip_headers,
    never_answer,
    reset_after_reading,
    reset_before_reading,
    truncate,
)
from tests.support.servers import (
    Host,
    Received,
    Refusing,
    Server,
    Wire,
    answer,
    body_for,
    saying,
    serving,
)

from octaspace_sdk import NetworkError

pytestmark = pytest.mark.slow

TIMEOUT = 1.2  # seconds: a third of it is enough for a healthy server on a busy machine

modes = pytest.mark.parametrize("mode", MODES)
kinds = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])


class Named(Host):
    """A host that only the proxy could find."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url


ONE, TWO = Named("http://one.localhost"), Named("http://two.localhost")
SECURE = Named("https://one.invalid"), Named("https://two.invalid")


def seen(kind: Kind, host: Host) -> str:
    return kind.line.replace(" ", f" {host.url}", 1)


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Any:
    def proxy(place: Host) -> None:
        monkeypatch.setenv("http_proxy", place.url)
        monkeypatch.setenv("https_proxy", place.url)
        monkeypatch.delenv("no_proxy", raising=False)

    return proxy


@modes
@kinds
def test_a_healthy_proxy(mode: str, kind: Kind, through: Any) -> None:
    def forward(received: Received) -> bytes:
        return answer(body_for(received.line.replace(ONE.url, "")))

    with Server(serving(forward)) as proxy:
        through(proxy)
        with client_of(mode, ONE, TWO, timeout=10.0, max_retries=0) as ask:
            reply = ask(kind.call)
        assert (reply.result, kind.is_right(reply.value)) == ("ok", True)
        assert proxy.acted == [seen(kind, ONE)]


@modes
@kinds
@pytest.mark.parametrize(
    ("behave", "acts"),
    [
        (accept_and_close, False),
        (reset_before_reading, False),
        (reset_after_reading, True),
        (truncate, True),
        (never_answer, True),
        (drip_headers, True),
        (drip_body, True),
    ],
)
def test_what_acts_is_not_sent_twice_through_a_bad_proxy(
    mode: str, kind: Kind, behave: Any, acts: bool, through: Any
) -> None:
    with Server(behave) as proxy:
        through(proxy)
        with client_of(mode, ONE, TWO, timeout=TIMEOUT, max_retries=0) as ask:
            reply = ask(kind.call)
        hosts = [ONE, TWO] if kind.repeatable else [ONE]
        assert proxy.acted == [seen(kind, host) for host in hosts if acts]
        assert proxy.connections == len(hosts)
        assert isinstance(reply.error, NetworkError)
        assert reply.error.may_have_been_processed
        assert [one.outcome for one in reply.error.attempts] == ["unknown"] * len(hosts)
        assert reply.seconds <= 1.1 * TIMEOUT + SLACK
        assert proxy.all_closed()


@modes
@kinds
def test_nobody_is_at_the_proxy(mode: str, kind: Kind, through: Any) -> None:
    with Refusing() as proxy:
        through(proxy)
        with client_of(mode, ONE, TWO, max_retries=0) as ask:
            error = ask(kind.call).error
        assert isinstance(error, NetworkError)
        assert not error.may_have_been_processed
        assert [one.outcome for one in error.attempts] == ["not_sent"] * 2


def refuse_tunnel(wire: Wire) -> None:
    serving(saying(b"no such host", status="502 Bad Gateway", kind="text/plain"))(wire)


@modes
@kinds
def test_a_tunnel_that_is_refused_delivers_nothing(mode: str, kind: Kind, through: Any) -> None:
    with Server(refuse_tunnel) as proxy:
        through(proxy)
        with client_of(mode, *SECURE, timeout=10.0, max_retries=0) as ask:
            error = ask(kind.call).error
        assert proxy.acted == ["CONNECT one.invalid:443", "CONNECT two.invalid:443"]
        assert isinstance(error, NetworkError)
        assert not error.may_have_been_processed
        assert [one.outcome for one in error.attempts] == ["not_sent"] * 2


@modes
@kinds
@pytest.mark.parametrize("behave", [accept_and_close, reset_before_reading, reset_after_reading])
def test_what_acts_goes_on_to_the_next_host_when_the_tunnel_was_not_opened(
    mode: str, kind: Kind, behave: Any, through: Any
) -> None:
    with Server(behave) as proxy:
        through(proxy)
        with client_of(mode, *SECURE, timeout=10.0, max_retries=0) as ask:
            error = ask(kind.call).error
        assert isinstance(error, NetworkError)
        assert not error.may_have_been_processed
        assert [one.outcome for one in error.attempts] == ["not_sent"] * 2


@modes
@kinds
@pytest.mark.parametrize("behave", [never_answer, reset_after_reading, drip_headers])
def test_a_proxy_that_does_not_open_the_tunnel(mode: str, kind: Kind, behave: Any, through: Any) -> None:
    with Server(behave) as proxy:
        through(proxy)
        with client_of(mode, *SECURE, timeout=TIMEOUT, max_retries=0) as ask:
            reply = ask(kind.call)
        assert isinstance(reply.error, NetworkError)
        assert not reply.error.may_have_been_processed
        assert {attempt.outcome for attempt in reply.error.attempts} == {"not_sent"}
        assert reply.seconds <= 1.1 * TIMEOUT + SLACK
        # The request itself goes over the tunnel, which there is none of.
        assert {line.split()[0] for line in proxy.acted} == {"CONNECT"}
        assert all("authorization" not in one.headers for one in proxy.received)
        assert proxy.all_closed()
