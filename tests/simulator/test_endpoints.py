"""Every endpoint answers, within the description and in the odd shapes of the live service."""

from __future__ import annotations

import base64
import copy
import gzip
import io
import json
import tarfile

import pytest
from tests.support.examples import described_calls
from tests.support.recorder import load

from octaspace_sdk import OctaSpace, ProvisionRejectedError
from octaspace_sdk.simulator.contract.validation import load_contract
from octaspace_sdk.spec import Spec

OPERATIONS = {operation.id: operation for operation in Spec().operations()}
CALLS = {call.id: call for call in described_calls()}


@pytest.mark.parametrize("name", OPERATIONS)
def test_endpoint_answers_within_the_description(simulator, http, rent, name):
    """What exists on the simulator is in place of the description's example for it."""
    operation, call = OPERATIONS[name], CALLS[name]
    node, job = simulator.idle_jobs[0]
    known = {"{id}": node, "{node_id}": node, "{job_id}": job, "{uuid}": rent()[0]}
    template, example = operation.path.split("/"), call.request.split()[1].split("/")
    path = "/".join(str(known.get(step, shown)) for step, shown in zip(template, example, strict=True))
    body = copy.deepcopy(call.body)
    if rental := operation.data.get("x-rental"):
        offer = http.get(OPERATIONS[rental["offers"]].path).json()[0]
        (body[0] if isinstance(body, list) else body)["node_id"] = offer["node_id"]
    response = http.request(operation.method, path, params=call.query, json=body)
    assert response.status_code in (200, 201), response.text
    assert not rental or "uuid" in response.text, response.text


def test_one_early_host_has_a_bare_number_for_reliability_on_the_second_account(http, other):
    reliabilities = [machine["reliability"] for machine in other.get("/services/mr").json()]
    assert sum(isinstance(value, float) for value in reliabilities) == 1
    assert sum(isinstance(value, dict) for value in reliabilities) == len(reliabilities) - 1
    assert all(isinstance(machine["reliability"], dict) for machine in http.get("/services/mr").json())


def test_usd_prices_follow_from_wei(http):
    for machine in http.get("/services/mr").json():
        assert machine["total_price_wei"] == machine["base"]
        assert machine["total_price_usd"] == pytest.approx(machine["base"] / 1e18 * machine["market_price"])
        if machine["currency_usd"]:
            assert machine["base_usd"] / 10_000 == pytest.approx(machine["total_price_usd"], abs=1e-4)


def test_ports_of_apps_are_lists_and_json_text_on_the_second_account(http, other):
    ports = [app["ports"] for app in http.get("/apps").json()]
    assert [5000, 6000] in ports
    assert [json.loads(app["ports"]) for app in other.get("/apps").json()] == ports


def test_relays_have_the_older_names_of_their_speeds_on_the_second_account(http, other):
    newer, older = http.get("/services/vpn").json(), other.get("/services/vpn").json()
    speeds = {relay["node_id"]: (relay["net_down_mbits"], relay["net_up_mbits"]) for relay in newer}
    both = [relay for relay in older if relay["node_id"] in speeds]
    assert len(both) > 50
    assert all(speeds[relay["node_id"]] == (relay["net_down_mbs"], relay["net_up_mbs"]) for relay in both)
    assert not any("net_down_mbits" in relay for relay in older)


def test_refusal_is_a_reason_and_a_message_on_the_second_account(http, other, rental):
    refused = {"id": 0, "status": 1}
    assert http.post("/services/mr", json=rental(1)).json() == [refused | {"reason": "Node not found"}]
    assert other.post("/services/mr", json=rental(1)).json() == [refused | {"message": "Node not found"}]


def test_the_client_reads_the_older_names(simulator):
    with OctaSpace(simulator.second_api_key, base_url=simulator.url, on_drift="raise") as client:
        assert all(isinstance(relay.net_down_mbits, int) for relay in client.services.vpn.list())
        with pytest.raises(ProvisionRejectedError, match="Node not found"):
            client.services.mr.create(1, disk_size=10, image="ubuntu:24.04")


def test_a_field_that_has_none_of_its_names_breaks_the_contract():
    contract = load_contract(None)
    [operation] = [each for each in contract.operations if each.id == "services.vpn.list"]

    def error(*speeds: str) -> str | None:
        relay = load("services/vpn/list.json")[0]
        relay = {name: value for name, value in relay.items() if not name.startswith("net_")}
        body = json.dumps([relay | dict.fromkeys(speeds, 5)]).encode()
        return contract.response_error(operation, 200, "application/json", body)

    assert error("net_down_mbits", "net_up_mbits") is error("net_down_mbs", "net_up_mbits") is None
    assert "services.vpn.list answered 200" in str(error("net_up_mbits"))


def test_app_of_the_official_live_tests_is_in_the_catalogue(http):
    images = {app["uuid"]: app["image"] for app in http.get("/apps").json()}
    assert images["406c0b3f-6726-4169-a3b4-6322995cd755"] == "ubuntu:24.04"


def test_balance_above_64_bits_is_exact_and_the_second_account_has_it_quoted(make_simulator, connect):
    simulator = make_simulator(balance=31428028938060847852)
    assert b"31428028938060847852" in connect(simulator, simulator.api_key).get("/accounts").content
    quoted = connect(simulator, simulator.second_api_key).get("/accounts/balance").json()
    assert quoted == {"balance": "250000000000000000000000", "currency": "OCTA"}


def test_a_new_wallet_shows_in_the_profile(http, other):
    address = http.post("/accounts").json()["address"]
    assert http.get("/accounts").json()["wallet"] == address
    before = other.get("/accounts").json()
    profile = other.post("/accounts").json()
    assert profile["wallet"] != before["wallet"]
    assert profile | {"wallet": ""} == before | {"wallet": ""}


def test_nodes_are_filtered_by_country_and_app(http):
    nodes, apps = http.get("/nodes").json(), http.get("/apps").json()
    details = {node["id"]: http.get(f"/nodes/{node['id']}").json() for node in nodes}
    country = details[nodes[0]["id"]]["location"]["isocode"]
    inside = [key for key, detail in details.items() if detail["location"]["isocode"] == country]
    assert [node["id"] for node in http.get("/nodes", params={"country": country}).json()] == inside
    hungry = next(app for app in apps if app["name"] == "ComfyUI")
    with_gpu = [key for key, detail in details.items() if detail["data"]["gpus"]]
    assert [node["id"] for node in http.get("/nodes", params={"app_uuid": hungry["uuid"]}).json()] == with_gpu
    assert http.get("/nodes", params={"app_uuid": "unknown"}).json() == []


def test_a_node_has_another_shape_in_detail(http):
    listed = http.get("/nodes").json()[0]
    detail = http.get(f"/nodes/{listed['id']}").json()
    assert "prices" not in detail
    assert "system" not in detail
    assert detail["data"]["version"] == listed["osn"]
    assert detail["data"]["memory"]["total_memory"] == listed["system"]["memory"]["size"]
    assert detail["account_id"] == http.get("/accounts").json()["uid"]


def test_identity_is_the_nodes_own_and_the_log_archive_can_be_unpacked(http):
    first, second = (node["id"] for node in http.get("/nodes").json()[:2])
    assert http.get(f"/nodes/{first}/ident").content == http.get(f"/nodes/{first}/ident").content
    assert http.get(f"/nodes/{first}/ident").content != http.get(f"/nodes/{second}/ident").content
    archive = http.get(f"/nodes/{first}/logs").content
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        file = tar.extractfile("node.log")
        assert file is not None
        assert f"node {first} idle" in file.read().decode()


def test_prices_are_kept_and_shown_to_owner_and_market(http):
    node = next(node for node in http.get("/nodes").json() if node["system"]["gpus"])
    new = {"base": 31428028938060847852, "storage": "7", "colour": "green"}
    assert http.patch(f"/nodes/{node['id']}/prices", json=new).status_code == 200
    owned = next(each for each in http.get("/nodes").json() if each["id"] == node["id"])
    assert owned["prices"] == {"base": 31428028938060847852, "storage": 7, "traffic": node["prices"]["traffic"]}
    offer = next(each for each in http.get("/services/mr").json() if each["node_id"] == node["id"])
    assert offer["base"] == offer["total_price_wei"] == 31428028938060847852


def test_prices_without_a_body_change_nothing(http):
    before = http.get("/nodes").json()
    response = http.patch(f"/nodes/{before[0]['id']}/prices")
    assert (response.status_code, response.content) == (200, b"")
    assert http.get("/nodes").json() == before


def test_a_reboot_takes_the_node_away_for_a_while_and_each_one_counts(http, clock):
    node = http.get("/nodes").json()[0]

    def seen():
        detail = http.get(f"/nodes/{node['id']}").json()
        offered = node["id"] in [each["node_id"] for each in http.get("/services/mr").json()]
        return detail["state"], detail["data"]["uptime"], offered

    assert seen() == ("idle", node["uptime"], True)
    assert http.get(f"/nodes/{node['id']}/reboot").content == b""
    assert seen() == ("offline", 0, False)
    clock.advance(80)
    http.get(f"/nodes/{node['id']}/reboot")
    clock.advance(80)
    assert seen() == ("offline", 0, False)
    clock.advance(15)
    assert seen() == ("idle", 5, True)


def test_a_finished_idle_job_has_an_archive_and_a_running_one_has_lines(simulator, http, clock):
    (node, finished), (_, running) = simulator.idle_jobs
    assert http.get(f"/idle_jobs/{node}/{finished}").json()["status"] == "completed"
    data = http.get(f"/idle_jobs/{node}/{finished}/logs").json()["data"]
    assert gzip.decompress(base64.b64decode(data)).endswith(b"Training complete.\n")

    assert http.get(f"/idle_jobs/{node}/{running}").json() == {"is_up": True, "uptime": 1800}
    clock.advance(60)
    lines = http.get(f"/idle_jobs/{node}/{running}/logs").json()["data"]
    assert [line["line"] for line in lines] == list(range(1, 32))
    clock.advance(200 * 60)
    lines = http.get(f"/idle_jobs/{node}/{running}/logs").json()["data"]
    assert [line["line"] for line in lines] == list(range(132, 232))


@pytest.mark.parametrize("path", ["/idle_jobs/{node}/7", "/idle_jobs/{node}/7/logs", "/nodes/4", "/nodes/4/ident"])
def test_what_does_not_exist_is_404(simulator, http, path):
    response = http.get(path.format(node=simulator.idle_jobs[0][0]))
    assert response.status_code == 404
    assert response.json()["error"].endswith("not found")


@pytest.mark.parametrize("path", ["/services/mr", "/services/vpn", "/services/render", "/nodes", "/sessions", "/apps"])
def test_filter_that_the_api_does_not_know_is_ignored_and_recorded(simulator, http, path):
    assert http.get(f"{path}?colour=red&min_gpus=9").json() == http.get(path).json()
    assert simulator.requests[-2].query == "colour=red&min_gpus=9"
