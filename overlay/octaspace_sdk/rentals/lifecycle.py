"""The life of a session that costs money: waiting until it is ready, and stopping it.

Both are generators without I/O, as the retry loop is: they yield what to send and how long to sleep (drivers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from octaspace_api import arguments
from octaspace_api.operations.services_session import services_session_info, services_session_stop
from octaspace_api.operations.sessions import sessions_list
from octaspace_sdk.calls.drivers import SendOnce, SendRequest, Sleep
from octaspace_sdk.calls.retry_policy import MAX_RETRY_AFTER, RETRYABLE, backoff
from octaspace_sdk.decoding.quirks import says_stopped
from octaspace_sdk.errors import APIError, DecodeError, NetworkError, NotFoundError, OctaSpaceError, RequestTimeoutError
from octaspace_sdk.response import RawResponse, without_key
from octaspace_sdk.support.callbacks import check_callback
from octaspace_sdk.support.clock import Clock
from octaspace_sdk.support.deadline import Deadline
from octaspace_sdk.support.json_codec import parse_lenient
from octaspace_sdk.support.redaction import NO_KEY_MASK, KeyMask

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo

OnProgress = Callable[["SessionInfo"], object]
"""Receives each state of a session while a call waits for it."""

NOT_FOUND_GRACE = 15.0  # seconds in which a host may answer 404 for a session that was just created
NOT_FOUND_POLL_INTERVAL = 1.0  # seconds
STOP_TOTAL_TIMEOUT = 180.0  # seconds for which a session is tried to be stopped
STOP_TIMEOUT = 10.0  # seconds for each attempt


def wait_ready(
    uuid: str,
    *,
    timeout: float,
    poll_interval: float,
    on_progress: OnProgress | None,
    clock: Callable[[], float],
    key_mask: KeyMask = NO_KEY_MASK,
    once_known: bool = False,
) -> Generator[SendRequest | Sleep, Any, SessionInfo]:
    """Poll a session until it is ready, or only until it is known; return its details."""
    check_above_zero(timeout=timeout, poll_interval=poll_interval)
    check_callback("on_progress", on_progress)
    started = clock()
    deadline = Deadline.after(timeout, clock)
    last: SessionInfo | None = None
    problem: OctaSpaceError | None = None
    while not deadline.expired:
        result = yield SendRequest(services_session_info(uuid), deadline.remaining(timeout))
        if isinstance(result, OctaSpaceError):
            unknown_yet = isinstance(result, NotFoundError) and last is None and clock() - started < NOT_FOUND_GRACE
            if isinstance(result, NotFoundError) and last is None and not unknown_yet:
                raise _no_such_session(uuid, result, clock() - started)
            if not unknown_yet and not _is_transient(result):
                raise result
            if problem is None or not isinstance(result, RequestTimeoutError):  # a last look may have had no time
                problem = result
        else:
            info: SessionInfo = result
            last = info
            if on_progress is not None:
                on_progress(info)
            if once_known or info.is_ready is True:
                return info
        if not deadline.expired:
            yield Sleep(deadline.remaining(poll_interval))
    if isinstance(problem, NotFoundError) and last is None:
        raise _no_such_session(uuid, problem, clock() - started)
    progress = key_mask(str(last.progress or "without a word of progress")) if last else ""
    seen = f" (last seen: {progress})" if progress else ""
    raise RequestTimeoutError(
        f"session {uuid} was not ready within {timeout:g} s{seen}; it may still run and cost money"
    ) from problem


def _no_such_session(uuid: str, error: NotFoundError, seconds: float) -> NotFoundError:
    error.args = (f"no such session after {seconds:.2g} s of 404: {uuid}; {error}",)
    return error


def stop_with_retries(
    uuid: str, *, score: int | None, created: float, clock: Clock, hosts: int
) -> Generator[SendOnce | Sleep, Any, None]:
    """Stop a session, trying again until that is certain or `STOP_TOTAL_TIMEOUT` is over: a second stop does no harm.

    Any refusal can pass: a deployment, a lapsed login, a proxy that answers in the place of the API.

    Args:
        uuid: The session.
        score: How to rate it.
        created: When it was created, on the monotonic clock.
        clock: The clock of the client.
        hosts: How many hosts there are: after an HTTP error the others are asked first.
    """
    deadline = Deadline.after(STOP_TOTAL_TIMEOUT, clock.monotonic)
    refusals: dict[str, float] = {}  # what each host that refused since the last long wait has asked to wait
    failures = 0
    while True:
        result = yield SendOnce(services_session_stop(uuid, score), STOP_TIMEOUT, tuple(refusals))
        if isinstance(result, RawResponse) and says_stopped(result):
            return
        wait = backoff(failures, clock.uniform)
        if isinstance(result, RawResponse | NotFoundError):  # it may have ended
            if clock.monotonic() - created < NOT_FOUND_GRACE:
                wait = NOT_FOUND_POLL_INTERVAL
            else:
                listed = yield SendOnce(sessions_list(), STOP_TIMEOUT, tuple(refusals))
                if isinstance(listed, RawResponse) and _lists_without(listed, uuid):
                    return
        elif not isinstance(result, APIError | NetworkError):
            raise result
        if deadline.expired:
            raise _unconfirmed(result) if isinstance(result, RawResponse) else result
        failures += 1
        host = result.attempts[-1].host if result.attempts else ""
        all_refused = host in refusals or len(refusals) + 1 >= hosts
        refusals[host] = min(getattr(result, "retry_after", None) or 0.0, MAX_RETRY_AFTER)
        if all_refused:
            wait = max(wait, *refusals.values())
            refusals = {host: 0.0}
        yield Sleep(deadline.remaining(wait))


def _lists_without(response: RawResponse, uuid: str) -> bool:
    """Return whether a list of the running sessions names each of them, and not this one."""
    try:
        sessions = parse_lenient(response.content)
    except ValueError:
        return False
    if not isinstance(sessions, list):
        return False
    uuids = [session.get("uuid") if isinstance(session, dict) else None for session in sessions]
    return None not in uuids and uuid not in map(str, uuids)


def _unconfirmed(response: RawResponse) -> DecodeError:
    what = f"{response.url}: HTTP {response.status}, but the answer does not say that the session was stopped"
    return DecodeError(what, body=without_key(response).content, request_id=response.request_id)


def _is_transient(error: OctaSpaceError) -> bool:
    if isinstance(error, APIError):
        return error.status_code in RETRYABLE or error.status_code >= 500
    return isinstance(error, NetworkError)


def check_above_zero(**seconds: float) -> None:
    """Refuse times that are not above 0."""
    for name, value in seconds.items():
        arguments.number(name, value)
        if value <= 0:
            raise ValueError(f"{name} must be above 0 seconds, not {value}")
