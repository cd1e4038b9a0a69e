"""A set-up takes time and may fail; what failed costs nothing and says so."""

from __future__ import annotations

import httpx
import pytest
from tests.support.processes import simulator_command

from octaspace_sdk.simulator import Simulator
from octaspace_sdk.simulator.world.session import Reason


@pytest.fixture
def failing(simulator):
    simulator.fail_provisioning = 1.0


def test_a_failing_set_up_shows_then_ends_and_costs_nothing(http, clock, failing, rent):
    balance = http.get("/accounts/balance").content
    uuid, offer = rent(image="ubuntu:24.04")

    def info():
        return http.get(f"/services/{uuid}/info").json()

    stages = []
    for _ in range(4):
        stages.append((info()["progress"], info()["is_ready"], info()["charge_amount"]))
        clock.advance(5)
    assert [stage for stage, _, _ in stages] == [
        "allocating node", "pulling image", "pulling image", "provisioning failed",
    ]  # fmt: skip
    assert {(ready, charge) for _, ready, charge in stages} == {(False, 0)}
    assert http.get(f"/services/{uuid}/info").status_code == 404
    [bill] = http.get("/sessions?recent=true").json()
    assert (bill["uuid"], bill["charge_amount"], bill["duration"]) == (uuid, 0, "20")
    assert bill["termination_reason"] == Reason.SET_UP_FAILED == 2
    messages = [line["msg"] for line in http.get(f"/services/{uuid}/logs?recent=true").json()["system"]]
    assert messages[2:] == [
        "Error: failed to pull ubuntu:24.04: unexpected EOF\n",
        "Session terminated: provisioning failed\n",
    ]
    assert http.get("/accounts/balance").content == balance
    assert offer in http.get("/services/mr").json()


@pytest.mark.parametrize("service", ["vpn", "render"])
def test_every_service_can_fail(http, clock, failing, service):
    node = http.get(f"/services/{service}").json()[0]["node_id"]
    body = {"node_id": node} | ({"disk_size": 10} if service == "render" else {})
    uuid = http.post(f"/services/{service}", json=body).json()["uuid"]
    clock.advance(16)
    info = http.get(f"/services/{uuid}/info").json()
    assert (info["progress"], info["is_ready"]) == ("provisioning failed", False)
    assert "config" not in info
    clock.advance(4)
    [bill] = http.get("/sessions?recent=true").json()
    assert (int(bill["termination_reason"]), int(bill["charge_amount"]), bill["rx"]) == (2, 0, "0")


def test_one_who_stops_a_failing_set_up_pays_nothing_either(http, clock, failing, rent):
    uuid, _ = rent()
    clock.advance(17)
    assert http.post(f"/services/{uuid}/stop").status_code == 200
    [bill] = http.get("/sessions?recent=true").json()
    assert (bill["charge_amount"], bill["termination_reason"]) == (0, 0)


def test_it_can_be_switched_for_some_sessions_only(simulator, http, clock, rent):
    first, _ = rent()
    simulator.fail_provisioning = 1.0
    second, _ = rent()
    simulator.fail_provisioning = 0.0
    third, _ = rent()
    clock.advance(20)
    assert [each["uuid"] for each in http.get("/sessions").json()] == [first, third]
    assert [each["uuid"] for each in http.get("/sessions?recent=true").json()] == [second]


def test_the_seed_decides_which_set_ups_fail(make_simulator, connect, clock, rental):
    def outcomes(seed):
        simulator = make_simulator(seed=seed, fail_provisioning=0.3, ready_after=0)
        http = connect(simulator, simulator.api_key)
        relay = http.get("/services/vpn").json()[0]["node_id"]
        uuids = [http.post("/services/vpn", json={"node_id": relay}).json()["uuid"] for _ in range(60)]
        running = {each["uuid"] for each in http.get("/sessions").json()}
        return [uuid in running for uuid in uuids]

    assert outcomes(1) == outcomes(1)
    assert outcomes(1) != outcomes(2)
    assert 8 < outcomes(1).count(False) < 30


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_a_probability_is_from_0_to_1(probability):
    with pytest.raises(ValueError, match="fail_provisioning must be from 0 to 1"):
        Simulator(fail_provisioning=probability)


@pytest.mark.slow
def test_the_command_has_it_too():
    with simulator_command("--fail-provisioning", "1", "--speed", "100000") as running:
        http = httpx.Client(base_url=running.url, headers={"Authorization": running.key}, verify=False)
        with http:
            relay = http.get("/services/vpn").json()[0]["node_id"]
            http.post("/services/vpn", json={"node_id": relay})
            while http.get("/sessions").json():
                pass
            [bill] = http.get("/sessions?recent=true").json()
            assert bill["termination_reason"] == 2
