"""Requests that are turned away; since they change nothing, they share a simulator."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from octaspace_sdk.simulator import Simulator


@pytest.fixture(scope="module")
def simulator(description) -> Iterator[Simulator]:
    with Simulator(spec=description) as simulator:
        yield simulator


@pytest.fixture(scope="module", autouse=True)
def _unchanged(http: httpx.Client) -> Iterator[None]:
    def state() -> list[object]:
        return [http.get(path).json() for path in ("/sessions", "/sessions?recent=true", "/services/mr")]

    before = state()
    yield
    assert state() == before


@pytest.fixture(scope="module")
def http(simulator: Simulator) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=simulator.url, headers={"Authorization": simulator.api_key}) as client:
        yield client


PRIVATE = ["/accounts", "/accounts/balance", "/nodes", "/sessions", "/services/mr", "/services/vpn", "/services/x/info"]


@pytest.mark.parametrize("key", [None, "no such key", "Bearer {key}"])
@pytest.mark.parametrize("path", PRIVATE)
def test_without_a_known_key_it_is_401(simulator, connect, path, key):
    http = connect(simulator, key and key.format(key=simulator.api_key))
    response = http.get(path)
    assert (response.status_code, response.json()) == (401, {"error": "invalid api key"})
    assert simulator.requests[-1].authorized is False


@pytest.mark.parametrize("path", ["/apps", "/network"])
def test_public_endpoints_need_no_key(simulator, connect, path):
    assert connect(simulator, None).get(path).status_code == 200


def test_a_key_is_looked_at_before_the_request_is(simulator, connect):
    assert connect(simulator, None).post("/services/mr", json={"wrong": True}).status_code == 401


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"disk_size": 0}, "disk_size", "0 is less than the minimum of 1"),
        ({"disk_size": "50"}, "disk_size", '"50" is not of type "integer"'),
        ({"ports": [22, 99999]}, "ports.1", "99999 is greater than the maximum of 65535"),
        ({"envs": {"A": 1}}, "envs.A", '1 is not of type "string"'),
    ],
)
def test_a_wrong_field_of_a_rental_is_named(http, rental, change, field, reason):
    response = http.post("/services/mr", json=rental(9, **change))
    assert response.status_code == 422
    problem = response.json()
    assert problem["errors"] == {field: [reason]}
    assert problem["code"] == "validation_failed"
    assert field in problem["message"]


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/services/mr", {}, "node_id"),
        ("POST", "/services/mr", {"node_id": 1, "disk_size": 0}, "disk_size"),
        ("POST", "/services/mr", "a machine", "body"),
        ("POST", "/services/mr", [], "body"),
        ("POST", "/services/mr", [{"id": 0}], "node_id"),
        ("POST", "/services/mr", None, "body"),
        ("POST", "/services/vpn", {"subkind": "wg"}, "node_id"),
        ("POST", "/services/vpn", {"node_id": 1, "subkind": "v2ray", "protocol": "telnet"}, "protocol"),
        ("POST", "/services/vpn", {"node_id": 1, "subkind": "pigeon"}, "subkind"),
        ("POST", "/services/render", {"node_id": 1, "disk_size": 1, "multi-gpu-worker": "yes"}, "multi-gpu-worker"),
        ("POST", "/services/any/stop", {"score": 6}, "score"),
        ("PATCH", "/nodes/{node}/prices", {"base": "much"}, "base"),
        ("PATCH", "/nodes/{node}/prices", {"traffic": -1}, "traffic"),
    ],
)
def test_a_wrong_body_is_422_and_names_the_field(simulator, http, method, path, body, field):
    response = http.request(method, path.format(node=simulator.idle_jobs[0][0]), json=body)
    assert response.status_code == 422
    problem = response.json()
    assert field in problem["errors"]
    assert problem["errors"][field][0] in problem["message"]
    assert f"{field}:" in problem["message"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/nodes/abc", "id"),
        ("/nodes/-1", "id"),
        ("/sessions?recent=maybe", "recent"),
        ("/nodes?country=D", "country"),
    ],
)
def test_a_wrong_parameter_is_400_and_names_it(http, path, field):
    response = http.get(path)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert f"{field}:" in response.json()["message"]


@pytest.mark.parametrize(("content", "kind"), [(b"{not json", "application/json"), (b"{}", "text/plain")])
def test_a_body_that_is_not_json_is_422(http, content, kind):
    response = http.post("/services/vpn", content=content, headers={"Content-Type": kind})
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["body"]


def test_a_bad_request_changes_nothing(http, rental):
    offer = http.get("/services/mr").json()[0]
    assert http.post("/services/mr", json=rental(offer["node_id"], disk_size=0)).status_code == 422
    assert http.get("/sessions").json() == []


@pytest.mark.parametrize("path", ["/", "/nope", "/accounts/", "/nodes/1/nope", "/services/..%2Fmr", "/services//info"])
def test_an_unknown_path_is_404(http, path):
    response = http.get(path)
    assert (response.status_code, response.json()) == (404, {"error": "Not Found"})


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/accounts", "GET, POST"), ("POST", "/nodes", "GET"), ("PUT", "/services/any/stop", "POST")],
)
def test_a_wrong_method_is_405(http, method, path, allowed):
    response = http.request(method, path)
    assert (response.status_code, response.json()) == (405, {"error": "Method Not Allowed"})
    assert response.headers["Allow"] == allowed


def test_a_reboot_is_for_get_alone(http):
    node = http.get("/nodes").json()[0]
    assert http.head(f"/nodes/{node['id']}/reboot").status_code == 405
    assert http.get(f"/nodes/{node['id']}").json()["state"] == "idle"
