"""No log of any of these tests shows the key."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from tests.support.counting_server import Counting
from tests.support.secret_search import places


@pytest.fixture(autouse=True)
def logs(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All loggers say all they can; none of it is the key."""
    with caplog.at_level(logging.DEBUG):
        yield caplog
    said = "\n".join(
        f"{record.name}: {record.getMessage()} {record.msg!r} {record.args!r} {record.exc_text!r}"
        for when in ("setup", "call")
        for record in caplog.get_records(when)
    )
    assert places(said) == []


@pytest.fixture
def server() -> Iterator[Counting]:
    with Counting() as server:
        yield server
