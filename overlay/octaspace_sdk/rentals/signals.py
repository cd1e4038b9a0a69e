"""SIGTERM and SIGHUP leave the blocks of rentals as Ctrl-C does, so that the sessions are stopped.

The program then ends with SystemExit(128 + number), the status that a shell shows for a program killed by that signal.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from types import FrameType
from typing import Any

import anyio
import attrs

SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@attrs.define(eq=False)
class _Block:
    """A block that is open in the main thread."""

    cancel: Callable[[int], object] | None = None
    """Leaves the block of an async client; that of a sync one is left by an exception in the main thread."""
    received: int = 0
    """The signal that leaves the block of an async client."""


_blocks: list[_Block] = []
"""The newest is the last."""


@contextmanager
def left_on_signal(*, enabled: bool) -> Iterator[None]:
    """Make a `with` block that SIGTERM and SIGHUP leave, in the main thread, unless others handle them."""
    with _open(_Block()) if enabled and _in_main_thread() else nullcontext():
        yield


@contextmanager
def left_on_signal_async(*, enabled: bool) -> Iterator[None]:
    """Make an `async with` block that SIGTERM and SIGHUP leave, in the main thread, unless others handle them."""
    if not enabled or not _in_main_thread():
        yield
        return
    in_asyncio = anyio.get_cancelled_exc_class() is asyncio.CancelledError
    scope, block = _in_asyncio_task() if in_asyncio else _in_trio_task()
    try:
        with scope, _open(block):
            yield
    except asyncio.CancelledError:
        # SystemExit ends an event loop of asyncio at once: it waits until the other blocks have been left.
        if block.received and not any(other.received for other in _blocks):
            raise SystemExit(128 + block.received) from None
        raise
    except Exception as error:
        if block.received:
            raise SystemExit(128 + block.received) from error
        raise
    if block.received:
        raise SystemExit(128 + block.received)


def _in_trio_task() -> tuple[AbstractContextManager[Any], _Block]:
    import trio

    token, scope = trio.lowlevel.current_trio_token(), trio.CancelScope()
    return scope, _Block(lambda number: token.run_sync_soon(scope.cancel, idempotent=True))


def _in_asyncio_task() -> tuple[AbstractContextManager[Any], _Block]:
    """Make a block without a cancel scope, which only the task that entered it can leave; a pytest fixture has two."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def cancel_task(number: int) -> None:
        if not task.cancel():
            raise SystemExit(128 + number)

    def cancel(number: int) -> None:
        if loop.is_running():
            loop.call_soon_threadsafe(cancel_task, number)
        else:
            raise SystemExit(128 + number)

    return nullcontext(), _Block(cancel)


@contextmanager
def _open(block: _Block) -> Iterator[None]:
    _blocks.append(block)
    try:
        for number in SIGNALS:
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _on_signal)
        yield
    finally:
        if block in _blocks:  # not in a forked child
            _blocks.remove(block)
        if not _blocks:
            _restore()


def _on_signal(number: int, frame: FrameType | None) -> None:
    if not _blocks or _blocks[-1].cancel is None:
        raise SystemExit(128 + number)
    for block in _blocks:
        if block.cancel is not None:
            block.received = number
            block.cancel(number)


def _restore() -> None:
    with suppress(ValueError):  # not the main thread
        for number in SIGNALS:
            if signal.getsignal(number) is _on_signal:
                signal.signal(number, signal.SIG_DFL)


def _forget() -> None:
    _blocks.clear()
    _restore()


if hasattr(os, "register_at_fork"):  # a forked child has no session to stop
    os.register_at_fork(after_in_child=_forget)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
