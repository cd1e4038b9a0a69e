"""The sessions of the account: one by the beginning of its UUID, and stopping all that run."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Generator, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import attrs

from octaspace_api import arguments
from octaspace_api.operations.services_session import services_session_stop
from octaspace_api.operations.sessions import sessions_list
from octaspace_api.resources.sessions import AsyncSessionsResource, SessionsResource
from octaspace_sdk.calls.drivers import SendRequest, send
from octaspace_sdk.calls.executor import AsyncRequestExecutor, RequestExecutor
from octaspace_sdk.decoding.quirks import says_stopped
from octaspace_sdk.errors import DecodeError, NotFoundError, OctaSpaceError
from octaspace_sdk.rentals.session_prefix import is_prefix, with_prefix

if TYPE_CHECKING:
    from octaspace_api.models import Session
    from octaspace_sdk.resources.any_session import AnySession
    from octaspace_sdk.response import RawResponse

Service = Literal["mr", "vpn", "render"] | str
"""A service by its word in `Session.service`."""


@attrs.frozen
class StopReport:
    """The outcome of stopping one session."""

    session: Session
    error: OctaSpaceError | None = None
    """Why it may still run and cost money; None when it was stopped, or had ended."""

    @property
    def stopped(self) -> bool:
        """Whether it has ended."""
        return self.error is None


class Sessions(SessionsResource):
    """The sessions of the account, on a sync client."""

    _executor: RequestExecutor

    def find(self, prefix: str) -> Session:
        """Return the running session whose UUID begins with this text.

        Args:
            prefix: The beginning of the UUID, in any case.

        Returns:
            Session: The session, which `services.session` takes.

        Raises:
            LookupError: There is none, or several; the message names them.
            AuthenticationError: HTTP 401: The API key is missing or wrong.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /sessions
        """
        arguments.text("prefix", prefix, min_length=1)
        return with_prefix(self.list(), prefix)

    def stop_all(
        self,
        *,
        service: Service | None = None,
        node_id: int | None = None,
        older_than: float | timedelta | None = None,
        score: int | None = None,
    ) -> builtins.list[StopReport]:
        """Stop all running sessions of the account, or those that meet the conditions.

        Args:
            service: Only those of this service: mr, vpn or render.
            node_id: Only those on this node.
            older_than: Only those that run for longer: a timedelta, or seconds; at least 0.
            score: How to rate them, 1 to 5.

        Returns:
            list[StopReport]: What became of each. One that could not be stopped does not keep the others from it.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            AuthenticationError: HTTP 401: The API key is missing or wrong.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /sessions, POST /services/{uuid}/stop
        """
        return self._executor.run_steps(stop_all_steps(service, node_id, older_than, score))


class AsyncSessions(AsyncSessionsResource):
    """The sessions of the account, on an async client."""

    _executor: AsyncRequestExecutor

    async def find(self, prefix: str) -> Session:
        """Return the running session whose UUID begins with this text.

        Args:
            prefix: The beginning of the UUID, in any case.

        Returns:
            Session: The session, which `services.session` takes.

        Raises:
            LookupError: There is none, or several; the message names them.
            AuthenticationError: HTTP 401: The API key is missing or wrong.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /sessions
        """
        arguments.text("prefix", prefix, min_length=1)
        return with_prefix(await self.list(), prefix)

    async def stop_all(
        self,
        *,
        service: Service | None = None,
        node_id: int | None = None,
        older_than: float | timedelta | None = None,
        score: int | None = None,
    ) -> builtins.list[StopReport]:
        """Stop all running sessions of the account, or those that meet the conditions.

        Args:
            service: Only those of this service: mr, vpn or render.
            node_id: Only those on this node.
            older_than: Only those that run for longer: a timedelta, or seconds; at least 0.
            score: How to rate them, 1 to 5.

        Returns:
            list[StopReport]: What became of each. One that could not be stopped does not keep the others from it.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            AuthenticationError: HTTP 401: The API key is missing or wrong.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /sessions, POST /services/{uuid}/stop
        """
        return await self._executor.run_steps(stop_all_steps(service, node_id, older_than, score))


def session_uuid(session: AnySession) -> str:
    """Return the UUID of a session, whatever it is given as.

    Raises:
        ValueError: It is no session.
    """
    if isinstance(session, str):
        return session.strip()
    uuid = session if isinstance(session, UUID) else getattr(session, "uuid", None)
    if uuid is None:
        raise ValueError(f"uuid must be text, a uuid.UUID or a session, not a {type(session).__name__}")
    return str(uuid)


def is_session_prefix(session: AnySession) -> bool:
    """Return whether a session is given by the beginning of its UUID: by text, or by a handle made of that."""
    is_model = isinstance(session, UUID) or attrs.has(type(session))
    return not is_model and is_prefix(session_uuid(session))


def stop_all_steps(
    service: str | None, node_id: int | None, older_than: float | timedelta | None, score: int | None
) -> Generator[SendRequest, Any, list[StopReport]]:
    """List the running sessions, stop those that meet the conditions, and return what became of each."""
    seconds = older_than.total_seconds() if isinstance(older_than, timedelta) else older_than
    if service is not None:
        arguments.text("service", service, min_length=1)
    if node_id is not None:
        arguments.integer("node_id", node_id, minimum=0)
    if seconds is not None:
        arguments.number("older_than", seconds, minimum=0)
    services_session_stop("any", score)  # refuses a score that is out of range before anything is sent
    listed = yield from send(sessions_list())
    return (yield from stop_steps(matching(listed, service, node_id, seconds), score))


def matching(
    sessions: Iterable[Session], service: str | None, node_id: int | None, older_than: float | None
) -> list[Session]:
    """Return the sessions that meet all conditions that are given; `older_than` is in seconds."""
    return [
        session
        for session in sessions
        if (older_than is None or (isinstance(session.duration, int) and session.duration > older_than))
        and service in (None, session.service)
        and node_id in (None, session.node_id)
    ]


def stop_steps(
    sessions: Iterable[Session], score: int | None, on_report: Callable[[StopReport], object] = lambda report: None
) -> Generator[SendRequest, Any, list[StopReport]]:
    """Stop sessions, all of them although one cannot be, and return what became of each.

    Args:
        sessions: Running sessions, as they are listed.
        score: How to rate them, 1 to 5.
        on_report: Called with each report as soon as it is certain.
    """
    reports, unconfirmed = [], set()
    for session in sessions:
        answers: list[RawResponse] = []
        result = yield SendRequest(services_session_stop(str(session.uuid), score), on_response=answers.append)
        has_ended = not isinstance(result, OctaSpaceError) or isinstance(result, NotFoundError | DecodeError)
        report = StopReport(session, None if has_ended else result)
        reports.append(report)
        if has_ended and not (answers and says_stopped(answers[-1])):
            unconfirmed.add(str(session.uuid))
        else:
            on_report(report)
    if not unconfirmed:
        return reports
    reports = yield from _confirmed(reports, unconfirmed)
    for report in reports:
        if str(report.session.uuid) in unconfirmed:
            on_report(report)
    return reports


def _confirmed(reports: list[StopReport], unconfirmed: set[str]) -> Generator[SendRequest, Any, list[StopReport]]:
    """Look up the sessions whose stop was answered with 404 or with a page of a proxy, which proves nothing."""
    listed = yield SendRequest(sessions_list())
    if isinstance(listed, OctaSpaceError):
        error, running = listed, unconfirmed
    else:
        error = OctaSpaceError("its stop was answered, but it is still listed")
        running = unconfirmed & {str(session.uuid) for session in listed}
    return [StopReport(one.session, error) if str(one.session.uuid) in running else one for one in reports]
