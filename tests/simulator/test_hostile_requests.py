"""A web page neither reads nor steers a simulator, no JSON crashes it, and its files are its owner's."""

from __future__ import annotations

import os
import stat

import httpx
import pytest

from octaspace_sdk.simulator import Simulator

READS = ["/_simulator/requests", "/_simulator/injections", "/_simulator/leaks"]
FAULT = {"fault": "latency seconds=0.1"}


@pytest.fixture
def control(simulator):
    with httpx.Client(base_url=simulator.url, verify=False) as client:
        yield client


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "attacker.example:80",
        "127.0.0.1.attacker.example",
        "localhost.attacker.example",
        "10.0.0.1",
        "[::2]",
        "[",
        "",
    ],
)
def test_request_for_another_host_is_refused(simulator, control, rent, path, host):
    rent(envs={"TOKEN": "hunter2"})
    response = control.get(path, headers={"Host": host})
    assert response.status_code in (400, 403)
    assert "hunter2" not in response.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2:80", "localhost:8787", "dev.localhost", "[::1]:8787"])
@pytest.mark.parametrize("path", READS)
def test_request_for_a_loopback_host_is_answered(control, path, host):
    assert control.get(path, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://attacker.example", "http://localhost:3000", "null", "http://127.0.0.1"])
def test_request_of_a_foreign_origin_is_refused(simulator, control, origin):
    headers = {"Origin": origin}
    assert [control.get(path, headers=headers).status_code for path in READS] == [403] * 3
    assert control.post("/_simulator/injections", headers=headers, json=FAULT).status_code == 403
    assert control.post("/_simulator/advance", headers=headers, json={"seconds": 5}).status_code == 403
    assert control.delete("/_simulator/injections", headers=headers).status_code == 403
    assert simulator.injections == []
    assert control.get("/_simulator/leaks", headers={"Origin": simulator.url}).status_code == 200


@pytest.mark.parametrize(
    "content_type", [None, "", "text/plain", "text/plain;application/json", "application/x-www-form-urlencoded"]
)
def test_body_that_a_page_can_send_without_asking_is_refused(simulator, control, content_type):
    headers = {} if content_type is None else {"Content-Type": content_type}
    response = control.post("/_simulator/injections", headers=headers, content=b'{"fault": "host-down", "duration": 1}')
    refused = 415 if content_type else 400
    assert response.status_code == refused
    assert simulator.injections == []
    before = simulator.now
    assert control.post("/_simulator/advance", headers=headers, content=b'{"seconds": 5}').status_code == refused
    assert simulator.now == before


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_is_taken(simulator, control, content_type):
    headers = {"Content-Type": content_type}
    body = b'{"fault": "latency seconds=0.1"}'
    assert control.post("/_simulator/injections", headers=headers, content=body).status_code == 201
    assert len(simulator.injections) == 1


def test_browser_that_asks_first_is_not_allowed(control):
    asked = {"Origin": "https://attacker.example", "Access-Control-Request-Method": "DELETE"}
    response = control.request("OPTIONS", "/_simulator/injections", headers=asked)
    assert response.status_code >= 400
    assert not [name for name in response.headers if name.startswith("access-control")]


DEEP = {
    "arrays": lambda depth: b"[" * depth + b"]" * depth,
    "objects": lambda depth: b'{"a":' * depth + b"1" + b"}" * depth,
    "never closed": lambda depth: b"[" * depth,
    "within a rental": lambda depth: b'[{"envs":' + b'{"a":' * depth + b"1" + b"}" * depth + b"}]",
}


@pytest.mark.parametrize("depth", [100, 300, 900, 5_000, 200_000])
@pytest.mark.parametrize("kind", DEEP)
def test_deep_json_is_a_400(http, control, caplog, kind, depth):
    body, headers = DEEP[kind](depth), {"Content-Type": "application/json"}
    for method, path in [("POST", "/services/mr"), ("POST", "/services/vpn"), ("PATCH", "/nodes/1/prices")]:
        assert http.request(method, path, content=body, headers=headers).status_code == 400
    for path in ("/_simulator/injections", "/_simulator/advance"):
        assert control.post(path, content=body, headers=headers).status_code == 400
    log = control.get("/_simulator/requests")
    assert (log.status_code, [request["body"] for request in log.json()]) == (200, [None] * 3)
    assert not caplog.records


def test_deep_json_in_a_header_is_a_400(http, caplog):
    header = {"X-Simulator-Fault": "changed-fields add=" + "[" * 30_000}
    assert http.get("/nodes", headers=header).status_code == 400
    assert not caplog.records


def test_brackets_in_text_are_no_depth(http, rent):
    uuid, _ = rent(envs={"TEXT": "[" * 5_000})
    assert http.get(f"/services/{uuid}/info").status_code == 200


@pytest.mark.skipif(os.name != "posix", reason="needs modes of files")
def test_state_can_be_read_by_its_owner_only(tmp_path):
    state = tmp_path / "state.db"
    before = os.umask(0o000)
    try:
        with Simulator(state=state), Simulator(state=state):
            while_open = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert len(while_open) == 3  # with the write-ahead log and its index
    assert set(while_open.values()) == {0o600}
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    state.chmod(0o640)
    with Simulator(state=state):
        assert stat.S_IMODE(state.stat().st_mode) == 0o640
