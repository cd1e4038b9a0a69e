"""Two hosts of one API: simulators that have the same state file open."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial

import httpx
import pytest
from tests.support.processes import simulator_command

from octaspace_sdk.simulator.persistence.sqlite_store import SqliteStore

pytestmark = pytest.mark.slow


@pytest.fixture
def hosts(make_simulator, connect, tmp_path):
    """Two simulators in this process, each with a client of the default account."""
    simulators = [make_simulator(state=tmp_path / "state.db") for _ in range(2)]
    return [(simulator, connect(simulator, simulator.api_key)) for simulator in simulators]


def test_what_one_host_did_the_other_knows(hosts, clock, rental):
    (first, http), (second, backup) = hosts
    paths = ["/accounts", "/sessions", "/sessions?recent=true", "/nodes", "/services/mr", "/services/vpn", "/network"]
    mine, rebooted = (node["id"] for node in http.get("/nodes").json()[:2])
    offers = [offer["node_id"] for offer in http.get("/services/mr").json() if offer["node_id"] not in (mine, rebooted)]
    actions = [
        lambda one, _: one.patch(f"/nodes/{mine}/prices", json={"base": 31428028938060847852}),
        lambda one, _: one.get(f"/nodes/{rebooted}/reboot"),
        lambda one, _: one.post("/accounts"),
        lambda one, _: one.post("/services/mr", json=rental(offers[0])),
        lambda one, two: two.post("/services/mr", json=rental(offers[1])),
        lambda one, two: one.post(f"/services/{two.get('/sessions').json()[0]['uuid']}/stop", json={"score": 3}),
        lambda one, _: first.take_offline(offers[1]),
        lambda one, _: second.bring_online(offers[1]),
        lambda one, _: second.top_up(10**18),
    ]
    for number, act in enumerate(actions):
        act(*((http, backup) if number % 2 else (backup, http)))
        clock.advance(7)
        assert [http.get(path).content for path in paths] == [backup.get(path).content for path in paths]


def test_a_machine_is_rented_once_and_money_is_spent_once(hosts, rental):
    (_, http), (_, backup) = hosts
    offers = [offer["node_id"] for offer in http.get("/services/mr").json()[:12]]

    def rent(arguments):
        client, node = arguments
        return client.post("/services/mr", json=rental(node)).json()[0]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(rent, [(client, node) for node in offers for client in (http, backup)]))
    created = [answer["uuid"] for answer in answers if "uuid" in answer]
    assert len(created) == len(set(created)) == len(offers)
    assert {each["uuid"] for each in http.get("/sessions").json()} == set(created)


def test_a_session_is_stopped_by_one_of_two(hosts, clock):
    (_, http), (_, backup) = hosts
    relay = http.get("/services/vpn").json()[0]["node_id"]
    start = http.get("/accounts/balance").json()["balance"]
    for _ in range(10):
        uuid = http.post("/services/vpn", json={"node_id": relay}).json()["uuid"]
        clock.advance(3600)
        with ThreadPoolExecutor(2) as pool:
            answers = pool.map(lambda client, uuid=uuid: client.post(f"/services/{uuid}/stop"), (http, backup))
        assert sorted(answer.status_code for answer in answers) == [200, 404]
    charges = [int(bill["charge_amount"]) for bill in backup.get("/sessions?recent=true").json()]
    assert len(charges) == 10
    for client in (http, backup):
        assert client.get("/accounts/balance").json()["balance"] == start - sum(charges)


def test_time_never_goes_back_between_hosts(make_simulator, connect, clock, tmp_path, rental):
    first = make_simulator(state=tmp_path / "state.db")
    http = connect(first, first.api_key)
    http.post("/services/mr", json=rental(http.get("/services/mr").json()[0]["node_id"]))
    clock.advance(100)
    second = make_simulator(state=tmp_path / "state.db")
    backup = connect(second, second.api_key)
    durations = []  # the second host begins at the last answer of the first, and catches up with every later one
    for client in (http, backup, backup, http):
        durations.append(client.get("/sessions").json()[0]["duration"])
        clock.advance(5)
    assert durations == [100, 100, 105, 115]


@pytest.mark.slow
def test_many_start_on_a_new_file_at_the_same_moment(tmp_path):
    with ExitStack() as stack:

        def start(_):
            return stack.enter_context(simulator_command("--state", str(tmp_path / "state.db")))

        with ThreadPoolExecutor(4) as pool:
            running = list(pool.map(start, range(4)))
        assert len({each.key for each in running}) == 1
        for each in running:
            assert httpx.get(f"{each.url}/network").status_code == 200


def test_one_that_starts_waits_while_another_writes(tmp_path, monkeypatch):
    """SQLite itself does not wait when the file becomes one with a write-ahead log."""
    path = tmp_path / "state.db"
    attempts = []

    class Racing(sqlite3.Connection):
        def execute(self, statement, *arguments):
            if "journal_mode" not in statement:
                return super().execute(statement, *arguments)
            attempts.append(statement)
            if len(attempts) == 1:
                other.execute("BEGIN IMMEDIATE")
            try:
                return super().execute(statement, *arguments)
            finally:
                if len(attempts) == 3:
                    other.execute("ROLLBACK")

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Racing))
        store = SqliteStore(path)
        assert store.changes_since(0) == {}
        store.close()
    assert len(attempts) == 4


@pytest.mark.slow
def test_the_backup_goes_on_when_the_primary_is_killed_in_the_midst_of_work(tmp_path):
    """Money and sessions agree on the backup with every answer that the primary gave."""
    options = ("--state", str(tmp_path / "state.db"), "--speed", "3600")
    with simulator_command(*options) as primary, simulator_command(*options) as backup:
        headers = {"Authorization": primary.key}
        http = httpx.Client(base_url=primary.url, headers=headers, verify=False)
        other = httpx.Client(base_url=backup.url, headers=headers, verify=False)
        with http, other:
            start = http.get("/accounts/balance").json()["balance"]
            relay = http.get("/services/vpn").json()[0]["node_id"]
            answered = []

            def work(client):
                try:
                    for number in range(10_000):
                        uuid = client.post("/services/vpn", json={"node_id": relay}).json()["uuid"]
                        answered.append(uuid)
                        if number == 20 and client is other:
                            primary.program.kill()
                            return
                        client.post(f"/services/{uuid}/stop")
                except httpx.TransportError:
                    return

            with ThreadPoolExecutor(2) as pool:
                list(pool.map(work, (http, other)))
            for session in other.get("/sessions").json():
                assert other.post(f"/services/{session['uuid']}/stop").status_code == 200
            bills = {each["uuid"]: int(each["charge_amount"]) for each in other.get("/sessions?recent=true").json()}
            assert set(answered) <= set(bills)
            assert len(bills) - len(answered) in (0, 1)
            assert other.get("/accounts/balance").json()["balance"] == start - sum(bills.values())


def test_a_host_waits_while_another_program_writes(hosts, tmp_path):
    (_, http), _ = hosts
    with ThreadPoolExecutor(1) as pool:
        writer = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        answer = pool.submit(http.get, "/accounts")
        assert not answer.done()
        writer.execute("ROLLBACK")
        writer.close()
        assert answer.result(timeout=15).status_code == 200
