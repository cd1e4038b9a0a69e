"""What can be made to go wrong, as a client on a real socket meets it."""

from __future__ import annotations

import json
import socket
import time
from contextlib import closing, suppress

import httpx
import pytest

from octaspace_sdk.simulator import (
    Answer,
    Down,
    Drift,
    Drip,
    Latency,
    RateLimit,
    Refuse,
    Reset,
    Status,
    Truncate,
)

NEVER = 60.0


@pytest.fixture
def sessions(simulator, connect):
    """The number of sessions that are running, asked past all scenarios of the test's own client."""
    http = connect(simulator, simulator.api_key)
    return lambda: len(http.get("/sessions").json())


def test_latency_answers_late(simulator, http):
    with simulator.inject(Latency(0.1)):
        begun = time.perf_counter()
        assert http.get("/accounts/balance").status_code == 200
        assert time.perf_counter() - begun >= 0.1


def test_latency_acts_at_once_so_a_caller_that_gives_up_has_acted(simulator, http, rental, sessions):
    offer = http.get("/services/mr").json()[0]
    with simulator.inject(Latency(NEVER), operation="services.mr.create"):
        with pytest.raises(httpx.ReadTimeout):
            http.post("/services/mr", json=rental(offer["node_id"]), timeout=0.2)
    assert sessions() == 1


def test_a_caller_that_gives_up_does_not_hold_up_the_end(make_simulator, connect):
    simulator = make_simulator()
    simulator.inject(Latency(NEVER))
    with pytest.raises(httpx.ReadTimeout):
        connect(simulator, simulator.api_key).get("/accounts", timeout=0.05)
    begun = time.perf_counter()
    simulator.close()
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    ("retry_after", "header"),
    [(None, None), (2, "2"), (0.5, "0.5"), ("Wed, 21 Oct 2065 07:28:00 GMT",) * 2, ("soon",) * 2, ("-1",) * 2],
)
def test_status_comes_with_any_retry_after(simulator, http, retry_after, header):
    with simulator.inject(Status(429, retry_after)):
        answer = http.get("/accounts")
    assert (answer.status_code, answer.headers.get("retry-after")) == (429, header)
    assert answer.json()["error"]
    assert answer.headers["X-Request-Id"]


@pytest.mark.parametrize("status", [204, 304, 400, 418, 499, 500, 520, 599])
def test_status_can_be_any(simulator, http, status):
    with simulator.inject(Status(status)):
        assert http.get("/accounts").status_code == status
        assert http.get("/accounts").status_code == status


def test_status_of_a_proxy_is_html_and_a_body_can_be_given(simulator, http):
    with simulator.inject(Status(502)):
        assert http.get("/accounts").headers["content-type"].startswith("text/html")
    with simulator.inject(Status(503, message="restarting")):
        assert http.get("/accounts").json() == {"error": "restarting"}
    with simulator.inject(Status(500, body=[1])):
        assert http.get("/accounts").json() == [1]
    with simulator.inject(Status(500, body="plain")):
        assert http.get("/accounts").text == "plain"


@pytest.mark.parametrize(("after_acting", "started"), [(False, 0), (True, 1)])
@pytest.mark.parametrize("kind", [Status, Reset])
def test_status_and_reset_before_and_after_acting(simulator, http, rental, sessions, kind, after_acting, started):
    offer = http.get("/services/mr").json()[0]
    scenario = Status(500, after_acting=after_acting) if kind is Status else Reset(after_acting)
    with simulator.inject(scenario, times=1) as injected:
        try:
            assert http.post("/services/mr", json=rental(offer["node_id"])).status_code == 500
        except httpx.ReadError:
            assert kind is Reset
    assert injected.hits == 1
    assert sessions() == started


def test_reset_is_a_reset_and_no_orderly_end(simulator):
    with simulator.inject(Reset()), closing(socket.create_connection(address(simulator), 5)) as connection:
        connection.sendall(b"GET /network HTTP/1.1\r\nHost: any\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_drip_sends_piece_by_piece_and_all_of_it(simulator, http):
    whole = http.get("/accounts").content
    with simulator.inject(Drip(0.001, bytes=16)), http.stream("GET", "/accounts") as answer:
        pieces = list(answer.iter_raw())
    assert b"".join(pieces) == whole
    assert len(pieces) > 3


def test_a_slow_drip_ends_with_its_caller(simulator, http):
    with simulator.inject(Drip(NEVER)), pytest.raises(httpx.ReadTimeout):
        http.get("/accounts", timeout=0.05)


def test_truncation_announces_more_than_it_sends(simulator):
    for scenario, kept in ((Truncate(), None), (Truncate(5), 5), (Truncate(0), 0), (Truncate(10**9), None)):
        with simulator.inject(scenario):
            head, body = raw_get(simulator, "/network")
        length = int(next(line for line in head.splitlines() if line.lower().startswith("content-length")).split()[1])
        assert len(body) < length
        assert kept in (None, len(body))


def test_a_truncated_answer_can_end_in_a_reset(simulator, http):
    with simulator.inject(Truncate(3, reset=True)), pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        http.get("/accounts")


def test_rate_limit_is_a_token_bucket_for_each_key(simulator, http, other, clock):
    def statuses(client, count):
        return [client.get("/accounts/balance").status_code for _ in range(count)]

    with simulator.inject(RateLimit(rate=0.5, burst=3)):
        assert statuses(http, 5) == [200, 200, 200, 429, 429]
        assert statuses(other, 1) == [200]
        assert http.get("/accounts/balance").headers["Retry-After"] == "2"
        clock.advance(2)
        assert statuses(http, 2) == [200, 429]
        clock.advance(1000)
        assert statuses(http, 4) == [200, 200, 200, 429]
    assert statuses(http, 4) == [200] * 4


def test_drift_changes_fields_at_any_depth(simulator, http):
    before = http.get("/services/mr").json()
    drift = Drift(
        rename={"node_id": "nodeId"},
        retype={"city": "array", "is_has_gpu": "text", "country": "null", "disk_size": "object"},
        remove=["model"],
        add={"colour": "red"},
    )
    with simulator.inject(drift):
        after = http.get("/services/mr").json()
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        assert (new["nodeId"], new["colour"]) == (old["node_id"], "red")
        assert "node_id" not in new
        assert '"model"' not in json.dumps(new)
        assert (new["city"], new["country"], new["is_has_gpu"]) == ([old["city"]], None, json.dumps(old["is_has_gpu"]))
    assert http.get("/services/mr").json() == before


def test_drift_leaves_errors_and_files_alone(simulator, http):
    node = http.get("/nodes").json()[0]["id"]
    ident = http.get(f"/nodes/{node}/ident").content
    with simulator.inject(Drift(add={"colour": "red"})):
        assert http.get(f"/nodes/{node}/ident").content == ident
        assert "colour" not in http.get("/nodes/999999").json()


def test_drift_keeps_integers_of_any_size(simulator, http):
    balance = http.get("/accounts/balance").json()["balance"]
    with simulator.inject(Drift(add={"colour": 1})):
        assert http.get("/accounts/balance").json() == {"balance": balance, "colour": 1}


def test_refusal_comes_inside_a_200_and_starts_nothing(simulator, http, rental, sessions):
    offer = http.get("/services/mr").json()[0]
    with simulator.inject(Refuse("out of stock")) as injected:
        answer = http.post("/services/mr", json=rental(offer["node_id"]))
        assert http.get("/accounts").json()["email"]
    assert (answer.status_code, answer.json()) == (200, [{"id": 0, "reason": "out of stock", "status": 1}])
    assert injected.hits == 1
    assert sessions() == 0


def test_a_host_that_is_down_refuses_connections_and_comes_back_on_its_port(simulator, http):
    assert http.get("/network").status_code == 200
    for _ in range(3):
        with simulator.inject(Down()), pytest.raises(httpx.ConnectError):
            http.get("/network")
        assert http.get("/network").status_code == 200


def test_a_host_that_is_down_breaks_what_is_open(simulator):
    with closing(socket.create_connection(address(simulator), 5)) as connection:
        connection.sendall(b"GET /network HTTP/1.1\r\nHost: any\r\n")
        time.sleep(0.02)
        with simulator.inject(Down()):
            with suppress(ConnectionResetError):
                assert connection.recv(1) == b""


def test_down_before_the_start_and_two_at_once(make_simulator):
    simulator = make_simulator()
    with simulator.inject(Down()) as first, simulator.inject(Down()):
        first.remove()
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{simulator.url}/network")
    assert httpx.get(f"{simulator.url}/network").status_code == 200


def test_closing_ends_all_scenarios(make_simulator):
    simulator = make_simulator()
    simulator.inject(Down())
    simulator.inject(Status(500), lasting=NEVER)
    simulator.close()
    assert simulator.injections == []
    simulator.start()
    assert httpx.get(f"{simulator.url}/network").status_code == 200


def test_scenarios_combine_in_the_order_of_their_injection(simulator, http):
    with simulator.inject(Truncate(0)), simulator.inject(Drift(add={"a": 1})), simulator.inject(Latency(0.05)):
        begun = time.perf_counter()
        with pytest.raises(httpx.RemoteProtocolError):
            http.get("/accounts")
        assert time.perf_counter() - begun >= 0.05


def test_a_scenario_can_be_a_function_of_the_tests_own(simulator, http):
    async def teapot(exchange, proceed):
        answer = await proceed()
        assert isinstance(answer, Answer)
        answer.response.headers["X-Teapot"] = exchange.request.operation
        return answer

    with simulator.inject(teapot):
        assert http.get("/accounts").headers["X-Teapot"] == "accounts.profile"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Latency(-1),
        lambda: Status(99),
        lambda: Status(600),
        lambda: Drip(-1),
        lambda: Drip(1, bytes=0),
        lambda: Truncate(-1),
        lambda: RateLimit(0),
        lambda: RateLimit(1, burst=0),
        lambda: Drift(),
        lambda: Drift(retype={"a": "colour"}),
        lambda: Latency(float("nan")),
    ],
)
def test_settings_that_cannot_work_are_refused(make):
    with pytest.raises(ValueError):
        make()


def address(simulator):
    return "127.0.0.1", int(simulator.url.rpartition(":")[2])


def raw_get(simulator, path):
    with closing(socket.create_connection(address(simulator), 5)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: any\r\n\r\n".encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    return head.decode(), body
