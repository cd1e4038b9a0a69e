"""What goes wrong in a tool is an answer that says what to do, and never the end of the server."""

from __future__ import annotations

import socket

import pytest
from tests.support.recorder import answer

from octaspace_sdk.simulator import faults

pytestmark = pytest.mark.anyio

UNKNOWN = "00000000-0000-4000-8000-000000000000"

MISTAKES = {
    "no tool": ("nodes_explode", {}, "there is no tool nodes_explode; there are services_mr_search, "),
    "acts": ("services_mr_create", {}, "needs the option --allow-spending"),
    "unknown argument": ("nodes_find", {"id": 5}, "nodes_find has no argument id; it takes node_id"),
    "missing argument": ("nodes_find", {}, "nodes_find needs node_id: Id of the node."),
    "null for one that is needed": ("nodes_find", {"node_id": None}, "nodes_find needs node_id"),
    "wrong type": ("nodes_find", {"node_id": "65"}, "node_id must be an integer, not a str"),
    "out of range": ("nodes_find", {"node_id": -1}, "node_id must be at least 0, not -1"),
    "unknown GPU": ("services_mr_search", {"gpu": "rtx 9090"}, "rtx 9090"),
    "unknown place": ("services_vpn_search", {"country": "Germny"}, "Germany"),
    "lines": ("session_logs", {"uuid": UNKNOWN, "lines": 0}, "lines must be at least 1"),
    "seconds": ("wait_until_ready", {"uuid": UNKNOWN, "seconds": 51}, "seconds must be at most 50"),
    "no such session": ("services_session_info", {"uuid": UNKNOWN}, "HTTP 404"),
    "no such logs": ("session_logs", {"uuid": UNKNOWN}, "HTTP 404"),
    "no such node": ("nodes_find", {"node_id": 999_999_999}, "HTTP 404"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_mistake_is_answered(connect, mistake):
    tool, arguments, words = MISTAKES[mistake]
    async with connect() as assistant:
        said = await assistant.refused(tool, **arguments)
        assert words in said
        assert "\n" not in said
        assert await assistant.call("network_info")


async def test_wrong_key_is_said(connect):
    async with connect(api_key="wrong-key-0123") as assistant:
        assert "HTTP 401" in await assistant.refused("accounts_profile")


async def test_missing_key_says_what_to_set(connect):
    async with connect(api_key="") as assistant:
        assert "OCTA_API_KEY" in await assistant.refused("accounts_profile")
        assert await assistant.call("network_info")


async def test_host_that_cannot_be_reached_is_said(connect):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with connect(base_url=f"http://127.0.0.1:{port}") as assistant:
        assert "no connection" in await assistant.refused("network_info")


async def test_failing_service_is_said(connect, simulator):
    simulator.inject(faults.ErrorStatus(503, message="restarting"), times=1)
    async with connect() as assistant:
        assert "HTTP 503: restarting" in await assistant.refused("network_info")
        assert await assistant.call("network_info")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"", b'{"a": [' + b"[" * 5000, b"\xff\xfe"])
async def test_answer_that_is_no_answer_is_an_error_or_empty(connect, server, body):
    server.answers(*[answer(body)] * 2)
    async with connect(base_url=server.url) as assistant:
        for tool in ("network_info", "sessions_list"):
            result = await assistant.client.call_tool(tool, {})
            assert result.content[0].text


async def test_error_within_a_tool_is_answered(connect, monkeypatch):
    monkeypatch.setattr("octaspace_sdk.mcp.answers.AnswerWriter.write", lambda self, value: 1 / 0)
    async with connect() as assistant:
        assert await assistant.refused("network_info") == "ZeroDivisionError: division by zero"
