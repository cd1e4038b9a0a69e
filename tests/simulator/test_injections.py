"""Which requests a scenario applies to, and the three ways to ask for one."""

from __future__ import annotations

import time

import httpx
import pytest
from tests.support.processes import program, simulator_command

from octaspace_sdk.simulator import Down, Latency, Scenario, Status
from octaspace_sdk.simulator.faults.injections import Injections, Terms

HEADER = "X-Simulator-Scenario"


@pytest.mark.parametrize(
    ("terms", "hit"),
    [
        ({"operation": "accounts.balance"}, ["/accounts/balance"]),
        ({"operation": "accounts.*"}, ["/accounts", "/accounts/balance"]),
        ({"path": "/accounts"}, ["/accounts"]),
        ({"path": "/*s"}, ["/accounts", "/nodes"]),
        ({"path": "/accounts/{what}"}, ["/accounts/balance"]),
        ({"method": "get"}, ["/accounts", "/accounts/balance", "/nodes"]),
        ({"method": "POST"}, []),
        ({"method": "GET", "path": "/nodes", "operation": "nodes.list"}, ["/nodes"]),
        ({"method": "GET", "path": "/nodes", "operation": "apps.list"}, []),
        ({"times": 2}, ["/accounts", "/accounts/balance"]),
        ({"times": 1, "path": "/n*"}, ["/nodes"]),
    ],
)
def test_only_what_fits_the_terms_is_hit(simulator, http, terms, hit):
    with simulator.inject(Status(418), **terms) as injected:
        statuses = {path: http.get(path).status_code for path in ("/accounts", "/accounts/balance", "/nodes")}
    assert [path for path, status in statuses.items() if status == 418] == hit
    assert injected.hits == len(hit)
    assert http.get("/accounts").status_code == 200


def test_used_up_it_is_no_longer_in_force(simulator, http):
    simulator.inject(Status(418), times=1)
    assert len(simulator.injections) == 1
    assert [http.get("/nodes").status_code for _ in range(2)] == [418, 200]
    assert simulator.injections == []


def test_it_can_last_for_some_time(simulator, http):
    simulator.inject(Status(418), lasting=0.05)
    wait_until(lambda: simulator.injections == [])
    assert http.get("/nodes").status_code == 200


def test_what_took_the_host_down_is_in_force_until_the_host_is_back():
    seen = []
    injections = Injections((), lambda: seen.append((injections.host_is_down, len(list(injections)))))
    injections.add(Down(), Terms()).remove()
    assert seen == [(True, 1), (False, 1)]
    assert list(injections) == []


@pytest.mark.parametrize(
    "terms", [{"operation": "services.mr.creat"}, {"times": 0}, {"lasting": 0}, {"lasting": float("nan")}]
)
def test_terms_that_never_apply_are_refused(simulator, terms):
    with pytest.raises(ValueError, match="services.mr.create|times|lasting"):
        simulator.inject(Latency(1), **terms)
    assert simulator.injections == []


def test_what_is_no_scenario_is_refused(simulator):
    with pytest.raises(TypeError, match="must be callable"):
        simulator.inject("latency")


def test_down_for_some_requests_breaks_only_those(simulator, http):
    with simulator.inject(Down(), path="/nodes"):
        with pytest.raises(httpx.ReadError):
            http.get("/nodes")
        assert http.get("/accounts").status_code == 200


def test_a_header_is_for_its_request_alone(simulator, http):
    assert http.get("/nodes", headers={HEADER: "status status=418 retry_after=7"}).headers["Retry-After"] == "7"
    assert http.get("/nodes", headers={HEADER: '{"kind": "status", "status": 418}'}).status_code == 418
    with pytest.raises(httpx.ReadError):
        http.get("/nodes", headers={HEADER: "reset"})
    assert http.get("/nodes").status_code == 200


def test_several_headers_combine(simulator, http):
    headers = [(HEADER, 'drift add={"a": 1}'), (HEADER, "latency seconds=0.05")]
    begun = time.perf_counter()
    assert http.get("/accounts", headers=headers).json()["a"] == 1
    assert time.perf_counter() - begun >= 0.05


def test_the_same_header_means_the_same_rate_limit(simulator, http):
    limit = {HEADER: "rate-limit rate=0.001 burst=2"}
    assert [http.get("/nodes", headers=limit).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("late seconds=1", "'late' is no scenario; there are down, drift"),
        ("latency", "missing required field `seconds`"),
        ("latency second=1", "unknown field `second`"),
        ("latency seconds=soon", "Expected `float`"),
        ("latency seconds=-1", "seconds must be at least 0"),
        ("latency 1", "'1' is not of the form name=value"),
        ('drift add={"a"}', "is not JSON"),
        ("{", "is not JSON"),
        ("", "is no scenario"),
    ],
)
def test_a_header_that_makes_no_sense_is_a_400_that_says_why(http, text, reason):
    answer = http.get("/nodes", headers={HEADER: text})
    assert answer.status_code == 400
    assert reason in answer.json()["error"]


def test_a_kind_of_the_tests_own_is_found_by_its_name(http):
    class Teapot(Scenario, tag="teapot"):
        async def __call__(self, exchange, proceed):
            return await Status(418)(exchange, proceed)

    assert http.get("/nodes", headers={HEADER: "teapot"}).status_code == 418


def test_the_control_endpoint_puts_in_force_lists_and_ends(simulator, http):
    order = {"scenario": {"kind": "status", "status": 418}, "path": "/nodes", "times": 5}
    shown = http.post("/_simulator/injections", json=order)
    assert shown.status_code == 201
    assert shown.json()["path"] == "/nodes"
    assert http.get("/nodes").status_code == 418
    [listed] = http.get("/_simulator/injections").json()
    assert (listed["hits"], listed["scenario"]["status"]) == (1, 418)
    http.post("/_simulator/injections", json={"scenario": "latency seconds=0"})
    assert http.delete(f"/_simulator/injections/{listed['number']}").status_code == 200
    assert http.delete(f"/_simulator/injections/{listed['number']}").status_code == 404
    assert [each["scenario"]["kind"] for each in http.delete("/_simulator/injections").json()] == ["latency"]
    assert http.get("/nodes").status_code == 200


@pytest.mark.parametrize(
    "order",
    [
        [],
        {},
        {"scenario": "nope"},
        {"scenario": "reset", "tims": 1},
        {"scenario": "reset", "operation": "nope"},
        {"scenario": "down"},
        {"scenario": 7},
    ],
)
def test_the_control_endpoint_says_what_it_does_not_understand(simulator, http, order):
    answer = http.post("/_simulator/injections", json=order)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert simulator.injections == []


def test_what_is_no_json_is_a_400(http):
    assert http.post("/_simulator/injections", content=b"{").status_code == 400
    assert http.post("/_simulator/advance", content=b"{").status_code == 400


def test_the_control_endpoint_is_out_of_reach_of_scenarios_and_not_recorded(simulator, http):
    simulator.inject(Status(500))
    assert http.get("/_simulator/injections").status_code == 200
    assert simulator.requests == []


def test_the_control_endpoint_moves_time_and_tells_of_leaks(simulator, http, rent):
    assert http.get("/_simulator/leaks").json() == {"message": None}
    uuid, _ = rent()
    assert http.get(f"/services/{uuid}/info").json()["is_ready"] is False
    assert http.post("/_simulator/advance", json={"seconds": 60}).status_code == 200
    assert http.get(f"/services/{uuid}/info").json()["is_ready"] is True
    assert uuid in http.get("/_simulator/leaks").json()["message"]
    assert [each["operation"] for each in http.get("/_simulator/requests").json()][-1] == "services.session.info"
    assert http.post("/_simulator/advance", json={"seconds": -1}).status_code == 400


def test_the_command_injects_into_a_simulator_that_runs():
    def injecting(*arguments):
        return program("-m", "octaspace_sdk.simulator", "inject", *arguments, "--url", simulator.url)

    def inject(*arguments):
        with injecting(*arguments) as command:
            status, errors = command.finish()
        return status, command.output, errors

    with simulator_command() as simulator:
        assert inject("status", "status=418", "--path", "/net*", "--times", "1")[0] == 0
        assert [httpx.get(f"{simulator.url}/network").status_code for _ in range(2)] == [418, 200]
        httpx.post(f"{simulator.url}/_simulator/injections", json={"scenario": "latency seconds=0"})
        assert '"latency"' in inject("--list")[1]
        assert inject("--clear")[0] == 0
        assert httpx.get(f"{simulator.url}/_simulator/injections").json() == []
        with injecting("down", "--lasting", "0.5") as command:
            wait_until(lambda: not answers(simulator.url))
            assert command.finish()[0] == 0
        wait_until(lambda: answers(simulator.url))
        status, _, errors = inject("latency", "seconds=-1")
        assert status == 1
        assert "seconds must be at least 0" in errors


def answers(url):
    try:
        return httpx.get(f"{url}/network").status_code == 200
    except httpx.TransportError:
        return False


def wait_until(true, seconds=10.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)
