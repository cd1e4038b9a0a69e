"""smoke, drift and simulate on the command line."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path

import pytest
from tests.support.processes import program

from octaspace_sdk import OctaSpace
from octaspace_sdk.cli.exit_codes import ExitCode
from octaspace_sdk.simulator.faults import ChangedFields, ErrorStatus

PATIENCE = 60.0


def test_smoke_says_what_passed(octaspace):
    result = octaspace("smoke")
    assert result.status == 0
    assert "passed" in result.output.splitlines()[0]
    assert ", 0 failed, " in result.output.splitlines()[-1]


def test_smoke_as_json(octaspace):
    rows = octaspace("smoke", "-o", "json").json
    assert {"operation", "verdict", "seconds", "summary"} == rows[0].keys()
    assert {row["verdict"] for row in rows} <= {"passed", "skipped"}


def test_smoke_reads_an_idle_job(octaspace, simulator):
    node, job = simulator.idle_jobs[0]
    rows = octaspace("smoke", "-o", "json", "--idle-job", str(node), str(job)).json
    assert [row["verdict"] for row in rows if row["operation"].startswith("idle_jobs.")] == ["passed", "passed"]


def test_smoke_fails_when_something_does(octaspace, simulator):
    with simulator.inject(ErrorStatus(500), operation="apps.list"):
        result = octaspace("smoke", "--retries", "0")
    assert result.status == ExitCode.FAILED
    assert "1 failed" in result.output


def test_smoke_without_a_key_ends_at_once(octaspace, monkeypatch):
    monkeypatch.setenv("OCTA_API_KEY", "not-a-key-of-anybody")
    result = octaspace("smoke")
    assert result.status == ExitCode.AUTHENTICATION
    assert "not-a-key-of-anybody" not in result.output + result.errors


def test_no_drift(octaspace):
    result = octaspace("drift")
    assert result.status == 0
    assert re.fullmatch(r"# no field differs from openapi.yaml in \d+ answers\n", result.output)


def test_drift_ends_with_3_and_yaml_to_paste(octaspace, simulator):
    with simulator.inject(ChangedFields(add={"brand_new": 1}), operation="network.info"):
        result = octaspace("drift")
    assert result.status == ExitCode.DRIFT
    assert "brand_new:" in result.output


def test_drift_is_written_into_the_description(octaspace, simulator, tmp_path):
    description = tmp_path / "openapi.yaml"
    description.write_bytes((Path(__file__).parents[2] / "openapi.yaml").read_bytes())
    with simulator.inject(ChangedFields(add={"brand_new": 1}), operation="network.info"):
        result = octaspace("drift", "--apply", str(description))
    assert result.status == 0, result.errors
    assert "brand_new:" in description.read_text()


def test_drift_with_a_refused_key_ends_at_once(octaspace, monkeypatch):
    monkeypatch.setenv("OCTA_API_KEY", "not-a-key-of-anybody")
    result = octaspace("drift")
    assert result.status == ExitCode.AUTHENTICATION
    assert result.errors.count("401") == 1
    assert "no field differs" not in result.output
    assert "not-a-key-of-anybody" not in result.output + result.errors


def test_drift_without_a_server_finds_no_network(octaspace):
    result = octaspace("drift", "--base-url", "http://127.0.0.1:9", "--retries", "0")
    assert result.status == ExitCode.NETWORK
    assert "no field differs" not in result.output


@pytest.mark.slow
def test_simulate_serves_and_takes_faults(octaspace):
    with program("-m", "octaspace_sdk.cli", "simulate", "--port", "0") as child:
        url, key = (part.partition("=")[2] for part in child.wait_for("\n", PATIENCE).removeprefix("export ").split())
        assert octaspace("account", "balance", "--base-url", url).status == 0
        inject = ("simulate", "inject", "--url", url)
        assert octaspace(*inject, "error-status", "status=503", "--operation", "apps.list").status == 0
        assert [entry["fault"]["type"] for entry in octaspace(*inject, "--list").json] == ["error-status"]
        assert octaspace("apps", "list", "--base-url", url, "--retries", "0").status == ExitCode.SERVER
        assert octaspace(*inject, "--clear").status == 0
        with OctaSpace(key, base_url=url) as client:
            assert client.apps.list()
        child.process.send_signal(signal.SIGINT)
        assert child.finish(PATIENCE)[0] == 0


def test_fault_that_there_is_not_is_refused(octaspace):
    assert octaspace("simulate", "inject", "gremlins").status == ExitCode.USAGE


def test_simulator_without_its_extra_says_what_to_install(octaspace, monkeypatch):
    monkeypatch.setattr("octaspace_sdk.cli.simulate.find_spec", lambda name: None)
    result = octaspace("simulate")
    assert result.status == ExitCode.FAILED
    assert "pip install 'octaspace-sdk[simulator]'" in result.errors


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("octaspace com", ["compute", "completion"]),
        ("octaspace sessions s", ["stop"]),
        ("octaspace nodes show 68", ["6823"]),
        ("octaspace sessions list -o j", ["json", "jsonl"]),
        ("octaspace compute search --max-price-", ["--max-price-per-gpu"]),
        ("octaspace completion z", ["zsh"]),
    ],
)
def test_completion(octaspace, monkeypatch, line, expected):
    assert completed(octaspace, monkeypatch, line) == expected


def completed(octaspace, monkeypatch, line):
    """What bash would offer at the end of a line."""
    monkeypatch.setenv("_OCTASPACE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    result = octaspace()
    assert (result.status, result.errors) == (0, "")
    return result.output.split()


def test_session_ids_are_completed_live(octaspace, monkeypatch, client):
    uuid = client.services.mr.create(5205, disk_size=10, image="ubuntu:24.04").uuid
    assert completed(octaspace, monkeypatch, f"octaspace sessions info {uuid[:4]}") == [uuid]


def test_completion_is_silent_when_nobody_answers(octaspace, monkeypatch):
    monkeypatch.setenv("OCTA_BASE_URLS", "http://127.0.0.1:1")
    assert completed(octaspace, monkeypatch, "octaspace sessions info ") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_script_for_each_shell(octaspace, shell):
    assert "_OCTASPACE_COMPLETE" in octaspace("completion", shell).output


def test_json_of_the_simulator_is_json(octaspace, simulator):
    assert json.loads(octaspace("simulate", "inject", "--list", "--url", simulator.url).output) == []
