"""`python -m octaspace_sdk.smoke`: what it calls, what it prints, and its exit status."""

from __future__ import annotations

import copy
import json
import socket
import subprocess
import sys

import pytest
from tests.support.description import operations

from octaspace_sdk import OctaSpace
from octaspace_sdk.config import DEFAULT_TIMEOUT
from octaspace_sdk.errors import ConfigurationError
from octaspace_sdk.simulator import faults
from octaspace_sdk.smoke import checks
from octaspace_sdk.smoke.__main__ import main
from octaspace_sdk.smoke.fatal_errors import fatal_reason
from octaspace_sdk.spec import Spec, normalized_name


def test_checks_call_each_operation_that_reads(monkeypatch, simulator, capsys):
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    assert main(["--base-url", simulator.url]) == 0
    *lines, total = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} == {"passed", "skipped"}
    skipped = {line.split()[1] for line in lines if line.startswith("skipped")}
    assert skipped >= {"idle_jobs.find", "idle_jobs.logs"}
    assert total == f"{len(lines) - len(skipped)} passed, 0 failed, {len(skipped)} skipped"


def test_every_read_of_the_description_is_a_check(simulator):
    gets = {data["operationId"]: data for method, _, data in operations() if method == "get"}
    reads = {name for name, data in gets.items() if data.get("x-idempotent", True)}
    assert gets.keys() - reads >= {"nodes.reboot"}
    with OctaSpace(simulator.api_key, base_url=simulator.url) as client:
        results = {result.operation: result for result in checks.ReadChecks(client).run(simulator.idle_jobs[0])}
    assert {name.removesuffix(checks.RECENT) for name in results} == reads
    assert {result.verdict for result in results.values()} <= {"passed", "skipped"}
    skipped = {result.summary for result in results.values() if result.verdict == "skipped"}
    assert skipped <= {"the description names no listing with an id for it"}


def test_new_read_is_a_check_or_says_why_it_is_not(simulator, monkeypatch):
    document = copy.deepcopy(Spec().document)
    info = document["paths"]["/network"]["get"]
    document["paths"] |= {
        "/regions": {"get": info | {"parameters": [{"name": "continent", "in": "query", "required": True}]}},
        "/regions/{id}": {"get": info},
        "/weather": {"get": info | {"operationId": "Net-work.info"}},  # as Python does not spell it
        "/regions/{region-id}": {"get": info},
    }
    monkeypatch.setattr(checks, "Spec", lambda: Spec(document))
    with OctaSpace(simulator.api_key, base_url=simulator.url) as client:
        results = [
            each for each in checks.ReadChecks(client).run(None) if normalized_name(each.operation) == "networkinfo"
        ]
    assert [(each.verdict, each.summary) for each in results] == [
        ("passed", results[0].summary),
        ("skipped", "it needs continent"),
        ("passed", "NetworkInfo"),
        ("skipped", "the description names no listing with an id for it"),
        ("skipped", "the description names no listing with an id for it"),
    ]


def test_failed_check_is_status_1(monkeypatch, simulator, capsys):
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    with simulator.inject(faults.ErrorStatus(403), operation="nodes.list"):
        assert main(["--base-url", simulator.url]) == 1
    assert "failed" in capsys.readouterr().out


@pytest.mark.parametrize("key", ["wrong", ""])
def test_refused_key_ends_the_checks_with_status_4_and_one_line(monkeypatch, simulator, capsys, key):
    monkeypatch.setenv("OCTA_API_KEY", key)
    assert main(["--base-url", simulator.url]) == 4
    printed = capsys.readouterr()
    assert [line.split()[0] for line in printed.out.splitlines()] == ["passed", "passed", "failed"]
    [line] = printed.err.splitlines()
    assert line.startswith("accounts.profile: the API key is missing or was refused: set OCTA_API_KEY")


def test_only_errors_of_the_key_count_as_a_refused_key():
    assert fatal_reason(ConfigurationError("the key is missing", concerns_key=True)) == "key refused"
    assert fatal_reason(ConfigurationError("the environment asks for a SOCKS proxy")) is None


def test_dead_network_ends_the_checks_with_status_5_and_one_line(monkeypatch, free_port, capsys):
    monkeypatch.setenv("OCTA_API_KEY", "any")
    monkeypatch.setenv("OCTA_MAX_RETRIES", "0")
    assert main(["--base-url", f"http://127.0.0.1:{free_port}"]) == 5
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert printed.err == "apps.list: no host could be reached; the other checks would end the same\n"


def test_json_is_an_object_a_line(monkeypatch, simulator, capsys):
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    assert main(["--json", "--base-url", simulator.url]) == 0
    results = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {result["verdict"] for result in results} == {"passed", "skipped"}
    assert all(result.keys() == {"operation", "verdict", "seconds", "summary"} for result in results)


@pytest.fixture
def free_port():
    with socket.socket() as listener:  # bound and not listening: a connection to it is refused
        listener.bind(("127.0.0.1", 0))
        yield listener.getsockname()[1]


def test_timeout_of_the_environment_counts_where_none_is_given(monkeypatch, capsys):
    monkeypatch.setenv("OCTA_API_KEY", "key")
    monkeypatch.setenv("OCTA_TIMEOUT", "soon")
    assert main(["--base-url", "http://127.0.0.1:1"]) == 2
    assert "OCTA_TIMEOUT must be a number of seconds, 0 for no limit, not 'soon'" in capsys.readouterr().err


def test_help_names_the_variables_that_are_read(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = " ".join(capsys.readouterr().out.split())
    assert "OCTA_BASE_URLS or OCTA_BASE_URL, else the public one" in printed
    assert f"OCTA_TIMEOUT, else {DEFAULT_TIMEOUT}" in printed


def test_value_that_cannot_work_is_status_2(monkeypatch, capsys):
    monkeypatch.setenv("OCTA_API_KEY", "key")
    assert main(["--base-url", "ftp://api.example"]) == 2
    assert "base_url" in capsys.readouterr().err


def test_no_drift_is_status_0_and_only_what_reads_is_called(drift):
    run = drift(lambda path, value: None)
    assert (run.status, run.report) == (0, {})
    assert "no field differs" in run.output
    assert {request.method for request in run.requests} == {"GET"}
    assert not [request.path for request in run.requests if request.path.endswith(("reboot", "stop", "ident"))]
    called = {request.path.rpartition("/")[2] for request in run.requests}
    assert {"accounts", "balance", "nodes", "sessions", "apps", "network", "mr", "vpn", "render", "info"} <= called


def test_operation_that_could_not_be_read_is_status_1(monkeypatch, simulator, capsys):
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    monkeypatch.setenv("OCTA_MAX_RETRIES", "0")
    with simulator.inject(faults.ErrorStatus(500), operation="network.info"):
        assert main(["--drift", "--base-url", simulator.url]) == 1
    assert "network.info could not be read: ServerError" in capsys.readouterr().err


def test_refused_key_is_status_4_and_nothing_more_is_called(monkeypatch, simulator, capsys):
    monkeypatch.setenv("OCTA_API_KEY", "wrong")
    before = len(simulator.requests)
    assert main(["--drift", "--base-url", simulator.url]) == 4
    assert len(simulator.requests) == before + 1
    printed = capsys.readouterr()
    assert "accounts.profile could not be read: AuthenticationError" in printed.err
    assert "the API key is missing or was refused: nothing more was compared" in printed.err
    assert "not looked at, because it acts: accounts.generate_wallet, " in printed.err
    assert "wrong" not in printed.out + printed.err


def test_drift_without_a_server_says_that_nothing_was_compared(monkeypatch, free_port, capsys):
    monkeypatch.setenv("OCTA_API_KEY", "any")
    monkeypatch.setenv("OCTA_MAX_RETRIES", "0")
    assert main(["--drift", "--base-url", f"http://127.0.0.1:{free_port}"]) == 5
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no host could be reached: nothing more was compared\n" in printed.err


def test_drift_of_nothing_but_errors_says_that_nothing_was_compared(monkeypatch, simulator, capsys):
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    with simulator.inject(faults.ErrorStatus(403)):
        assert main(["--drift", "--base-url", simulator.url]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no operation could be read: nothing was compared\n" in printed.err


def test_help_documents_each_exit_status(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    documented = capsys.readouterr().out.partition("exit status:")[2]
    assert [line.split()[0] for line in documented.strip().splitlines()] == ["0", "1", "2", "3", "4", "5"]


def test_command_runs_as_a_module():
    command = [sys.executable, "-m", "octaspace_sdk.smoke", "--base-url", "ftp://api.example"]
    assert subprocess.run(command, capture_output=True).returncode == 2
