"""The life of a paid session: waiting until it is ready, and stopping it for sure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from octaspace_api.models import SessionInfo, SessionPrices
from octaspace_sdk import (
    APIError,
    Attempt,
    AuthenticationError,
    BadGatewayError,
    ConfigurationError,
    ConnectionFailedError,
    DecodeError,
    GatewayTimeoutError,
    NotFoundError,
    OctaSpaceError,
    PermissionDeniedError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
    ServiceUnavailableError,
    ValidationError,
)
from octaspace_sdk.calls.drivers import SendOnce, SendRequest, drive
from octaspace_sdk.calls.retry_policy import MAX_RETRY_AFTER
from octaspace_sdk.errors import Outcome
from octaspace_sdk.rentals.lifecycle import (
    NOT_FOUND_GRACE,
    STOP_TIMEOUT,
    STOP_TOTAL_TIMEOUT,
    stop_with_retries,
    wait_ready,
)
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.clock import Clock


def answered(body: bytes) -> RawResponse:
    return RawResponse(status=200, headers={}, content=body, url="https://a.test/x")


DONE = answered(b'{"status": "stopped"}')


def status(code: int) -> APIError:
    kinds: dict[int, type[APIError]] = {
        401: AuthenticationError,
        403: PermissionDeniedError,
        404: NotFoundError,
        422: ValidationError,
        429: RateLimitError,
        500: ServerError,
        502: BadGatewayError,
        503: ServiceUnavailableError,
        504: GatewayTimeoutError,
        520: ServerError,
    }
    return kinds.get(code, APIError)(status_code=code, method="GET", url="https://a.test/x")


def info(progress: str = "pulling the image", *, ready: Any = False) -> SessionInfo:
    return SessionInfo(
        uuid="u-1",
        service="mr",
        kind="base",
        node_id=1,
        progress=progress,
        is_ready=ready,
        duration=None,
        started_at=None,
        charge_amount=0,
        prices=SessionPrices(base_usd=0, currency_usd=True, market_price=1.0),
        rx=None,
        tx=None,
    )


READY = info("running", ready=True)
BROKEN = ConnectionFailedError("the connection broke", may_have_been_processed=True)
REFUSED = ConnectionFailedError("no connection")
SLOW = RequestTimeoutError("timed out", may_have_been_processed=True)
TRANSIENT = {
    "broken": BROKEN,
    "refused": REFUSED,
    "slow": SLOW,
    **{str(code): status(code) for code in (408, 429, 500, 502, 503, 504, 520)},
}
FINAL = {
    "401": status(401),
    "403": status(403),
    "422": status(422),
    "400": status(400),
    "decode": DecodeError("the answer is not JSON"),
}


@attrs.define
class Service:
    """Answers each question by a script, from its number and its moment, and moves the clock."""

    script: Callable[[int, float], Any]
    seconds: float = 0.0
    """How long each answer takes, if it may."""
    time: float = 1000.0
    asks: list[tuple[float, Any]] = attrs.Factory(list)
    slept: list[float] = attrs.Factory(list)

    def clock(self) -> float:
        return self.time

    def perform(self, ask: SendRequest | SendOnce) -> Any:
        moment = self.time - 1000.0
        self.asks.append((moment, ask))
        self.time += min(self.seconds, ask.max_timeout)
        return SLOW if self.seconds > ask.max_timeout else self.script(len(self.asks) - 1, moment)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    @property
    def moments(self) -> list[float]:
        return [moment for moment, _ in self.asks]

    @property
    def elapsed(self) -> float:
        return self.time - 1000.0

    def wait(self, *, timeout: float = 60.0, poll_interval: float = 2.0, on_progress: Any = None) -> SessionInfo:
        steps = wait_ready(
            "u-1", timeout=timeout, poll_interval=poll_interval, on_progress=on_progress, clock=self.clock
        )
        return drive(steps, self.perform, self.sleep)

    def stop(
        self,
        *,
        age: float = 100.0,
        score: int | None = None,
        uniform: Any = lambda low, high: high,
        hosts: int = 1,
        uuid: str = "u-1",
    ) -> None:
        """Stops a session that was created so many seconds ago."""
        clock = Clock(monotonic=self.clock, uniform=uniform)
        steps = stop_with_retries(uuid, score=score, created=self.time - age, clock=clock, hosts=hosts)
        drive(steps, self.perform, self.sleep)


def in_turn(*replies: Any) -> Callable[[int, float], Any]:
    """These replies; the last of them from then on."""
    return lambda number, moment: replies[min(number, len(replies) - 1)]


# waiting until it is ready


def test_a_session_that_is_ready_is_returned_at_once():
    service = Service(in_turn(READY))
    assert service.wait() is READY
    assert (service.moments, service.slept) == ([0], [])


def test_it_asks_for_the_details_of_this_session():
    service = Service(in_turn(READY))
    service.wait()
    request = service.asks[0][1].request
    assert (request.operation, request.path) == ("services.session.info", "/services/u-1/info")


def test_it_looks_again_after_each_interval():
    service = Service(in_turn(info(), info(), info(), READY))
    assert service.wait(poll_interval=5) is READY
    assert service.moments == [0, 5, 10, 15]


def test_progress_is_reported_with_each_look():
    seen: list[SessionInfo] = []
    looks = [info("queued"), info("pulling"), READY]
    Service(in_turn(*looks[:2], BROKEN, looks[2])).wait(on_progress=seen.append)
    assert seen == looks


@pytest.mark.parametrize("ready", [False, None, 0, "", "false", "true", 1])
def test_only_true_is_ready(ready):
    service = Service(in_turn(info(ready=ready), READY))
    assert service.wait() is READY
    assert len(service.asks) == 2


@pytest.mark.parametrize("problem", TRANSIENT.values(), ids=TRANSIENT)
@pytest.mark.parametrize("looks_before", [0, 1])
def test_transient_failures_are_tolerated(problem, looks_before):
    service = Service(in_turn(*[info()] * looks_before, problem, problem, problem, READY))
    assert service.wait() is READY
    assert len(service.asks) == looks_before + 4


@pytest.mark.parametrize("problem", FINAL.values(), ids=FINAL)
def test_other_failures_are_raised_at_once(problem):
    service = Service(in_turn(info(), problem, READY))
    with pytest.raises(type(problem)) as caught:
        service.wait()
    assert caught.value is problem
    assert len(service.asks) == 2


@pytest.mark.parametrize(("known_after", "found"), [(0, True), (3, True), (14, True), (17, False), (40, False)])
def test_a_new_session_may_be_unknown_for_a_while(known_after, found):
    service = Service(lambda number, moment: READY if moment >= known_after else status(404))
    if found:
        assert service.wait() is READY
    else:
        with pytest.raises(NotFoundError):
            service.wait()
        assert NOT_FOUND_GRACE <= service.elapsed < NOT_FOUND_GRACE + 2


def test_a_session_that_was_seen_and_is_gone_has_ended():
    service = Service(in_turn(status(404), info(), status(404)))
    with pytest.raises(NotFoundError):
        service.wait()
    assert len(service.asks) == 3


@pytest.mark.parametrize("timeout", [0.5, 2, 7, 60])
@pytest.mark.parametrize("reply", [info(), BROKEN, status(503)], ids=["not ready", "broken", "503"])
@pytest.mark.parametrize("seconds", [0, 0.7, 1e6])
def test_it_ends_with_its_timeout_whatever_comes_back(timeout, reply, seconds):
    service = Service(in_turn(reply), seconds=seconds)
    with pytest.raises(RequestTimeoutError) as caught:
        service.wait(timeout=timeout)
    assert service.elapsed == pytest.approx(timeout)
    assert "u-1" in str(caught.value)
    assert f"within {timeout:g} s" in str(caught.value)
    assert "may still run and cost money" in str(caught.value)


def test_each_look_gets_the_time_that_is_left():
    service = Service(in_turn(info(), info(), READY), seconds=1)
    service.wait(timeout=10, poll_interval=2)
    assert [ask.max_timeout for _, ask in service.asks] == [10, 7, 4]


def test_the_last_pause_ends_with_the_timeout():
    service = Service(in_turn(info()))
    with pytest.raises(RequestTimeoutError):
        service.wait(timeout=5, poll_interval=2)
    assert service.slept == [2, 2, 1]


def test_a_timeout_says_what_was_seen_last():
    with pytest.raises(RequestTimeoutError, match="last seen: pulling"):
        Service(in_turn(info("queued"), info("pulling"), BROKEN)).wait(timeout=10)


def test_a_timeout_was_caused_by_the_last_failure():
    with pytest.raises(RequestTimeoutError) as caught:
        Service(in_turn(info(), BROKEN)).wait(timeout=10)
    assert caught.value.__cause__ is BROKEN


@pytest.mark.parametrize("name", ["timeout", "poll_interval"])
@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), "5", None, True])
def test_times_that_cannot_be_waited_for_are_refused_before_anything_is_asked(name, value):
    service = Service(in_turn(READY))
    with pytest.raises(ValueError, match=name):
        service.wait(**{name: value})
    assert service.asks == []


def test_an_error_of_the_callers_progress_comes_out():
    def stop(seen: SessionInfo) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        Service(in_turn(info())).wait(on_progress=stop)


# stopping it for sure


def test_a_stop_that_works_is_sent_once():
    service = Service(in_turn(DONE))
    service.stop(score=4)
    [(moment, ask)] = service.asks
    assert (moment, ask.max_timeout, ask.avoid, service.slept) == (0, STOP_TIMEOUT, (), [])
    request = ask.request
    assert (request.operation, request.path, request.json, request.idempotent) == (
        "services.session.stop",
        "/services/u-1/stop",
        {"score": 4},
        True,
    )


PASSING = TRANSIENT | {str(code): status(code) for code in (307, 400, 401, 403, 405, 409, 422, 423, 425)}


@pytest.mark.parametrize("problem", PASSING.values(), ids=PASSING)
@pytest.mark.parametrize("failures", [1, 3, 20])
def test_a_stop_that_fails_is_repeated_until_it_works(problem, failures):
    service = Service(in_turn(*[problem] * failures, DONE))
    service.stop()
    assert len(service.asks) == failures + 1


@pytest.mark.parametrize("problem", PASSING.values(), ids=PASSING)
@pytest.mark.parametrize("seconds", [0, 5, 1e6])
def test_a_stop_that_always_fails_is_raised_when_its_time_is_over(problem, seconds):
    service = Service(in_turn(problem), seconds=seconds)
    with pytest.raises(SLOW.__class__ if seconds > STOP_TIMEOUT else type(problem)):
        service.stop()
    assert STOP_TOTAL_TIMEOUT <= service.elapsed <= STOP_TOTAL_TIMEOUT + STOP_TIMEOUT


def test_what_is_no_answer_and_no_failure_of_a_network_is_raised_at_once():
    service = Service(in_turn(ConfigurationError("the client is of no use")))
    with pytest.raises(ConfigurationError):
        service.stop()
    assert len(service.asks) == 1


def test_pauses_between_stops_double_with_jitter():
    service = Service(in_turn(BROKEN))
    with pytest.raises(ConnectionFailedError):
        service.stop()
    assert service.slept[:7] == [0.5, 1, 2, 4, 8, 8, 8]
    assert sum(service.slept) == STOP_TOTAL_TIMEOUT


def refused(host: str, code: int = 503, retry_after: float | None = None) -> APIError:
    attempts = (Attempt(host, Outcome.REJECTED, code, 0.1),)
    return APIError(status_code=code, method="POST", url=host, retry_after=retry_after, attempts=attempts)


def test_the_other_hosts_are_asked_before_the_one_that_refused():
    service = Service(in_turn(refused("a"), refused("b"), refused("c"), refused("a"), DONE))
    service.stop(hosts=3)
    assert [ask.avoid for _, ask in service.asks] == [(), ("a",), ("a", "b"), ("c",), ("c", "a")]


@pytest.mark.parametrize("code", [429, 503, 423])
def test_a_host_that_says_when_to_come_back_is_left_alone_until_then(code):
    service = Service(in_turn(refused("a", code, 20.0), refused("a", code, 3600.0), DONE))
    service.stop()
    assert service.slept == [20, MAX_RETRY_AFTER]


def test_another_host_is_not_kept_waiting_by_the_one_that_says_when_to_come_back():
    service = Service(in_turn(refused("a", retry_after=20.0), refused("b"), DONE))
    service.stop(hosts=2)
    assert service.slept == [0.5, 20]


@pytest.mark.parametrize("problem", [status(404), answered(b"<html>"), answered(b"{}"), answered(b"[]")])
def test_what_does_not_say_that_it_was_stopped_is_looked_up(problem):
    service = Service(in_turn(problem, answered(b'[{"uuid": "u-2"}]')))
    service.stop(age=NOT_FOUND_GRACE)
    assert [ask.request.operation for _, ask in service.asks] == ["services.session.stop", "sessions.list"]


RUNS = {
    "it is listed": answered(b'[{"uuid": "u-2"}, {"uuid": "u-1"}]'),
    "one has no name": answered(b'[{"uuid": "u-2"}, {"id": 7}]'),
    "one is null": answered(b"[null]"),
    "no list": answered(b'{"sessions": []}'),
    "not JSON": answered(b"<html>"),
    "empty": answered(b""),
    "404": status(404),
    "503": status(503),
    "broken": BROKEN,
}


@pytest.mark.parametrize("listed", RUNS.values(), ids=RUNS)
def test_nothing_but_a_list_without_it_confirms_a_stop(listed):
    service = Service(in_turn(status(404), listed, answered(b"<html>"), listed, DONE))
    service.stop()
    assert len(service.asks) == 5


def test_a_stop_that_is_never_confirmed_is_an_error():
    service = Service(in_turn(answered(b"<html>")))
    with pytest.raises(DecodeError, match="does not say that the session was stopped"):
        service.stop()
    assert service.elapsed == STOP_TOTAL_TIMEOUT


def test_a_number_as_uuid_is_found_in_the_list():
    with pytest.raises(NotFoundError):
        Service(lambda number, _: answered(b'[{"uuid": 17}]') if number % 2 else status(404)).stop(uuid="17")


@pytest.mark.parametrize("known_after", [0.1, 3, 10, NOT_FOUND_GRACE - 1])
@pytest.mark.parametrize("luck", [0.0, 0.5, 1.0])
def test_a_session_that_is_not_known_yet_is_stopped_once_it_is(known_after, luck):
    """Whatever the jitter: giving up within the grace would leave a session running that nobody knows of."""
    stopped: list[float] = []

    def reply(number: int, moment: float) -> Any:
        if moment < known_after:
            return status(404)
        stopped.append(moment)
        return DONE

    Service(reply, seconds=0.01).stop(age=0, uniform=lambda low, high: low + (high - low) * luck)
    assert len(stopped) == 1


@pytest.mark.parametrize("luck", [0.0, 0.5, 1.0])
def test_a_session_that_never_becomes_known_is_looked_up_after_the_grace(luck):
    service = Service(in_turn(status(404)), seconds=0.01)
    service.script = lambda number, _: (
        answered(b"[]") if service.asks[-1][1].request.operation == "sessions.list" else status(404)
    )
    service.stop(age=0, uniform=lambda low, high: low + (high - low) * luck)
    assert NOT_FOUND_GRACE <= service.elapsed < 3 * NOT_FOUND_GRACE


def test_a_hidden_session_does_not_hide_that_the_last_stop_failed():
    service = Service(in_turn(status(404), BROKEN))
    with pytest.raises(ConnectionFailedError):
        service.stop(age=0)


def test_only_errors_of_the_package_are_taken_for_failures():
    assert all(isinstance(problem, OctaSpaceError) for problem in (TRANSIENT | FINAL).values())
