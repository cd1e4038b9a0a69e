"""The errors that a call ends with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from octaspace_api.operations import PUBLIC
from octaspace_sdk.errors import (
    APIError,
    Attempt,
    ConnectionFailedError,
    DecodeError,
    NetworkError,
    OctaSpaceError,
    Outcome,
    RequestTimeoutError,
    error_class,
)
from octaspace_sdk.events import Drift
from octaspace_sdk.response import RawResponse, without_key
from octaspace_sdk.transport.protocol import PreparedRequest

E = TypeVar("E", bound=OctaSpaceError)


def api_error(
    request: PreparedRequest, response: RawResponse, retry_after: float | None, attempts: Sequence[Attempt]
) -> APIError:
    """Return the error of a call that was answered with an error status or a redirect."""
    message = None
    if 300 <= response.status < 400:
        target = response.headers.get("location")
        message = (
            f"redirected to {target}, which is not followed"
            if target
            else "redirected, but the answer has no Location header that says where"
        )
    error = error_class(response.status)(
        status_code=response.status,
        method=request.method,
        url=response.url,
        request_id=response.request_id,
        retry_after=retry_after,
        body=_parsed(response),
        attempts=attempts,
        message=message,
    )
    if response.status >= 500 and not request.idempotent:
        error.add_note(f"It may have been processed: {request.recovery_hint}.")
    return error


def network_error(
    request: PreparedRequest,
    attempts: Sequence[Attempt],
    reasons: Sequence[str],
    *,
    timed_out: bool,
    timeout: float | None,
) -> NetworkError:
    """Return the error of a call that got no response.

    Args:
        request: What was sent, or should have been.
        attempts: Every attempt.
        reasons: Why each of them failed.
        timed_out: Whether the call timed out.
        timeout: The seconds that the whole call had.
    """
    sent = any(attempt.outcome != Outcome.NOT_SENT for attempt in attempts)
    what = f"{request.method} {request.target.partition('?')[0]}"
    parts = [f"{what}: {'; '.join(dict.fromkeys(reasons)) or 'timed out'}"]
    if not sent:
        parts.append("nothing was sent")
    elif request.idempotent:
        parts.append("it is safe to try again")
    else:
        parts.append(f"it may have been processed: {request.recovery_hint}")
    if timed_out and timeout:
        parts.append(f"timeout {timeout:g} s")
    message = "; ".join(parts)
    if timed_out:
        return RequestTimeoutError(message, may_have_been_processed=sent, attempts=attempts, timeout=timeout or None)
    return ConnectionFailedError(message, may_have_been_processed=sent, attempts=attempts)


def no_key(operation: str) -> str:
    """Return what to say of a request that the API would refuse, because there is no key."""
    public = ", ".join(PUBLIC)
    return f"{operation}: no API key: pass api_key= or set OCTA_API_KEY; public without one: {public}"


def drifted(operation: str, response: RawResponse, drifts: Sequence[Drift]) -> DecodeError:
    """Return the error of an answer that differs from its description, for a client that wants to be strict."""
    shown = without_key(response)
    places = [f"{drift.path or 'the answer'} should be {drift.expected}, but is {drift.got}" for drift in drifts]
    more = [f"and {len(places) - _MAX_PLACES} more"] if len(places) > _MAX_PLACES else []
    problems = "; ".join([*places[:_MAX_PLACES], *more])
    what = f"{operation}: the answer differs from its description: {problems} (HTTP {shown.status})"
    return DecodeError(what, body=shown.content, request_id=shown.request_id, drifts=drifts)


_MAX_PLACES = 5
"""How many places of drift a message names."""


def unreadable_body(request: PreparedRequest, response: RawResponse) -> DecodeError:
    """Return the error of a success whose body could not be decompressed."""
    what = f"{request.method} {response.url}: HTTP {response.status}, but {response.body_error}"
    error = DecodeError(what, body=response.content, request_id=response.request_id)
    return with_recovery_hint(error, request.recovery_hint)


def with_recovery_hint(error: E, hint: str) -> E:
    """Return the error of a response that is of no use, with a note what to do where the request acts."""
    if hint:
        error.add_note(f"It may have been processed: {hint}.")
    return error


def _parsed(response: RawResponse) -> Any:
    """Return an error's body: parsed when it is JSON, else text."""
    try:
        return response.json()
    except (OctaSpaceError, RecursionError):
        return response.text
