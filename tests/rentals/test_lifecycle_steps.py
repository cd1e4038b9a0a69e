"""The life of a paid session: waiting until it is ready, and stopping it for sure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from octaspace_api.models import SessionInfo, SessionPrices
from octaspace_sdk import (
    APIError,
    AuthenticationError,
    BadGatewayError,
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
from octaspace_sdk.calls.drivers import SendRequest, drive
from octaspace_sdk.rentals.lifecycle import NOT_FOUND_GRACE, STOP_ATTEMPTS, STOP_TIMEOUT, stop_with_retries, wait_ready
from octaspace_sdk.support.clock import Clock

DONE = None


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
SLOW = RequestTimeoutError("the time was over", may_have_been_processed=True)
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
    asks: list[tuple[float, SendRequest]] = attrs.Factory(list)
    slept: list[float] = attrs.Factory(list)

    def clock(self) -> float:
        return self.time

    def perform(self, ask: SendRequest) -> Any:
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

    def stop(self, *, age: float = 100.0, score: int | None = None, uniform: Any = lambda low, high: high) -> None:
        """Stops a session that was created so many seconds ago."""
        steps = stop_with_retries(
            "u-1", score=score, created=self.time - age, clock=Clock(monotonic=self.clock, uniform=uniform)
        )
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
    assert (moment, ask.max_timeout, service.slept) == (0, STOP_TIMEOUT, [])
    request = ask.request
    assert (request.operation, request.path, request.json) == (
        "services.session.stop",
        "/services/u-1/stop",
        {"score": 4},
    )


@pytest.mark.parametrize("problem", TRANSIENT.values(), ids=TRANSIENT)
@pytest.mark.parametrize("failures", [1, 3, STOP_ATTEMPTS - 1])
def test_a_stop_that_fails_is_repeated_until_it_works(problem, failures):
    service = Service(in_turn(*[problem] * failures, DONE))
    service.stop()
    assert len(service.asks) == failures + 1


@pytest.mark.parametrize("problem", TRANSIENT.values(), ids=TRANSIENT)
def test_a_stop_that_always_fails_is_raised_when_its_attempts_are_used_up(problem):
    service = Service(in_turn(problem))
    with pytest.raises(type(problem)) as caught:
        service.stop()
    assert caught.value is problem
    assert len(service.asks) == STOP_ATTEMPTS


def test_pauses_between_stops_double_with_jitter():
    service = Service(in_turn(BROKEN))
    with pytest.raises(ConnectionFailedError):
        service.stop()
    assert service.slept == [0.5, 1, 2, 4, 8, 8, 8]


@pytest.mark.parametrize("problem", [status(401), status(403), status(422), status(400)], ids=str)
@pytest.mark.parametrize("before", [0, 2])
def test_a_stop_that_cannot_work_is_raised_at_once(problem, before):
    service = Service(in_turn(*[BROKEN] * before, problem, DONE))
    with pytest.raises(type(problem)):
        service.stop()
    assert len(service.asks) == before + 1


def test_a_session_that_is_not_found_has_been_stopped():
    service = Service(in_turn(status(404)))
    service.stop(age=NOT_FOUND_GRACE)
    assert len(service.asks) == 1


def test_a_session_that_is_not_found_after_an_unknown_stop_has_been_stopped():
    service = Service(in_turn(BROKEN, status(404)))
    service.stop()
    assert len(service.asks) == 2


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
def test_a_session_that_never_becomes_known_is_given_up_after_the_grace(luck):
    service = Service(in_turn(status(404)), seconds=0.01)
    service.stop(age=0, uniform=lambda low, high: low + (high - low) * luck)
    assert NOT_FOUND_GRACE <= service.elapsed < 3 * NOT_FOUND_GRACE


def test_a_hidden_session_does_not_hide_that_the_last_stop_failed():
    service = Service(in_turn(status(404), BROKEN))
    with pytest.raises(ConnectionFailedError):
        service.stop(age=0)


def test_only_errors_of_the_package_are_taken_for_failures():
    assert all(isinstance(problem, OctaSpaceError) for problem in (TRANSIENT | FINAL).values())
