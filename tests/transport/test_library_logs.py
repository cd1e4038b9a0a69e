"""What httpx and httpcore log during a call is heard, and a handler that raises on it loses no answer."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator

import httpx
import httpx2
import pytest
from tests.support.clients import done

pytestmark = pytest.mark.anyio

LIBRARIES = ("httpx", "httpcore", "httpx2", "httpcore2")
RENTAL = {"node_id": 1, "disk_size": 1, "image": "x"}


class Broken(logging.Handler):
    """Raises on each record, as one does whose stream was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())
        raise ValueError("I/O operation on closed file")


@pytest.fixture
def broken() -> Iterator[Broken]:
    handler = Broken()
    loggers = [logging.getLogger(name) for name in LIBRARIES]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield handler
    for logger, level in zip(loggers, before, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


async def test_call_succeeds(connect, server, broken, flavour):
    client = connect()
    assert await done(client.accounts.balance()) == 7
    assert (await done(client.services.mr.create(**RENTAL))).uuid
    await done(client.close() if flavour == "sync" else client.aclose())
    assert len(server.acted) == 2
    assert any("connect_tcp.started" in message for message in broken.heard)
    assert any("connect_tcp.complete" in message for message in broken.heard)


@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda library: library.__name__)
async def test_so_does_one_of_a_callers_client(connect, server, broken, library, flavour):
    own = library.Client() if flavour == "sync" else library.AsyncClient()
    assert (await done(connect(http_client=own).services.mr.create(**RENTAL))).uuid
    broken.setLevel(logging.CRITICAL)  # its closing is the caller's own
    await done(own.close() if flavour == "sync" else own.aclose())
    assert server.acted == ["POST /services/mr"]
    assert any(f"HTTP Request: POST {server.url}" in message for message in broken.heard)


async def test_filter_of_a_caller_is_heeded(connect, broken):
    quiet = logging.getLogger("httpcore.connection")
    refuse = lambda record: "complete" not in record.getMessage()  # noqa: E731
    quiet.addFilter(refuse)
    try:
        await done(connect().accounts.balance())
    finally:
        quiet.removeFilter(refuse)
    assert broken.heard
    assert not any("complete" in message for message in broken.heard)


PROGRAM = """
import logging, sys

asked = []
for name in ("httpcore.connection", "httpcore.http11"):
    logging.getLogger(name).addFilter(lambda record: asked.append(record) is None)
logging.basicConfig(level=logging.DEBUG, handlers=[logging.NullHandler()])
from octaspace_sdk import OctaSpace
with OctaSpace("key", base_url=sys.argv[1]) as client:
    client.accounts.balance()
print(len(asked), len(set(map(id, asked))))
"""


@pytest.mark.slow
def test_filter_that_was_there_before_is_asked_once(server):
    """It may drop what it has seen already."""
    command = [sys.executable, "-c", PROGRAM, server.url]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    asked, records = map(int, ended.stdout.split())
    assert asked == records > 0


def test_what_is_logged_outside_of_calls_is_left_alone(broken, server):
    with pytest.raises(ValueError, match="closed file"), httpx.Client() as own:
        own.get(f"{server.url}/accounts/balance")
