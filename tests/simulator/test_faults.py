"""Each fault as a client on a real socket observes it."""

from __future__ import annotations

import json
import socket
import time
from contextlib import closing, suppress

import httpx
import pytest

from octaspace_sdk.simulator import faults
from octaspace_sdk.simulator.faults import (
    ChangedFields,
    ConnectionReset,
    Delivery,
    ErrorStatus,
    Fault,
    HostDown,
    Latency,
    RateLimit,
    RejectRental,
    SlowBody,
    TruncatedBody,
    builtin_faults,
)
from octaspace_sdk.simulator.faults.fault_syntax import FAULT_TYPES, parse_fault

NEVER = 60.0


def test_every_fault_is_exported_and_has_its_name_in_text():
    written = [
        name for name, each in vars(builtin_faults).items() if isinstance(each, type) and issubclass(each, Fault)
    ]
    assert sorted(written) == sorted({"Fault", *written} & set(faults.__all__))
    assert len(FAULT_TYPES) == len(written) - 1
    assert isinstance(parse_fault("latency seconds=1"), Latency)
    assert isinstance(parse_fault("error-status status=503"), ErrorStatus)
    assert isinstance(parse_fault("host-down"), HostDown)


@pytest.fixture
def sessions(simulator, connect):
    """Counts the running sessions through another client."""
    http = connect(simulator, simulator.api_key)
    return lambda: len(http.get("/sessions").json())


def test_latency_delays_the_response(simulator, http):
    with simulator.inject(Latency(0.1)):
        begun = time.perf_counter()
        assert http.get("/accounts/balance").status_code == 200
        assert time.perf_counter() - begun >= 0.1


def test_latency_processes_at_once_so_a_timeout_does_not_undo_it(simulator, http, rental, sessions):
    offer = http.get("/services/mr").json()[0]
    with simulator.inject(Latency(NEVER), operation="services.mr.create"):
        with pytest.raises(httpx.ReadTimeout):
            http.post("/services/mr", json=rental(offer["node_id"]), timeout=1.0)
    assert sessions() == 1


def test_a_disconnected_client_does_not_delay_close(make_simulator, connect):
    simulator = make_simulator()
    simulator.inject(Latency(NEVER))
    with pytest.raises(httpx.ReadTimeout):
        connect(simulator, simulator.api_key).get("/accounts", timeout=0.05)
    begun = time.perf_counter()
    simulator.close()
    assert time.perf_counter() - begun < 20


@pytest.mark.parametrize(
    ("retry_after", "header"),
    [(None, None), (2, "2"), (0.5, "0.5"), ("Wed, 21 Oct 2065 07:28:00 GMT",) * 2, ("soon",) * 2, ("-1",) * 2],
)
def test_status_comes_with_any_retry_after(simulator, http, retry_after, header):
    with simulator.inject(ErrorStatus(429, retry_after)):
        answer = http.get("/accounts")
    assert (answer.status_code, answer.headers.get("retry-after")) == (429, header)
    assert answer.json()["error"]
    assert answer.headers["X-Request-Id"]


@pytest.mark.parametrize("status", [204, 304, 400, 418, 499, 500, 520, 599])
def test_status_can_be_any(simulator, http, status):
    with simulator.inject(ErrorStatus(status)):
        assert http.get("/accounts").status_code == status
        assert http.get("/accounts").status_code == status


def test_status_of_a_proxy_is_html_and_a_body_can_be_given(simulator, http):
    with simulator.inject(ErrorStatus(502)):
        assert http.get("/accounts").headers["content-type"].startswith("text/html")
    with simulator.inject(ErrorStatus(503, message="restarting")):
        assert http.get("/accounts").json() == {"error": "restarting"}
    with simulator.inject(ErrorStatus(500, body=[1])):
        assert http.get("/accounts").json() == [1]
    with simulator.inject(ErrorStatus(500, body="plain")):
        assert http.get("/accounts").text == "plain"


@pytest.mark.parametrize(("after_processing", "started"), [(False, 0), (True, 1)])
@pytest.mark.parametrize("make", [lambda after: ErrorStatus(500, after_processing=after), ConnectionReset])
def test_status_and_reset_before_and_after_processing(
    simulator, http, rental, sessions, make, after_processing, started
):
    offer = http.get("/services/mr").json()[0]
    fault = make(after_processing)
    with simulator.inject(fault, times=1) as injected:
        try:
            assert http.post("/services/mr", json=rental(offer["node_id"])).status_code == 500
        except httpx.ReadError:
            assert isinstance(fault, ConnectionReset)
    assert injected.hits == 1
    assert sessions() == started


def test_connection_reset_sends_rst_instead_of_fin(simulator):
    with simulator.inject(ConnectionReset()), closing(socket.create_connection(address(simulator), 5)) as connection:
        connection.sendall(b"GET /network HTTP/1.1\r\nHost: any\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_slow_body_sends_everything_in_chunks(simulator, http):
    whole = http.get("/accounts").content
    with simulator.inject(SlowBody(0.001, bytes=16)), http.stream("GET", "/accounts") as answer:
        chunks = list(answer.iter_raw())
    assert b"".join(chunks) == whole
    assert len(chunks) > 3


def test_a_slow_body_ends_when_the_client_disconnects(simulator, http):
    with simulator.inject(SlowBody(NEVER)), pytest.raises(httpx.ReadTimeout):
        http.get("/accounts", timeout=0.05)


def test_a_truncated_body_is_shorter_than_its_content_length(simulator):
    for limit, sent in ((None, None), (5, 5), (0, 0), (10**9, None)):
        with simulator.inject(TruncatedBody(limit)):
            head, body = raw_get(simulator, "/network")
        length = int(next(line for line in head.splitlines() if line.lower().startswith("content-length")).split()[1])
        assert len(body) < length
        assert sent in (None, len(body))


def test_a_truncated_body_can_end_in_a_reset(simulator, http):
    with simulator.inject(TruncatedBody(3, reset=True)), pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
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


def test_changed_fields_at_any_depth(simulator, http):
    before = http.get("/services/mr").json()
    fault = ChangedFields(
        rename={"node_id": "nodeId"},
        retype={"city": "array", "is_has_gpu": "text", "country": "null", "disk_size": "object"},
        remove=["model"],
        add={"colour": "red"},
    )
    with simulator.inject(fault):
        after = http.get("/services/mr").json()
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        assert (new["nodeId"], new["colour"]) == (old["node_id"], "red")
        assert "node_id" not in new
        assert '"model"' not in json.dumps(new)
        assert (new["city"], new["country"], new["is_has_gpu"]) == ([old["city"]], None, json.dumps(old["is_has_gpu"]))
    assert http.get("/services/mr").json() == before


def test_changed_fields_do_not_apply_to_errors_and_files(simulator, http):
    node = http.get("/nodes").json()[0]["id"]
    ident = http.get(f"/nodes/{node}/ident").content
    with simulator.inject(ChangedFields(add={"colour": "red"})):
        assert http.get(f"/nodes/{node}/ident").content == ident
        assert "colour" not in http.get("/nodes/999999").json()


def test_changed_fields_preserve_large_integers(simulator, http):
    balance = http.get("/accounts/balance").json()["balance"]
    with simulator.inject(ChangedFields(add={"colour": 1})):
        assert http.get("/accounts/balance").json() == {"balance": balance, "colour": 1}


def test_a_rejected_rental_is_a_200_and_starts_no_session(simulator, http, rental, sessions):
    offer = http.get("/services/mr").json()[0]
    with simulator.inject(RejectRental("out of stock")) as injected:
        answer = http.post("/services/mr", json=rental(offer["node_id"]))
        assert http.get("/accounts").json()["email"]
    assert (answer.status_code, answer.json()) == (200, [{"id": 0, "reason": "out of stock", "status": 1}])
    assert injected.hits == 1
    assert sessions() == 0


def test_a_host_that_is_down_refuses_connections_and_comes_back_on_its_port(simulator, http):
    assert http.get("/network").status_code == 200
    for _ in range(3):
        with simulator.inject(HostDown()), pytest.raises(httpx.ConnectError):
            http.get("/network")
        assert http.get("/network").status_code == 200


def test_a_host_that_is_down_resets_open_connections(simulator):
    with closing(socket.create_connection(address(simulator), 5)) as connection:
        connection.sendall(b"HEAD /network HTTP/1.1\r\nHost: any\r\n\r\n")
        assert connection.recv(4096)  # so it is accepted
        connection.sendall(b"GET /network HTTP/1.1\r\nHost: any\r\n")
        with simulator.inject(HostDown()):
            with suppress(ConnectionResetError):
                assert connection.recv(1) == b""


def test_a_host_is_down_until_the_last_of_two_faults_ends(make_simulator):
    simulator = make_simulator()
    with simulator.inject(HostDown()) as first, simulator.inject(HostDown()):
        first.remove()
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{simulator.url}/network")
    assert httpx.get(f"{simulator.url}/network").status_code == 200


def test_close_removes_all_faults(make_simulator):
    simulator = make_simulator()
    simulator.inject(HostDown())
    simulator.inject(ErrorStatus(500), duration=NEVER)
    simulator.close()
    assert simulator.injections == []
    simulator.start()
    assert httpx.get(f"{simulator.url}/network").status_code == 200


def test_faults_combine_in_the_order_of_injection(simulator, http):
    with (
        simulator.inject(TruncatedBody(0)),
        simulator.inject(ChangedFields(add={"a": 1})),
        simulator.inject(Latency(0.05)),
    ):
        begun = time.perf_counter()
        with pytest.raises(httpx.RemoteProtocolError):
            http.get("/accounts")
        assert time.perf_counter() - begun >= 0.05


def test_a_fault_can_be_any_async_function(simulator, http):
    async def teapot(exchange, call_next):
        answer = await call_next()
        assert isinstance(answer, Delivery)
        answer.response.headers["X-Teapot"] = exchange.request.operation
        return answer

    with simulator.inject(teapot):
        assert http.get("/accounts").headers["X-Teapot"] == "accounts.profile"


def test_a_fault_can_be_a_class_derived_from_a_builtin_one(simulator, http):
    class Teapot(ErrorStatus):
        pass

    with simulator.inject(Teapot(418)):
        assert http.get("/accounts").status_code == 418


@pytest.mark.parametrize(
    "make",
    [
        lambda: Latency(-1),
        lambda: ErrorStatus(99),
        lambda: ErrorStatus(600),
        lambda: SlowBody(-1),
        lambda: SlowBody(1, bytes=0),
        lambda: TruncatedBody(-1),
        lambda: RateLimit(0),
        lambda: RateLimit(1, burst=0),
        lambda: ChangedFields(),
        lambda: ChangedFields(retype={"a": "colour"}),
        lambda: Latency(float("nan")),
    ],
)
def test_invalid_settings_are_rejected(make):
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
