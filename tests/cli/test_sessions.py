"""Sessions by the beginning of their UUID; stopping them, and what they cost."""

from __future__ import annotations

import json
from decimal import Decimal

import attrs
import pytest
from starlette.responses import JSONResponse

from octaspace_sdk.cli.exit_codes import ExitCode
from octaspace_sdk.simulator.faults import ErrorStatus


@pytest.fixture
def rent(client):
    def rent(node: int = 5205) -> str:
        uuid = client.services.mr.create(node, disk_size=10, image="ubuntu:24.04").uuid
        client.services.session(uuid).wait_ready()
        return uuid

    return rent


def test_list_is_what_runs(octaspace, client, rent):
    rent()
    assert octaspace("sessions", "list", "-o", "json").json == [one.to_dict() for one in client.sessions.list()]
    assert octaspace("sessions").output == octaspace("sessions", "list").output


def test_list_of_those_that_have_ended(octaspace, client, rent):
    uuid = rent()
    client.services.session(uuid).stop()
    assert octaspace("sessions", "list", "--recent", "-o", "json").json[0]["uuid"] == uuid
    assert uuid in octaspace("sessions", "list", "--recent").output


@pytest.mark.parametrize("length", [8, 13, 36])
def test_session_by_the_beginning_of_its_uuid(octaspace, rent, length):
    uuid = rent()
    assert octaspace("sessions", "info", uuid[:length].upper(), "-o", "json").json["uuid"] == uuid


def test_info_for_people(octaspace, rent):
    uuid = rent()
    output = octaspace("sessions", "info", uuid[:8]).output
    assert output.splitlines()[0] == f"uuid                {uuid}"
    assert "is_ready            yes" in output


def test_beginning_of_several_is_refused_and_names_them(octaspace, rent):
    uuids = [rent(5205), rent(6823)]
    result = octaspace("sessions", "info", "")
    assert result.status != 0
    common = octaspace("sessions", "stop", uuids[0][:8], uuids[1][:8], "--yes")
    assert common.status == 0


def test_stop_of_one(octaspace, client, rent):
    stays, goes = rent(5205), rent(6823)
    result = octaspace("sessions", "stop", goes[:8], "--yes", "--score", "4")
    assert (result.status, result.output) == (0, f"stopped {goes}\n")
    assert [one.uuid for one in client.sessions.list()] == [stays]


def test_stop_of_all(octaspace, client, rent):
    rent(5205), rent(6823)
    assert octaspace("sessions", "stop", "--all", "--yes").output.count("stopped") == 2
    assert client.sessions.list() == []


def test_stop_by_condition(octaspace, client, simulator, rent):
    old = rent(5205)
    simulator.advance(7300)
    young = rent(6823)
    assert octaspace("sessions", "stop", "--all", "--older-than", "2h", "--yes").output == f"stopped {old}\n"
    assert octaspace("sessions", "stop", "--all", "--service", "vpn", "--yes").errors.startswith("no session meets")
    assert octaspace("sessions", "stop", "--all", "--node", "6823", "--yes").output == f"stopped {young}\n"


def test_question_names_the_sessions_and_their_cost(octaspace, client, simulator, rent):
    uuid = rent()
    simulator.advance(3600)
    result = octaspace("sessions", "stop", uuid[:8])
    assert result.status == ExitCode.NOT_CONFIRMED
    assert f"Stop {uuid[:8]} (mr on node 5205, $0.2" in result.errors
    assert len(client.sessions.list()) == 1


def test_one_that_cannot_be_stopped_does_not_keep_the_others(octaspace, client, simulator, rent):
    first, second = rent(5205), rent(6823)
    with simulator.inject(ErrorStatus(500), operation="services.session.stop", path=f"*{first}*"):
        result = octaspace("sessions", "stop", "--all", "--yes", "--retries", "0")
    assert result.status == ExitCode.OUTCOME_UNKNOWN
    assert result.output == f"stopped {second}\n"
    assert f"session {first} may still run and cost money" in result.errors


def test_one_that_has_ended_before_its_stop_counts_as_stopped(octaspace, client, simulator, rent):
    first, second = rent(5205), rent(6823)

    async def ended_before(exchange, call_next):
        delivery = await call_next()
        return attrs.evolve(delivery, response=JSONResponse({"message": "no such session"}, 404))

    with simulator.inject(ended_before, operation="services.session.stop", path=f"*{first}*"):
        result = octaspace("sessions", "stop", "--all", "--yes")
    assert (result.status, result.errors) == (0, "")
    assert sorted(result.output.splitlines()) == sorted([f"stopped {first}", f"stopped {second}"])


def test_one_that_is_listed_after_its_stop_may_still_run(octaspace, client, simulator, rent):
    uuid = rent()
    with simulator.inject(ErrorStatus(404), operation="services.session.stop"):
        result = octaspace("sessions", "stop", uuid, "--yes")
    assert (result.status, result.output) == (ExitCode.FAILED, "")
    assert f"session {uuid} may still run and cost money: its stop was answered, but it is still listed" in (
        result.errors
    )


def test_cost_of_each_and_in_sum(octaspace, client, simulator, rent):
    rent(5205), rent(6823)
    simulator.advance(3600)
    *rows, total = octaspace("sessions", "cost", "-o", "json").json
    running = {one.uuid: one for one in client.sessions.list()}
    for row in rows:
        assert Decimal(row["usd_so_far"]) == running[row["uuid"]].charge_amount_usd
        assert Decimal(row["usd_per_hour"]) == running[row["uuid"]].price_per_hour
    assert total["uuid"] == "total"
    assert Decimal(total["usd_so_far"]) == sum(Decimal(row["usd_so_far"]) for row in rows)
    assert octaspace("sessions", "cost").output.splitlines()[-1].startswith("total ")


def test_cost_that_is_not_sent_is_unknown_and_not_counted(octaspace, simulator, rent):
    without, known = rent(5205), rent(6823)
    simulator.advance(3600)

    async def remove_cost(exchange, call_next):
        delivery = await call_next()
        listed = json.loads(bytes(delivery.response.body))
        for session in listed:
            if session["uuid"] == without:
                del session["charge_amount"], session["prices"]
        return attrs.evolve(delivery, response=JSONResponse(listed))

    with simulator.inject(remove_cost, operation="sessions.list"):
        rows = {row["uuid"]: row for row in octaspace("sessions", "cost", "-o", "json").json}
        table = octaspace("sessions", "cost").output.splitlines()
    assert [rows[without][name] for name in ("usd_per_hour", "usd_so_far", "octa_so_far")] == [None] * 3
    assert rows["total"]["usd_so_far"] == rows[known]["usd_so_far"]
    [line] = [line for line in table if line.startswith(without[:8])]
    assert line.count("unknown") == 3
    assert table[-1].count(", 1 unknown") == 3


def test_cost_of_nothing(octaspace):
    assert octaspace("sessions", "cost", "-o", "json").json == []


SESSIONS = {
    60: """\
uuid      progress            gpu_model  price_per_hour
UUID8     service configured  RTX 3070           $0.286
""",
    80: """\
uuid      service  progress            gpu_count  gpu_model  price_per_hour
UUID8     mr       service configured          4  RTX 3070           $0.286
""",
    160: """\
uuid      service  kind  app_name      node_id  progress            gpu_count  gpu_model  duration  price_per_hour  charge_amount_octa
UUID8     mr       base  ubuntu:24.04     5205  service configured          4  RTX 3070        20s          $0.286          0.000 OCTA
""",
}


@pytest.mark.parametrize("width", SESSIONS)
def test_sessions_in_a_terminal_of_this_width(octaspace, monkeypatch, rent, width):
    uuid = rent()
    monkeypatch.setenv("COLUMNS", str(width))
    shown = octaspace("sessions").output
    assert shown == SESSIONS[width].replace("UUID8   ", uuid[:8])
