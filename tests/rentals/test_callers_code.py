"""The thread that starts and stops a session calls nothing of the caller's: it might wait there for ever.

Ctrl-C in a logging handler leaves the handler's lock taken by the main thread, which alone can log from then on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from tests.rentals.conftest import entered
from tests.support.relay import RENTALS, refuse, reset
from tests.support.servers import answer

from octaspace_sdk import OctaSpaceError
from octaspace_sdk.decoding import drift

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


class Calls(logging.Handler):
    """Notes what is called, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: dict[str, set[threading.Thread]] = {}

    def note(self, kind: str) -> None:
        self.threads.setdefault(kind, set()).add(threading.current_thread())

    def emit(self, record: logging.LogRecord) -> None:
        self.note(record.levelname)

    def on_request(self, event: object) -> None:
        self.note("on_request")

    def on_response(self, event: object) -> None:
        self.note("on_response")

    def on_drift(self, event: object) -> None:
        self.note("on_drift")


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def watched(patient, calls):
    logger = logging.Logger("the caller's", logging.DEBUG)
    logger.addHandler(calls)
    return patient.with_options(
        logger=logger,
        on_request=calls.on_request,
        on_response=calls.on_response,
        on_drift=calls.on_drift,
        report_unknown_fields=True,
    )


async def test_it_is_called_by_the_thread_that_waits(watched, calls, relay, monkeypatch):
    monkeypatch.setattr(drift, "logged", set())
    relay.meets("create", lambda wire, forward: wire.send(with_another_field(forward())))
    relay.meets("stop", reset)
    async with entered(RENTALS["mr"](watched)):
        pass
    here = {threading.current_thread()}
    kinds = ("DEBUG", "INFO", "WARNING", "ERROR", "on_request", "on_response", "on_drift")
    assert calls.threads == dict.fromkeys(kinds, here)


def with_another_field(reply: bytes) -> bytes:
    return answer(reply.partition(b"\r\n\r\n")[2].replace(b"{", b'{"new": 1, ', 1))


async def test_so_is_what_says_that_a_stop_failed(watched, calls, relay):
    relay.always_meets("stop", refuse("400 Bad Request"))
    with pytest.raises(OctaSpaceError):
        async with entered(RENTALS["mr"](watched)):
            pass
    assert calls.threads["ERROR"] == {threading.current_thread()}


@pytest.fixture
def httpcore_log() -> Iterator[logging.Logger]:
    logger = logging.getLogger("httpcore")
    before = logger.level
    logger.setLevel(logging.DEBUG)
    yield logger
    logger.setLevel(before)


async def test_so_is_what_hears_of_the_http_library(patient, calls, httpcore_log):
    httpcore_log.addHandler(calls)
    try:
        async with entered(RENTALS["mr"](patient)):
            pass
    finally:
        httpcore_log.removeHandler(calls)
    assert calls.threads == {"DEBUG": {threading.current_thread()}}


async def test_handler_that_raises_in_the_block_keeps_no_session_running(patient, relay, running, httpcore_log):
    def emit(record: logging.LogRecord) -> None:
        raise ValueError("I/O operation on closed file")

    handler = logging.Handler()
    handler.emit = emit
    try:
        async with entered(RENTALS["mr"](patient)):
            httpcore_log.addHandler(handler)
    finally:
        httpcore_log.removeHandler(handler)
    assert running() == []


async def test_a_logger_of_ones_own_hears_no_debug_that_it_does_not_want(patient):
    heard: list[str] = []
    logger = SimpleNamespace(isEnabledFor=lambda level: level > logging.DEBUG, debug=heard.append, error=heard.append)
    async with entered(RENTALS["mr"](patient.with_options(logger=logger))):
        pass
    assert heard == []
