"""The life of a session that costs money: waiting until it can be used, and ending it for sure.

Both are generators without I/O, as the call loop is: they yield what to ask and how long to sleep (drivers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from octaspace_api import arguments
from octaspace_api.operations.services_session import services_session_info, services_session_stop
from octaspace_sdk.calls.drivers import Ask
from octaspace_sdk.calls.retry_loop import Sleep
from octaspace_sdk.calls.retry_policy import RETRYABLE, backoff
from octaspace_sdk.errors import APIError, NetworkError, NotFoundError, OctaSpaceError, RequestTimeoutError

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo

OnProgress = Callable[["SessionInfo"], object]

GRACE = 15.0  # seconds in which a session that was just created may not be known to every host yet
UNKNOWN_YET = 1.0  # seconds until the next look at such a session
STOP_ATTEMPTS = 8
STOP_TIMEOUT = 10.0  # seconds for each


def wait_ready(
    uuid: str, *, timeout: float, poll_interval: float, on_progress: OnProgress | None, clock: Callable[[], float]
) -> Generator[Ask | Sleep, Any, SessionInfo]:
    """Looks at a session until it is ready; returns its details."""
    check_waiting(timeout=timeout, poll_interval=poll_interval)
    started = clock()
    last: SessionInfo | None = None
    problem: OctaSpaceError | None = None
    while (left := started + timeout - clock()) > 0:
        found = yield Ask(services_session_info(uuid), left)
        if isinstance(found, OctaSpaceError):
            unknown_yet = isinstance(found, NotFoundError) and last is None and clock() - started < GRACE
            if not unknown_yet and not _is_transient(found):
                raise found
            if problem is None or not isinstance(found, RequestTimeoutError):  # a last look may have had no time
                problem = found
        else:
            info: SessionInfo = found
            last = info
            if on_progress is not None:
                on_progress(info)
            if info.is_ready is True:
                return info
        yield Sleep(max(0.0, min(poll_interval, started + timeout - clock())))
    seen = f" (last seen: {last.progress or 'without a word of progress'})" if last else ""
    raise RequestTimeoutError(
        f"session {uuid} was not ready within {timeout:g} s{seen}; it may still run and cost money"
    ) from problem


def stop_surely(
    uuid: str,
    *,
    score: int | None,
    created: float,
    clock: Callable[[], float],
    uniform: Callable[[float, float], float],
) -> Generator[Ask | Sleep, Any, None]:
    """Stops a session, trying again when it is not known whether that worked: a second stop does no harm."""
    problem: OctaSpaceError | None = None
    failures = 0
    while failures < STOP_ATTEMPTS:
        found = yield Ask(services_session_stop(uuid, score), STOP_TIMEOUT)
        if not isinstance(found, OctaSpaceError):
            return
        if isinstance(found, NotFoundError):
            if clock() - created >= GRACE:
                return
            yield Sleep(UNKNOWN_YET)
            continue
        if not _is_transient(found):
            raise found
        problem = found
        failures += 1
        if failures < STOP_ATTEMPTS:
            yield Sleep(backoff(failures - 1, uniform))
    if problem is not None:
        raise problem


def _is_transient(error: OctaSpaceError) -> bool:
    if isinstance(error, APIError):
        return error.status_code in RETRYABLE or error.status_code >= 500
    return isinstance(error, NetworkError)


def check_waiting(**seconds: float) -> None:
    """Refuses times that cannot be waited for, by the names of their arguments."""
    for name, value in seconds.items():
        arguments.number(name, value)
        if value <= 0:
            raise ValueError(f"{name} must be above 0 seconds, not {value}")
