"""Which requests a fault applies to, and the three ways to inject one."""

from __future__ import annotations

import time

import httpx
import pytest
from tests.support.processes import program, simulator_command
from tests.support.waiting import by_then

from octaspace_sdk.simulator.faults import ErrorStatus, Fault, HostDown, Latency
from octaspace_sdk.simulator.faults.injections import Injections, RequestMatcher

pytestmark = pytest.mark.slow

HEADER = "X-Simulator-Fault"


@pytest.mark.parametrize(
    ("conditions", "hit"),
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
def test_only_matching_requests_are_hit(simulator, http, conditions, hit):
    with simulator.inject(ErrorStatus(418), **conditions) as injected:
        statuses = {path: http.get(path).status_code for path in ("/accounts", "/accounts/balance", "/nodes")}
    assert [path for path, status in statuses.items() if status == 418] == hit
    assert injected.hits == len(hit)
    assert http.get("/accounts").status_code == 200


def test_after_so_many_times_it_is_no_longer_in_force(simulator, http):
    simulator.inject(ErrorStatus(418), times=1)
    assert len(simulator.injections) == 1
    assert [http.get("/nodes").status_code for _ in range(2)] == [418, 200]
    assert simulator.injections == []


def test_it_can_have_a_duration(simulator, http):
    simulator.inject(ErrorStatus(418), duration=0.05)
    assert by_then(lambda: simulator.injections == [])
    assert http.get("/nodes").status_code == 200


def test_a_fault_that_takes_the_host_down_is_listed_until_the_host_is_back():
    seen = []
    injections = Injections((), lambda: seen.append((injections.host_is_down, len(list(injections)))))
    injections.add(HostDown(), RequestMatcher()).remove()
    assert seen == [(True, 1), (False, 1)]
    assert list(injections) == []


@pytest.mark.parametrize(
    "conditions", [{"operation": "services.mr.creat"}, {"times": 0}, {"duration": 0}, {"duration": float("nan")}]
)
def test_conditions_that_never_apply_are_rejected(simulator, conditions):
    with pytest.raises(ValueError, match="services.mr.create|times|duration"):
        simulator.inject(Latency(1), **conditions)
    assert simulator.injections == []


def test_what_is_not_callable_is_rejected(simulator):
    with pytest.raises(TypeError, match="must be callable"):
        simulator.inject("latency")


def test_host_down_for_some_requests_resets_only_those(simulator, http):
    with simulator.inject(HostDown(), path="/nodes"):
        with pytest.raises(httpx.ReadError):
            http.get("/nodes")
        assert http.get("/accounts").status_code == 200


def test_a_header_is_for_its_request_alone(simulator, http):
    assert http.get("/nodes", headers={HEADER: "error-status status=418 retry_after=7"}).headers["Retry-After"] == "7"
    assert http.get("/nodes", headers={HEADER: '{"type": "error-status", "status": 418}'}).status_code == 418
    with pytest.raises(httpx.ReadError):
        http.get("/nodes", headers={HEADER: "connection-reset"})
    assert http.get("/nodes").status_code == 200


def test_several_headers_combine(simulator, http):
    headers = [(HEADER, 'changed-fields add={"a": 1}'), (HEADER, "latency seconds=0.05")]
    begun = time.perf_counter()
    assert http.get("/accounts", headers=headers).json()["a"] == 1
    assert time.perf_counter() - begun >= 0.05


def test_the_same_header_means_the_same_rate_limit(simulator, http):
    limit = {HEADER: "rate-limit rate=0.001 burst=2"}
    assert [http.get("/nodes", headers=limit).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("late seconds=1", "unknown fault 'late'; available: changed-fields, connection-reset"),
        ("latency", "missing required field `seconds`"),
        ("latency second=1", "unknown field `second`"),
        ("latency seconds=soon", "Expected `float`"),
        ("latency seconds=-1", "seconds must be at least 0"),
        ("latency 1", "'1' is not of the form name=value"),
        ('changed-fields add={"a"}', "is not JSON"),
        ("{", "is not JSON"),
        ("", "unknown fault ''"),
        ('{"type": ["latency"]}', "unknown fault ['latency']"),
    ],
)
def test_an_invalid_header_is_a_400_with_the_reason(http, text, reason):
    answer = http.get("/nodes", headers={HEADER: text})
    assert answer.status_code == 400
    assert reason in answer.json()["error"]


def test_only_builtin_faults_have_a_name_whatever_classes_a_program_defines(simulator, http):
    class Teapot(Fault):
        async def __call__(self, exchange, call_next):
            return await ErrorStatus(418)(exchange, call_next)

    assert http.get("/nodes", headers={HEADER: "teapot"}).status_code == 400
    with simulator.inject(Teapot()):
        assert http.get("/nodes").status_code == 418
        assert http.get("/_simulator/injections").json()[0]["fault"] == {"type": "teapot"}


def test_the_control_api_injects_lists_and_removes(simulator, http):
    body = {"fault": {"type": "error-status", "status": 418}, "path": "/nodes", "times": 5}
    shown = http.post("/_simulator/injections", json=body)
    assert shown.status_code == 201
    assert shown.json()["path"] == "/nodes"
    assert http.get("/nodes").status_code == 418
    [listed] = http.get("/_simulator/injections").json()
    assert (listed["hits"], listed["fault"]["status"]) == (1, 418)
    http.post("/_simulator/injections", json={"fault": "latency seconds=0"})
    assert http.delete(f"/_simulator/injections/{listed['number']}").status_code == 200
    assert http.delete(f"/_simulator/injections/{listed['number']}").status_code == 404
    assert [each["fault"]["type"] for each in http.delete("/_simulator/injections").json()] == ["latency"]
    assert http.get("/nodes").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"fault": "nope"},
        {"fault": "connection-reset", "tims": 1},
        {"fault": "connection-reset", "operation": "nope"},
        {"fault": "host-down"},
        {"fault": 7},
    ],
)
def test_the_control_api_rejects_invalid_injections(simulator, http, body):
    answer = http.post("/_simulator/injections", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert simulator.injections == []


def test_invalid_json_is_a_400(http):
    assert http.post("/_simulator/injections", content=b"{").status_code == 400
    assert http.post("/_simulator/advance", content=b"{").status_code == 400


def test_faults_and_the_request_log_do_not_cover_the_control_api(simulator, http):
    simulator.inject(ErrorStatus(500))
    assert http.get("/_simulator/injections").status_code == 200
    assert simulator.requests == []


def test_the_control_api_skips_time_and_reports_leaks(simulator, http, rent):
    assert http.get("/_simulator/leaks").json() == {"message": None}
    uuid, _ = rent()
    assert http.get(f"/services/{uuid}/info").json()["is_ready"] is False
    assert http.post("/_simulator/advance", json={"seconds": 60}).status_code == 200
    assert http.get(f"/services/{uuid}/info").json()["is_ready"] is True
    assert uuid in http.get("/_simulator/leaks").json()["message"]
    assert [each["operation"] for each in http.get("/_simulator/requests").json()][-1] == "services.session.info"
    assert http.post("/_simulator/advance", json={"seconds": -1}).status_code == 400


@pytest.mark.slow
def test_the_command_injects_into_a_running_simulator():
    def injecting(*arguments):
        return program("-m", "octaspace_sdk.simulator", "inject", *arguments, "--url", simulator.url)

    def inject(*arguments):
        with injecting(*arguments) as command:
            status, errors = command.finish()
        return status, command.output, errors

    with simulator_command() as simulator:
        assert inject("error-status", "status=418", "--path", "/net*", "--times", "1")[0] == 0
        assert [httpx.get(f"{simulator.url}/network").status_code for _ in range(2)] == [418, 200]
        httpx.post(f"{simulator.url}/_simulator/injections", json={"fault": "latency seconds=0"})
        assert '"latency"' in inject("--list")[1]
        assert inject("--clear")[0] == 0
        assert httpx.get(f"{simulator.url}/_simulator/injections").json() == []
        with injecting("host-down", "--duration", "0.5") as command:
            assert by_then(lambda: not answers(simulator.url))
            assert command.finish()[0] == 0
        assert by_then(lambda: answers(simulator.url))
        status, _, errors = inject("latency", "seconds=-1")
        assert status == 2
        assert "seconds must be at least 0" in errors


def answers(url):
    try:
        return httpx.get(f"{url}/network").status_code == 200
    except httpx.TransportError:
        return False
