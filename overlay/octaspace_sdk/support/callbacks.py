"""Functions of a caller: called and not awaited, and hooks never make a call of the client fail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import iscoroutinefunction
from typing import Any, TypeVar

from octaspace_sdk.support.deferral import call_or_defer
from octaspace_sdk.support.log import log_error

T = TypeVar("T")


def check_callback(name: str, value: object, kind: str = "callable") -> None:
    """Refuse what cannot be called, and a coroutine function, which nothing would await.

    Raises:
        ValueError: It is neither None nor a function to call.
    """
    if value is not None and not callable(value):
        raise ValueError(f"{name} must be {kind}, not {type(value).__name__}")
    if iscoroutinefunction(value):
        raise ValueError(f"{name} must be a plain function: it is called and not awaited")


def notify(name: str, hook: Callable[[T], object], event: T, logger: Any) -> None:
    """Call a hook, or have it called where calls are deferred to; what it raises is logged.

    It must not hide what became of a request that may have cost money. The log has the name of the option and the type
    of the error, whose text may hold a secret.
    """
    call_or_defer(partial(_notify, name, hook, event, logger))


def _notify(name: str, hook: Callable[[T], object], event: T, logger: Any) -> None:
    try:
        hook(event)
    except Exception as error:
        log_error(logger, f"{name} raised {type(error).__name__}")
