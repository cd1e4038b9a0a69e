"""Nodes go away and come back: by themselves, because they restart, because a test says so."""

from __future__ import annotations

import pytest

from octaspace_sdk.simulator.network.entities import EPOCH_MS
from octaspace_sdk.simulator.network.generator import make_network
from octaspace_sdk.simulator.world.session import Reason


def offered(http, service="mr"):
    return [each["node_id"] for each in http.get(f"/services/{service}").json()]


def test_a_node_that_goes_away_ends_what_runs_on_it_and_is_paid_for_until_then(simulator, http, clock, rent, rental):
    uuid, offer = rent()
    kept, _ = rent()
    clock.advance(600)
    simulator.take_offline(offer["node_id"])
    clock.advance(600)
    assert [each["uuid"] for each in http.get("/sessions").json()] == [kept]
    [bill] = http.get("/sessions?recent=true").json()
    assert (bill["uuid"], bill["duration"]) == (uuid, "600")
    assert bill["termination_reason"] == Reason.NODE_OFFLINE == 3
    assert bill["charge_amount"] == offer["total_price_wei"] * 580 // 3600  # provisioning is free
    messages = [line["msg"] for line in http.get(f"/services/{uuid}/logs?recent=true").json()["system"]]
    assert messages[-1] == "Session terminated: node is offline\n"

    assert offer["node_id"] not in offered(http)
    [refused] = http.post("/services/mr", json=rental(offer["node_id"])).json()
    assert refused["reason"] == "Node is offline"
    simulator.bring_online(offer["node_id"])
    assert offer["node_id"] in offered(http)
    assert "uuid" in http.post("/services/mr", json=rental(offer["node_id"])).json()[0]


def test_a_relay_takes_all_its_sessions_along(simulator, http, other):
    relay = offered(http, "vpn")[0]
    for client in (http, http, other):
        client.post("/services/vpn", json={"node_id": relay})
    simulator.take_offline(relay)
    assert http.get("/sessions").json() == other.get("/sessions").json() == []
    reasons = [each["termination_reason"] for each in http.get("/sessions?recent=true").json()]
    assert reasons == [3, 3]
    assert http.post("/services/vpn", json={"node_id": relay}).json() == {"message": "Node is offline"}


def test_an_owner_sees_it_away_and_back(simulator, http, clock):
    node = http.get("/nodes").json()[0]["id"]
    online = http.get("/network").json()["nodes"]["online"]

    def seen():
        listed = next(each for each in http.get("/nodes").json() if each["id"] == node)
        detail = http.get(f"/nodes/{node}").json()
        assert (detail["state"], detail["data"]["uptime"]) == (listed["state"], listed["uptime"])
        return listed["state"], listed["uptime"], http.get("/network").json()["nodes"]["online"]

    simulator.take_offline(node)
    assert seen() == ("offline", 0, online - 1)
    clock.advance(10**6)
    assert seen()[:2] == ("offline", 0)
    simulator.bring_online(node)
    clock.advance(7)
    assert seen()[:2] == ("idle", 7)


def test_a_reboot_ends_what_runs_and_is_over_after_90_seconds(http, clock, rental):
    node = http.get("/nodes").json()[0]
    http.post("/services/mr", json=rental(node["id"]))
    clock.advance(80)
    http.get(f"/nodes/{node['id']}/reboot")
    assert http.get("/sessions").json() == []
    [bill] = http.get("/sessions?recent=true").json()
    assert (bill["termination_reason"], bill["charge_amount"]) == (3, node["prices"]["base"] // 60)
    clock.advance(89.999)
    assert http.get(f"/nodes/{node['id']}").json()["state"] == "offline"
    clock.advance(0.001)
    assert http.get(f"/nodes/{node['id']}").json()["state"] == "idle"
    assert node["id"] in offered(http)


def test_a_reboot_does_not_wake_a_node_that_is_away_for_good(simulator, http, clock):
    node = next(node["id"] for node in http.get("/nodes").json() if node["state"] == "offline")
    http.get(f"/nodes/{node}/reboot")
    clock.advance(10**6)
    assert http.get(f"/nodes/{node}").json()["state"] == "offline"
    simulator.bring_online(node)
    assert http.get(f"/nodes/{node}").json()["state"] == "idle"


def test_bringing_back_what_is_not_away_changes_nothing(simulator, http):
    before = http.get("/nodes").content
    simulator.bring_online(http.get("/nodes").json()[0]["id"])
    assert http.get("/nodes").content == before


def test_an_unreliable_node_goes_by_itself_and_ends_its_sessions_at_that_moment(http, clock, rental):
    machine = next(node for node in make_network(1).offering("mr") if node.outages)
    begins, length = (machine.outages.first - EPOCH_MS) / 1000, machine.outages.length / 1000
    assert begins >= 7200
    http.post("/services/mr", json=rental(machine.id))
    clock.advance(begins - 0.001)
    assert len(http.get("/sessions").json()) == 1
    clock.advance(0.001)
    assert http.get("/sessions").json() == []
    assert machine.id not in offered(http)
    clock.advance(length - 0.001)
    assert machine.id not in offered(http)
    clock.advance(0.001)
    assert machine.id in offered(http)
    clock.advance(machine.outages.period / 1000 - length)
    assert machine.id not in offered(http)
    [bill] = http.get("/sessions?recent=true").json()
    assert (bill["finished_at"], bill["termination_reason"]) == (machine.outages.first, 3)
    assert bill["charge_amount"] == machine.prices.base * (machine.outages.first - EPOCH_MS - 20_000) // 3_600_000


def test_some_nodes_come_up_only_later(http, clock):
    before = http.get("/network").json()["nodes"]["online"]
    clock.advance(1800)
    between = http.get("/network").json()["nodes"]["online"]
    clock.advance(5400)
    assert before < http.get("/network").json()["nodes"]["online"] >= between


def test_a_node_that_does_not_exist_is_an_error(simulator):
    for method in (simulator.take_offline, simulator.bring_online):
        with pytest.raises(ValueError, match="there is no node 4"):
            method(4)
