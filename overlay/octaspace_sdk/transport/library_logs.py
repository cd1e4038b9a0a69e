"""Log records of the HTTP library are written during a call as our own are: they never make it fail.

A handler that raises, such as one on a stream that was closed, would lose the answer to a request that has acted, and
with it the session that is to be stopped. And a handler may wait for ever in the thread of a job (`support.deferral`).
"""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from functools import partial

from octaspace_sdk.support.deferral import call_or_defer
from octaspace_sdk.transport.network_backend import NO_ATTEMPT, current_attempt

# A filter of a logger does not see what is logged below it.
_PARTS = ("connection", "http11", "http2", "proxy", "socks")
_LOGGERS = ("httpx", "httpx2", *(f"{core}.{part}" for core in ("httpcore", "httpcore2") for part in _PARTS))
_PROXY_LOGIN = re.compile(r"(?<=\s)auth=\(.*\)")  # of a SOCKS proxy


def guard_library_logs() -> None:
    """Install the filter; what is logged outside of attempts passes unchanged."""
    for name in _LOGGERS:
        # Before those of a caller, which are asked when the record is written, and then once.
        logging.getLogger(name).filters.insert(0, _write_safely)


def _write_safely(record: logging.LogRecord) -> bool:
    if current_attempt.get() is NO_ATTEMPT:
        return True
    if not record.args:  # httpcore's messages have none
        record.msg = _PROXY_LOGIN.sub("auth=***", str(record.msg))
    call_or_defer(partial(_write, record))
    return False


def _write(record: logging.LogRecord) -> None:
    token = current_attempt.set(NO_ATTEMPT)
    try:
        with suppress(Exception):
            logging.getLogger(record.name).handle(record)
    finally:
        current_attempt.reset(token)
