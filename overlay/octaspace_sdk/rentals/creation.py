"""Starting a session that costs money, so that it is not lost whatever becomes of the response.

When nobody knows whether a session was started, the listing of sessions is searched for it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from octaspace_api.operations.sessions import sessions_list
from octaspace_sdk.calls.drivers import SendRequest, Sleep, Steps
from octaspace_sdk.errors import (
    APIError,
    BadGatewayError,
    DecodeError,
    GatewayTimeoutError,
    NetworkError,
    OctaSpaceError,
)
from octaspace_sdk.rentals.open_rentals import OpenRental
from octaspace_sdk.rentals.rental_plan import is_refusal, node_id, note_candidates
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.clock import Clock
from octaspace_sdk.support.deadline import Deadline
from octaspace_sdk.support.printable import printable

if TYPE_CHECKING:
    from octaspace_api.models import Session

CREATE_TIMEOUT = 600.0  # seconds; nothing interrupts a creation, which must end where a client has no timeout as well
SEARCH_TIMEOUT = 5.0  # seconds in which a session may appear, of a request that may still be on its way
SEARCH_INTERVAL = 1.0  # seconds
LIST_TIMEOUT = 10.0  # seconds for each look at the listing
CLOCK_SLACK = 5.0  # seconds by which the duration of a session may be off


def create_session(rental: OpenRental, *, stop_unknown: bool, clock: Clock) -> Steps[None]:
    """Start a session, and tell the rental its uuid as soon as that is known.

    Args:
        rental: The request, and where the uuid goes.
        stop_unknown: Whether a session that was started without a usable answer becomes the rental's, to be stopped.
        clock: The clock of the client.

    Raises:
        OctaSpaceError: It failed; the message names sessions that may have been started nevertheless.
    """
    requests = yield from rental.plan.requests()
    if stop_unknown:
        before = yield SendRequest(sessions_list(), LIST_TIMEOUT)
        rental.listed_before = [session.uuid for session in before] if isinstance(before, list) else None
    rental.created_at = clock.monotonic()

    def note_uuid(response: RawResponse) -> None:
        if 200 <= response.status < 300:
            rental.uuid = uuid_in(response.content)

    result: Any = None
    for request in requests:
        rental.request = request
        result = yield SendRequest(request, CREATE_TIMEOUT, on_response=note_uuid)
        if not isinstance(result, OctaSpaceError):
            rental.uuid = str(result.uuid)  # a number on a changed API
            return
        if rental.uuid is not None or not is_refusal(result):
            break
    if rental.uuid is not None:
        result.possible_sessions = (rental.uuid,)
        _add(result, f"it had started session {rental.uuid}, which is stopped")
    elif _may_have_started(result):
        yield from search_session(rental, result, clock)
    note_candidates(result, requests)
    raise result


def search_session(rental: OpenRental, error: OctaSpaceError, clock: Clock) -> Steps[None]:
    """Add to the error what the listing of sessions says about a creation whose outcome nobody knows.

    A session that is certainly the new one becomes the rental's, to be stopped. One whose service the listing leaves
    empty is never certain: it is looked for further, and named.
    """
    still_being_processed = isinstance(error, NetworkError | BadGatewayError | GatewayTimeoutError)
    timeout = SEARCH_TIMEOUT if still_being_processed else 0.0
    deadline = Deadline.after(timeout, clock.monotonic)
    candidates: list[Session] = []
    while True:
        listed = yield SendRequest(sessions_list(), LIST_TIMEOUT)
        if isinstance(listed, list):
            age = clock.monotonic() - rental.created_at
            candidates = [
                session
                for session in listed
                if _may_be(session, rental) and _is_new(session, rental.listed_before, age)
            ]
        if any(session.service for session in candidates) or deadline.expired:
            break
        yield Sleep(deadline.remaining(SEARCH_INTERVAL))
    error.possible_sessions = tuple(session.uuid for session in candidates)
    is_certain = (
        rental.listed_before is not None
        and len(candidates) == 1
        and candidates[0].service
        and not _another_is_being_started(rental)
    )
    if is_certain:
        rental.uuid = candidates[0].uuid
        found = f"it had started session {rental.uuid}, which is stopped"
    elif candidates:
        found = f"it may have started {' or '.join(map(_described, candidates))}: stop() what is not wanted"
    elif isinstance(listed, OctaSpaceError):
        found = f"the sessions could not be listed: {listed}"
    else:
        found = f"no session that it may have started is listed{f' within {timeout:g} s' if timeout else ''}"
    _add(error, found)


def _add(error: OctaSpaceError, found: str) -> None:
    error.args = (printable(f"{error}; {found}"),)


def uuid_in(body: bytes) -> str | None:
    """Return the first uuid in the bytes of a response, whatever else is wrong with them."""
    for text in re.findall(rb'"uuid"\s*:\s*("(?:[^"\\]|\\.)*"|\d+)', body):
        try:
            uuid = str(json.loads(text))
        except ValueError:
            continue
        if uuid.strip():
            return uuid
    return None


def _may_have_started(error: OctaSpaceError) -> bool:
    if isinstance(error, NetworkError):
        return error.may_have_been_processed
    return isinstance(error, DecodeError) or (isinstance(error, APIError) and error.status_code >= 500)


def _may_be(session: Session, rental: OpenRental) -> bool:
    wanted = node_id(rental.request)
    return (
        session.uuid not in [other.uuid for other in rental.others()]
        and session.service in (rental.plan.service, "", None)
        and (session.node_id is None or wanted is None or session.node_id == wanted)
    )


def _is_new(session: Session, known: list[str] | None, age: float) -> bool:
    """Return whether a session was not listed before, or, when nobody looked, runs for at most `age` seconds."""
    if known is not None:
        return session.uuid not in known
    return not isinstance(session.duration, int) or session.duration <= age + CLOCK_SLACK


def _another_is_being_started(rental: OpenRental) -> bool:
    same_node = [other for other in rental.others() if node_id(other.request) == node_id(rental.request)]
    return any(other.uuid is None for other in same_node)


def _described(session: Session) -> str:
    return f"session {session.uuid}" + (f" on node {session.node_id}" if session.node_id is not None else "")
