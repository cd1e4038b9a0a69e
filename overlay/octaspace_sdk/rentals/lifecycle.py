"""The life of a session that costs money: waiting until it is ready, and stopping it.

Both are generators without I/O, as the retry loop is: they yield what to send and how long to sleep (drivers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from octaspace_api import arguments
from octaspace_api.operations.services_session import services_session_info, services_session_stop
from octaspace_sdk.calls.drivers import SendRequest, Sleep
from octaspace_sdk.calls.retry_policy import RETRYABLE, backoff
from octaspace_sdk.errors import APIError, NetworkError, NotFoundError, OctaSpaceError, RequestTimeoutError
from octaspace_sdk.support.clock import Clock
from octaspace_sdk.support.deadline import Deadline

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo

OnProgress = Callable[["SessionInfo"], object]

NOT_FOUND_GRACE = 15.0  # seconds in which a host may answer 404 for a session that was just created
NOT_FOUND_POLL_INTERVAL = 1.0  # seconds
STOP_ATTEMPTS = 8
STOP_TIMEOUT = 10.0  # seconds for each


def wait_ready(
    uuid: str, *, timeout: float, poll_interval: float, on_progress: OnProgress | None, clock: Callable[[], float]
) -> Generator[SendRequest | Sleep, Any, SessionInfo]:
    """Polls a session until it is ready; returns its details."""
    check_above_zero(timeout=timeout, poll_interval=poll_interval)
    started = clock()
    deadline = Deadline.after(timeout, clock)
    last: SessionInfo | None = None
    problem: OctaSpaceError | None = None
    while not deadline.expired:
        result = yield SendRequest(services_session_info(uuid), deadline.remaining() or timeout)
        if isinstance(result, OctaSpaceError):
            unknown_yet = isinstance(result, NotFoundError) and last is None and clock() - started < NOT_FOUND_GRACE
            if not unknown_yet and not _is_transient(result):
                raise result
            if problem is None or not isinstance(result, RequestTimeoutError):  # a last look may have had no time
                problem = result
        else:
            info: SessionInfo = result
            last = info
            if on_progress is not None:
                on_progress(info)
            if info.is_ready is True:
                return info
        if not deadline.expired:
            yield Sleep(deadline.remaining(poll_interval) or poll_interval)
    seen = f" (last seen: {last.progress or 'without a word of progress'})" if last else ""
    raise RequestTimeoutError(
        f"session {uuid} was not ready within {timeout:g} s{seen}; it may still run and cost money"
    ) from problem


def stop_with_retries(
    uuid: str,
    *,
    score: int | None,
    created: float,
    clock: Clock,
) -> Generator[SendRequest | Sleep, Any, None]:
    """Stops a session, trying again when the outcome is unknown: a second stop does no harm."""
    problem: OctaSpaceError | None = None
    failures = 0
    while failures < STOP_ATTEMPTS:
        result = yield SendRequest(services_session_stop(uuid, score), STOP_TIMEOUT)
        if not isinstance(result, OctaSpaceError):
            return
        if isinstance(result, NotFoundError):
            if clock.monotonic() - created >= NOT_FOUND_GRACE:
                return
            yield Sleep(NOT_FOUND_POLL_INTERVAL)
            continue
        if not _is_transient(result):
            raise result
        problem = result
        failures += 1
        if failures < STOP_ATTEMPTS:
            yield Sleep(backoff(failures - 1, clock.uniform))
    if problem is not None:
        raise problem


def _is_transient(error: OctaSpaceError) -> bool:
    if isinstance(error, APIError):
        return error.status_code in RETRYABLE or error.status_code >= 500
    return isinstance(error, NetworkError)


def check_above_zero(**seconds: float) -> None:
    """Refuses times that are not above 0."""
    for name, value in seconds.items():
        arguments.number(name, value)
        if value <= 0:
            raise ValueError(f"{name} must be above 0 seconds, not {value}")
