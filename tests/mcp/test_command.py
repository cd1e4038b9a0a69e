"""The real program: over stdio with the SDK's own client, and its end by a closed stdin and by signals."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import attrs
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from tests.mcp.conftest import IMAGE, Assistant
from tests.support.processes import Program, program

from octaspace_sdk.mcp.command import main

COMMAND = ("-m", "octaspace_sdk.mcp")

slow = pytest.mark.slow


@pytest.fixture
def environment(simulator) -> dict[str, str]:
    return {"OCTA_BASE_URLS": simulator.url, "OCTA_API_KEY": simulator.api_key}


@attrs.define
class Server:
    """A running program that is spoken to line by line, by a client that can be killed at any point."""

    program: Program
    _numbers: Any = attrs.field(factory=lambda: count(1))

    def send(self, method: str, **more: Any) -> None:
        assert self.program.process.stdin is not None
        message = {"jsonrpc": "2.0", "method": method, **more}
        self.program.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.program.process.stdin.flush()

    def ask(self, method: str, **params: Any) -> Any:
        self.send(method, id=next(self._numbers), params=params)
        return json.loads(self.program.wait_for("\n"))["result"]

    def call(self, tool: str, **arguments: Any) -> Any:
        return self.ask("tools/call", name=tool, arguments=arguments)["structuredContent"]

    def rent(self, **arguments: Any) -> str:
        [machine] = self.call("services_mr_search", min_gpus=1, limit=1)["entries"]
        rental = {"node_id": machine["node_id"], **IMAGE, **arguments}
        token = self.call("services_mr_create", **rental)["confirmation"]
        return str(self.call("services_mr_create", **rental, confirmation=token)["uuid"])


@contextmanager
def serving(environment: dict[str, str], *options: str) -> Iterator[Server]:
    with program(*COMMAND, *options, env=environment) as process:
        server = Server(process)
        info = {"name": "test", "version": "1"}
        server.ask("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo=info)
        server.send("notifications/initialized")
        yield server


@slow
@pytest.mark.anyio
async def test_sdk_client_rents_over_stdio_and_leaves_nothing(environment, running, tmp_path):
    arguments = ["-W", "error", *COMMAND, "--allow-spending", "2"]
    environment = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ} | environment
    parameters = StdioServerParameters(command=sys.executable, args=arguments, env=environment)
    with (tmp_path / "stderr").open("w+") as errors:
        async with Client(stdio_client(parameters, errlog=errors)) as client:
            assistant = Assistant(client, [])
            assert "services_mr_create" in await assistant.tools()
            [machine] = (await assistant.call("services_mr_search", min_gpus=1, limit=1))["entries"]
            rented = await assistant.confirmed("services_mr_create", node_id=machine["node_id"], **IMAGE)
            assert running() == [rented["uuid"]]
            assert "HTTP 404" in await assistant.refused("nodes_find", node_id=999_999_999)
        assert running() == []
        errors.seek(0)
        said = errors.read()
    assert f"session {rented['uuid']} " in said
    assert environment["OCTA_API_KEY"] not in said


@slow
def test_closed_stdin_stops_the_rentals(environment, running):
    with serving(environment, "--allow-spending", "2") as server:
        uuid = server.rent()
        assert running() == [uuid]
        status, errors = server.program.finish()
    assert running() == []
    assert status == 0
    assert errors.splitlines()[-1].endswith("per hour) was stopped")


@slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_stops_the_rentals(environment, running, number):
    with serving(environment, "--allow-spending", "2") as server:
        uuid = server.rent()
        assert running() == [uuid]
        server.program.process.send_signal(number)
        assert server.program.process.wait(60) == 0
        assert running() == []
        errors = server.program.errors()
    assert errors.splitlines()[-1].endswith("per hour) was stopped")
    assert "Traceback" not in errors


@slow
def test_signal_while_a_session_is_created_leaves_nothing(environment, simulator, running):
    with serving(environment, "--allow-spending", "2") as server:
        [machine] = server.call("services_mr_search", min_gpus=1, limit=1)["entries"]
        rental = {"node_id": machine["node_id"], **IMAGE}
        rental["confirmation"] = server.call("services_mr_create", **rental)["confirmation"]
        arrived = threading.Event()

        async def slow_answer(exchange, call_next):
            answer = await call_next()
            arrived.set()
            await exchange.sleep(0.5)
            return answer

        simulator.inject(slow_answer, operation="services.mr.create", times=1)
        server.send("tools/call", id=99, params={"name": "services_mr_create", "arguments": rental})
        assert arrived.wait(60)
        assert len(running()) == 1
        server.program.process.send_signal(signal.SIGTERM)
        assert server.program.process.wait(60) == 0
    assert running() == []


@slow
def test_kept_rental_survives_a_signal(environment, running):
    with serving(environment, "--allow-spending", "2") as server:
        uuid = server.rent(keep=True)
        server.program.process.send_signal(signal.SIGTERM)
        assert server.program.process.wait(60) == 0
        errors = server.program.errors()
    assert running() == [uuid]
    assert errors.splitlines()[-1].endswith("runs on, as was asked for")


@slow
def test_garbage_on_stdin_does_no_harm(environment):
    with serving(environment) as server:
        assert server.program.process.stdin is not None
        server.program.process.stdin.write(b"no JSON\n\xff\xfe\n{}\n[]\n")
        server.program.process.stdin.flush()
        assert server.call("network_info")
        assert server.program.finish()[0] == 0


@slow
def test_end_without_a_client(environment):
    with program(*COMMAND, env=environment) as server:
        assert server.finish() == (0, "")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--allow-spending", "much"], "argument --allow-spending: must be a number such as 1.50, not 'much'"),
        (["--allow-spending", "-1"], "argument --allow-spending: must be a number such as 1.50, not '-1'"),
        (["--allow-spending", "-1"], "must be a number"),
        (["--allow-spending", "NaN"], "must be a number"),
        (["--vpn-gb-per-hour", "inf"], "must be a number"),
    ],
)
def test_wrong_option_is_refused(capsys, options, words):
    with pytest.raises(SystemExit) as ended:
        main(options)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_wrong_configuration_is_said(capsys, monkeypatch):
    monkeypatch.setenv("OCTA_BASE_URLS", "api.octa.space")
    assert main([]) == 2
    assert "OCTA_BASE_URLS must begin with" in capsys.readouterr().err


def test_missing_extra_says_what_to_install(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert main([]) == 2
    assert capsys.readouterr().err == "the MCP server needs the extra: pip install 'octaspace-sdk[mcp]'\n"


def test_help_says_what_it_costs(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "USD per hour that all sessions started by this server may cost" in " ".join(capsys.readouterr().out.split())
