"""Sessions that are stopped whatever happens: create, wait until ready, hand over, stop.

Creating and stopping are not interrupted half-way, by Ctrl-C or by cancellation: what was started would be lost
track of, and go on costing money. They are bounded by the client's timeout, after which the interruption goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import copy_context
from threading import Thread
from typing import TYPE_CHECKING, Any

import anyio
import attrs

from octaspace_api import Request
from octaspace_api.operations.services_session import services_session_stop

from .lifecycle import OnProgress, check_waiting, stop_surely
from .session import AsyncRunningSession, AsyncSessionHandle, RunningSession, SessionHandle

if TYPE_CHECKING:
    from octaspace_api.models import SessionCreated

    from .sender import AsyncSender, Sender


@attrs.frozen(kw_only=True)
class Waiting:
    """How to wait until a session is ready, and how to rate it at the end."""

    timeout: float
    poll_interval: float
    on_progress: OnProgress | None
    score: int | None

    def __attrs_post_init__(self) -> None:
        """Refuses what would only fail once a session is paid for."""
        check_waiting(self.timeout, self.poll_interval)
        services_session_stop("any", self.score)


@contextmanager
def running(sender: Sender, request: Request[SessionCreated], waiting: Waiting) -> Iterator[RunningSession]:
    """A ready session for a `with` block, stopped at its end."""
    created: list[SessionCreated] = []
    began = sender.around.clock()

    def create() -> None:
        created.append(sender(request))

    def stop() -> None:
        sender.follow(_stopping(sender, created[0], waiting, began))

    try:
        _uninterrupted(create).check()
        uuid = created[0].uuid
        details = SessionHandle(sender, uuid).wait_ready(
            timeout=waiting.timeout, poll_interval=waiting.poll_interval, on_progress=waiting.on_progress
        )
        yield RunningSession(sender, uuid, details)
    except BaseException as error:
        if created:
            _uninterrupted(stop).check_after(error, created[0])
        raise
    _uninterrupted(stop).check(created[0])


@asynccontextmanager
async def running_async(
    sender: AsyncSender, request: Request[SessionCreated], waiting: Waiting
) -> AsyncIterator[AsyncRunningSession]:
    """A ready session for an `async with` block, stopped at its end."""
    created: list[SessionCreated] = []
    began = sender.around.clock()

    async def create() -> None:
        created.append(await sender(request))

    async def stop() -> None:
        await sender.follow(_stopping(sender, created[0], waiting, began))

    try:
        (await _uninterrupted_async(create)).check()
        uuid = created[0].uuid
        details = await AsyncSessionHandle(sender, uuid).wait_ready(
            timeout=waiting.timeout, poll_interval=waiting.poll_interval, on_progress=waiting.on_progress
        )
        yield AsyncRunningSession(sender, uuid, details)
    except BaseException as error:
        if created:
            outcome = await _uninterrupted_async(stop)
            if outcome.problem is not None and isinstance(error, anyio.get_cancelled_exc_class()):
                # Whoever cancelled waits for exactly this exception: it must stay itself.
                why = _still_running(created[0], outcome.problem)
                sender.settings.policy.logger.error(why)
                error.add_note(why)
                raise
            outcome.check_after(error, created[0])
        raise
    (await _uninterrupted_async(stop)).check(created[0])


def _stopping(sender: Sender | AsyncSender, session: SessionCreated, waiting: Waiting, began: float) -> Any:
    around = sender.around
    return stop_surely(session.uuid, score=waiting.score, created=began, clock=around.clock, uniform=around.uniform)


@attrs.frozen
class _Outcome:
    """What became of work that was not to be interrupted."""

    problem: BaseException | None
    interruption: BaseException | None

    def check(self, session: SessionCreated | None = None) -> None:
        """Raises what went wrong, of work that followed no error."""
        if self.problem is not None:
            if session is not None:
                self.problem.add_note(_still_running(session, self.problem))
            raise self.problem
        if self.interruption is not None:
            raise self.interruption

    def check_after(self, error: BaseException, session: SessionCreated) -> None:
        """Raises what went wrong while stopping, together with the error that made us stop."""
        if self.problem is not None:
            both = BaseExceptionGroup(f"session {session.uuid} could not be stopped", [error, self.problem])
            both.add_note(_still_running(session, self.problem))
            raise both from None
        if self.interruption is not None:
            raise self.interruption from error


def _still_running(session: SessionCreated, problem: BaseException) -> str:
    return f"Session {session.uuid} may still run and cost money; stopping it failed: {problem}"


def _uninterrupted(work: Callable[[], None]) -> _Outcome:
    """Does the work to its end in a thread, where Ctrl-C cannot reach."""
    problems: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as problem:
            problems.append(problem)

    thread = Thread(target=copy_context().run, args=(run,), name="octaspace-paid")
    interruption: BaseException | None = None
    try:
        thread.start()
    except KeyboardInterrupt as error:
        interruption = error
    while thread.is_alive():
        try:
            thread.join()
        except BaseException as error:
            interruption = interruption or error
    return _Outcome(problems[0] if problems else None, interruption)


async def _uninterrupted_async(work: Callable[[], Coroutine[Any, Any, None]]) -> _Outcome:
    """Does the work to its end although the task is cancelled."""
    with anyio.CancelScope(shield=True):
        if anyio.get_cancelled_exc_class() is asyncio.CancelledError:
            return await _in_own_task(work)
        try:
            await work()
        except Exception as error:
            return _Outcome(error, None)
    return _Outcome(None, None)


async def _in_own_task(work: Callable[[], Coroutine[Any, Any, None]]) -> _Outcome:
    """asyncio's own task.cancel() and asyncio.timeout() pass through anyio's shield, but end only the task they hit."""
    interruption: BaseException | None = None
    task = asyncio.ensure_future(work())
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as cancelled:
            interruption = cancelled
    return _Outcome(asyncio.CancelledError() if task.cancelled() else task.exception(), interruption)
