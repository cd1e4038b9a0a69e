"""`python -m octaspace_sdk.smoke --drift` against a simulator, straight and with drifted answers in between."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import yaml
from tests.support.recorder import Recorder, answer

from octaspace_sdk import OctaSpace
from octaspace_sdk.simulator import Simulator
from octaspace_sdk.smoke import checks as smoke
from octaspace_sdk.smoke.drift_check import readings
from octaspace_sdk.smoke.schema_diff import Comparison

SECRET = "hunter2"


@pytest.fixture(scope="module")
def simulator():
    """A network in which a machine and a proxy are rented, and a machine was."""
    with Simulator(ready_after=0.0) as simulator, OctaSpace(simulator.api_key, base_url=simulator.url) as client:
        first, second, *_ = client.services.mr.list()
        client.services.mr.create(node_id=first.node_id, disk_size=10, image="x", envs={"TOKEN": "t"})
        client.services.session(client.services.mr.create(node_id=second.node_id, disk_size=10, image="x").uuid).stop()
        client.services.vpn.create(node_id=client.services.vpn.list()[0].node_id, subkind="http_proxy")
        yield simulator


@pytest.fixture
def drift(simulator, monkeypatch, capsys):
    """Runs the command on answers that a function may change; returns the status, the YAML and all that was said."""
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)

    def run(change: Callable[[str, Any], Any]) -> tuple[int, dict[str, Any], str]:
        with Recorder() as proxy, httpx.Client(verify=False) as http:

            def forward(request):
                came = http.request(
                    request.method, simulator.url + request.target, headers={"Authorization": simulator.api_key}
                )
                value = came.json()
                changed = change(request.path, value)
                return answer(value if changed is None else changed, came.status_code)

            proxy.answers(forward)
            status = smoke.main(["--drift", "--base-url", proxy.url])
            run.requests = list(proxy.requests)
        said = capsys.readouterr()
        return status, yaml.safe_load(said.out) or {}, said.out + said.err

    return run


def schemas(report):
    return report["components"]["schemas"]


def test_no_drift_is_status_0_and_only_what_reads_is_called(drift):
    status, report, said = drift(lambda path, value: None)
    assert (status, report) == (0, {})
    assert "no field differs" in said
    assert {request.method for request in drift.requests} == {"GET"}
    assert not [request.path for request in drift.requests if request.path.endswith(("reboot", "stop", "ident"))]
    called = {request.path.rpartition("/")[2] for request in drift.requests}
    assert {"accounts", "balance", "nodes", "sessions", "apps", "network", "mr", "vpn", "render", "info"} <= called


def test_field_that_one_of_many_has_is_new(drift):
    def change(path, value):
        if path == "/nodes":
            value[-1]["gpu_count"] = 3
            value[-1]["system"]["disk"]["kind"] = "nvme"
        if path == "/network":
            next(iter(value["marketplace"]["gpus"].values()))["max_price"] = 0.5
            value["epoch"] = {"number": 7}

    status, report, said = drift(change)
    assert status == 3
    assert schemas(report)["Node"] == {
        "properties": {"gpu_count": {"type": "integer", "description": "Not described yet.", "examples": [3]}}
    }
    assert schemas(report)["NodeDisk"]["properties"]["kind"]["type"] == "string"
    assert schemas(report)["NetworkMarketplaceGPU"]["properties"]["max_price"]["type"] == "number"
    assert schemas(report)["NetworkInfo"]["properties"]["epoch"]["properties"]["number"]["type"] == "integer"
    assert "new: nodes.list [].gpu_count, in 1 of" in said


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        (None, {"type": ["integer", "null"]}),
        (12.5, {"type": "number"}),
        ("12", {"type": ["integer", "string"], "pattern": "^[0-9]+$", "x-python-type": "int"}),
        ("12 days", {"type": ["integer", "string"]}),
        (True, {"type": ["integer", "boolean"]}),
        ([1], {"oneOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]}),
    ],
    ids=repr,
)
def test_changed_field_is_written_anew_with_the_rest_of_it(drift, came, expected):
    def change(path, value):
        if path == "/nodes":
            value[0]["uptime"] = came

    status, report, said = drift(change)
    rest = {"description": "Seconds since the agent started.", "x-unit": "seconds", "examples": [1834211]}
    assert (status, schemas(report)) == (3, {"Node": {"properties": {"uptime": rest | expected}}})
    assert "changed: nodes.list [].uptime should be integer" in said


def test_missing_field_is_no_longer_required(drift):
    def change(path, value):
        if path == "/nodes":
            del value[0]["state"]

    status, report, said = drift(change)
    assert (status, list(schemas(report))) == (3, ["Node"])
    assert "state" not in schemas(report)["Node"]["required"]
    assert "id" in schemas(report)["Node"]["required"]
    assert "missing: nodes.list [].state is required, not in 1 of" in said


def test_reference_that_is_null_and_an_odd_item_become_alternatives(drift):
    def change(path, value):
        if path == "/nodes":
            value[0]["location"] = None
            value[0]["system"]["gpus"].append("odd")

    _, report, _ = drift(change)
    location = schemas(report)["Node"]["properties"]["location"]
    assert location["oneOf"] == [{"$ref": "#/components/schemas/NodeLocation"}, {"type": "null"}]
    gpus = schemas(report)["NodeSystem"]["properties"]["gpus"]
    assert gpus["items"]["oneOf"] == [{"$ref": "#/components/schemas/GPU"}, {"type": "string"}]


def test_secrets_are_masked(drift):
    def change(path, value):
        if path.endswith("/info"):
            value["ssh_direct"] = {"host": SECRET, "port": 1, "more": SECRET}
            value["user_envs"] = {"A": [SECRET]}
            value["api_token"] = SECRET
            value["credentials"] = {"user": SECRET}
            value["note"] = f"https://user:{SECRET}@example.net"
        if path == "/apps":
            value[0]["envs"] = [SECRET]

    status, report, said = drift(change)
    assert status == 3
    assert SECRET not in said
    found = schemas(report)
    assert found["SSHEndpoint"]["properties"]["more"]["x-secret"] is True
    assert found["SessionInfo"]["properties"]["api_token"] == {
        "type": "string",
        "description": "Not described yet.",
        "x-secret": True,
    }


def test_answer_of_another_kind_is_drift(drift):
    status, report, _ = drift(lambda path, value: [value] if path == "/accounts/balance" else None)
    assert status == 3
    assert "/accounts/balance" in report["paths"]


def test_names_and_texts_of_a_hostile_api_stay_yaml(drift):
    def change(path, value):
        if path == "/nodes":
            value[0] |= {"a: b\n#": 'x"\\\x1b[31m', "no": "ö", "\u2028": float("nan"), "deep": [[{"a b": {"1": None}}]]}

    status, report, said = drift(change)
    assert (status, "\x1b" in said) == (3, False)
    assert set(schemas(report)["Node"]["properties"]) == {"a: b\n#", "no", "\u2028", "deep"}
    assert schemas(report)["Node"]["properties"]["a: b\n#"]["examples"] == ['x"\\\x1b[31m']


def test_what_was_pasted_no_longer_differs(simulator):
    from importlib.resources import files

    document = json.loads((files("octaspace_api") / "openapi.json").read_text())
    [nodes] = [one for one in readings(document) if one.operation == "nodes.list"]
    with OctaSpace(simulator.api_key, base_url=simulator.url) as client:
        value = client.raw.nodes.list().json()
    value[0] |= {"uptime": "12 d", "location": None, "new": {"a": [1, None, {"b": 1.5}]}, "id": "5", "state": [1]}
    value[1]["system"]["gpus"] = {"0": {"model": 1}}
    del value[1]["ip"]
    first = Comparison(document)
    first.look("nodes.list", nodes.answer, value)
    assert len(first.differences()) == 7
    second = Comparison(first.amended())
    second.look("nodes.list", nodes.answer, value)
    assert second.differences() == []


def test_what_could_not_be_looked_at_is_status_1(monkeypatch, simulator, capsys):
    monkeypatch.setenv("OCTA_API_KEY", "wrong")
    assert smoke.main(["--drift", "--base-url", simulator.url]) == 1
    said = capsys.readouterr()
    assert "accounts.profile could not be looked at" in said.err
    assert "wrong" not in said.out + said.err
