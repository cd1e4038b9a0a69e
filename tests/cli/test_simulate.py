"""`octaspace simulate`: its mistakes are those of every other command, one line with what to do."""

from __future__ import annotations

import signal
import socket

import pytest
from tests.support.processes import program

from octaspace_sdk import OctaSpace
from octaspace_sdk.cli import simulate
from octaspace_sdk.cli.exit_codes import ExitCode
from octaspace_sdk.simulator.control_api import DEFAULT_PORT
from octaspace_sdk.simulator.faults.fault_syntax import FAULT_TYPES

HELP = "see `octaspace simulate --help`"
INJECT_HELP = "see `octaspace simulate inject --help`"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--port 70000", f"Invalid value for '--port': 70000 is not from 0 to 65535; {HELP}"),
        ("--port http", f"Invalid value for '--port': 'http' is no whole number; {HELP}"),
        ("--speed 0", f"Invalid value for '--speed': '0' is no number above 0; {HELP}"),
        ("--speed nan", f"Invalid value for '--speed': 'nan' is no number above 0; {HELP}"),
        ("--fail-provisioning 2", f"Invalid value for '--fail-provisioning': 2.0 is not from 0.0 to 1.0; {HELP}"),
        ("--prt 1", f"No such option: --prt (Possible options: --port); {HELP}"),
        ("injct", f"there is no command 'injct'; did you mean 'inject'? See {HELP.removeprefix('see ')}"),
        ("inject", f"say which fault, or --list, or --clear; {INJECT_HELP}"),
        ("inject --list --clear", f"say which fault, or --list, or --clear; {INJECT_HELP}"),
        (
            "inject latncy",
            f"there is no fault 'latncy'; did you mean 'latency'? See {INJECT_HELP.removeprefix('see ')}",
        ),
        ("inject nothing", f"there is no fault 'nothing'; there are {', '.join(FAULT_TYPES)}; {INJECT_HELP}"),
        ("inject latency seconds", f"'seconds' is not of the form name=value; {INJECT_HELP}"),
        ("inject latency secs=1", f"latency: Object contains unknown field `secs`; {INJECT_HELP}"),
        ("inject latency seconds=1 --times x", f"Invalid value for '--times': 'x' is no whole number; {INJECT_HELP}"),
        (
            "inject --list --url nowhere",
            f"--url must begin with https:// (or http:// for this machine) and name a host; {INJECT_HELP}",
        ),
    ],
)
def test_mistake_is_one_line_with_what_to_do(octaspace, words, message):
    result = octaspace("simulate", *words.split())
    assert (result.status, result.output, result.errors) == (ExitCode.USAGE, "", f"octaspace: {message}\n")


def test_port_that_is_taken_says_what_to_do(octaspace):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = octaspace("simulate", "--port", str(port))
    assert result.status == ExitCode.FAILED
    assert result.errors.startswith(f"octaspace: cannot listen on 127.0.0.1:{port}: ")
    assert result.errors.endswith("choose another with --host and --port\n")


def test_state_that_cannot_be_kept_is_one_line(octaspace, tmp_path):
    file = tmp_path / "state"
    file.write_text("something else")
    result = octaspace("simulate", "--port", "0", "--state", str(file))
    assert result.status == ExitCode.FAILED
    assert result.errors.startswith(f"octaspace: {file} cannot be used as a state file: ")
    assert result.errors.count("\n") == 1


def test_simulator_that_does_not_run_says_how_to_start_it(octaspace):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    result = octaspace("simulate", "inject", "--list", "--url", url)
    assert result.status == ExitCode.NETWORK
    assert result.errors.endswith("; `octaspace simulate` starts a simulator, and --url says where it is\n")


def test_fault_is_injected_listed_and_removed(octaspace, simulator):
    url = ("--url", simulator.url)
    words = ("error-status", "status=503", "--operation", "apps.list", "--times", "3")
    injected = octaspace("simulate", "inject", *words, *url).json
    assert (injected["fault"]["status"], injected["operation"], injected["times"]) == (503, "apps.list", 3)
    assert octaspace("simulate", "inject", "--list", *url).json == [injected]
    assert octaspace("apps", "--retries", "0").status == ExitCode.SERVER
    assert [fault["hits"] for fault in octaspace("simulate", "inject", "--clear", *url).json] == [1]
    assert octaspace("simulate", "inject", "--list", *url).json == []


def test_help_of_inject_lists_every_fault_with_its_settings(octaspace):
    output = octaspace("simulate", "inject", "--help").output
    for fault in FAULT_TYPES:
        assert f"\n  {fault}" in output
    assert "latency seconds=NUMBER" in output


def test_extra_that_is_missing_is_one_line(octaspace, monkeypatch):
    monkeypatch.setattr(simulate, "find_spec", lambda name: None)
    result = octaspace("simulate")
    assert result.status == ExitCode.FAILED
    assert result.errors.endswith("install its extra: pip install 'octaspace-sdk[simulator]'\n")
    assert "Faults" not in octaspace("simulate", "inject", "--help").output


def test_port_is_the_usual_one():
    assert simulate.PORT == DEFAULT_PORT


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_simulator_serves_until_a_signal(octaspace, number):
    with program("-m", "octaspace_sdk.cli", "simulate", "--port", "0") as command:
        url, key = (part.partition("=")[2] for part in command.wait_for("\n").removeprefix("export ").split())
        with OctaSpace(key, base_url=url) as client:
            assert client.apps.list()
        command.process.send_signal(number)
        assert command.finish() == (0, "")
