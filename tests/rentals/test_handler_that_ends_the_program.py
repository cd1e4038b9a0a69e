"""Whatever a caller's log handler or hook raises, at whatever record of a rental, no session keeps running."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from tests.rentals.conftest import entered
from tests.support.relay import RENTALS

from octaspace_sdk import OctaSpaceError

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

MOST = 60  # calls of the caller's code in one rental


class EndAt(logging.Handler):
    """Counts the calls of it, and ends the program at one of them."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.end = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count()

    def count(self, event: object = None) -> None:
        self.calls += 1
        if self.calls == self.end:
            raise SystemExit(3)


def as_logger(client: Any, end: EndAt) -> Any:
    logger = logging.Logger("the caller's", logging.DEBUG)
    logger.addHandler(end)
    return client.with_options(logger=logger)


def as_hooks(client: Any, end: EndAt) -> Any:
    return client.with_options(on_request=end.count, on_response=end.count)


@pytest.mark.parametrize("place", [as_logger, as_hooks])
async def test_no_session_keeps_running(patient, simulator, running, place: Callable[[Any, EndAt], Any]):
    end = EndAt()
    client = place(patient, end)
    for number in range(1, MOST):
        end.calls, end.end = 0, number
        try:
            async with entered(RENTALS["mr"](client)):
                pass
        except (SystemExit, OctaSpaceError):
            pass
        assert running() == [], number
        if end.calls < number:
            break
    assert 4 < number < MOST
