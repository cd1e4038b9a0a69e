"""The life of one call, free of I/O: failover, retries, the deadline, and what was sent.

`call` is a generator. It yields what it wants done, `Send` this attempt or `Sleep` this long, and is told what came
of it: a response, or a `Failure`. Two drivers of a few lines run it, one sync, one async (client.py).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any, TypeVar

import attrs

from octaspace_sdk.calls.host_pool import PROBE_CONNECT_TIMEOUT, Choice, HostPool
from octaspace_sdk.calls.retry_policy import MAX_RETRY_AFTER, RETRYABLE, RetryBudget, backoff, retry_after
from octaspace_sdk.errors import (
    APIError,
    Attempt,
    ConnectionFailedError,
    DecodeError,
    NetworkError,
    OctaSpaceError,
    RequestTimeoutError,
    error_class,
)
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.redaction import Headers
from octaspace_sdk.transport.protocol import Sink

CONNECT_TIMEOUT = 10.0  # seconds to reach a host; less when there are others still to come

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Outgoing:
    """A request as it goes to any of the hosts."""

    operation: str
    method: str
    target: str
    """Path and query, encoded."""
    headers: Headers
    content: bytes | None = attrs.field(repr=False)
    idempotent: bool
    needs_body: bool = True
    """Whether an answer is of use only with its body."""
    advice: str
    """What to do when it is not known whether it was processed."""
    sink: Sink | None = attrs.field(default=None, repr=False)
    """Takes the body of a successful answer in place of memory."""


@attrs.frozen
class Send:
    """One attempt: send it to this base URL."""

    outgoing: Outgoing
    base_url: str
    connect_timeout: float
    deadline: float | None
    """When the attempt must be over, by the clock of the sockets; None for never."""


@attrs.frozen
class Sleep:
    """Wait before the next attempt."""

    seconds: float


@attrs.frozen
class Failure:
    """An attempt without an answer."""

    reason: str
    delivered: bool
    """Whether bytes of the request may have left."""
    timed_out: bool = False
    blames_host: bool = True
    """Whether it says something about the host, and not only about this client."""
    cause: BaseException | None = attrs.field(default=None, repr=False)
    """What the caller's own side raised, of the disk or in a callback: it reaches the caller as it is."""


@attrs.frozen(kw_only=True)
class RequestEvent:
    """What `on_request` is given, before each attempt."""

    operation: str
    method: str
    url: str
    attempt: int
    """Counted from 1."""


@attrs.frozen(kw_only=True)
class ResponseEvent:
    """What `on_response` is given, after each attempt."""

    operation: str
    method: str
    url: str
    attempt: int
    status: int | None
    """The HTTP status, or None when there was no answer."""
    error: str | None
    """Why there was no answer."""
    seconds: float
    request_id: str | None


@attrs.frozen(kw_only=True)
class Policy:
    """What a caller can set for a call."""

    timeout: float | None
    max_retries: int
    logger: Any = attrs.field(repr=False)
    on_request: Callable[[RequestEvent], object] | None = None
    on_response: Callable[[ResponseEvent], object] | None = None


@attrs.frozen(kw_only=True)
class Surroundings:
    """What the calls of a client share, and what a test replaces."""

    hosts: HostPool
    budget: RetryBudget
    clock: Callable[[], float]
    """Seconds, monotonic."""
    now: Callable[[], float]
    """Unix seconds."""
    uniform: Callable[[float, float], float]
    socket_clock: Callable[[], float] = attrs.field(
        default=attrs.Factory(lambda self: self.clock, takes_self=True)  # another where waits are not waited for
    )
    """Seconds by which an attempt is timed once it is on its way."""


Steps = Generator[Send | Sleep, RawResponse | Failure | None, RawResponse]


def call(outgoing: Outgoing, policy: Policy, around: Surroundings) -> Steps:
    """Runs a call to its end.

    Returns:
        The response, when its status is a success.

    Raises:
        APIError: The server answered with an error status or a redirect.
        NetworkError: There was no usable answer.
    """
    state = _State(outgoing, policy, around)
    while True:
        choice = around.hosts.choose(state.tried)
        if choice is None:
            yield from state.wait_after_failure()
            continue
        try:
            send = state.attempt_at(choice)
            started = around.clock()
            reply = yield send
        except BaseException:  # a call that ends here must not leave a host marked as being probed
            around.hosts.released(choice)
            raise
        seconds = around.clock() - started
        if isinstance(reply, RawResponse):
            around.hosts.succeeded(choice)
            response = state.answered(choice, reply, seconds)
            if outgoing.sink is not None and outgoing.sink.starts_over(response):
                state.tried.remove(choice.url)
                continue
            if 200 <= response.status < 300:
                around.budget.put_back(retried=state.retries > 0)
                return state.usable(response)
            yield from state.wait_after_status(response)
        else:
            assert isinstance(reply, Failure)
            state.failed(choice, reply, seconds)


class _State:
    """What a call knows of its attempts so far."""

    def __init__(self, outgoing: Outgoing, policy: Policy, around: Surroundings) -> None:
        self.outgoing = outgoing
        self.policy = policy
        self.around = around
        self.deadline = around.clock() + policy.timeout if policy.timeout else None
        self.attempts: list[Attempt] = []
        self.failures: list[Failure] = []
        self.reasons: list[str] = []
        self.tried: list[str] = []
        self.retries = 0

    def attempt_at(self, choice: Choice) -> Send:
        """The next attempt, with its share of the time that is left."""
        now = self.around.clock()
        left = None if self.deadline is None else self.deadline - now
        if left is not None and left <= 0:
            raise self.error()
        hosts_to_come = max(1, len(self.around.hosts) - len(self.tried))
        connect = CONNECT_TIMEOUT if left is None else min(CONNECT_TIMEOUT, left / hosts_to_come)
        if choice.probe:
            connect = min(connect, PROBE_CONNECT_TIMEOUT)
        # A repeatable request can go on to the next host after a stalled read, if there is time left for it.
        share = left / hosts_to_come if left is not None and self.outgoing.idempotent else left
        self.tried.append(choice.url)
        self._before(choice)
        outgoing = self.outgoing
        if outgoing.sink is not None:
            outgoing = attrs.evolve(outgoing, headers=outgoing.sink.headers(outgoing.headers, choice.url))
        return Send(outgoing, choice.url, connect, None if share is None else self.around.socket_clock() + share)

    def answered(self, choice: Choice, response: RawResponse, seconds: float) -> RawResponse:
        outcome = "answered" if response.status < 400 else "refused by the server"
        self.attempts.append(Attempt(choice.url, outcome, response.status, seconds))
        self.reasons.append(f"{choice.url}: HTTP {response.status}")
        self._after(choice, response, None, seconds)
        return response.after(tuple(self.attempts))

    def usable(self, response: RawResponse) -> RawResponse:
        """The response, if its body could be unpacked or is not needed."""
        if response.flaw and self.outgoing.needs_body:
            what = f"{self.outgoing.method} {response.url}: HTTP {response.status}, but {response.flaw}"
            error = DecodeError(what, body=response.content, request_id=response.request_id)
            raise advised(error, self.outgoing.advice, idempotent=self.outgoing.idempotent)
        return response

    def failed(self, choice: Choice, failure: Failure, seconds: float) -> None:
        """Notes a failed attempt; returns when the next host may be tried."""
        outcome = "unknown" if failure.delivered else "never delivered"
        self.attempts.append(Attempt(choice.url, outcome, None, seconds))
        self.failures.append(failure)
        self.reasons.append(f"{choice.url}: {failure.reason}")
        if failure.blames_host and (self.outgoing.idempotent or not failure.delivered):
            self.around.hosts.failed(choice)
        else:
            self.around.hosts.released(choice)
        self._after(choice, None, failure, seconds)
        if failure.cause is not None:
            raise failure.cause
        if not failure.blames_host or (failure.delivered and not self.outgoing.idempotent):
            raise self.error()

    def wait_after_failure(self) -> Generator[Sleep, Any, None]:
        """Every host was tried and none answered: wait and try them again, or give up."""
        yield from self._wait(backoff(self.retries, self.around.uniform), self.error)
        self.tried.clear()

    def wait_after_status(self, response: RawResponse) -> Generator[Sleep, Any, None]:
        """The server refused: wait and ask the same host again where that can help, or give up."""
        wanted = retry_after(response.headers.get("retry-after"), self.around.now)

        def error() -> OctaSpaceError:
            return self._refusal(response, wanted)

        if response.status not in RETRYABLE:
            raise error()
        yield from self._wait(backoff(self.retries, self.around.uniform) if wanted is None else wanted, error)
        self.tried.clear()

    def _wait(self, seconds: float, error: Callable[[], OctaSpaceError]) -> Generator[Sleep, Any, None]:
        too_late = self.deadline is not None and self.around.clock() + seconds >= self.deadline
        if (
            not self.outgoing.idempotent
            or self.retries >= self.policy.max_retries
            or seconds > MAX_RETRY_AFTER
            or too_late
            or not self.around.budget.take()
        ):
            raise error()
        self.retries += 1
        yield Sleep(seconds)
        if self.deadline is not None and self.around.clock() >= self.deadline:  # it was overslept
            raise error()

    def _refusal(self, response: RawResponse, wanted: float | None) -> APIError:
        masked = self.outgoing.headers.masked  # some servers echo what they refuse
        message = None
        if 300 <= response.status < 400:
            target = response.headers.get("location", "nowhere")
            message = masked(f"redirected to {target}, which is not followed")
        error = error_class(response.status)(
            status_code=response.status,
            method=self.outgoing.method,
            url=response.url,
            request_id=response.request_id,
            retry_after=wanted,
            body=_body(attrs.evolve(response, content=masked(response.content))),
            attempts=self.attempts,
            message=message,
        )
        if response.status >= 500 and not self.outgoing.idempotent:
            error.add_note(f"It may have been processed: {self.outgoing.advice}.")
        return error

    def error(self) -> NetworkError:
        """The error of a call that got no answer."""
        sent = any(attempt.outcome != "never delivered" for attempt in self.attempts)
        timed_out = not self.failures or self.failures[-1].timed_out
        if self.deadline is not None and self.around.clock() >= self.deadline:
            timed_out = True
        what = f"{self.outgoing.method} {self.outgoing.target.partition('?')[0]}"
        parts = [f"{what}: {'; '.join(dict.fromkeys(self.reasons)) or 'the time was over'}"]
        if not sent:
            parts.append("nothing was sent")
        elif self.outgoing.idempotent:
            parts.append("it is safe to try again")
        else:
            parts.append(f"it may have been processed: {self.outgoing.advice}")
        if timed_out and self.policy.timeout:
            parts.append(f"timeout {self.policy.timeout:g} s")
        kind = RequestTimeoutError if timed_out else ConnectionFailedError
        return kind("; ".join(parts), may_have_been_processed=sent, attempts=self.attempts)

    def _before(self, choice: Choice) -> None:
        number = len(self.attempts) + 1
        url = choice.url + self.outgoing.target
        if _listens(self.policy.logger):
            _debug(self.policy.logger, "%s %s (attempt %d)", self.outgoing.method, _loggable(url), number)
        if self.policy.on_request is not None:
            event = RequestEvent(
                operation=self.outgoing.operation, method=self.outgoing.method, url=url, attempt=number
            )
            _notify(self.policy.on_request, event, self.policy.logger)

    def _after(self, choice: Choice, response: RawResponse | None, failure: Failure | None, seconds: float) -> None:
        number, url = len(self.attempts), choice.url + self.outgoing.target
        if response is not None:
            if _listens(self.policy.logger):
                values = (self.outgoing.method, _loggable(url), response.status, seconds * 1000, number)
                request_id = response.request_id or "none"
                _debug(self.policy.logger, "%s %s -> %d in %.0f ms (attempt %d, request id %s)", *values, request_id)
        elif failure is not None:
            text = f"{self.outgoing.method} {_loggable(url)} failed after {seconds * 1000:.0f} ms"
            _error(self.policy.logger, f"{text} (attempt {number}): {failure.reason}")
        if self.policy.on_response is not None:
            event = ResponseEvent(
                operation=self.outgoing.operation,
                method=self.outgoing.method,
                url=url,
                attempt=number,
                status=response.status if response else None,
                error=failure.reason if failure else None,
                seconds=seconds,
                request_id=response.request_id if response else None,
            )
            _notify(self.policy.on_response, event, self.policy.logger)


def advised(error: DecodeError, advice: str, *, idempotent: bool) -> DecodeError:
    """Notes on an answer that says nothing that the request acted all the same."""
    if not idempotent:
        error.add_note(f"The request was processed: {advice}.")
    return error


def _body(response: RawResponse) -> Any:
    """An error's body: parsed when it is JSON, else text."""
    try:
        return response.json()
    except (OctaSpaceError, RecursionError):
        return response.text


def _listens(logger: Any) -> bool:
    """Whether debug messages are wanted; a plain object with `debug` always wants them."""
    try:
        enabled = getattr(logger, "isEnabledFor", None)
        return enabled is None or bool(enabled(10))
    except Exception:  # a logger that raises must not hide what became of a request
        return False


def _debug(logger: Any, message: str, *values: object) -> None:
    with suppress(Exception):
        logger.debug(message % values)


def _error(logger: Any, message: str) -> None:
    with suppress(Exception):
        logger.error(message)


def _loggable(url: str) -> str:
    """A URL without its query, which may say more than a log should."""
    return url.partition("?")[0]


def _notify(hook: Callable[[T], object], event: T, logger: Any) -> None:
    """A hook that raises must not hide what became of a request that may have cost money."""
    try:
        hook(event)
    except Exception as error:
        _error(logger, f"{getattr(hook, '__name__', 'a hook')} raised {type(error).__name__}")
