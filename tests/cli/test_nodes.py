"""Nodes of one's own: files, prices, reboots; idle jobs."""

from __future__ import annotations

import stat
from fractions import Fraction

import pytest

from octaspace_sdk.cli.exit_codes import ExitCode
from octaspace_sdk.simulator.faults import ErrorStatus


def sent(simulator, operation):
    return [request for request in simulator.requests if request.operation == operation]


def test_list_by_state(octaspace, client):
    offline = [node.id for node in client.nodes.list() if node.state == "offline"]
    assert [node["id"] for node in octaspace("nodes", "list", "--state", "offline", "-o", "json").json] == offline


def test_list_by_country(octaspace):
    assert {
        node["location"]["country"] for node in octaspace("nodes", "list", "--country", "KZ", "-o", "json").json
    } == {"Kazakhstan"}


def test_files_of_several_nodes(octaspace, client, tmp_path):
    result = octaspace("nodes", "ident", "5205", "6823", "--to", str(tmp_path / "new"))
    paths = [tmp_path / "new" / f"node-{node}.ident" for node in (5205, 6823)]
    assert result.output.splitlines() == [str(path) for path in paths]
    assert [path.read_bytes() for path in paths] == [client.nodes.download_ident(node) for node in (5205, 6823)]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}


def test_one_that_fails_does_not_keep_the_others(octaspace, tmp_path):
    result = octaspace("nodes", "logs", "5205", "1", "--to", str(tmp_path))
    assert result.status == ExitCode.NOT_FOUND
    assert result.output == f"{tmp_path / 'node-5205-logs.tar.gz'}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["node-5205-logs.tar.gz"]


def test_download_has_more_time_than_other_calls(octaspace, simulator, tmp_path):
    with simulator.inject(ErrorStatus(503, retry_after=45)):
        assert octaspace("apps", "list").status == ExitCode.SERVER  # the call has 30 seconds
    with simulator.inject(ErrorStatus(503, retry_after=45), times=1):
        assert octaspace("nodes", "logs", "5205", "--to", str(tmp_path)).status == 0


@pytest.mark.parametrize("said", [("--timeout", "1"), ()])
def test_time_of_a_download_can_be_said(octaspace, simulator, tmp_path, monkeypatch, said):
    if not said:
        monkeypatch.setenv("OCTA_TIMEOUT", "1")
    with simulator.inject(ErrorStatus(503, retry_after=45)):
        result = octaspace("nodes", "logs", "5205", "--to", str(tmp_path), *said)
    assert result.status == ExitCode.SERVER


def test_prices_are_sent_as_given(octaspace, simulator):
    prices = ("--base", "50000000000000000", "--gpu-hour", "40.5")
    assert octaspace("nodes", "prices", "2609", *prices, "--yes").status == 0
    [request] = sent(simulator, "nodes.update_prices")
    assert request.body == {"base": 50000000000000000, "gpu_hour": 40.5}


def test_prices_change_by_percent(octaspace, simulator, client):
    [node] = [one for one in client.nodes.list() if one.id == 1645]
    assert octaspace("nodes", "prices", "1645", "--base", "+5%", "--storage", "-10%", "--yes").status == 0
    [request] = sent(simulator, "nodes.update_prices")
    assert request.body == {
        "base": round(node.prices.base * Fraction(105, 100)),
        "storage": round(node.prices.storage * Fraction(90, 100)),
    }


def test_reboot_of_all_that_are_offline(octaspace, simulator, client):
    offline = [node.id for node in client.nodes.list() if node.state == "offline"]
    result = octaspace("nodes", "reboot", "--all-offline", "--yes")
    assert [request.path for request in sent(simulator, "nodes.reboot")] == [
        f"/nodes/{node}/reboot" for node in offline
    ]
    assert result.output == "".join(f"rebooting node {node}\n" for node in offline)


def test_idle_jobs(octaspace, simulator, client):
    node, job = simulator.idle_jobs[0]
    assert (
        octaspace("idle-jobs", "show", str(node), str(job), "-o", "json").json
        == client.idle_jobs.find(node, job).to_dict()
    )
    assert (
        octaspace("idle-jobs", "logs", str(node), str(job)).output.strip() == client.idle_jobs.logs(node, job).strip()
    )
