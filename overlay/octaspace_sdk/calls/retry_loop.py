"""The life of one call, free of I/O: failover, retries, the deadline, and what was sent.

`call` is a generator. It yields what to do, `SendWhenFree` or `Sleep`, and receives the result: a response or a
`Failure`. Two drivers of a few lines run it, one sync, one async (drivers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator
from functools import partial
from typing import Any

import attrs

from octaspace_sdk.calls.call_errors import api_error, network_error, unreadable_body
from octaspace_sdk.calls.drivers import Sleep, Steps
from octaspace_sdk.calls.host_pool import PROBE_CONNECT_TIMEOUT, Choice, HostPool, Unexplored
from octaspace_sdk.calls.observer import Observer
from octaspace_sdk.calls.retry_policy import MAX_RETRY_AFTER, RETRYABLE, RetryBudget, backoff, retry_after
from octaspace_sdk.config import Policy
from octaspace_sdk.errors import Attempt, NetworkError, OctaSpaceError, Outcome
from octaspace_sdk.response import RawResponse, masked
from octaspace_sdk.support.clock import Clock
from octaspace_sdk.support.deadline import Deadline
from octaspace_sdk.transport.protocol import Failure, PreparedRequest, SendAttempt, SendWhenFree, Wait

CONNECT_TIMEOUT = 10.0  # seconds to reach a host; less when there are others still to come
FINDING_TIMEOUT = 1.0  # seconds to wait until another call has reached a host, before the next one is used


@attrs.frozen(kw_only=True)
class ClientState:
    """State that the calls of a client share."""

    hosts: HostPool
    budget: RetryBudget
    clock: Clock


def call(
    request: PreparedRequest,
    policy: Policy,
    state: ClientState,
    avoid: Collection[str] = (),
    deadline: Deadline | None = None,
) -> Steps[RawResponse]:
    """Run a call to its end.

    Args:
        request: What to send.
        policy: The options of the caller.
        state: What it shares with other calls.
        avoid: Base URLs to use only when no other is healthy.
        deadline: When the call must be over; None for the timeout of the policy, from now on.

    Returns:
        The response, when its status is a success.

    Raises:
        APIError: The server answered with an error status or a redirect.
        NetworkError: There was no usable response.
    """
    progress = _Call(request, policy, state, avoid, deadline)
    while True:
        if progress.has_tried_all:
            yield from progress.wait_after_failure()
        result = yield from progress.send()
        if isinstance(result, Failure):
            progress.record_failure(result)
            continue
        if request.on_response is not None:
            request.on_response(result)
        response = progress.record_response(result)
        if request.sink is not None and request.sink.must_restart(response):
            progress.tried.pop()
        elif 200 <= response.status < 300:
            state.budget.release(retried=progress.retries > 0)
            return progress.check_body(response)
        elif not progress.goes_to_next_host(response):
            yield from progress.wait_after_status(response)


class _Call:
    """The attempts of a call so far, and what follows from them."""

    def __init__(
        self,
        request: PreparedRequest,
        policy: Policy,
        state: ClientState,
        avoid: Collection[str],
        deadline: Deadline | None,
    ) -> None:
        self._request = request
        self._policy = policy
        self._state = state
        self._avoid = avoid
        self._clock = state.clock
        self._observer = Observer(request, policy)
        self._deadline = deadline or Deadline.after(policy.timeout or None, state.clock.monotonic)
        self._attempts: list[Attempt] = []
        self._reasons: list[str] = []
        self._timed_out = True  # until an attempt has failed otherwise
        self._choice: Choice | None = None
        self._started = 0.0
        self._waited: list[str] = []
        self.tried: list[str] = []
        """The base URLs that were tried since the last wait."""
        self.retries = 0

    @property
    def has_tried_all(self) -> bool:
        return len(self.tried) == len(self._state.hosts)

    def send(self) -> Generator[SendWhenFree, Any, RawResponse | Failure]:
        """Send an attempt, to a host that is chosen when there is a connection."""
        if self._deadline.expired:
            raise self._error()
        self._choice = None
        try:
            until = Deadline.after(self._deadline.remaining(), self._clock.io_monotonic)
            result: RawResponse | Failure = yield SendWhenFree(self._next_attempt, until)
        except BaseException:  # a call that ends here must not leave a host marked as being probed
            if self._choice is not None:
                self._state.hosts.released(self._choice)
            raise
        return result

    def _next_attempt(self) -> SendAttempt | Wait | None:
        """Return the next attempt, with its share of the time that is left."""
        if self._deadline.expired:
            return None
        left = self._deadline.remaining()
        hosts_to_come = max(1, len(self._state.hosts) - len(self.tried))
        share = None if left is None else left / hosts_to_come
        choice = self._state.hosts.choose(self.tried, self._avoid, self._waited)
        if isinstance(choice, Unexplored):
            self._waited.append(choice.url)
            return Wait(choice.finding, FINDING_TIMEOUT if share is None else min(FINDING_TIMEOUT, share))
        assert choice is not None
        self._choice = choice
        connect = CONNECT_TIMEOUT if share is None else min(CONNECT_TIMEOUT, share)
        if choice.probe:
            connect = min(connect, PROBE_CONNECT_TIMEOUT)
        if not self._request.idempotent:  # a repeatable one can go on to the next host after a stalled read
            share = left
        url = choice.url
        self.tried.append(url)
        self._observer.before(url, len(self._attempts) + 1)
        self._started = self._clock.monotonic()
        request = self._request
        if request.sink is not None:
            request = attrs.evolve(request, headers=request.sink.headers(request.headers, url))
        on_reached = partial(self._state.hosts.reached, choice) if choice.explores else None
        return SendAttempt(request, url, connect, Deadline.after(share, self._clock.io_monotonic), on_reached)

    def record_response(self, response: RawResponse) -> RawResponse:
        """Return the response with the attempts that led to it, and without the API key."""
        choice, seconds = self._chosen()
        self._state.hosts.succeeded(choice)
        outcome = Outcome.ANSWERED if response.status < 400 else Outcome.REJECTED
        url = choice.url
        self._attempts.append(Attempt(url, outcome, response.status, seconds))
        self._reasons.append(f"{url}: HTTP {response.status}")
        response = masked(response, self._request.headers.key_mask, tuple(self._attempts))
        self._observer.after(len(self._attempts), response, seconds)
        return response

    def _chosen(self) -> tuple[Choice, float]:
        """Return the host of the attempt that is over, and how many seconds it took."""
        assert self._choice is not None
        return self._choice, self._clock.monotonic() - self._started

    def check_body(self, response: RawResponse) -> RawResponse:
        """Return the response, if its body is whole or not needed."""
        if response.body_error and self._request.needs_body:
            raise unreadable_body(self._request, response)
        return response

    def record_failure(self, failure: Failure) -> None:
        """Record a failed attempt; raise when no other host may be tried."""
        self._timed_out = failure.timed_out
        if self._choice is None:  # there was no connection for it, so it was no attempt
            self._reasons.append(failure.reason)
            raise self._error()
        choice, seconds = self._chosen()
        outcome = Outcome.UNKNOWN if failure.possibly_sent else Outcome.NOT_SENT
        self._attempts.append(Attempt(choice.url, outcome, None, seconds))
        self._reasons.append(f"{choice.url}: {failure.reason}")
        may_go_on = self._request.idempotent or not failure.possibly_sent
        if failure.host_at_fault:  # later calls avoid the host, also when this one must not go elsewhere
            self._state.hosts.failed(choice)
        else:
            self._state.hosts.released(choice)
        self._observer.after(len(self._attempts), failure, seconds)
        if failure.cause is not None:
            raise failure.cause
        if not failure.host_at_fault or not may_go_on:
            raise self._error()

    def wait_after_failure(self) -> Generator[Sleep, Any, None]:
        """Wait before all hosts are tried again: each was tried and none answered."""
        yield from self._wait(backoff(self.retries, self._clock.uniform), self._error)

    def goes_to_next_host(self, response: RawResponse) -> bool:
        """Return whether another host is asked at once, although this one answered."""
        return (
            response.status in self._policy.failover_on_status
            and self._request.idempotent
            and len(self.tried) < len(self._state.hosts)
        )

    def wait_after_status(self, response: RawResponse) -> Generator[Sleep, Any, None]:
        """Wait before the same host is asked again, where that can help; else raises."""
        headers = response.headers
        requested = retry_after(headers.get("retry-after"), self._clock.wall, headers.get("date"))

        def error() -> OctaSpaceError:
            return api_error(self._request, response, requested, self._attempts)

        if response.status not in RETRYABLE:
            raise error()
        seconds = backoff(self.retries, self._clock.uniform) if requested is None else requested
        yield from self._wait(seconds, error)

    def _wait(self, seconds: float, error: Callable[[], OctaSpaceError]) -> Generator[Sleep, Any, None]:
        if (
            not self._request.idempotent
            or self.retries >= self._policy.max_retries
            or seconds > MAX_RETRY_AFTER
            or self._deadline.expires_within(seconds)
            or not self._state.budget.acquire()
        ):
            raise error()
        self.retries += 1
        self._observer.retrying(seconds, self.retries, self._reasons[-1])
        yield Sleep(seconds)
        if self._deadline.expired:  # the sleep ran past the deadline
            raise error()
        self.tried.clear()

    def _error(self) -> NetworkError:
        timed_out = self._timed_out or self._deadline.expired
        error = network_error(
            self._request, self._attempts, self._reasons, timed_out=timed_out, timeout=self._policy.timeout
        )
        self._observer.failed(error)
        return error
