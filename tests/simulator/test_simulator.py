"""Starting, closing, the request log, the command, and errors of the simulator itself."""

from __future__ import annotations

import gc
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection
from importlib.resources import files

import httpx
import pytest
import yaml
from starlette.datastructures import QueryParams
from tests.support.processes import simulator_command

from octaspace_sdk.simulator import Simulator
from octaspace_sdk.simulator.contract.validation import load_contract


def test_it_serves_inside_the_with_block_and_not_after(clock, description):
    with Simulator(clock=clock, spec=description) as simulator:
        assert httpx.get(f"{simulator.url}/network").status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{simulator.url}/network")


def test_closing_leaves_no_thread_and_no_socket(clock, description):
    def sockets():
        links = (os.path.join("/proc/self/fd", name) for name in os.listdir("/proc/self/fd"))
        return sorted(os.readlink(link) for link in links if os.path.islink(link))

    threads, before = set(threading.enumerate()), sockets()
    simulator = Simulator(clock=clock, spec=description)
    simulator.start()
    with httpx.Client(base_url=simulator.url) as http:
        http.get("/network")
        assert "octaspace-simulator" in [thread.name for thread in threading.enumerate()]
        simulator.close()
    simulator.close()
    assert set(threading.enumerate()) == threads
    assert sockets() == before


def test_it_can_be_closed_while_a_client_holds_its_connection(make_simulator, connect):
    simulator = make_simulator()
    http = connect(simulator, simulator.api_key)
    assert http.get("/accounts").status_code == 200
    simulator.close()
    with pytest.raises(httpx.TransportError):
        http.get("/accounts")


def test_connections_that_arrive_while_it_closes_are_closed_too(make_simulator):
    """A socket that is left behind warns when it is collected, and here warnings are errors."""

    def connect_on(address, connected):
        with suppress(OSError):
            while True:
                socket.create_connection(address, timeout=10).close()
                connected.set()

    for _ in range(4):
        simulator, connected = make_simulator(), threading.Event()
        address = ("127.0.0.1", int(simulator.url.rpartition(":")[2]))
        with ThreadPoolExecutor(1) as pool:
            pool.submit(connect_on, address, connected)
            assert connected.wait(60)
            simulator.close()
    gc.collect()


def test_started_again_it_has_its_port_and_its_memory(make_simulator, connect, rental):
    simulator = make_simulator()
    http = connect(simulator, simulator.api_key)
    http.post("/services/mr", json=rental(http.get("/services/mr").json()[0]["node_id"]))
    sessions, url = http.get("/sessions").json(), simulator.url
    for _ in range(3):
        simulator.close()
        simulator.start()
        assert simulator.url == url
        assert connect(simulator, simulator.api_key).get("/sessions").json() == sessions


def test_another_simulator_can_take_over_the_port(make_simulator, connect):
    first = make_simulator(seed=1)
    connect(first, None).get("/network")
    first.close()
    second = make_simulator(seed=2, port=int(first.url.rpartition(":")[2]))
    assert second.url == first.url
    assert connect(second, second.api_key).get("/accounts").status_code == 200
    assert connect(second, first.api_key).get("/accounts").status_code == 401


def test_a_port_that_is_taken_is_an_error(make_simulator, clock, description):
    taken = int(make_simulator().url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        Simulator(clock=clock, spec=description, port=taken).start()


def test_requests_are_recorded_without_the_key(simulator, http):
    http.post("/services/any%2Fthing/stop?a=1&b=%20", json={"score": 5}, headers={"X-Trace": "7"})
    http.get("/nodes")
    stop, nodes = simulator.requests
    assert (stop.method, stop.path, stop.query) == ("POST", "/services/any%2Fthing/stop", "a=1&b=%20")
    assert (stop.body, stop.authorized) == ({"score": 5}, True)
    assert stop.headers["x-trace"] == "7"
    assert "authorization" not in stop.headers
    assert simulator.api_key not in repr(simulator.requests)
    assert (nodes.method, nodes.path, nodes.query, nodes.body) == ("GET", "/nodes", "", None)


def test_recorded_requests_are_a_copy(simulator, http):
    before = simulator.requests
    http.get("/nodes")
    assert (len(before), len(simulator.requests)) == (0, 1)


def test_answers_do_not_wait_for_delayed_acknowledgements(http):
    def seconds():
        begun = time.perf_counter()
        http.get("/accounts/balance")
        return time.perf_counter() - begun

    assert statistics.median(seconds() for _ in range(21)) < 0.03


def test_every_answer_has_a_request_id_of_its_own(simulator, http, connect):
    answers = [http.get("/accounts"), http.get("/nope"), http.post("/nodes"), http.post("/services/mr", json={})]
    answers.append(connect(simulator, None).get("/accounts"))
    assert [answer.status_code for answer in answers] == [200, 404, 405, 422, 401]
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == len(answers)


def test_an_answer_outside_the_description_is_a_loud_500(make_simulator, connect, description, tmp_path, caplog):
    text = description.read_text()
    changed = text.replace("required: [balance]", "required: [balance, colour]")
    assert changed != text
    spec = tmp_path / "openapi.yaml"
    spec.write_text(changed)
    simulator = make_simulator(spec=spec)
    response = connect(simulator, simulator.api_key).get("/accounts/balance")
    assert response.status_code == 500
    assert "accounts.balance answered 200: colour: is missing" in response.json()["message"]
    assert "colour: is missing" in caplog.text
    assert response.headers["X-Request-Id"]


def test_operation_without_behaviour_answers_with_its_example_and_that_is_said_once(
    make_simulator, connect, description, tmp_path, caplog
):
    spec = tmp_path / "openapi.yaml"
    spec.write_text(description.read_text().replace("operationId: apps.list", "operationId: apps.enumerate"))
    http = connect(make_simulator(spec=spec), None)
    responses = [http.get("/apps") for _ in range(3)]
    shown = yaml.safe_load(spec.read_text())["paths"]["/apps"]["get"]["responses"]["200"]["content"]
    assert [response.status_code for response in responses] == [200] * 3
    examples = shown["application/json"]["examples"].values()
    assert all(response.json() == next(iter(examples))["value"] for response in responses)
    assert [record.getMessage() for record in caplog.records if "example" in record.getMessage()] == [
        "apps.enumerate has no behaviour in the simulator: it answers with the example"
    ]


NEW_OPERATIONS = """
  /extra/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
      - {name: X-Trace, in: header, required: true, schema: {type: string}}
      - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}
    delete:
      operationId: extra.delete
      tags: [extra]
      responses: {"204": {description: Gone.}}
    get:
      operationId: extra.text
      tags: [extra]
      responses: {"200": {description: T., content: {text/csv: {schema: {type: string}, example: "a,b"}}}}
    patch:
      operationId: extra.change
      tags: [extra]
      requestBody: {content: {application/merge-patch+json: {schema: {allOf: [{type: object}]}}}}
      responses: {default: {description: J., content: {application/hal+json: {schema: {}, example: {a: 1}}}}}
    put:
      operationId: extra.unknown
      tags: [extra]
      responses: {"200": {description: J., content: {application/json: {schema: {}}}}}
"""


def test_new_operations_of_any_form_are_answered(make_simulator, connect, description, tmp_path):
    spec = tmp_path / "openapi.yaml"
    spec.write_text(description.read_text().replace("\npaths:\n", f"\npaths:{NEW_OPERATIONS}"))
    simulator = make_simulator(spec=spec)
    http = connect(simulator, simulator.api_key)
    target, patch = "/extra/1?ids=1,2", "application/merge-patch+json"
    found = [
        http.delete(target),
        http.get(target),
        http.patch(target, content=b'{"a": null}', headers={"Content-Type": patch}),
        http.put(target),
    ]
    assert [answer.status_code for answer in found] == [204, 200, 200, 501]
    assert [answer.text for answer in found[:3]] == ["", "a,b", '{"a":1}']
    assert "has no example" in found[3].text


FORMS = """
  /extra:
    put:
      operationId: extra.put
      tags: [extra]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf:
                - {type: object, required: [id], properties: {id: {type: integer}}}
                - {type: object, required: [name], properties: {name: {type: string}}}
                - {type: string, minLength: 2}
                - {type: number, minimum: 5}
                - {type: [array, "null"], maxItems: 1}
      responses: {"204": {description: Done.}}
"""


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ('{"id": 1}', None),
        ('{"name": "a"}', None),
        ('{"id": "1"}', {"id": ['"1" is not of type "integer"']}),
        ('"ab"', None),
        ('"a"', {"body": ['"a" is shorter than 2 characters']}),
        ("7", None),
        ("7.5", None),
        ("1", {"body": ["1 is less than the minimum of 5"]}),
        ("[]", None),
        ("null", None),
        ("true", {"body": ['true is not of type "object"']}),
    ],
)
def test_a_body_of_several_forms_is_checked_against_the_form_of_its_type(description, tmp_path, body, problems):
    spec = tmp_path / "openapi.yaml"
    spec.write_text(description.read_text().replace("\npaths:\n", f"\npaths:{FORMS}"))
    contract = load_contract(spec)
    [operation] = [operation for operation in contract.operations if operation.id == "extra.put"]
    errors = contract.request_errors(operation, {}, QueryParams(), "application/json", body.encode())
    assert (None if errors is None else errors.body) == problems


def test_of_many_who_want_one_machine_one_gets_it(simulator, connect, rental):
    http = connect(simulator, simulator.api_key)
    node = http.get("/services/mr").json()[0]["node_id"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: http.post("/services/mr", json=rental(node)).json()[0], range(16)))
    assert sum("uuid" in answer for answer in answers) == 1
    assert len(http.get("/sessions").json()) == 1


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_where_it_is_and_ends_cleanly(number):
    with simulator_command("--seed", "3") as simulator:
        accounts = httpx.get(f"{simulator.url}/accounts", headers={"Authorization": simulator.key})
        assert accounts.status_code == 200
        simulator.program.process.send_signal(number)
        assert simulator.program.finish() == (0, "")
    assert simulator.program.output == f"export OCTA_BASE_URLS={simulator.url} OCTA_API_KEY={simulator.key}\n"
    with pytest.raises(httpx.ConnectError):
        httpx.get(simulator.url)


@pytest.mark.slow
def test_the_command_finishes_what_is_in_flight_when_it_is_told_to_end():
    with simulator_command() as simulator:
        address = ("127.0.0.1", int(simulator.port))
        idle = HTTPConnection(*address, timeout=10)
        idle.request("GET", "/network")
        idle.getresponse().read()
        with closing(idle), socket.create_connection(address, timeout=10) as connection:
            head = f"PATCH /nodes/1/prices HTTP/1.1\r\nHost: any\r\nAuthorization: {simulator.key}\r\n"
            body = "Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
            connection.sendall((head + body).encode())
            assert connection.recv(1024).startswith(b"HTTP/1.1 100 ")
            simulator.program.process.send_signal(signal.SIGTERM)
            assert idle.sock.recv(1) == b""
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(address, timeout=10)
            connection.sendall(b"{}")
            assert connection.recv(1024).startswith(b"HTTP/1.1 404 ")
        assert simulator.program.finish() == (0, "")


@pytest.mark.slow
def test_without_the_extra_the_import_error_names_it():
    command = "import sys; sys.modules['uvicorn'] = None; import octaspace_sdk.simulator"
    result = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "ImportError: the simulator needs more packages: pip install 'octaspace-sdk[simulator]'" in result.stderr


@pytest.mark.slow
def test_without_the_extra_the_command_names_it_in_one_line():
    command = "import runpy, sys; sys.modules['uvicorn'] = None; runpy._run_module_as_main('octaspace_sdk.simulator')"
    result = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    [line] = result.stderr.splitlines()
    assert "the simulator needs more packages: pip install 'octaspace-sdk[simulator]'" in line


@pytest.mark.slow
def test_pyyaml_is_needed_for_a_description_in_yaml_only(description, tmp_path):
    path = tmp_path / "openapi.json"
    path.write_bytes((files("octaspace_api") / "openapi.json").read_bytes())
    command = f"""
import sys
from pathlib import Path
sys.modules["yaml"] = None
from octaspace_sdk.simulator import Simulator
for spec in (None, Path({str(path)!r})):
    with Simulator(spec=spec):
        print("started")
Simulator(spec=Path({str(description)!r}))
"""
    result = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout.split()) == (1, ["started", "started"])
    assert "ImportError" in result.stderr
    assert "PyYAML" in result.stderr


def test_it_listens_on_ipv6_too(make_simulator):
    if not socket.has_ipv6:
        pytest.skip("no IPv6")
    simulator = make_simulator(host="::1")
    assert simulator.url.startswith("http://[::1]:")
    assert httpx.get(f"{simulator.url}/network").status_code == 200
