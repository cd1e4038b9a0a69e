"""A deployment shows what it costs, tries the next machine, waits, and leaves nothing behind that nobody knows of."""

from __future__ import annotations

from decimal import Decimal

import pytest

from octaspace_sdk.cli.exit_codes import ExitCode
from octaspace_sdk.cli.prices import at_most
from octaspace_sdk.simulator.faults import ConnectionReset, ErrorStatus, RejectRental

DEPLOY = ("compute", "deploy", "--image", "ubuntu:24.04", "--disk", "20", "--yes")
CREATE = "services.mr.create"


def bodies(simulator):
    """What was asked for, in order."""
    return [sent.body[0] for sent in simulator.requests if sent.operation == CREATE]


def test_deploy_starts_a_session_that_runs_on(octaspace, client):
    result = octaspace(*DEPLOY, "--node", "5205")
    [session] = client.sessions.list()
    assert result.status == 0
    assert session.uuid in result.output
    assert f"octaspace sessions stop {session.uuid[:8]}" in result.output


def test_json_is_the_session(octaspace, client):
    details = octaspace(*DEPLOY, "--node", "5205", "-o", "json").json
    [session] = client.sessions.list()
    assert (details["uuid"], details["node_id"], details["is_ready"]) == (session.uuid, 5205, False)


def test_wait_ends_when_the_session_is_ready(octaspace):
    result = octaspace(*DEPLOY, "--node", "5205", "--wait", "-o", "json")
    assert result.json["is_ready"] is True
    assert "service configured" in result.errors


def test_every_option_is_sent(octaspace, simulator, tmp_path):
    file = tmp_path / "env"
    file.write_text("# mine\nA=file\nexport B='two words'\n\n")
    options = ("--env", "A=option", "--env-file", str(file), "--port", "22", "--port", "5000", "--http-port", "8888")
    octaspace(*DEPLOY, "--node", "5205", *options, "--start-command", "run me", "--entrypoint", "/bin/sh")
    [body] = bodies(simulator)
    assert body == {
        "id": 0,
        "node_id": 5205,
        "disk_size": 20,
        "image": "ubuntu:24.04",
        "app": "",
        "envs": {"A": "option", "B": "two words"},
        "ports": [22, 5000],
        "http_ports": [8888],
        "start_command": "run me",
        "entrypoint": "/bin/sh",
    }


def test_application_brings_what_is_left_out(octaspace, simulator, client):
    octaspace("compute", "deploy", "--app", "jupyterlab", "--node", "5205", "--yes")
    app = client.apps.find("jupyterlab")
    [body] = bodies(simulator)
    assert (body["app"], body["image"]) == (app.uuid, app.image)


def test_cheapest_machine_is_rented(octaspace, simulator, client):
    [wanted] = client.services.mr.search(gpu="rtx 4090", region="europe", min_disk_gb=20, limit=1)
    octaspace(*DEPLOY, "--cheapest", "rtx 4090", "--region", "europe")
    assert [body["node_id"] for body in bodies(simulator)] == [wanted.node_id]


def test_next_candidate_is_tried_when_one_refuses(octaspace, simulator, client):
    machines = client.services.mr.search(gpu="rtx 4090", min_disk_gb=20, limit=2)
    with simulator.inject(RejectRental(), times=1):
        result = octaspace(*DEPLOY, "--cheapest", "rtx 4090")
    assert result.status == 0
    assert [body["node_id"] for body in bodies(simulator)] == [machine.node_id for machine in machines]


def test_named_machines_are_tried_in_their_order(octaspace, simulator):
    with simulator.inject(RejectRental(), times=1):
        octaspace(*DEPLOY, "--node", "6823", "--node", "5205")
    assert [body["node_id"] for body in bodies(simulator)] == [6823, 5205]


def test_all_that_refused_are_named(octaspace, simulator):
    with simulator.inject(RejectRental()):
        result = octaspace(*DEPLOY, "--node", "6823", "--node", "5205")
    assert result.status == ExitCode.REFUSED
    assert "All 2 candidates were refused: nodes 6823, 5205." in result.errors


def test_question_has_the_price_and_that_of_the_others(octaspace, client):
    from octaspace_sdk import format_usd

    machines = client.services.mr.search(gpu="rtx 4090", min_disk_gb=20, limit=5)
    result = octaspace(*(word for word in DEPLOY if word != "--yes"), "--cheapest", "rtx 4090")
    assert result.status == ExitCode.NOT_CONFIRMED
    assert f"costs {format_usd(machines[0].price_per_hour)} per hour" in result.errors
    assert f"for at most {format_usd(machines[-1].price_per_hour)} per hour" in result.errors
    assert client.sessions.list() == []


def test_wrong_options_are_refused_before_the_question(octaspace, simulator):
    result = octaspace("compute", "deploy", "--node", "5205", "--image", "x", "--port", "70000", "--disk", "5")
    assert result.status == ExitCode.USAGE
    assert "--port number 1 must be at most 65535" in result.errors
    assert bodies(simulator) == []


def test_image_without_a_disk_is_refused(octaspace):
    result = octaspace("compute", "deploy", "--node", "5205", "--image", "x", "--yes")
    assert result.status == ExitCode.USAGE
    assert "--disk, in GB" in result.errors


def test_lost_answer_names_the_session_that_it_may_have_started(octaspace, simulator, client):
    with simulator.inject(ConnectionReset(after_processing=True), operation=CREATE):
        result = octaspace(*DEPLOY, "--node", "5205")
    [session] = client.sessions.list()
    assert result.status == ExitCode.OUTCOME_UNKNOWN
    assert session.uuid in result.errors
    assert "look at `octaspace sessions` before trying again" in result.errors
    assert "`octaspace sessions stop` what is not wanted" in result.errors


def test_server_error_is_an_unknown_outcome(octaspace, simulator):
    with simulator.inject(ErrorStatus(502), operation=CREATE):
        result = octaspace(*DEPLOY, "--node", "5205")
    assert result.status == ExitCode.OUTCOME_UNKNOWN
    assert "no session that it may have started is listed" in result.errors
    assert len(bodies(simulator)) == 1


def test_session_that_does_not_become_ready_is_stopped(octaspace, client):
    result = octaspace(*DEPLOY, "--node", "5205", "--wait", "--ready-timeout", "5s")
    assert result.status == ExitCode.NETWORK
    assert "was not ready within 5 s" in result.errors
    assert client.sessions.list() == []


def test_render_session(octaspace, client):
    [machine] = client.services.render.search(limit=1)
    result = octaspace("render", "start", str(machine.node_id), "--disk", "20", "--yes", "--wait", "-o", "json")
    assert (result.json["service"], result.json["is_ready"]) == ("render", True)
    assert [session.service for session in client.sessions.list()] == ["render"]


def test_ssh_that_is_not_installed_is_said_before_anything_is_rented(octaspace, simulator, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = octaspace(*DEPLOY, "--node", "5205", "--ssh")
    assert (result.status, result.errors) == (ExitCode.FAILED, "octaspace: ssh is not installed\n")
    assert bodies(simulator) == []


def test_session_that_cannot_be_stopped_is_not_said_to_be(octaspace, simulator, client):
    with simulator.inject(ErrorStatus(500), operation="services.session.stop"):
        result = octaspace(*DEPLOY, "--node", "5205", "--wait", "--ready-timeout", "5s")
    [session] = client.sessions.list()
    assert result.status == ExitCode.OUTCOME_UNKNOWN
    assert f"session {session.uuid} could not be stopped" in result.errors
    assert "was stopped." not in result.errors


@pytest.mark.parametrize(("prices", "text"), [([1, 2], "$2.00"), ([1, None], "an unknown price")])
def test_price_that_is_not_known_is_no_zero(prices, text):
    assert at_most(price and Decimal(price) for price in prices) == text


def test_ctrl_c_says_when_the_session_could_not_be_stopped(octaspace, simulator, client, monkeypatch):
    def interrupt(progress, text):
        if "allocating" in text:
            raise KeyboardInterrupt

    monkeypatch.setattr("octaspace_sdk.cli.progress.Progress.update", interrupt)
    with simulator.inject(ErrorStatus(500), operation="services.session.stop"):
        result = octaspace(*DEPLOY, "--node", "5205", "--wait")
    [session] = client.sessions.list()
    assert session.uuid in result.errors
    assert "could not be stopped" in result.errors
    assert result.status == ExitCode.OUTCOME_UNKNOWN
