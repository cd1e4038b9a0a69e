"""Exceptions from signal handlers of the caller: they end a call as Ctrl-C does, whatever their class."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from functools import partial
from types import CodeType
from typing import Any


def raised_by_handler(error: BaseException, handled: BaseException | None = None) -> BaseException | None:
    """Return the exception of a handler that an exception is, or was made of; None where no handler raised any.

    Such as the one with which a job queue ends a job that takes too long. It may come in the middle of anything, also
    as a `TimeoutError`, and only the frames that it passed tell it from one of the network.

    Args:
        error: What came out of a call.
        handled: What the caller was handling when the call began, which is older.
    """
    if threading.current_thread() is not threading.main_thread():
        return None  # handlers are called in the main thread only
    handlers = {_code(signal.getsignal(number)) for number in signal.valid_signals()} - {None}
    link: BaseException | None = error
    seen = {id(handled)}
    while link is not None and id(link) not in seen:  # two that were raised from each other are a circle
        if not handlers.isdisjoint(_codes(link)):
            return link
        seen.add(id(link))
        link = link.__cause__ or link.__context__
    return None


def _codes(error: BaseException) -> Iterator[CodeType]:
    traceback = error.__traceback__
    while traceback is not None:
        yield traceback.tb_frame.f_code
        traceback = traceback.tb_next


def _code(handler: Any) -> CodeType | None:
    while isinstance(handler, partial):
        handler = handler.func
    if not callable(handler):  # SIG_DFL, SIG_IGN, None
        return None
    function = handler if hasattr(handler, "__code__") else getattr(type(handler), "__call__", None)  # noqa: B004
    code = getattr(function, "__code__", None)
    return code if isinstance(code, CodeType) else None
