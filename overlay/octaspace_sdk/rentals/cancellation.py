"""Runs work to its end although the program is interrupted, by Ctrl-C or by cancellation of the task.

The interruption is returned, for the caller to raise when the work is over.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import copy_context
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

import anyio
from anyio.lowlevel import checkpoint_if_cancelled

from octaspace_sdk.support.deferral import Call, deferred
from octaspace_sdk.support.handler_errors import raised_by_handler

Work = Callable[[], Coroutine[Any, Any, None]]
Ended = tuple[BaseException | None, BaseException | None]
"""Why the work failed, and what interrupted it; None for neither."""


class UninterruptibleJob:
    """Work that runs once, in a thread, where Ctrl-C does not reach it.

    It has no lock: Ctrl-C just before a lock is released would leave it locked. Who sets the owner first runs the work.
    The caller's logger and hooks are called by the thread that waits, not by the one that works.
    """

    def __init__(self, work: Callable[[], None], *, repeatable: bool) -> None:
        self._work = work
        self._repeatable = repeatable
        self._owner: dict[str, object] = {}
        self._done = Event()
        self._calls: SimpleQueue[Call | None] = SimpleQueue()
        """Functions that the waiting thread calls; None wakes it."""
        self.problem: BaseException | None = None
        """Why it failed."""

    def finish(self) -> BaseException | None:
        """Run the work, or wait for its end if it has begun; return what interrupted the wait.

        Raises:
            RecursionError: The work was not begun.
        """
        interruption: BaseException | None = None
        while self._owner.get("is") is not self and not self._is_over():
            try:
                if self._owner:
                    self._make_calls()
                elif not self._run_in_thread():
                    self._run()
            except BaseException as error:
                if isinstance(error, RecursionError) and not self._owner:
                    raise  # so deep in the stack, it cannot even begin
                interruption = interruption or error
        return interruption

    def _run_in_thread(self) -> bool:
        """Run the work in a thread, and make its calls; return whether there was a thread to be had."""
        if sys.is_finalizing():  # a thread that is started now never runs
            return False
        # Interrupted in between, this may start a second thread: only one of them finds work.
        thread = Thread(target=copy_context().run, args=(self._run,), name="octaspace-rental")
        try:
            thread.start()
        except RuntimeError as error:
            if isinstance(error, RecursionError) or raised_by_handler(error) is not None:
                raise
            return False  # no more threads to be had
        self._make_calls(thread)
        thread.join()
        return bool(self._owner)

    def cancel_unless_started(self) -> None:
        """Wait for the end of the work if it has begun; otherwise it never begins."""
        if self._owner.setdefault("is", self) is not self:
            self.finish()

    def _is_over(self) -> bool:
        return self._done.is_set() and self._calls.empty()

    def _make_calls(self, thread: Thread | None = None) -> None:
        """Make the calls until the work is over, or its thread has ended before it began: a tracer can do that."""
        while not self._is_over() and (thread is None or bool(self._owner) or thread.is_alive()):
            with suppress(Empty):
                # Polls: Ctrl-C may lose an item after get() has removed it, or another thread may have taken it.
                call = self._calls.get(timeout=1.0)
                if call is not None:
                    call()

    def _run(self) -> None:
        me = object()
        if self._owner.setdefault("is", me) is not me:
            return
        try:
            with deferred(self._calls.put):
                self._work_to_end()
        except BaseException as problem:
            self.problem = problem
        finally:
            self._done.set()
            self._calls.put(None)

    def _work_to_end(self) -> None:
        while True:
            try:
                return self._work()
            except KeyboardInterrupt:  # only where there was no thread to be had
                if not self._repeatable:
                    raise


def in_event_loop() -> bool:
    """Return whether anything can be awaited; the coroutine of a loop that has ended is left without one."""
    try:
        anyio.get_cancelled_exc_class()
    except RuntimeError:  # anyio.NoEventLoopError, in older versions sniffio.AsyncLibraryNotFoundError
        return False
    return True


async def shielded(work: Work, *, repeatable: bool) -> Ended:
    """Run the work to its end although the task that waits for it is cancelled; repeatable work is begun again."""
    problem, interruption = await _run_shielded(work, repeatable)
    if problem is not None and interruption is None:
        try:
            await checkpoint_if_cancelled()
        except anyio.get_cancelled_exc_class() as cancelled:
            interruption = cancelled
    return problem, interruption


async def _run_shielded(work: Work, repeatable: bool) -> Ended:
    ended: Ended = (None, None)
    raised: list[BaseException] = []

    def make(call: Call) -> None:
        try:
            with deferred(None):
                call()
        except BaseException as error:  # SystemExit in a log handler or hook would end the work, and the event loop
            raised.append(error)

    with deferred(make), anyio.CancelScope(shield=True):
        if anyio.get_cancelled_exc_class() is asyncio.CancelledError:
            ended = await _in_asyncio_task(work, repeatable)
        else:
            ended = await _in_trio_task(work)
    problem, interruption = ended
    return problem, interruption or next(iter(raised), None)


async def _in_asyncio_task(work: Work, repeatable: bool) -> Ended:
    """Run the work in a task of its own: anyio's shield does not stop task.cancel() and asyncio.timeout()."""
    interruption: BaseException | None = None
    task = _unlisted_task(work)
    while True:
        try:
            await asyncio.wait([task])
        except (asyncio.CancelledError, KeyboardInterrupt) as cancelled:
            interruption = cancelled
        if task.done():
            problem = asyncio.CancelledError() if task.cancelled() else task.exception()
            if isinstance(problem, Exception) or problem is None or not repeatable:
                return problem, interruption
            repeatable = False  # a second Ctrl-C interrupted the work itself, or cancelled all tasks
            task = _unlisted_task(work)


def _unlisted_task(work: Work) -> asyncio.Task[None]:
    """Start the work in a task that `asyncio.all_tasks` does not list: `asyncio.run` cancels those before it ends.

    `asyncio.run` waits for it all the same, because it waits for the task that awaits this one.
    """
    task = asyncio.get_running_loop().create_task(work())
    # A private function of asyncio; without it the task is listed, and cancelled with the others.
    unregister = getattr(asyncio.tasks, "_unregister_task", None)
    if unregister is not None:
        unregister(task)
    return task


async def _in_trio_task(work: Work) -> Ended:
    """Run the work in a system task: trio delivers Ctrl-C to the main task, shielded or not, but not there."""
    import trio

    done = trio.Event()
    problems: list[BaseException] = []

    async def run() -> None:
        try:
            await work()
        except BaseException as problem:
            problems.append(problem)
        finally:
            done.set()

    try:
        trio.lowlevel.spawn_system_task(run, context=copy_context())
    except RuntimeError:  # trio is ending: only the generators that were left open are still closed
        await run()
    interruption: BaseException | None = None
    while not done.is_set():
        try:
            await done.wait()
        except BaseException as error:
            interruption = error
    return problems[0] if problems else None, interruption
