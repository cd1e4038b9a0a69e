"""smoke and drift on the command line."""

from __future__ import annotations

import re
import sys
from pathlib import Path

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


def test_drift_into_a_file_that_is_not_there_says_so(octaspace, simulator, tmp_path):
    missing = tmp_path / "openapi.yaml"
    result = octaspace("drift", "--apply", str(missing))
    assert result.status == ExitCode.USAGE
    assert f"{missing} cannot be edited, and was not changed: No such file or directory" in result.errors
    assert "Errno" not in result.errors


def test_drift_to_be_written_without_ruamel_says_what_to_install(octaspace, simulator, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "octaspace_sdk.smoke.yaml_edit", None)
    result = octaspace("drift", "--apply", str(tmp_path / "openapi.yaml"))
    assert result.status == ExitCode.FAILED
    assert result.errors == "octaspace: --apply needs ruamel.yaml: pip install 'octaspace-sdk[drift]'\n"


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
