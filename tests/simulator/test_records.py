"""The request log, the leak report, two hosts of one network, and a graceful close."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from tests.support.processes import simulator_command
from tests.support.waiting import by_then

from octaspace_sdk.simulator import Simulator
from octaspace_sdk.simulator.faults import ConnectionReset, ErrorStatus, Latency


def test_a_record_has_account_operation_time_and_status(simulator, http, other, clock, connect):
    http.get("/accounts/balance?a=1")
    clock.advance(10)
    other.post("/services/vpn", json={"node_id": -1})
    connect(simulator, "wrong").get("/nope")
    connect(simulator, None).get("/network")
    balance, vpn, nope, network = simulator.requests
    assert (balance.operation, balance.status, balance.query) == ("accounts.balance", 200, "a=1")
    assert (vpn.operation, vpn.body) == ("services.vpn.create", {"node_id": -1})
    assert 400 <= vpn.status < 500
    assert vpn.at - balance.at == timedelta(seconds=10)
    assert None is not balance.account != vpn.account is not None
    assert balance.key == f"...{simulator.api_key[-4:]}"
    assert (nope.operation, nope.status, nope.account, nope.key, nope.authorized) == (None, 404, None, "***", False)
    assert (network.key, network.account) == (None, None)
    assert simulator.api_key not in repr(simulator.requests) + str([vars_of(each) for each in simulator.requests])


def test_a_suppressed_response_has_no_status_and_an_injected_one_has_its_own(simulator, http):
    with simulator.inject(ConnectionReset()), pytest.raises(httpx.ReadError):
        http.get("/accounts")
    with simulator.inject(ErrorStatus(418)):
        http.get("/accounts")
    assert [each.status for each in simulator.requests] == [None, 418]
    simulator.clear_requests()
    assert simulator.requests == []


def test_the_leak_report_has_every_session_and_its_cost(simulator, http, other, rent, clock):
    simulator.assert_no_leaks()
    uuid, offer = rent()
    relay = other.get("/services/vpn").json()[0]
    second = other.post("/services/vpn", json={"node_id": relay["node_id"], "subkind": "wg"}).json()["uuid"]
    clock.advance(3600)
    with pytest.raises(AssertionError) as caught:
        simulator.assert_no_leaks()
    message = str(caught.value)
    assert message.startswith("2 paid sessions are still running, and would cost ")
    assert uuid in message
    assert second in message
    assert f"node {offer['node_id']} in {offer['city']}: {offer['base'] / 10**18:.6f} OCTA" in message
    assert "running for 3600 s" in message
    for client, session in ((http, uuid), (other, second)):
        client.post(f"/services/{session}/stop")
    simulator.assert_no_leaks()


def test_two_hosts_share_a_world_but_not_their_faults_and_request_logs(simulator, connect, rent):
    with Simulator(shares_world_with=simulator) as backup:
        http = connect(backup, simulator.api_key)
        uuid, _ = rent()
        assert [each["uuid"] for each in http.get("/sessions").json()] == [uuid]
        with simulator.inject(ErrorStatus(500)):
            assert http.get("/sessions").status_code == 200
        simulator.close()
        assert http.post(f"/services/{uuid}/stop").status_code == 200
        assert [each.method for each in backup.requests] == ["GET", "GET", "POST"]
        backup.assert_no_leaks()


def test_of_many_who_want_one_machine_at_two_hosts_one_gets_it(simulator, connect, rental):
    with Simulator(shares_world_with=simulator) as backup:
        hosts = [connect(host, simulator.api_key) for host in (simulator, backup)]
        node = hosts[0].get("/services/mr").json()[0]["node_id"]
        with ThreadPoolExecutor(8) as pool:
            answers = list(
                pool.map(lambda n: hosts[n % 2].post("/services/mr", json=rental(node)).json()[0], range(32))
            )
    assert sum("uuid" in answer for answer in answers) == 1


def test_two_hosts_share_a_state_file_and_the_last_one_closes_it(make_simulator, connect, rental, tmp_path):
    simulator = make_simulator(state=tmp_path / "state.db")
    with Simulator(shares_world_with=simulator) as backup:
        http = connect(backup, simulator.api_key)
        simulator.close()
        [created] = http.post("/services/mr", json=rental(http.get("/services/mr").json()[0]["node_id"])).json()
    again = make_simulator(state=tmp_path / "state.db")
    assert [each["uuid"] for each in connect(again, again.api_key).get("/sessions").json()] == [created["uuid"]]


CUT_OFF = (httpx.ReadError, httpx.RemoteProtocolError)


@pytest.mark.parametrize(("grace", "latency", "outcome"), [(None, 0.3, 200), (0.05, 60.0, CUT_OFF)])
def test_closing_waits_for_what_is_in_flight_as_long_as_it_is_told(make_simulator, connect, grace, latency, outcome):
    simulator = make_simulator()
    http = connect(simulator, simulator.api_key)
    simulator.inject(Latency(latency))
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(http.get, "/accounts", timeout=60)
        assert by_then(lambda: simulator.requests)
        simulator.close(grace=grace)
        if outcome == 200:
            assert answer.result().status_code == 200
        else:
            with pytest.raises(outcome):
                answer.result()


@pytest.mark.slow
def test_sigterm_finishes_what_is_in_flight():
    slow = {"X-Simulator-Fault": "latency seconds=2"}
    with simulator_command() as simulator, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(httpx.get, f"{simulator.url}/network", headers=slow, timeout=15)
        assert by_then(lambda: httpx.get(f"{simulator.url}/_simulator/requests").json())
        simulator.program.process.send_signal(signal.SIGTERM)
        assert answer.result().status_code == 200
        assert simulator.program.finish() == (0, "")


def vars_of(record):
    return {name: getattr(record, name) for name in record.__slots__ if not name.startswith("__")}
