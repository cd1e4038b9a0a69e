"""The life of a session: refused or created, set up, charged, stopped, remembered."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest


def test_a_rented_machine_lives_from_allocation_to_the_recent_listing(http, clock, rent):
    uuid, offer = rent(ports=[22, 3000], http_ports=[8888], envs={"JUPYTER_TOKEN": "secret"})

    def info():
        return http.get(f"/services/{uuid}/info").json()

    early = info()
    assert (early["progress"], early["is_ready"], early["container_id"]) == ("allocating node", False, None)
    assert not {"ssh_direct", "ssh_proxy", "public_ip"} & set(early)
    assert (early["urls"], early["ports_matrix"]) == ({}, {})
    clock.advance(19.999)
    assert info()["progress"] == "pulling image"
    assert info()["is_ready"] is False
    clock.advance(0.001)
    ready = info()
    assert (ready["progress"], ready["is_ready"], ready["duration"]) == ("service configured", True, 20)
    assert isinstance(ready["container_id"], list)
    assert set(ready["ports_matrix"]) == {"22", "3000"}
    assert set(ready["urls"]) == {"8888"}
    assert ready["ssh_direct"] == {"host": ready["public_ip"], "port": ready["ports_matrix"]["22"]}
    assert ready["ssh_proxy"]["host"] == "ssh.example.net"
    assert ready["user_envs"] == {"JUPYTER_TOKEN": "secret"}
    assert ready["node_id"] == offer["node_id"]

    [active] = http.get("/sessions").json()
    assert active == {name: value for name, value in ready.items() if name not in ("rx", "tx", "user_envs")}
    assert http.get("/sessions?recent=true").json() == []
    clock.advance(100)
    assert http.post(f"/services/{uuid}/stop", json={"score": 5}).json() == {"status": "stopped"}
    assert http.get("/sessions").json() == []
    [recent] = http.get("/sessions?recent=true").json()
    assert recent["uuid"] == uuid
    assert recent["finished_at"] - recent["started_at"] == 120_000
    assert recent["termination_reason"] == 0
    assert http.get(f"/services/{uuid}/info").status_code == 404


def test_get_stops_a_session_too(http, rent):
    uuid, _ = rent()
    assert http.get(f"/services/{uuid}/stop").json() == {"status": "stopped"}
    assert http.get("/sessions").json() == []
    assert http.get(f"/services/{uuid}/stop").status_code == 404


def test_rental_sent_alone_is_answered_alone_and_takes_from_its_app(http, clock):
    app = next(app for app in http.get("/apps").json() if app["name"] == "ComfyUI")
    node = next(offer for offer in http.get("/services/mr").json() if offer["free_disk"] > 10**11)["node_id"]
    created = http.post("/services/mr", json={"app": app["uuid"], "node_id": node, "organization_id": 7})
    assert (created.status_code, set(created.json())) == (201, {"uuid", "status"})
    clock.advance(20)
    info = http.get(f"/services/{created.json()['uuid']}/info").json()
    assert (info["app_name"], info["node_hw"]["disk"], set(info["urls"])) == ("ComfyUI", 60, {"8188"})


def test_rental_of_neither_image_nor_app_is_refused(http):
    [refused] = http.post("/services/mr", json={"node_id": http.get("/services/mr").json()[0]["node_id"]}).json()
    assert refused["reason"] == "Neither an image nor an app is given"


def test_stopping_again_finds_no_session(http, rent):
    uuid, _ = rent()
    assert http.post(f"/services/{uuid}/stop").status_code == 200
    again = http.post(f"/services/{uuid}/stop")
    assert (again.status_code, again.json()) == (404, {"error": "Session not found"})


def test_the_two_listings_have_different_shapes(http, clock, rent):
    rent()
    relay = http.get("/services/vpn").json()[0]["node_id"]
    http.post("/services/vpn", json={"node_id": relay, "subkind": "wg"})
    clock.advance(60)
    machine, vpn = http.get("/sessions").json()
    assert isinstance(machine["charge_amount"], int)
    assert isinstance(vpn["charge_amount"], int)
    assert machine["duration"] == vpn["duration"] == 60
    assert "container_id" in machine
    assert "container_id" not in vpn
    assert "config" not in vpn

    for session in (machine, vpn):
        http.post(f"/services/{session['uuid']}/stop")
        clock.advance(1)
    vpn_after, machine_after = http.get("/sessions?recent=true").json()
    assert (vpn_after["uuid"], machine_after["uuid"]) == (vpn["uuid"], machine["uuid"])
    assert machine_after["duration"] == "60"
    assert isinstance(machine_after["started_at"], int)
    assert {name: type(value) for name, value in vpn_after.items()} == {
        **dict.fromkeys(("uuid", "service", "duration", "rx", "tx"), str),
        **dict.fromkeys(("started_at", "finished_at", "charge_amount", "termination_reason"), int),
        "urls": type(None),
    }
    assert int(vpn_after["rx"]) > int(vpn_after["tx"]) > 0


def test_the_second_account_has_one_container_id_as_text_quoted_numbers_and_vpn_config(other, clock, rental):
    [created] = other.post("/services/mr", json=rental(other.get("/services/mr").json()[0]["node_id"])).json()
    relay = other.get("/services/vpn").json()[0]["node_id"]
    uuid = other.post("/services/vpn", json={"node_id": relay}).json()["uuid"]
    clock.advance(20)
    assert isinstance(other.get(f"/services/{created['uuid']}/info").json()["container_id"], str)
    info = other.get(f"/services/{uuid}/info").json()
    assert (info["charge_amount"], "config" in info) == ("0", False)
    assert info["vpn_config"].startswith("[Interface]")
    other.post(f"/services/{uuid}/stop")
    [recent] = other.get("/sessions?recent=true").json()
    numbers = ("started_at", "finished_at", "charge_amount", "termination_reason", "duration", "rx", "tx")
    assert all(isinstance(recent[name], str) for name in numbers)


def test_a_vpn_session_is_charged_for_its_traffic(http, clock):
    relay = http.get("/services/vpn").json()[0]
    uuid = http.post("/services/vpn", json={"node_id": relay["node_id"]}).json()["uuid"]
    clock.advance(20)
    assert http.get(f"/services/{uuid}/info").json()["charge_amount"] == 0
    clock.advance(3600)
    info = http.get(f"/services/{uuid}/info").json()
    price_per_gb = int(Decimal(str(relay["traffic_price_ether"])) * 10**18)
    assert info["charge_amount"] == price_per_gb * (info["rx"] + info["tx"]) // 10**9
    assert (info["prices"]["base_usd"], info["prices"]["currency_usd"]) == (0, False)


def test_charges_and_balance_add_up_to_the_wei(http, clock, rent):
    def balance():
        return http.get("/accounts/balance").json()["balance"]

    start = balance()
    sessions = [rent(), rent(), rent()]
    clock.advance(20 + timedelta(hours=1).total_seconds())
    first, first_offer = sessions[0]
    http.post(f"/services/{first}/stop")
    clock.advance(1234.567)
    charges = {each["uuid"]: each["charge_amount"] for each in http.get("/sessions").json()}
    charges |= {each["uuid"]: each["charge_amount"] for each in http.get("/sessions?recent=true").json()}
    assert charges[first] == first_offer["total_price_wei"]
    for uuid, offer in sessions[1:]:
        assert charges[uuid] == offer["total_price_wei"] * 4_834_567 // 3_600_000
    assert balance() == start - sum(charges.values())
    clock.advance(3600)
    assert balance() == start - sum(charges.values()) - sum(offer["total_price_wei"] for _, offer in sessions[1:])


def test_charges_above_64_bits_are_exact(http, clock, rental):
    node = next(node for node in http.get("/nodes").json() if node["system"]["gpus"])
    http.patch(f"/nodes/{node['id']}/prices", json={"base": 31428028938060847852})
    http.post("/services/mr", json=rental(node["id"]))
    clock.advance(3620)
    assert b'"charge_amount":31428028938060847852' in http.get("/sessions").content


def test_a_new_price_does_not_touch_a_running_session(http, clock, rental):
    node = next(node for node in http.get("/nodes").json() if node["system"]["gpus"])
    http.post("/services/mr", json=rental(node["id"]))
    http.patch(f"/nodes/{node['id']}/prices", json={"base": 1})
    clock.advance(3620)
    assert http.get("/sessions").json()[0]["charge_amount"] == node["prices"]["base"]


def test_speed_is_simulated_seconds_per_second(make_simulator, connect, clock, rental):
    simulator = make_simulator(speed=60.0)
    http = connect(simulator, simulator.api_key)
    http.post("/services/mr", json=rental(http.get("/services/mr").json()[0]["node_id"]))
    clock.advance(2)
    assert http.get("/sessions").json()[0]["duration"] == 120


@pytest.mark.parametrize(("option", "kind"), [("array", list), ("object", dict)])
def test_renting_answers_with_a_list_or_an_object(make_simulator, connect, rental, option, kind):
    simulator = make_simulator(create_as=option)
    http = connect(simulator, simulator.api_key)
    created = http.post("/services/mr", json=rental(http.get("/services/mr").json()[0]["node_id"])).json()
    assert isinstance(created, kind)
    [listed] = http.get("/sessions").json()
    assert listed["uuid"] == (created[0] if kind is list else created)["uuid"]


def test_a_rented_machine_is_off_the_market_until_it_is_stopped(http, other, rent, rental):
    uuid, offer = rent()

    def is_offered():
        return offer["node_id"] in [each["node_id"] for each in other.get("/services/mr").json()]

    assert not is_offered()
    refused = other.post("/services/mr", json=rental(offer["node_id"]))
    assert (refused.status_code, refused.json()) == (200, [{"id": 0, "message": "Node is busy", "status": 1}])
    http.post(f"/services/{uuid}/stop")
    assert is_offered()
    assert "uuid" in other.post("/services/mr", json=rental(offer["node_id"])).json()[0]


def test_an_owner_sees_that_the_node_is_busy(http, rental):
    node = next(node for node in http.get("/nodes").json() if node["system"]["gpus"])
    http.post("/services/mr", json=rental(node["id"]))
    assert http.get(f"/nodes/{node['id']}").json()["state"] == "busy"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"node_id": 4}, "Node not found"),
        ({"disk_size": 10**6}, "Not enough disk space"),
        ({"app": "no such app"}, "App not found"),
    ],
)
def test_a_rental_is_refused_inside_a_200(http, rental, fields, reason):
    offer = http.get("/services/mr").json()[0]
    response = http.post("/services/mr", json=rental(**{"node_id": offer["node_id"]} | fields))
    assert (response.status_code, response.json()) == (200, [{"id": 0, "reason": reason, "status": 1}])
    assert http.get("/sessions").json() == []


def test_a_relay_cannot_be_rented_as_a_machine(http, rental):
    machines = {offer["node_id"] for offer in http.get("/services/mr").json()}
    relay = next(offer["node_id"] for offer in http.get("/services/vpn").json() if offer["node_id"] not in machines)
    assert http.post("/services/mr", json=rental(relay)).json()[0]["reason"] == "Node not found"


def test_an_app_lends_its_name_ports_and_environment(http, clock, rent):
    app = next(app for app in http.get("/apps").json() if app["name"] == "ComfyUI")
    uuid, _ = rent(app=app["uuid"], envs={"EXTRA": "1"})
    clock.advance(20)
    info = http.get(f"/services/{uuid}/info").json()
    assert (info["app_name"], set(info["urls"])) == ("ComfyUI", {"8188"})
    assert set(info["ports_matrix"]) == {"22", "5000", "6000"}
    assert info["user_envs"] == {"MODEL": "sdxl", "EXTRA": "1"}


@pytest.mark.parametrize(
    ("request_body", "beginning"),
    [
        ({}, "[Interface]"),
        ({"subkind": "wg", "protocol": "ignored", "custom_field": "value"}, "[Interface]"),
        ({"subkind": "openvpn"}, "client\n"),
        ({"subkind": "ss"}, "ss://"),
        ({"subkind": "v2ray", "protocol": "vmess"}, "vmess://"),
        ({"subkind": "v2ray"}, "trojan://"),
    ],
)
def test_a_vpn_session_has_its_configuration_once_it_is_ready(http, clock, request_body, beginning):
    relay = http.get("/services/vpn").json()[0]
    uuid = http.post("/services/vpn", json={"node_id": relay["node_id"]} | request_body).json()["uuid"]
    assert "config" not in http.get(f"/services/{uuid}/info").json()
    clock.advance(20)
    info = http.get(f"/services/{uuid}/info").json()
    assert info["config"].startswith(beginning)
    assert (info["kind"], info["country_iso"]) == (request_body.get("subkind", "wg"), relay["country_iso"])


def test_an_http_proxy_has_an_address_for_configuration(http, clock):
    relay = http.get("/services/vpn").json()[0]["node_id"]
    uuid = http.post("/services/vpn", json={"node_id": relay, "subkind": "http_proxy"}).json()["uuid"]
    clock.advance(20)
    info = http.get(f"/services/{uuid}/info").json()
    assert info["config"] == {"ip": info["ip"], "port": 3128}


def test_a_relay_serves_many(http, other):
    relay = http.get("/services/vpn").json()[0]["node_id"]
    for client in (http, http, other):
        assert client.post("/services/vpn", json={"node_id": relay}).status_code == 201
    assert len(http.get("/sessions").json()) == 2
    assert relay in [each["node_id"] for each in http.get("/services/vpn").json()]


def test_a_render_worker_has_its_machine_to_itself(http, clock):
    machine = http.get("/services/render").json()[0]["node_id"]
    body = {"node_id": machine, "disk_size": 20, "envs": {"PROJECT_ID": "p"}, "multi-gpu-worker": True}
    created = http.post("/services/render", json=body).json()
    assert created["status"] == "queued"
    clock.advance(20)
    info = http.get(f"/services/{created['uuid']}/info").json()
    assert (info["service"], info["node_hw"]["disk"], info["user_envs"]) == ("render", 20, {"PROJECT_ID": "p"})
    for path in ("/services/render", "/services/mr"):
        assert machine not in [each["node_id"] for each in http.get(path).json()]
    again = http.post("/services/render", json=body)
    assert (again.status_code, again.json()) == (400, {"message": "Node is busy"})


@pytest.mark.parametrize("service", ["vpn", "render"])
def test_an_unknown_node_is_400_for_vpn_and_render(http, service):
    response = http.post(
        f"/services/{service}", json={"node_id": 4} | ({"disk_size": 1} if service == "render" else {})
    )
    assert (response.status_code, response.json()) == (400, {"message": "Node not found"})


def test_logs_grow_while_a_session_runs_and_need_recent_afterwards(http, clock, rent):
    uuid, _ = rent()

    def logs(query=""):
        return http.get(f"/services/{uuid}/logs{query}")

    assert len(logs().json()["system"]) == 1
    assert logs("?recent=true").status_code == 404
    clock.advance(20)
    assert logs().json()["system"][-1]["msg"] == "Container started\n"
    assert logs().json()["container"] == ""
    clock.advance(20)
    assert logs().json()["container"] == "step 1 done\nstep 2 done\n"
    assert logs("?recent=false").status_code == 200
    http.post(f"/services/{uuid}/stop")
    assert logs().status_code == 404
    [finished] = http.get("/sessions?recent=true").json()
    assert logs("?recent=true").json()["system"][-1] == {"ts": finished["finished_at"], "msg": "Container stopped\n"}


def test_a_session_that_is_stopped_early_never_becomes_ready(http, clock, rent):
    uuid, _ = rent()
    clock.advance(10)
    http.post(f"/services/{uuid}/stop")
    clock.advance(100)
    [recent] = http.get("/sessions?recent=true").json()
    assert (recent["duration"], recent["rx"], recent["tx"]) == ("10", "0", "0")
    messages = [line["msg"] for line in http.get(f"/services/{uuid}/logs?recent=true").json()["system"]]
    assert "Container started\n" not in messages


def test_a_key_that_is_not_described_passes(http, rental):
    node_id = http.get("/services/mr").json()[0]["node_id"]
    assert http.post("/services/mr", json=rental(node_id, colour="green")).status_code in (200, 201)
