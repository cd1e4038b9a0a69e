"""Models at home in Python: short summaries, documentation at run time, plain values in, pydantic."""

from __future__ import annotations

import inspect
import pickle
import re
from decimal import Decimal

import attrs
import pydantic
import pytest
from tests.support.description import SCHEMAS
from tests.support.recorder import load

import octaspace_api.models
from octaspace_api.models import MachineRental, Node, NodeDetail, NodePrices, Session, SessionInfo
from octaspace_sdk.selection import search_machines

MACHINE = load("services/mr/list.json")[0]
MODELS = [getattr(octaspace_api.models, name) for name in octaspace_api.models.__all__]


def test_a_machine_prints_what_matters_first():
    assert repr(MachineRental.from_dict(MACHINE)) == (
        "MachineRental(node_id=9010, gpu_count=1, gpu_model='NVIDIA GeForce RTX 5090', vram_gb=32, price_per_hour=$0.34, "
        "place='Paris, France', download_mbps=6977.8, reliability_percent=100.0, ...)"
    )


def test_a_session_prints_what_matters_first_and_masks_its_secrets():
    shown = repr(Session.from_dict(load("sessions/active.json")[0]))
    assert shown.startswith("Session(uuid='5dd2d308-db91-4bda-86ff-e512d711b363', service='mr', kind='base', app_name='ComfyUI'")
    assert "price_per_hour=$0.34, charge_amount_octa=31.428 OCTA, ssh_direct='***'" in shown
    assert "203.0.113.24" not in shown


def test_memory_beyond_any_machine_is_not_known():
    machine = MachineRental.from_dict(MACHINE | {"total_memory": 10**400})
    assert machine.memory_gb is None
    assert search_machines([machine], min_memory_gb=1) == []
    assert MachineRental.from_dict(MACHINE | {"total_memory": 3 * 2**30}).memory_gb == 3


READY = load("services/session/info_mr.json")


@pytest.mark.parametrize("entry", ["n/a", None, [], {}, "", 22.5, True])
def test_an_entry_that_is_no_port_is_none_that_the_session_has(entry):
    info = SessionInfo.from_dict(READY | {"ports_matrix": {"22": entry, "80": "10080"}})
    with pytest.raises(LookupError, match=f"no public port for port 22: .* {re.escape(repr(entry))}.* wait_ready"):
        info.port(22)
    assert info.port(80) == 10080


@pytest.mark.parametrize("entry", [None, [], {}, "", 8188])
def test_an_entry_that_is_no_url_is_none_that_the_session_has(entry):
    info = SessionInfo.from_dict(READY | {"urls": {"8188": entry}})
    with pytest.raises(LookupError, match=f"no URL for port 8188: .* {re.escape(repr(entry))}.* wait_ready"):
        info.url(8188)


def test_a_node_prints_what_matters_first_with_gpus_and_without():
    first, second = (repr(Node.from_dict(sample)) for sample in load("nodes/list.json"))
    assert first.startswith("Node(id=65, state='idle', gpu_count=2, gpu_model='NVIDIA GeForce RTX 4090', vram_gb=24, place='Frankfurt")
    assert second.startswith("Node(id=812, state='offline', gpu_count=0, ")
    detail = NodeDetail.from_dict(load("nodes/detail.json"))
    assert (detail.gpu_model, detail.gpu_count) == ("NVIDIA GeForce RTX 4090", 2)
    assert "gpu_count=2" in repr(detail)
    assert (Node.from_dict({}).gpu_model, Node.from_dict({}).place) == (None, "")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_summary_names_what_the_model_has(model):
    for name in SCHEMAS.get(model.__name__, {}).get("x-summary", ()):
        assert hasattr(model, name), name


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_attribute_is_documented_at_run_time(model):
    text = inspect.getdoc(model)
    assert "\nAttributes:\n" in text
    for field in attrs.fields(model):
        assert f"\n    {field.name}: " in text


def test_a_model_from_a_sample_is_what_the_answer_would_be():
    machine = MachineRental.from_dict(MACHINE)
    assert (machine.price_per_hour, machine.gpus[0].model) == (Decimal("0.34"), "NVIDIA GeForce RTX 5090")
    assert MachineRental.from_dict(machine.to_dict()) == machine
    assert pickle.loads(pickle.dumps(machine)) == machine
    assert NodePrices.from_dict({"base": 5}).storage is None
    assert NodePrices.from_dict({"base": 10**30, "storage": "7", "traffic": 0}).storage == 7


def test_a_strict_sample_fits_or_says_what_does_not():
    assert NodePrices.from_dict({"base": 1, "storage": 2, "traffic": 3}, strict=True).base == 1
    with pytest.raises(ValueError, match="NodePrices: base should be integer, but is text; storage should be integer, but is missing"):
        NodePrices.from_dict({"base": "dear", "traffic": 3}, strict=True)
    for wrong in (None, [], "x"):
        with pytest.raises(ValueError, match="NodePrices is made from a mapping"):
            NodePrices.from_dict(wrong)
    with pytest.raises(ValueError, match="is made from JSON values"):
        NodePrices.from_dict({"base": object()})


def test_pydantic_takes_models_and_plain_values_and_gives_json():
    class Order(pydantic.BaseModel):
        machine: MachineRental
        sessions: list[SessionInfo] = []

    machine = MachineRental.from_dict(MACHINE)
    order = Order(machine=machine)
    assert order.machine is machine
    again = Order.model_validate_json(order.model_dump_json())
    assert again.machine == machine
    assert again.model_dump()["machine"] == machine.to_dict()
    with pytest.raises(pydantic.ValidationError, match="node_id should be integer, but is missing"):
        Order.model_validate({"machine": {k: v for k, v in MACHINE.items() if k != "node_id"}})
    with pytest.raises(pydantic.ValidationError, match="must be a MachineRental or an object"):
        Order.model_validate({"machine": 5})
    schema = Order.model_json_schema()["properties"]["machine"]
    assert schema == {"type": "object", "title": "MachineRental", "description": "A machine for rent or for rendering."}
