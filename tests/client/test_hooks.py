"""What hooks and loggers are told; a hook that raises changes nothing."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest
from tests.support.clients import KEY, done
from tests.support.recorder import Answer, answer

from octaspace_sdk import NetworkError, OctaSpace, RequestEvent, ResponseEvent, ServiceUnavailableError

pytestmark = pytest.mark.anyio


class Plain:
    """A logger that is none of the standard library."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def debug(self, text: str) -> None:
        self.lines.append(("debug", text))

    def error(self, text: str) -> None:
        self.lines.append(("error", text))


async def test_hooks_are_told_of_every_attempt_in_order(server, connect):
    events: list[object] = []
    client = connect(on_request=events.append, on_response=events.append)
    server.answers(answer({}, 503, Retry_After="0"), answer({"balance": 7}, X_Request_Id="req-1"))
    assert await done(client.accounts.balance()) == 7
    assert [type(event) for event in events] == [RequestEvent, ResponseEvent] * 2
    assert [event.attempt for event in events] == [1, 1, 2, 2]
    url = f"{server.url}/accounts/balance"
    assert {(event.operation, event.method, event.url) for event in events} == {("accounts.balance", "GET", url)}
    first, second = events[1], events[3]
    assert (first.status, first.error, first.request_id) == (503, None, None)
    assert (second.status, second.error, second.request_id) == (200, None, "req-1")
    assert all(event.seconds >= 0 for event in (first, second))


async def test_hooks_are_told_of_a_request_without_an_answer(server, connect):
    events: list[ResponseEvent] = []
    server.answers(Answer(b"{}", cut=1))
    with pytest.raises(NetworkError):
        await done(connect(on_response=events.append, max_retries=0).accounts.generate_wallet())
    [event] = events
    assert (event.status, event.request_id) == (None, None)
    assert "cut off" in event.error


@pytest.mark.parametrize("name", ["on_request", "on_response"])
async def test_a_hook_that_raises_does_not_break_the_call(server, connect, name):
    def broken(event: object) -> None:
        raise RuntimeError(f"secret of the hook {KEY}")

    logger = Plain()
    server.answers({"uuid": "u-1"})
    created = await done(connect(logger=logger, **{name: broken}).services.vpn.create(node_id=1))
    assert created.uuid == "u-1"
    assert [text for level, text in logger.lines if level == "error"] == [f"{name} raised RuntimeError"]


async def test_on_drift_that_raises_does_not_break_the_call(server, connect):
    def broken(drift: object) -> None:
        raise RuntimeError("no")

    logger = Plain()
    server.answers([{"uuid": 5, "name": []}])
    [app] = await done(connect(logger=logger, on_drift=broken).apps.list())
    assert app.name == []
    assert ("error", "on_drift raised RuntimeError") in logger.lines


def test_hook_may_use_the_client(server):
    with OctaSpace(KEY, base_url=server.url) as client:
        hooked = client.with_options(on_response=lambda event: client.nodes.reboot(2))
        hooked.nodes.reboot(1)
    assert [one.path for one in server.requests] == ["/nodes/1/reboot", "/nodes/2/reboot"]


async def test_plain_object_can_be_the_logger(server, connect):
    logger = Plain()
    server.answers(answer({"balance": 7}, X_Request_Id="req-1"))
    await done(connect(logger=logger).accounts.balance())
    asked, answered = [text for level, text in logger.lines if level == "debug"]
    assert asked == f"GET {server.url}/accounts/balance (attempt 1)"
    assert answered.startswith(f"GET {server.url}/accounts/balance -> 200 in ")
    assert "req-1" in answered


async def test_failed_attempts_are_logged_as_errors(connect):
    logger = Plain()
    with pytest.raises(NetworkError):
        await done(connect(base_url="http://127.0.0.1:9", max_retries=0, logger=logger).apps.list())
    [text] = [text for level, text in logger.lines if level == "error"]
    assert "GET http://127.0.0.1:9/apps failed" in text


async def test_standard_logger_of_the_caller_is_used(server, connect, caplog):
    mine = logging.getLogger("my.app")
    caplog.set_level(logging.DEBUG, logger="my.app")
    await done(connect(logger=mine).nodes.reboot(1))
    assert {record.name for record in caplog.records if "reboot" in record.message} == {"my.app"}


async def test_default_logger_is_named_after_the_package(server, client, caplog):
    caplog.set_level(logging.DEBUG, logger="octaspace_sdk")
    await done(client.nodes.reboot(1))
    assert [record.levelname for record in caplog.records if record.name == "octaspace_sdk"] == ["DEBUG"] * 2


async def test_nothing_is_logged_unasked(server, client, caplog, capfd):
    caplog.set_level(logging.INFO)
    await done(client.nodes.reboot(1))
    assert [record for record in caplog.records if record.name.startswith("octaspace")] == []
    assert capfd.readouterr() == ("", "")


async def test_query_is_not_logged(server, connect):
    logger = Plain()
    server.answers([])
    await done(connect(logger=logger).services.mr.list({"token": "swordfish"}))
    assert "swordfish" not in str(logger.lines)
    assert server.last.query == [("token", "swordfish")]


def test_logger_of_with_options_takes_over(server):
    logger, other = Plain(), Plain()
    with OctaSpace(KEY, base_url=server.url, logger=logger) as client:
        client.with_options(logger=other).nodes.reboot(1)
    assert (logger.lines, len(other.lines)) == ([], 2)


async def test_hooks_are_told_of_the_last_failure_too(server, connect):
    events: list[ResponseEvent] = []
    server.answers(answer({}, 503, Retry_After="0"))
    with pytest.raises(ServiceUnavailableError):
        await done(connect(on_response=events.append, max_retries=2).apps.list())
    assert [event.status for event in events] == [503] * 3


SILENT = """
from octaspace_sdk import NetworkError, OctaSpace
with OctaSpace("key", base_urls=["http://127.0.0.1:9", "{url}"]) as client:
    client.accounts.balance()
try:
    OctaSpace("key", base_url="http://127.0.0.1:9", max_retries=0).accounts.balance()
except NetworkError:
    pass
"""


def test_program_without_logging_prints_nothing(server):
    server.answers({"balance": 7})
    command = [sys.executable, "-c", SILENT.format(url=server.url)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
