"""Each way in which an answer can differ from openapi.yaml, as `--drift` reports it."""

from __future__ import annotations

import pytest

from octaspace_sdk import OctaSpace
from octaspace_sdk.smoke.corrections import Corrections
from octaspace_sdk.smoke.drift_check import read_operations
from octaspace_sdk.smoke.schema_diff import Comparison
from octaspace_sdk.spec import Spec


def test_field_that_one_of_many_has_is_new(drift):
    def change(path, value):
        if path == "/nodes":
            value[-1]["gpu_count"] = 3
            value[-1]["system"]["disk"]["kind"] = "nvme"
        if path == "/network":
            next(iter(value["marketplace"]["gpus"].values()))["max_price"] = 0.5
            value["epoch"] = {"number": 7}

    run = drift(change)
    assert run.status == 3
    assert run.schemas["Node"] == {
        "properties": {"gpu_count": {"type": "integer", "description": "Not described yet.", "examples": [1]}}
    }
    assert run.schemas["NodeDisk"]["properties"]["kind"]["type"] == "string"
    assert run.schemas["NetworkMarketplaceGPU"]["properties"]["max_price"]["type"] == "number"
    assert run.schemas["NetworkInfo"]["properties"]["epoch"]["properties"]["number"]["type"] == "integer"
    assert "new: nodes.list [].gpu_count, in 1 of" in run.output


def test_alias_is_not_new_and_its_field_not_missing(drift):
    def change(path, value):
        if path == "/services/vpn":
            for relay in value:
                relay["net_down_mbs"] = relay.pop("net_down_mbits")

    assert drift(change).status == 0


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (None, {"type": ["integer", "null"]}),
        (12.5, {"type": "number"}),
        ("12", {"type": ["integer", "string"], "pattern": "^[0-9]+$", "x-type": "int"}),
        ("12 days", {"type": ["integer", "string"]}),
        (True, {"type": ["integer", "boolean"]}),
        ([1], {"oneOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]}),
    ],
    ids=repr,
)
def test_changed_field_is_written_anew_with_the_rest_of_it(drift, actual, expected):
    def change(path, value):
        if path == "/nodes":
            value[0]["uptime"] = actual

    run = drift(change)
    rest = {"description": "Seconds since the agent started.", "x-unit": "seconds", "examples": [1834211]}
    assert (run.status, run.schemas) == (3, {"Node": {"properties": {"uptime": rest | expected}}})
    assert "changed: nodes.list [].uptime should be integer" in run.output


def test_missing_field_is_no_longer_required(drift):
    def change(path, value):
        if path == "/nodes":
            del value[0]["state"]

    run = drift(change)
    assert (run.status, list(run.schemas)) == (3, ["Node"])
    assert "state" not in run.schemas["Node"]["required"]
    assert "id" in run.schemas["Node"]["required"]
    assert "missing: nodes.list [].state is required, not in 1 of" in run.output


def test_reference_that_is_null_and_an_odd_item_become_alternatives(drift):
    def change(path, value):
        if path == "/nodes":
            value[0]["location"] = None
            value[0]["system"]["gpus"].append("odd")

    run = drift(change)
    location = run.schemas["Node"]["properties"]["location"]
    assert location["oneOf"] == [{"$ref": "#/components/schemas/NodeLocation"}, {"type": "null"}]
    gpus = run.schemas["NodeSystem"]["properties"]["gpus"]
    assert gpus["items"]["oneOf"] == [{"$ref": "#/components/schemas/GPU"}, {"type": "string"}]


def test_answer_of_another_kind_is_drift(drift):
    run = drift(lambda path, value: [value] if path == "/accounts/balance" else None)
    assert run.status == 3
    assert "/accounts/balance" in run.report["paths"]


def test_what_was_pasted_no_longer_differs(simulator):
    spec = Spec()
    [nodes] = [operation for operation in read_operations(spec) if operation.id == "nodes.list"]
    with OctaSpace(simulator.api_key, base_url=simulator.url) as client:
        value = client.raw.nodes.list().json()
    value[0] |= {"uptime": "12 d", "location": None, "new": {"a": [1, None, {"b": 1.5}]}, "id": "5", "state": [1]}
    value[1]["system"]["gpus"] = {"0": {"model": 1}}
    del value[1]["ip"]
    first = Comparison(spec)
    first.observe(nodes.id, nodes.answer_schema, value)
    corrections = Corrections(first)
    assert len(corrections.differences()) == 7
    second = Comparison(Spec(corrections.document))
    second.observe(nodes.id, nodes.answer_schema, value)
    assert Corrections(second).differences() == []
