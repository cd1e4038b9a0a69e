"""Sessions that are stopped whatever happens: create, wait until ready, hand over, stop.

Creating and stopping are not interrupted half-way, by Ctrl-C or by cancellation (uninterrupted.py): what was started
would be lost track of, and go on costing money. They are bounded by the client's timeout.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import anyio
import attrs

from octaspace_api import Request
from octaspace_api.operations.services_session import services_session_stop
from octaspace_sdk.rentals.cancellation import Job, uninterrupted
from octaspace_sdk.rentals.lifecycle import OnProgress, check_waiting, stop_surely
from octaspace_sdk.rentals.session_handle import AsyncRunningSession, AsyncSessionHandle, RunningSession, SessionHandle

if TYPE_CHECKING:
    from octaspace_api.models import SessionCreated
    from octaspace_sdk.calls.executor import AsyncSender, Sender


@attrs.frozen(kw_only=True)
class Waiting:
    """How to wait until a session is ready, and how to rate it at the end."""

    timeout: float
    poll_interval: float
    on_progress: OnProgress | None
    score: int | None

    def __attrs_post_init__(self) -> None:
        """Refuses what would only fail once a session is paid for."""
        check_waiting(ready_timeout=self.timeout, poll_interval=self.poll_interval)
        services_session_stop("any", self.score)


SEEN = float("-inf")  # the time of creation of a session that hosts know by now: they say 404 when it has ended


@contextmanager
def running(sender: Sender, request: Request[SessionCreated], waiting: Waiting) -> Iterator[RunningSession]:
    """A ready session for a `with` block, stopped at its end."""
    created: list[SessionCreated] = []
    created_at = sender.around.clock()

    def create() -> None:
        created.append(sender(request))

    def stop() -> None:
        sender.follow(_stopping(sender, created[0], waiting, created_at))

    creating, stopping = Job(create), Job(stop)
    try:
        try:
            interruption = creating.finish()
            _conclude(None, creating.problem, interruption)
            uuid = created[0].uuid
            details = SessionHandle(sender, uuid).wait_ready(
                timeout=waiting.timeout, poll_interval=waiting.poll_interval, on_progress=waiting.on_progress
            )
            created_at = SEEN
            yield RunningSession(sender, uuid, details)
        except BaseException as error:
            creating.settle()
            if created:
                interruption = stopping.finish()
                _conclude(error, stopping.problem, interruption, created[0])
            raise
        interruption = stopping.finish()
        _conclude(None, stopping.problem, interruption, created[0])
    finally:
        # Ctrl-C may have come between any two of the lines above.
        creating.settle()
        if created:
            stopping.finish()


@asynccontextmanager
async def running_async(
    sender: AsyncSender, request: Request[SessionCreated], waiting: Waiting
) -> AsyncIterator[AsyncRunningSession]:
    """A ready session for an `async with` block, stopped at its end."""
    created: list[SessionCreated] = []
    created_at = sender.around.clock()

    async def create() -> None:
        created.append(await sender(request))

    async def stop() -> None:
        await sender.follow(_stopping(sender, created[0], waiting, created_at))

    try:
        problem, interruption = await uninterrupted(create, repeatable=False)
        if problem is not None and not isinstance(problem, Exception):  # the whole event loop is being given up
            sender.settings.policy.logger.error(f"{request.operation} was cut off: {request.recovery_hint}")
        _conclude(None, problem, interruption)
        uuid = created[0].uuid
        details = await AsyncSessionHandle(sender, uuid).wait_ready(
            timeout=waiting.timeout, poll_interval=waiting.poll_interval, on_progress=waiting.on_progress
        )
        created_at = SEEN
        yield AsyncRunningSession(sender, uuid, details)
    except BaseException as error:
        if created:
            problem, interruption = await uninterrupted(stop, repeatable=True)
            if problem is not None and isinstance(error, anyio.get_cancelled_exc_class()):
                # Whoever cancelled waits for exactly this exception: it must stay itself.
                why = _still_running(created[0], problem)
                sender.settings.policy.logger.error(why)
                error.add_note(why)
                raise
            _conclude(error, problem, interruption, created[0])
        raise
    problem, interruption = await uninterrupted(stop, repeatable=True)
    _conclude(None, problem, interruption, created[0])


def _stopping(sender: Sender | AsyncSender, session: SessionCreated, waiting: Waiting, created_at: float) -> Any:
    around = sender.around
    return stop_surely(
        session.uuid, score=waiting.score, created=created_at, clock=around.clock, uniform=around.uniform
    )


def _conclude(
    error: BaseException | None,
    problem: BaseException | None,
    interruption: BaseException | None,
    session: SessionCreated | None = None,
) -> None:
    """Raises what is to be raised after creating (no session yet) or stopping.

    Args:
        error: Why it was stopped, unless the block came to its end.
        problem: Why the work failed.
        interruption: Ctrl-C or a cancellation that came meanwhile, which no `except Exception` may hide.
        session: The session that was to be stopped.
    """
    if problem is None:
        if interruption is not None:
            raise interruption from error
        return
    note = _still_running(session, problem) if session else f"Meanwhile: {problem}"
    if error is not None and session is not None:
        parts = [one for one in (error, problem, interruption) if one is not None]
        together = BaseExceptionGroup(f"session {session.uuid} could not be stopped", parts)
        together.add_note(note)
        raise together from None
    if interruption is not None:
        interruption.add_note(note)
        raise interruption from problem
    if session is not None:
        problem.add_note(note)
    raise problem


def _still_running(session: SessionCreated, problem: BaseException) -> str:
    return f"Session {session.uuid} may still run and cost money; stopping it failed: {problem}"
