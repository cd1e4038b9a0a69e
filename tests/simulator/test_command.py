"""What the command prints: what to paste, a line for each request, one line for each mistake."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import httpx
import pytest
from tests.support.processes import program, simulator_command

from octaspace_sdk import OctaSpace
from octaspace_sdk.simulator import Simulator
from octaspace_sdk.simulator.control_api import DEFAULT_PORT
from octaspace_sdk.simulator.faults.fault_syntax import FAULT_TYPES

ROOT = Path(__file__).parents[2]


def refusal(*options: str) -> tuple[int, str]:
    with program("-m", "octaspace_sdk.simulator", *options) as command:
        return command.finish()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (("--speed", "0"), 2, "argument --speed: must be a number above 0, not 0"),
        (("--speed", "nan"), 2, "argument --speed: must be a number above 0, not nan"),
        (("--port", "65536"), 2, "argument --port: must be from 0 to 65535, not 65536"),
        (("--port", "http"), 2, "argument --port: invalid"),
        (("--port", "0", "--fail-provisioning", "2"), 1, "fail_provisioning must be from 0 to 1"),
        (("--colour", "red"), 2, "unrecognized arguments: --colour red"),
    ],
)
def test_a_mistake_is_one_clear_line(options, status, words):
    found, errors = refusal(*options)
    assert found == status
    assert errors.startswith("python -m octaspace_sdk.simulator: ")
    assert words in errors
    assert errors.count("\n") == 1


@pytest.mark.slow
def test_a_taken_port_says_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, errors = refusal("--port", str(port))
    assert status == 1
    assert f"cannot listen on 127.0.0.1:{port}: " in errors
    assert "choose another with --host and --port" in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    "options",
    [
        *({"speed": speed} for speed in (0.0, -1.0, float("inf"))),
        *({"port": port} for port in (65536, -1)),
        *({"ready_after": seconds} for seconds in (-1.0, float("nan"), float("inf"), 1e300)),
        *({"balance": wei} for wei in (1e18, True)),
        {"create_as": "list"},
    ],
)
def test_what_cannot_work_is_refused_in_code_too(options):
    [name] = options
    with pytest.raises(ValueError, match=f"^{name} must be .*, not {re.escape(repr(options[name]))}$"):
        Simulator(**options)


@pytest.mark.slow
def test_verbose_prints_a_line_for_each_request():
    with simulator_command("--verbose") as running:
        httpx.get(f"{running.url}/services/vpn?country=PL", headers={"Authorization": running.key})
        httpx.get(f"{running.url}/nope")
        errors = running.program.errors()
    assert errors.splitlines() == [
        "GET /services/vpn?country=PL -> 200  services.vpn.list  ops@example.net",
        "GET /nope -> 404  -  -",
    ]
    assert running.key not in errors


@pytest.mark.slow
def test_other_machines_are_told_what_they_need():
    with simulator_command("--host", "0.0.0.0") as running:
        assert running.url == f"http://127.0.0.1:{running.port}"
        assert "OCTA_ALLOW_INSECURE=1" in running.program.wait_for(
            "Anyone who reaches this port can use the simulator."
        )
        assert httpx.get(f"{running.url}/network").status_code == 200


@pytest.mark.parametrize("value", ["1", "true", " True "])
def test_environment_allows_plain_http(monkeypatch, value):
    monkeypatch.setenv("OCTA_ALLOW_INSECURE", value)
    OctaSpace("", base_url="http://simulator.example:6282").close()


@pytest.mark.slow
def test_help_of_inject_lists_every_fault_with_its_settings():
    with program("-m", "octaspace_sdk.simulator", "inject", "--help") as command:
        assert command.finish()[0] == 0
    for fault in FAULT_TYPES:
        assert f"\n  {fault}" in command.output
    for words in (
        "latency seconds=NUMBER",
        'retype={"NAME": text|number|null|array|object} (optional)',
        "slow-body seconds=NUMBER (default 1.0) bytes=INTEGER (default 1)",
        "status: The HTTP status, 200 to 599.",
        "retry_after=TEXT|NUMBER (optional)",
    ):
        assert words in command.output


def test_default_port_is_no_other_tools():
    assert DEFAULT_PORT not in {8787, 8080, 8000, 8888, 5000, 3000}
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert f"EXPOSE {DEFAULT_PORT}" in dockerfile
    assert set(re.findall(r"\b\d{4}\b", dockerfile)) == {str(DEFAULT_PORT)}
