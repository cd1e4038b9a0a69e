"""Sessions that are stopped whatever happens: rent, wait until ready, hand over, stop.

Creating and stopping are not interrupted half-way, by Ctrl-C or by cancellation (cancellation.py): what was started
would be lost track of, and go on costing money. They are bounded by the client's timeout.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import anyio
import attrs

from octaspace_api import Request, arguments
from octaspace_api.operations.services_session import services_session_stop
from octaspace_sdk.rentals.cancellation import UninterruptibleJob, shielded
from octaspace_sdk.rentals.lifecycle import OnProgress, check_above_zero, stop_with_retries
from octaspace_sdk.rentals.session_handle import AsyncRunningSession, AsyncSessionHandle, RunningSession, SessionHandle
from octaspace_sdk.rentals.signals import left_on_signal, left_on_signal_async
from octaspace_sdk.support.printable import printable

if TYPE_CHECKING:
    from octaspace_api.models import SessionCreated
    from octaspace_sdk.calls.executor import AsyncRequestExecutor, RequestExecutor


@attrs.frozen(kw_only=True)
class RentalOptions:
    """How to wait until a session is ready, how to rate it when it is stopped, and what leaves the block."""

    ready_timeout: float
    """Seconds to wait until the session is ready."""
    poll_interval: float
    on_progress: OnProgress | None
    score: int | None
    handle_signals: bool

    def __attrs_post_init__(self) -> None:
        """Refuses what would otherwise fail when the session is already paid for."""
        check_above_zero(ready_timeout=self.ready_timeout, poll_interval=self.poll_interval)
        services_session_stop("any", self.score)
        arguments.boolean("handle_signals", self.handle_signals)


NO_GRACE = float(
    "-inf"
)  # as the time of creation: disables the 404 grace period, since a 404 now means that the session has ended


@contextmanager
def rental(
    executor: RequestExecutor, request: Request[SessionCreated], options: RentalOptions
) -> Iterator[RunningSession]:
    """A ready session for a `with` block, stopped at its end."""
    created: list[SessionCreated] = []
    created_at = executor.clock.monotonic()
    process = os.getpid()

    def create() -> None:
        created.append(executor.execute(request))

    def stop() -> None:
        if os.getpid() != process:  # a forked child leaves its copy of the block
            return
        try:
            executor.run_steps(_stopping(executor, created[0], options, created_at))
        except BaseException as problem:
            executor.settings.policy.logger.error(_still_running(created[0], problem))
            raise

    creating, stopping = UninterruptibleJob(create), UninterruptibleJob(stop)
    with left_on_signal(enabled=options.handle_signals):
        try:
            try:
                interruption = creating.finish()
                _raise_combined(None, creating.problem, interruption)
                uuid = created[0].uuid
                details = SessionHandle(executor, uuid).wait_ready(
                    timeout=options.ready_timeout, poll_interval=options.poll_interval, on_progress=options.on_progress
                )
                created_at = NO_GRACE
                yield RunningSession(executor, uuid, details)
            except BaseException as error:
                creating.cancel_unless_started()
                if created:
                    interruption = stopping.finish()
                    _raise_combined(error, stopping.problem, interruption, created[0])
                raise
            interruption = stopping.finish()
            _raise_combined(None, stopping.problem, interruption, created[0])
        finally:
            # Ctrl-C may have come between any two of the lines above.
            creating.cancel_unless_started()
            if created:
                stopping.finish()


@asynccontextmanager
async def rental_async(
    executor: AsyncRequestExecutor, request: Request[SessionCreated], options: RentalOptions
) -> AsyncIterator[AsyncRunningSession]:
    """A ready session for an `async with` block, stopped at its end."""
    created: list[SessionCreated] = []
    created_at = executor.clock.monotonic()
    process = os.getpid()

    async def create() -> None:
        created.append(await executor.execute(request))

    async def stop() -> None:
        if os.getpid() != process:  # a forked child leaves its copy of the block
            return
        try:
            await executor.run_steps(_stopping(executor, created[0], options, created_at))
        except Exception as problem:  # after a cancellation it is begun again
            executor.settings.policy.logger.error(_still_running(created[0], problem))
            raise

    async with left_on_signal_async(enabled=options.handle_signals):
        try:
            problem, interruption = await shielded(create, repeatable=False)
            if problem is not None and not isinstance(problem, Exception):  # the whole event loop is being given up
                executor.settings.policy.logger.error(f"{request.operation} was cut off: {request.recovery_hint}")
            _raise_combined(None, problem, interruption)
            uuid = created[0].uuid
            details = await AsyncSessionHandle(executor, uuid).wait_ready(
                timeout=options.ready_timeout, poll_interval=options.poll_interval, on_progress=options.on_progress
            )
            created_at = NO_GRACE
            yield AsyncRunningSession(executor, uuid, details)
        except BaseException as error:
            if created:
                problem, interruption = await shielded(stop, repeatable=True)
                if problem is not None and isinstance(error, anyio.get_cancelled_exc_class()):
                    # Whoever cancelled waits for exactly this exception: it must stay itself.
                    error.add_note(_still_running(created[0], problem))
                    raise
                _raise_combined(error, problem, interruption, created[0])
            raise
        problem, interruption = await shielded(stop, repeatable=True)
        _raise_combined(None, problem, interruption, created[0])


def _stopping(
    executor: RequestExecutor | AsyncRequestExecutor, session: SessionCreated, options: RentalOptions, created_at: float
) -> Any:
    return stop_with_retries(
        session.uuid, score=options.score, created=created_at, clock=executor.clock, hosts=len(executor.state.hosts)
    )


def _raise_combined(
    block_error: BaseException | None,
    stop_error: BaseException | None,
    interruption: BaseException | None,
    session: SessionCreated | None = None,
) -> None:
    """Raises the errors of creating (no session yet) or stopping, combined; returns when there are none.

    Args:
        block_error: What ended the block early.
        stop_error: Why creating or stopping failed.
        interruption: Ctrl-C or a cancellation that came meanwhile, which no `except Exception` may hide.
        session: The session that was to be stopped.
    """
    if stop_error is None:
        if interruption is not None:
            raise interruption from block_error
        return
    note = _still_running(session, stop_error) if session else f"Meanwhile: {stop_error}"
    if block_error is not None and session is not None:
        parts = [part for part in (block_error, stop_error, interruption) if part is not None]
        together = BaseExceptionGroup(printable(f"session {session.uuid} could not be stopped"), parts)
        together.add_note(note)
        raise together from None
    if interruption is not None:
        interruption.add_note(note)
        raise interruption from stop_error
    if session is not None:
        stop_error.add_note(note)
    raise stop_error


def _still_running(session: SessionCreated, problem: BaseException) -> str:
    return printable(f"Session {session.uuid} may still run and cost money; stopping it failed: {problem}")
