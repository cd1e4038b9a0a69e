"""Writes to the logger of a caller, which is never a reason to fail.

A logger of the standard library gets debug for requests and answers, info for failover and retries, and error for a
call that failed without an answer. Any other object with `debug` and `error` gets debug for requests and answers, and
error for each attempt without an answer.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from octaspace_sdk.support.deferral import call_or_defer, is_deferred
from octaspace_sdk.support.printable import printable


def wants_debug(logger: Any) -> bool:
    """Return whether debug messages are wanted; an object without `isEnabledFor` always wants them."""
    if is_deferred():  # it is asked when the message is written
        return True
    try:
        enabled = getattr(logger, "isEnabledFor", None)
        return enabled is None or bool(enabled(logging.DEBUG))
    except Exception:  # a logger that raises must not hide what became of a request
        return False


def log(
    logger: Any, level: int, message: str, facts: Mapping[str, object] | None = None, *, plain: str | None = None
) -> None:
    """Log a message.

    Args:
        logger: Whatever the caller has given.
        level: The level of the standard library.
        message: The text; what a terminal would act upon in it is escaped.
        facts: What the record carries beside the text, in a logger of the standard library.
        plain: The method of any other object: debug, error, or None for none.
    """
    call_or_defer(partial(_write, logger, level, message, facts, plain))


def log_error(logger: Any, message: str) -> None:
    """Log an error."""
    log(logger, logging.ERROR, message, plain="error")


def _write(logger: Any, level: int, message: str, facts: Mapping[str, object] | None, plain: str | None) -> None:
    if level == logging.DEBUG and not wants_debug(logger):
        return
    with suppress(Exception):
        if isinstance(logger, logging.Logger | logging.LoggerAdapter):
            logger.log(level, printable(message), extra=facts)
        elif plain is not None:
            getattr(logger, plain)(printable(message))
