"""Sessions that are stopped whatever happens: rent, wait until ready, hand over, stop.

Creating and stopping are not interrupted half-way, by Ctrl-C or by cancellation (cancellation.py): what was started
would be lost track of, and go on costing money. They are bounded by the client's timeout.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, contextmanager
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

import anyio
import attrs

from octaspace_api import arguments
from octaspace_api.models import ProvisionRejection, SessionCreated, SessionInfo
from octaspace_api.operations.services_session import services_session_stop
from octaspace_sdk.errors import OctaSpaceError
from octaspace_sdk.rentals.cancellation import UninterruptibleJob, in_event_loop, shielded
from octaspace_sdk.rentals.creation import create_session, search_session
from octaspace_sdk.rentals.defaults import READY_TIMEOUT
from octaspace_sdk.rentals.lifecycle import OnProgress, check_above_zero, stop_with_retries, wait_ready
from octaspace_sdk.rentals.open_rentals import NO_GRACE, OpenRental
from octaspace_sdk.rentals.rental_plan import RentalPlan
from octaspace_sdk.rentals.session_handle import AsyncRunningSession, RunningSession
from octaspace_sdk.rentals.signals import left_on_signal, left_on_signal_async
from octaspace_sdk.support.callbacks import check_callback
from octaspace_sdk.support.log import log_error
from octaspace_sdk.support.printable import printable

if TYPE_CHECKING:
    from octaspace_sdk.calls.executor import AsyncRequestExecutor, RequestExecutor


MODELS = (SessionCreated, ProvisionRejection, SessionInfo)
"""The models of the responses between the creation of a session and its end."""


_FRAMES = 200  # of Python's stack that creating, waiting and stopping need; they take half of that


@attrs.frozen(kw_only=True)
class RentalOptions:
    """How to wait until a session is ready, how to rate it when it is stopped, and what leaves the block."""

    ready_timeout: float | None
    """Seconds to wait until the session is ready; None for not to wait."""
    poll_interval: float
    on_progress: OnProgress | None
    score: int | None
    handle_signals: bool
    on_unknown: str
    """What to do with a session that was started without a usable answer: raise or stop."""

    def __attrs_post_init__(self) -> None:
        """Refuse arguments that would otherwise fail after the session is paid for."""
        check_above_zero(ready_timeout=self.first_timeout, poll_interval=self.poll_interval)
        services_session_stop("any", self.score)
        check_callback("on_progress", self.on_progress)
        arguments.boolean("handle_signals", self.handle_signals)
        if self.on_unknown not in ("raise", "stop"):
            raise ValueError(f"on_unknown must be 'raise' or 'stop', not {self.on_unknown!r}")

    @property
    def first_timeout(self) -> float:
        """Seconds until the block must be entered."""
        return READY_TIMEOUT if self.ready_timeout is None else self.ready_timeout

    def waiting(self, uuid: str, executor: RequestExecutor | AsyncRequestExecutor) -> Any:
        """Return the steps from the creation of a session to its block."""
        return wait_ready(
            uuid,
            timeout=self.first_timeout,
            poll_interval=self.poll_interval,
            on_progress=self.on_progress,
            clock=executor.clock.monotonic,
            key_mask=executor.key_mask,
            once_known=self.ready_timeout is None,
        )


@contextmanager
def rental(executor: RequestExecutor, plan: RentalPlan, options: RentalOptions) -> Iterator[RunningSession]:
    """Yield a ready session for a `with` block, and stop it at its end."""
    _refuse_deep_stack()
    executor.prepare_decoding(*MODELS)
    clock, logger = executor.clock, executor.settings.policy.logger

    def create() -> None:
        executor.run_steps(create_session(session, stop_unknown=options.on_unknown == "stop", clock=clock))

    def stop() -> None:
        if not session.is_ours:
            return
        try:
            executor.run_steps(_stopping(session, options, executor))
        except KeyboardInterrupt:
            raise
        except BaseException as problem:
            log_error(logger, _still_running(session.uuid, problem))
            session.close()
            raise
        session.close()

    def stop_at_exit() -> BaseException | None:
        creating.cancel_unless_started()
        if session.uuid is None:
            return None
        try:
            log_error(logger, f"session {session.uuid} is stopped because the program ends: its block was never left")
        finally:  # Ctrl-C, or a logger that ends the program
            stopping.finish()
        return _with_note(stopping.problem, session.uuid)

    session = OpenRental(plan=plan, created_at=clock.monotonic(), stop_at_exit=stop_at_exit)
    creating, stopping = UninterruptibleJob(create, repeatable=False), UninterruptibleJob(stop, repeatable=True)
    with left_on_signal(enabled=options.handle_signals):
        try:
            try:
                session.open()
                interruption = creating.finish()
                _raise_combined(None, creating.problem, interruption)
                uuid = str(session.uuid)
                details = executor.run_steps(options.waiting(uuid, executor))
                session.created_at = NO_GRACE
                yield RunningSession(executor, uuid, details, session.keep)
            except BaseException as error:
                creating.cancel_unless_started()
                if session.uuid is not None:
                    interruption = stopping.finish()
                    _raise_combined(error, stopping.problem, interruption, session.uuid)
                raise
            interruption = stopping.finish()
            _raise_combined(None, stopping.problem, interruption, session.uuid)
        finally:
            # Ctrl-C may have come between any two of the lines above.
            creating.cancel_unless_started()
            if session.uuid is not None:
                stopping.finish()
            session.close()


class AsyncRental(AbstractAsyncContextManager[AsyncRunningSession]):
    """A ready session for an `async with` block, stopped at its end.

    It is no generator: an event loop that ends would close one while the block is being left.
    """

    def __init__(self, executor: AsyncRequestExecutor, plan: RentalPlan, options: RentalOptions) -> None:
        self._executor = executor
        self._options = options
        self._session = OpenRental(
            plan=plan, created_at=executor.clock.monotonic(), stop_at_exit=self._stop_without_loop
        )
        self._signals = ExitStack()
        self._entered = False
        self._cut_off = False

    async def __aenter__(self) -> AsyncRunningSession:
        """Start the session, and wait until it is ready."""
        if self._entered:
            raise RuntimeError("a block of a session can be entered once only")
        self._entered = True
        _refuse_deep_stack()
        self._executor.prepare_decoding(*MODELS)
        self._signals.enter_context(left_on_signal_async(enabled=self._options.handle_signals))
        try:
            return await self._start()
        except BaseException as error:
            await self.__aexit__(type(error), error, error.__traceback__)
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        """Stop the session."""
        try:
            await self._leave(error)
        except BaseException as raised:
            if not self._signals.__exit__(type(raised), raised, raised.__traceback__):
                raise
            return True
        return self._signals.__exit__(kind, error, traceback)

    async def _start(self) -> AsyncRunningSession:
        session, options, executor = self._session, self._options, self._executor
        session.open()
        problem, interruption = await shielded(self._create, repeatable=False)
        # The event loop is being given up, and what became of the request is looked up when the program ends.
        self._cut_off = session.uuid is None and problem is not None and not isinstance(problem, Exception)
        _raise_combined(None, problem, interruption)
        uuid = str(session.uuid)
        details = await executor.run_steps(options.waiting(uuid, executor))
        session.created_at = NO_GRACE
        return AsyncRunningSession(executor, uuid, details, session.keep)

    async def _leave(self, error: BaseException | None) -> None:
        session = self._session
        if not in_event_loop():
            problem = self._stop_without_loop()
            if problem is not None:
                raise problem
        elif session.uuid is None:
            if not self._cut_off:
                session.close()
        else:
            problem, interruption = await shielded(self._stop, repeatable=True)
            if problem is not None and isinstance(error, anyio.get_cancelled_exc_class()):
                # Whoever cancelled waits for exactly this exception: it must stay itself.
                error.add_note(_still_running(session.uuid, problem))
            else:
                _raise_combined(error, problem, interruption, session.uuid)

    async def _create(self) -> None:
        stop_unknown = self._options.on_unknown == "stop"
        steps = create_session(self._session, stop_unknown=stop_unknown, clock=self._executor.clock)
        await self._executor.run_steps(steps)

    async def _stop(self) -> None:
        session = self._session
        if not session.is_ours:
            return
        try:
            await self._executor.run_steps(_stopping(session, self._options, self._executor))
        except Exception as problem:  # after a cancellation it is begun again
            self._log(_still_running(session.uuid, problem))
            session.close()
            raise
        session.close()

    def _stop_without_loop(self) -> BaseException | None:
        """Stop the session; return why that failed."""
        session = self._session
        problem: BaseException | None = None
        session.close()
        if not session.is_ours:
            return None
        lost = OctaSpaceError(
            f"session {session.uuid} may still run and cost money: its event loop has ended before its block"
            if session.uuid
            else f"{session.request.operation} was cut off: {session.request.recovery_hint}"
        )
        if self._executor.transport.has_custom_client:  # it is of no use without its event loop
            return lost
        blocking = self._executor.without_event_loop()
        try:
            if session.uuid is None:
                problem = lost
                blocking.run_steps(search_session(session, lost, blocking.clock))
            if session.uuid is not None:
                steps = partial(_stopping, session, self._options, blocking)
                job = UninterruptibleJob(lambda: blocking.run_steps(steps()), repeatable=True)
                ending = f"session {session.uuid} is stopped without its event loop, which has ended before its block"
                try:
                    self._log(ending)
                finally:  # Ctrl-C, or a logger that ends the program
                    job.finish()
                problem = _with_note(job.problem, session.uuid)
        finally:
            blocking.transport.close()
        return problem

    def _log(self, message: str) -> None:
        log_error(self._executor.settings.policy.logger, message)


def _refuse_deep_stack(frames: int = _FRAMES) -> None:
    """Raise a RecursionError while nothing has been sent: that near to the limit, a stop would fail as well."""
    if frames:
        _refuse_deep_stack(frames - 1)


def _stopping(session: OpenRental, options: RentalOptions, executor: RequestExecutor | AsyncRequestExecutor) -> Any:
    return stop_with_retries(
        str(session.uuid),
        score=options.score,
        created=session.created_at,
        clock=executor.clock,
        hosts=len(executor.state.hosts),
    )


def _raise_combined(
    block_error: BaseException | None,
    stop_error: BaseException | None,
    interruption: BaseException | None,
    uuid: str | None = None,
) -> None:
    """Raise the errors of creating (no session yet) or stopping, combined; return when there are none.

    Args:
        block_error: What ended the block early.
        stop_error: Why creating or stopping failed.
        interruption: Ctrl-C or a cancellation that came meanwhile, which no `except Exception` may hide.
        uuid: The session that was to be stopped.
    """
    if stop_error is None:
        if interruption is not None:
            raise interruption from block_error
        return
    note = _still_running(uuid, stop_error) if uuid else f"Meanwhile: {stop_error}"
    if block_error is not None and uuid is not None:
        parts = [part for part in (block_error, stop_error, interruption) if part is not None]
        together = BaseExceptionGroup(printable(f"session {uuid} could not be stopped"), parts)
        together.add_note(note)
        raise together from None
    if interruption is not None:
        interruption.add_note(note)
        raise interruption from stop_error
    if uuid is not None:
        stop_error.add_note(note)
    raise stop_error


def _with_note(problem: BaseException | None, uuid: str) -> BaseException | None:
    if problem is not None:
        problem.add_note(_still_running(uuid, problem))
    return problem


def _still_running(uuid: str | None, problem: BaseException) -> str:
    return printable(f"Session {uuid} may still run and cost money; stopping it failed: {problem}")
