"""Renting by machine, application, or several candidates: what is sent, in which order, and what is refused."""

from __future__ import annotations

import json
from inspect import signature
from uuid import UUID

import pytest
from tests.support.clients import done
from tests.support.recorder import answer, load

from octaspace_sdk import AuthenticationError, NotFoundError, ProvisionRejectedError
from octaspace_sdk.rentals.defaults import READY_TIMEOUT

pytestmark = pytest.mark.anyio

APPS, MACHINES = load("apps/list.json"), load("services/mr/list.json")
COMFY = APPS[1]["uuid"]
CREATED = load("services/mr/create_response_array.json")
UUIDS = [session["uuid"] for session in load("sessions/active.json")]
REFUSED = load("services/mr/create_rejected_http_200.json")
READY = load("services/session/info_mr.json")
FROM_COMFY = {
    "image": "octaspace/comfyui:latest",
    "disk_size": 60,
    "app": COMFY,
    "envs": {"MODEL": "sdxl"},
    "ports": [5000, 6000],
    "http_ports": [8188],
    "start_command": "",
}


def sent(server):
    return [(request.method, request.path) for request in server.requests]


async def machines(server, client):
    server.answers(MACHINES)
    found = await done(client.services.mr.list())
    server.requests.clear()
    return found


async def test_a_machine_is_given_as_it_was_listed(server, client):
    first, _ = await machines(server, client)
    server.answers(CREATED)
    created = await done(client.services.mr.create(first, disk_size=20, image="ubuntu:24.04"))
    assert (created.uuid, created.node_id) == (CREATED[0]["uuid"], first.node_id)
    assert server.requests[-1].json[0]["node_id"] == first.node_id
    await done(client.services.mr.create(node_id=first, disk_size=20, image="ubuntu:24.04"))
    assert server.requests[-1].json[0]["node_id"] == first.node_id


@pytest.mark.parametrize("app", ["ComfyUI", "comfyui", "comfy", COMFY, UUID(COMFY)], ids=str)
async def test_an_app_gives_what_is_left_out(server, client, app):
    server.answers(APPS, CREATED)
    await done(client.services.mr.create(node_id=9010, app=app))
    assert sent(server) == [("GET", "/apps"), ("POST", "/services/mr")]
    assert server.requests[-1].json[0] == {"id": 0, "node_id": 9010, "entrypoint": ""} | FROM_COMFY


async def test_an_app_as_it_was_listed_needs_no_look_up_and_what_is_said_wins(server, client):
    server.answers(APPS)
    comfy = (await done(client.apps.list()))[1]
    server.answers(CREATED)
    said = {"disk_size": 100, "image": "mine", "ports": [22], "start_command": "run"}
    await done(client.services.mr.create(9010, app=comfy, envs={"MODEL": "flux", "TOKEN": "t"}, **said))
    assert sent(server)[1:] == [("POST", "/services/mr")]
    envs = {"envs": {"MODEL": "flux", "TOKEN": "t"}}
    assert server.requests[-1].json[0] == {"id": 0, "node_id": 9010, "entrypoint": ""} | FROM_COMFY | said | envs


async def test_a_uuid_with_all_that_is_needed_is_sent_as_it_is(server, client):
    server.answers(CREATED)
    await done(client.services.mr.create(9010, app=COMFY, image="i", disk_size=10))
    assert sent(server) == [("POST", "/services/mr")]
    assert (server.requests[-1].json[0]["app"], server.requests[-1].json[0]["envs"]) == (COMFY, {})


async def test_an_app_alone_finds_the_cheapest_machine_that_it_can_run_on(server, client):
    server.answers(APPS, MACHINES, CREATED)
    created = await done(client.services.mr.create(app="ComfyUI"))
    assert sent(server) == [("GET", "/apps"), ("GET", "/services/mr"), ("POST", "/services/mr")]
    assert created.node_id == server.requests[-1].json[0]["node_id"] == 9010  # the cheaper one has no GPU


async def test_app_that_is_not_there_names_those_that_are(server, client):
    server.answers(APPS)
    with pytest.raises(ValueError, match="no such app: 'blender'; there are Ubuntu 24.04 LTS, ComfyUI"):
        await done(client.services.mr.create(9010, app="blender"))
    assert sent(server) == [("GET", "/apps")]


async def test_what_is_wrong_is_refused_before_the_app_is_looked_up(server, client):
    for wrong in ({"ports": [0]}, {"envs": {"A": 1}}, {"disk_size": 0}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            await done(client.services.mr.create(9010, app="ComfyUI", **wrong))
    assert server.requests == []


@pytest.mark.parametrize(
    ("service", "method", "arguments", "message"),
    [
        ("mr", "rented", {"node_id": 1, "disk_size": 1}, r"rented\(\) needs an image= such as"),
        ("mr", "create", {"node_id": 1, "image": "i"}, r"create\(\) needs a disk_size= in GB"),
        ("mr", "rented", {"image": "i"}, r"rented\(\) needs a machine: .*search\(\).*app="),
        ("vpn", "connected", {"subkind": "wg"}, r"connected\(\) needs a relay: .*search\(\)"),
        ("render", "rented", {"node_id": 1}, r"rented\(\) needs a disk_size= in GB"),
        ("mr", "rented", {"node_id": 1, "imag": "i"}, r"rented\(\) has no imag; it takes node_id, disk_size, image"),
    ],
)
async def test_what_is_missing_is_named_by_the_method_that_was_called(
    server, client, service, method, arguments, message
):
    with pytest.raises(TypeError, match=message):
        await done(getattr(getattr(client.services, service), method)(**arguments))
    assert server.requests == []


async def test_one_way_to_name_a_machine_is_enough(client):
    with pytest.raises(ValueError, match=r"create\(\) takes one of a machine, node_id= and candidates="):
        await done(client.services.mr.create(1, node_id=2, disk_size=1, image="i"))


@pytest.mark.parametrize("refusal", [REFUSED, answer({}, 404), answer({}, 422), answer({}, 409)], ids=str)
async def test_candidates_are_tried_in_order_while_one_refuses(server, client, refusal):
    server.answers(refusal, refusal, CREATED)
    created = await done(client.services.mr.create(candidates=[1, 2, 3, 4], disk_size=1, image="i"))
    assert [request.json[0]["node_id"] for request in server.requests] == [1, 2, 3]
    assert created.node_id == 3


async def test_the_last_refusal_is_raised_and_names_all_candidates(server, client):
    server.answers(REFUSED)
    with pytest.raises(ProvisionRejectedError) as caught:
        await done(client.services.vpn.create(candidates=[1, 2], subkind="wg"))
    assert caught.value.__notes__ == ["All 2 candidates were refused: nodes 1, 2."]
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [401, 500, 503])
async def test_what_is_no_refusal_ends_the_search_for_a_machine(server, client, status):
    server.answers(answer({}, status))
    with pytest.raises(Exception) as caught:
        await done(client.services.mr.create(candidates=[1, 2], disk_size=1, image="i"))
    assert len(server.requests) == 1
    assert not isinstance(caught.value, NotFoundError)


async def test_a_look_up_that_fails_starts_nothing(server, client):
    server.answers(answer({}, 401))
    with pytest.raises(AuthenticationError):
        await done(client.services.mr.create(app="ComfyUI"))
    assert len(server.requests) == 1


async def test_a_block_becomes_the_candidate_that_did_not_refuse(server, client, flavour):
    server.answers(REFUSED, CREATED, READY | {"node_id": 2}, {"status": "stopped"})
    block = client.services.mr.rented(candidates=[1, 2], disk_size=1, image="i")
    if flavour == "sync":
        with block as session:
            assert session.node_id == 2
    else:
        async with block as session:
            assert session.node_id == 2
    assert [request.method for request in server.requests] == ["POST", "POST", "GET", "POST"]


@pytest.mark.parametrize("service", ["mr", "vpn", "render"])
async def test_extra_keys_win_on_every_create(server, client, service):
    server.answers(CREATED if service == "mr" else CREATED[0])
    arguments = {"mr": {"disk_size": 1, "image": "i"}, "vpn": {}, "render": {"disk_size": 1}}[service]
    await done(getattr(client.services, service).create(1, extra={"node_id": 2, "new": [1]}, **arguments))
    item = server.requests[-1].json[0] if service == "mr" else server.requests[-1].json
    assert (item["node_id"], item["new"]) == (2, [1])


async def test_a_ready_session_says_how_to_reach_it(server, client, tmp_path):
    server.answers(READY)
    info = await done(client.services.session(READY["uuid"]).info())
    assert info.ssh_command() == "ssh -p 10022 root@203.0.113.24"
    assert info.ssh_arguments(proxy=True, identity="my key") == [
        *("ssh", "-i", "my key", "-p", "41022", "root@ssh.example.net")
    ]
    assert info.ssh_command(identity="my key") == "ssh -i 'my key' -p 10022 root@203.0.113.24"
    assert (info.port(22), info.url(8188)) == (10022, "https://5dd2d308.apps.example.net")
    with pytest.raises(LookupError, match="has no public port for port 80; it has one for: 22, 3000"):
        info.port(80)
    with pytest.raises(LookupError, match="has no VPN configuration"):
        info.save_config(tmp_path / "wg.conf")
    assert info.config_text == ""


async def test_a_session_without_ssh_says_so(server, client):
    server.answers(load("services/session/info_provisioning.json"))
    info = await done(client.services.session(UUIDS[0]).info())
    with pytest.raises(LookupError, match=r"has no SSH of its own, or not yet: wait_ready\(\) waits for it"):
        info.ssh_command()


async def test_a_configuration_is_written_for_its_owner_alone(server, client, tmp_path):
    config = load("services/session/info_vpn_wg.json")["config"]
    server.answers(load("services/session/info_vpn_wg.json"), load("services/session/info_vpn_http_proxy.json"))
    wireguard = await done(client.services.session(UUIDS[1]).info())
    (tmp_path / "wg.conf").write_text("x" * 5000)
    path = wireguard.save_config(tmp_path / "wg.conf")
    assert (path.read_text(), path.stat().st_mode & 0o777) == (config, 0o600)
    assert wireguard.config_text == config
    proxy = await done(client.services.session(UUIDS[1]).info())
    assert proxy.config_text == "http://198.51.100.201:3128"


async def test_a_session_is_a_session_wherever_it_comes_from(server, client):
    server.answers(load("sessions/active.json"))
    [session, _] = await done(client.sessions.list())
    server.answers(READY)
    info = await done(client.services.session(session).info())
    uuid = READY["uuid"]
    for given in (uuid, UUID(uuid), session, info, client.services.session(uuid)):
        assert client.services.session(given).uuid == uuid
    for wrong in (None, 5, object(), ["a"]):
        with pytest.raises(ValueError, match="uuid must be text, a uuid.UUID or a session"):
            client.services.session(wrong)


async def test_a_session_by_the_beginning_of_its_uuid(server, client):
    sessions = load("sessions/active.json")
    server.answers(sessions)
    assert (await done(client.sessions.find("5DD2"))).uuid == sessions[0]["uuid"]
    with pytest.raises(LookupError, match="no running session begins with 'ffff'"):
        await done(client.sessions.find("ffff"))
    server.answers([sessions[0], sessions[0] | {"uuid": "5dd2ffff"}])
    with pytest.raises(
        LookupError, match=r"2 running sessions begin with '5dd2': 5dd2d308.* \(mr on node 65\), 5dd2ffff"
    ):
        await done(client.sessions.find("5dd2"))


async def test_a_handle_of_a_beginning_looks_the_session_up_once(server, client):
    server.answers(load("sessions/active.json"), READY, READY, {"status": "stopped"})
    session = client.services.session(" 5DD2 ")
    assert (server.requests, session.uuid) == ([], "5DD2")
    assert (await done(session.wait_ready())).is_ready
    assert repr(session).endswith(f" {UUIDS[0]}>")
    assert (await done(client.services.session(session).info())).uuid == session.uuid == UUIDS[0]
    await done(session.stop(score=5))
    assert sent(server) == [
        ("GET", "/sessions"),
        *[("GET", f"/services/{UUIDS[0]}/info")] * 2,
        ("POST", f"/services/{UUIDS[0]}/stop"),
    ]


async def test_a_handle_of_a_beginning_finds_a_finished_session_where_none_runs(server, client):
    finished = load("sessions/recent.json")
    server.answers([], finished, load("services/session/logs.json"))
    await done(client.services.session(finished[0]["uuid"][:6]).logs(recent=True))
    assert [request.target for request in server.requests] == [
        "/sessions",
        "/sessions?recent=true",
        f"/services/{finished[0]['uuid']}/logs?recent=true",
    ]


async def test_a_handle_of_a_beginning_that_several_have_names_them(server, client):
    running = load("sessions/active.json")
    server.answers([running[0], running[0] | {"uuid": "5dd2ffff"}], running, [])
    with pytest.raises(LookupError, match=r"2 running sessions begin with '5dd2': 5dd2d308.*, 5dd2ffff"):
        await done(client.services.session("5dd2").stop())
    with pytest.raises(LookupError, match="no session begins with 'ffff'"):
        await done(client.services.session("ffff").info())
    assert {request.method for request in server.requests} == {"GET"}


async def test_a_handle_of_a_beginning_refuses_what_is_wrong_before_it_looks(server, client):
    with pytest.raises(ValueError, match="score"):
        await done(client.services.session("5dd2").stop(score=9))
    assert server.requests == []


ALL = load("sessions/active.json")  # mr on 65 for an hour, vpn on 9539 for 812 s


@pytest.mark.parametrize(
    ("conditions", "stopped"),
    [
        ({}, [0, 1]),
        ({"service": "vpn"}, [1]),
        ({"node_id": 65}, [0]),
        ({"older_than": 1000}, [0]),
        ({"older_than": 5000}, []),
        ({"service": "vpn", "node_id": 65}, []),
    ],
)
async def test_stop_all_stops_what_meets_the_conditions(server, client, conditions, stopped):
    server.answers(ALL, {"status": "stopped"})
    reports = await done(client.sessions.stop_all(score=4, **conditions))
    assert [report.session.uuid for report in reports] == [ALL[index]["uuid"] for index in stopped]
    assert all(report.stopped for report in reports)
    assert [(request.path, request.json) for request in server.requests[1:]] == [
        (f"/services/{ALL[index]['uuid']}/stop", {"score": 4}) for index in stopped
    ]


async def test_a_session_that_cannot_be_stopped_does_not_keep_the_others_from_it(server, client):
    server.answers(ALL, answer({}, 403), answer({}, 404), ALL[:1])
    refused, gone = await done(client.sessions.stop_all())
    assert (refused.stopped, gone.stopped) == (False, True)
    assert refused.error.status_code == 403


PAGE = answer(b"<html>Please log in</html>")


@pytest.mark.parametrize(
    "said",
    [PAGE, answer({}, 404), answer({"status": "busy"}), answer({}), answer(b"null")],
    ids=["page", "404", "busy", "object", "null"],
)
@pytest.mark.parametrize(("listed", "stopped"), [(ALL, False), ([], True), (answer({}, 403), False)])
async def test_stop_all_believes_no_proxy_that_answers_in_the_place_of_the_api(server, client, said, listed, stopped):
    server.answers(ALL, said, {"status": "stopped"}, listed)
    doubtful, certain = await done(client.sessions.stop_all())
    assert (doubtful.stopped, certain.stopped) == (stopped, True)
    assert [request.path for request in server.requests][-1] == "/sessions"


@pytest.mark.parametrize(
    "wrong", [{"score": 6}, {"service": ""}, {"node_id": -1}, {"older_than": "1h"}, {"older_than": -1}], ids=json.dumps
)
async def test_stop_all_refuses_conditions_that_cannot_be(server, client, wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        await done(client.sessions.stop_all(**wrong))
    assert server.requests == []


async def test_blocks_of_rentals_wait_as_long_as_wait_ready(client):
    services = client.services
    blocks = (services.mr.rented, services.vpn.connected, services.render.rented)
    assert {signature(block).parameters["ready_timeout"].default for block in blocks} == {READY_TIMEOUT}
    assert signature(services.session("any").wait_ready).parameters["timeout"].default == READY_TIMEOUT
