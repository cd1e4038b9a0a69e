"""`octaspace mcp` is the MCP server with the key and the hosts of the command line."""

from __future__ import annotations

import json

import pytest
from tests.support.processes import program

from octaspace_sdk.cli import mcp
from octaspace_sdk.cli.exit_codes import ExitCode

HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


@pytest.mark.slow
def test_server_with_the_key_of_a_profile(octaspace, simulator, monkeypatch):
    monkeypatch.delenv("OCTA_API_KEY")
    login = ("auth", "login", "--profile", "work", "--storage", "file", "--base-url", simulator.url)
    assert octaspace(*login, stdin=f"{simulator.api_key}\n").status == 0
    monkeypatch.setenv("OCTA_BASE_URLS", "")
    with program("-m", "octaspace_sdk.cli", "mcp", "--profile", "work") as server:

        def ask(number, method, params):
            line = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
            server.process.stdin.write(f"{line}\n".encode())
            server.process.stdin.flush()
            return json.loads(server.wait_for("\n"))["result"]

        ask(1, "initialize", HELLO)
        assert "octa" in json.dumps(
            ask(2, "tools/call", {"name": "balance_in_usd", "arguments": {}})["structuredContent"]
        )
        server.process.stdin.close()
        assert server.process.wait(60) == 0


def test_extra_that_is_missing_is_one_line(octaspace, monkeypatch):
    monkeypatch.setattr(mcp, "find_spec", lambda name: None)
    result = octaspace("mcp")
    message = "octaspace: the MCP server needs its extra: pip install 'octaspace-sdk[mcp]'\n"
    assert (result.status, result.errors) == (ExitCode.FAILED, message)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--allow-spending -1", "Invalid value for '--allow-spending': '-1' is no amount, such as 0.60"),
        ("--vpn-gb-per-hour inf", "Invalid value for '--vpn-gb-per-hour': 'inf' is no amount, such as 0.60"),
        ("--allow-spnding 1", "No such option: --allow-spnding (Possible options: --allow-spending)"),
    ],
)
def test_mistake_is_one_line_with_what_to_do(octaspace, words, message):
    result = octaspace("mcp", *words.split())
    assert (result.status, result.errors) == (ExitCode.USAGE, f"octaspace: {message}; see `octaspace mcp --help`\n")
