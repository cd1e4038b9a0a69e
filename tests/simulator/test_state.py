"""The state file: who starts on it goes on where the last one ended, closed or killed."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Semaphore

import httpx
import pytest
from tests.support.processes import program, simulator_command

from octaspace_sdk.simulator import Simulator, StateError
from octaspace_sdk.simulator.persistence.sqlite_store import SqliteStore


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state.db"


def rentable(http, service="mr"):
    return http.get(f"/services/{service}").json()[0]["node_id"]


def sessions_of(http):
    return http.get("/sessions").json() + http.get("/sessions?recent=true").json()


def test_the_next_simulator_knows_all_that_the_last_one_did(make_simulator, connect, clock, rental, state):
    first = make_simulator(state=state)
    accounts = [connect(first, first.api_key), connect(first, first.second_api_key)]
    for account in accounts:
        account.event_hooks = {"response": [httpx.Response.raise_for_status]}
    http = accounts[0]
    own, rebooted = (node["id"] for node in http.get("/nodes").json()[:2])
    http.patch(f"/nodes/{own}/prices", json={"base": 31428028938060847852, "storage": 7})
    http.get(f"/nodes/{rebooted}/reboot")
    http.post("/accounts")
    app = next(app["uuid"] for app in http.get("/apps").json() if app["name"] == "ComfyUI")
    http.post("/services/mr", json=rental(own, app=app, ports=[22, 3000], envs={"TOKEN": "é"}))
    http.post("/services/render", json={"node_id": rentable(http, "render"), "disk_size": 20, "envs": {"A": "1"}})
    for account in accounts:
        for protocol in ("vmess", "trojan"):
            body = {"node_id": rentable(http, "vpn"), "subkind": "v2ray", "protocol": protocol}
            uuid = account.post("/services/vpn", json=body).json()["uuid"]
            clock.advance(15)
        account.post(f"/services/{uuid}/stop", json={"score": 4})
    paths = ["/accounts", "/sessions", "/sessions?recent=true", "/nodes", "/services/mr", "/services/vpn", "/network"]
    paths += [f"/services/{session['uuid']}/{kind}" for session in sessions_of(http) for kind in ("info", "logs")]

    def answers(simulator):
        keys = (simulator.api_key, simulator.second_api_key)
        return [connect(simulator, key).get(path).content for key in keys for path in paths]

    before = answers(first)
    first.close()
    clock.advance(1000)
    second = make_simulator(state=state, balance=1)
    assert answers(second) == before
    durations = [session["duration"] for session in http.get(f"{second.url}/sessions").json()]
    clock.advance(10)
    assert [each["duration"] for each in http.get(f"{second.url}/sessions").json()] == [each + 10 for each in durations]


def test_session_ids_go_on_as_if_nothing_had_happened(make_simulator, connect, rental, state):
    def rent(simulator):
        http = connect(simulator, simulator.api_key)
        return http.post("/services/mr", json=rental(rentable(http))).json()[0]["uuid"]

    without = make_simulator()
    expected = [rent(without) for _ in range(3)]
    uuids = []
    for _ in range(3):
        simulator = make_simulator(state=state)
        uuids.append(rent(simulator))
        simulator.close()
    assert uuids == expected


def test_a_simulator_that_is_started_again_goes_on_with_its_file(make_simulator, connect, clock, rental, state):
    simulator = make_simulator(state=state)
    http = connect(simulator, simulator.api_key)
    http.post("/services/mr", json=rental(rentable(http)))
    clock.advance(30)
    simulator.close()
    clock.advance(1000)
    simulator.start()
    assert [session["duration"] for session in connect(simulator, simulator.api_key).get("/sessions").json()] == [30]


def test_once_closed_the_state_is_one_file(make_simulator, state):
    make_simulator(state=state).close()
    assert list(state.parent.iterdir()) == [state]


def test_an_api_key_is_not_in_the_file(make_simulator, connect, rental, state):
    simulator = make_simulator(state=state)
    http = connect(simulator, simulator.api_key)
    http.post("/services/mr", json=rental(rentable(http)))
    simulator.close()
    assert simulator.api_key.encode() not in state.read_bytes()


def test_what_cannot_be_saved_is_not_answered_and_has_not_happened(
    make_simulator, connect, rental, state, monkeypatch, caplog
):
    simulator = make_simulator(state=state)
    http = connect(simulator, simulator.api_key)
    paths = ("/sessions", "/services/mr", "/accounts", "/nodes")
    before = [http.get(path).content for path in paths]
    node = rentable(http)
    with monkeypatch.context() as broken:
        broken.setattr(SqliteStore, "write", lambda *_: (_ for _ in ()).throw(StateError("the disk is full")))
        response = http.post("/services/mr", json=rental(node))
    assert (response.status_code, response.json()["message"]) == (500, "the disk is full")
    assert "the disk is full" in caplog.text
    assert [http.get(path).content for path in paths] == before
    assert "uuid" in http.post("/services/mr", json=rental(node)).json()[0]


class TestRefused:
    """What cannot be used is refused at the start, and left as it is."""

    @pytest.fixture
    def refused(self, clock, description, state):
        """Checks that a start ends with this reason and leaves the file alone."""

        def check(reason, **options):
            before = state.read_bytes() if state.is_file() else None
            with pytest.raises(StateError, match=reason) as caught:
                Simulator(**{"clock": clock, "spec": description, "state": state} | options).start()
            assert str(caught.value).startswith(str(state))
            assert (state.read_bytes() if state.is_file() else None) == before

        return check

    @pytest.fixture
    def used(self, make_simulator, connect, rental, state):
        """A file that was in use."""
        simulator = make_simulator(state=state)
        http = connect(simulator, simulator.api_key)
        http.post("/services/mr", json=rental(rentable(http)))
        simulator.close()
        return state

    def test_another_seed(self, used, refused, make_simulator):
        refused("was made with seed 1, not 2", seed=2)
        make_simulator(state=used)

    def test_a_file_of_another_format(self, used, refused):
        with sqlite3.connect(used) as connection:
            connection.execute("PRAGMA user_version = 1")
        connection.close()
        refused("was made by another version of the simulator .format 1, this one has 3.; delete it or name another")

    def test_no_database(self, state, refused):
        state.write_bytes(b"This is no database, and it is longer than the head of one." * 20)
        refused("cannot be used as a state file: file is not a database")

    def test_the_database_of_another_program(self, state, refused):
        with sqlite3.connect(state) as connection:
            connection.execute("CREATE TABLE customers (name)")
        connection.close()
        refused("is the database of another program")

    def test_half_a_file(self, used, refused):
        used.write_bytes(used.read_bytes()[: used.stat().st_size // 2])
        refused("cannot be used as a state file: .*(malformed|disk I/O error)")

    def test_a_page_of_noise(self, used, refused):
        content = used.read_bytes()
        page = int.from_bytes(content[16:18])
        used.write_bytes(content[:page] + b"\xa5" * page + content[2 * page :])
        refused("cannot be used as a state file: .*malformed")

    @pytest.mark.parametrize(
        ("change", "value", "reason"),
        [
            ("kind = 'session'", "{", "cannot be used as a state file"),
            ("kind = 'session'", json.dumps({"node": 4}), "does not fit this version of the simulator"),
            ("kind = 'world'", "[]", "does not fit this version of the simulator"),
            ("kind = 'account'", "null", "does not fit this version of the simulator"),
        ],
    )
    def test_values_of_another_kind(self, used, refused, change, value, reason):
        with sqlite3.connect(used) as connection:
            connection.execute(f"UPDATE entity SET value = ? WHERE {change}", [value])
        connection.close()
        refused(reason)

    def test_a_directory(self, state, refused):
        state.mkdir()
        refused("unable to open database file")

    def test_a_place_that_does_not_exist(self, state, refused):
        refused("unable to open database file", state=state / "nowhere" / "state.db")

    @pytest.mark.slow
    def test_the_command_says_why_in_one_line(self, state):
        state.write_bytes(b"no database" * 100)
        with program("-m", "octaspace_sdk.simulator", "--port", "0", "--state", str(state)) as command:
            status, errors = command.finish()
        assert (status, command.output) == (1, "")
        assert errors.count("\n") == 1
        assert f"{state} cannot be used as a state file: file is not a database" in errors


def test_a_taken_port_leaves_the_file_free(make_simulator, clock, description, state):
    taken = int(make_simulator().url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        Simulator(clock=clock, spec=description, port=taken, state=state).start()
    make_simulator(state=state)


@pytest.mark.slow
def test_a_rental_outlives_kill_9_with_its_charge(rental, state):
    options = ("--state", str(state), "--speed", "36000")
    with simulator_command(*options) as first:
        http = httpx.Client(base_url=first.url, headers={"Authorization": first.key})
        balance = http.get("/accounts/balance").json()["balance"]
        offer = http.get("/services/mr").json()[0]
        uuid = http.post("/services/mr", json=rental(offer["node_id"])).json()[0]["uuid"]
        before = http.get(f"/services/{uuid}/info").json()
        first.program.kill()
        with pytest.raises(httpx.TransportError):
            http.get("/network")
    with simulator_command(*options, "--port", first.port) as second, closing(http):
        assert (second.url, second.key) == (first.url, first.key)
        after = http.get(f"/services/{uuid}/info").json()
        assert (after["started_at"], after["node_id"]) == (before["started_at"], offer["node_id"])
        assert after["charge_amount"] > before["charge_amount"]
        assert offer["node_id"] not in [each["node_id"] for each in http.get("/services/mr").json()]

        assert http.post(f"/services/{uuid}/stop", json={"score": 5}).json() == {"status": "stopped"}
        assert http.get("/sessions").json() == []
        [bill] = http.get("/sessions?recent=true").json()
        lasted = bill["finished_at"] - bill["started_at"] - 20_000  # provisioning is free
        assert bill["charge_amount"] == offer["total_price_wei"] * lasted // 3_600_000 > after["charge_amount"]
        assert http.get("/accounts/balance").json()["balance"] == balance - bill["charge_amount"]
        assert http.get("/services/mr").json()[0] == offer


@pytest.mark.slow
def test_nothing_that_was_answered_is_lost_in_the_midst_of_work(state):
    """Three clients work as fast as they can until the simulator is killed under them."""
    progress = Semaphore(0)

    def until_killed(first, work):
        """Returns what was answered; the last request may or may not have been processed."""
        answered = []
        with httpx.Client(base_url=first.url, headers={"Authorization": first.key}) as http:
            try:
                while True:
                    answered.append(work(http, len(answered)))
                    progress.release()
            except httpx.TransportError:
                return answered

    with simulator_command("--state", str(state), "--speed", "3600") as first:
        with httpx.Client(base_url=first.url, headers={"Authorization": first.key}) as http:
            balance = http.get("/accounts/balance").json()["balance"]
            node, relay = http.get("/nodes").json()[0]["id"], rentable(http, "vpn")

        def set_price(http, number):
            assert http.patch(f"/nodes/{node}/prices", json={"base": number}).status_code == 200
            return number

        def start(http, _):
            return http.post("/services/vpn", json={"node_id": relay}).json()["uuid"]

        def start_and_stop(http, _):
            uuid = start(http, _)
            assert http.post(f"/services/{uuid}/stop").status_code == 200
            return uuid

        with ThreadPoolExecutor(3) as pool:
            results = [pool.submit(until_killed, first, work) for work in (set_price, start, start_and_stop)]
            for _ in range(100):
                assert progress.acquire(timeout=10)
            first.program.kill()
            prices, started, stopped = (result.result(timeout=10) for result in results)

    with (
        simulator_command("--state", str(state), "--speed", "3600", "--port", first.port) as second,
        httpx.Client(base_url=second.url, headers={"Authorization": second.key}) as http,
    ):
        assert http.get("/nodes").json()[0]["prices"]["base"] - prices[-1] in (0, 1)
        active = {session["uuid"] for session in http.get("/sessions").json()}
        finished = {session["uuid"] for session in http.get("/sessions?recent=true").json()}
        assert set(started) <= active
        assert set(stopped) <= finished
        assert len(active | finished) - len(started) - len(stopped) in (0, 1, 2)
        for uuid in active:
            assert http.post(f"/services/{uuid}/stop").status_code == 200
        charges = [int(session["charge_amount"]) for session in http.get("/sessions?recent=true").json()]
        assert http.get("/accounts/balance").json()["balance"] == balance - sum(charges)
