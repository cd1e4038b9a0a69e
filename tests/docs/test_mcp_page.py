"""What docs/mcp.md shows works: its program, its options, the tools that it names, and the blocks for clients."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from mcp import Client

from octaspace_sdk import AsyncOctaSpace, OctaSpace
from octaspace_sdk.mcp.answers import DEFAULT_LIMIT, MAX_ANSWER
from octaspace_sdk.mcp.command import main
from octaspace_sdk.mcp.confirmations import VALID_FOR
from octaspace_sdk.mcp.server import octaspace_server
from octaspace_sdk.simulator import Simulator
from octaspace_sdk.spec import load_document

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "mcp.md").read_text()
TAGS = load_document()["tags"]


@pytest.mark.slow
def test_program_rents_and_leaves_nothing(tmp_path):
    [program] = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    if "PYTHONPATH" in os.environ:  # the client passes on only what the page says
        program = program.replace('startswith("OCTA_")', 'startswith(("OCTA_", "PYTHONPATH"))')
    (tmp_path / "renter.py").write_text(program)
    with Simulator(ready_after=0.0) as simulator:
        environment = {"OCTA_BASE_URLS": simulator.url, "OCTA_API_KEY": simulator.api_key}
        command = [sys.executable, str(tmp_path / "renter.py")]
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        with OctaSpace(simulator.api_key, base_url=simulator.url) as account:
            assert account.sessions.list() == []
            assert len(account.sessions.list(recent=True)) == 1
    assert "USD per hour" in done.stdout
    assert "Container started" in done.stdout
    assert "was stopped" in done.stderr


@pytest.mark.parametrize("block", re.findall(r"^```json\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE), ids=[1, 2])
def test_block_for_a_client_starts_the_server(block):
    settings = json.loads(block)
    [server] = (settings.get("mcpServers") or settings["servers"]).values()
    assert server["args"] == ["-m", "octaspace_sdk.mcp"]
    assert server["env"].keys() == {"OCTA_API_KEY"}


def test_options_are_those_of_the_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert options == set(re.findall(r"`?(--(?:allow|vpn|show)[a-z-]+)", PAGE))


def test_numbers_are_those_of_the_server():
    assert f"at most {MAX_ANSWER:,} characters" in " ".join(PAGE.split())
    assert f"in parts of {DEFAULT_LIMIT} " in PAGE
    assert VALID_FOR == 600
    assert "for ten minutes" in " ".join(PAGE.split())


@pytest.mark.anyio
@pytest.mark.parametrize("flavour", ["asyncio"])
async def test_tools_are_those_of_the_server(flavour):
    client = AsyncOctaSpace("")
    async with client, octaspace_server(client, spending_limit=Decimal(1)) as server, Client(server) as assistant:
        tools = {tool.name for tool in (await assistant.list_tools()).tools}
    table = PAGE.partition("## What it offers")[2].partition("## Spending")[0]
    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", table))
    assert named <= tools
    by_hand = {
        name for name in tools if not name.startswith(tuple(f"{tag['name'].replace('.', '_')}_" for tag in TAGS))
    }
    assert by_hand <= named
