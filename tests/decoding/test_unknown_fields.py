"""Fields that openapi.yaml does not have are data: kept by what a call returns, and reported to a client that asks."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from tests.support.clients import done
from tests.support.operations import BY_ID
from tests.support.recorder import load, sample
from tests.support.samples import TABLE

from octaspace_api.model import ResponseModel
from octaspace_api.models import Node
from octaspace_sdk import Drift
from octaspace_sdk.decoding import drift
from octaspace_sdk.decoding.unknown_fields import MAX_KEPT_BYTES

pytestmark = pytest.mark.anyio

UUID = "5dd2d308-db91-4bda-86ff-e512d711b363"


@pytest.fixture(autouse=True)
def nothing_seen_before(monkeypatch):
    """A place is logged once in the life of a process; each test begins a new one."""
    monkeypatch.setattr(drift, "logged", set())


@pytest.fixture
def drifts() -> list[Drift]:
    return []


def nodes() -> list[dict]:
    """Two nodes; the first has unknown fields of its own, in a part, and in an item of a list."""
    first, second = load("nodes/list.json")
    first["epoch"] = {"number": 7, "tags": ["a"]}
    first["system"]["disk"]["kind"] = "nvme"
    first["system"]["gpus"][1]["nvlink"] = True
    return [first, second]


FOUND = {"epoch": {"number": 7, "tags": ["a"]}, "system": {"disk": {"kind": "nvme"}, "gpus": {1: {"nvlink": True}}}}


async def test_they_are_found_where_they_were(server, connect, drifts):
    server.answers(nodes())
    first, second = await done(connect(on_drift=drifts.append).nodes.list())
    assert first.unknown_fields == FOUND
    assert first.unknown_fields["system"]["gpus"][1]["nvlink"] is True
    assert second.unknown_fields == {}
    assert drifts == []


async def test_they_are_read_only_and_absent_from_the_repr(server, client):
    server.answers(nodes())
    first, _ = await done(client.nodes.list())
    with pytest.raises(TypeError):
        first.unknown_fields["epoch"] = 8
    first.unknown_fields["epoch"]["number"] = 8
    assert first.unknown_fields == FOUND
    assert "nvme" not in repr(first)
    assert "epoch" not in repr(first)


async def test_to_dict_is_the_answer_with_them(server, client):
    server.answers(nodes())
    assert [node.to_dict() for node in await done(client.nodes.list())] == nodes()


async def test_one_object_has_them_too(server, client):
    info = load("services/session/info_mr.json") | {"region": "eu"}
    server.answers(info)
    found = await done(client.services.session(UUID).info())
    assert found.unknown_fields == {"region": "eu"}
    assert found.to_dict() == info


async def test_copies_keep_them_without_the_rest_of_the_answer(server, client):
    server.answers(nodes())
    first, second = await done(client.nodes.list())
    for other in (copy.copy(first), copy.deepcopy(first), pickle.loads(pickle.dumps(first))):
        assert other == first
        assert other.unknown_fields == FOUND
        assert other.to_dict() == first.to_dict()
    assert second.ip.encode() not in pickle.dumps(first)


async def test_answer_that_does_not_fit_has_them_as_well(server, connect, drifts):
    odd = nodes()
    odd[0]["uptime"] = "a while"
    odd[0]["system"]["memory"] = None
    server.answers([*odd, "no node"])
    first, _, last = await done(connect(on_drift=drifts.append).nodes.list())
    assert (first.unknown_fields, last) == (FOUND, "no node")
    assert {drift.path for drift in drifts} == {"[].uptime", "[].system.memory", "[]"}


async def test_parts_within_maps_unions_and_json_text(server, client):
    info = load("network/info.json")
    info["marketplace"]["gpus"]["NVIDIA GeForce RTX 4090"]["max_price"] = 0.5
    info["power"] = json.dumps(info["power"] | {"fans": 3})
    server.answers(info)
    found = await done(client.network.info())
    gpus = {"NVIDIA GeForce RTX 4090": {"max_price": 0.5}}
    assert found.unknown_fields == {"marketplace": {"gpus": gpus}, "power": {"fans": 3}}


async def test_alias_beside_the_first_name_is_not_lost(server, client):
    server.answers(load("services/session/info_vpn_wg.json") | {"vpn_config": "old"})
    info = await done(client.services.session(UUID).info())
    assert info.unknown_fields == {"vpn_config": "old"}
    assert info.to_dict()["vpn_config"] == "old"


async def test_new_session_and_wallet_have_them(server, client):
    server.answers([{"uuid": UUID, "queue": 3}])
    assert (await done(client.services.mr.create(node_id=1, disk_size=1, image="a"))).unknown_fields == {"queue": 3}
    server.answers({"wallet": "0x1", "chain": 5})
    wallet = await done(client.accounts.generate_wallet())
    assert (wallet.address, wallet.unknown_fields) == ("0x1", {"chain": 5})


async def test_model_made_by_hand_has_none():
    assert (
        Node(
            **dict.fromkeys(("id", "ip", "state", "osn", "uptime", "vrf_dt", "location", "prices", "system"))
        ).unknown_fields
        == {}
    )


def long_answer() -> list[dict]:
    first, second = nodes()
    return [first | {"padding": "x" * MAX_KEPT_BYTES}, second]


async def test_long_answer_is_not_kept_and_says_so(server, client):
    server.answers(long_answer())
    first, second = await done(client.nodes.list())
    for node in (first, second):
        with pytest.raises(LookupError, match="report_unknown_fields"):
            _ = node.unknown_fields
    assert second.to_dict() == load("nodes/list.json")[1]
    assert pickle.loads(pickle.dumps(first)) == first


async def test_client_that_reports_keeps_a_long_answer(server, connect):
    server.answers(long_answer())
    first, _ = await done(connect(report_unknown_fields=True).nodes.list())
    assert first.to_dict() == long_answer()[0]


async def test_client_that_asks_is_told_once_for_each_place(server, connect, drifts, caplog):
    several = [*nodes(), nodes()[0]]
    several[2]["system"]["gpus"][0]["nvlink"] = "yes"
    server.answers(several)
    await done(connect(on_drift=drifts.append, report_unknown_fields=True).nodes.list())
    assert [(drift.path, drift.expected, drift.got) for drift in drifts] == [
        ("[].system.disk.kind", "absent", "text"),
        ("[].system.gpus[].nvlink", "absent", "boolean"),
        ("[].epoch", "absent", "object"),
    ]
    assert "nodes.list: [].system.disk.kind should be absent, but is text" in caplog.text


async def test_option_can_be_changed(server, connect, drifts):
    server.answers(nodes())
    await done(connect(on_drift=drifts.append).with_options(report_unknown_fields=True).nodes.list())
    assert len(drifts) == 3


async def test_report_shows_no_secret(server, connect, drifts, caplog):
    info = load("services/session/info_vpn_http_proxy.json")
    info["config"]["password"] = info["config"]["login"] = info["token"] = "hush"
    server.answers(info)
    await done(connect(on_drift=drifts.append, report_unknown_fields=True).services.session(UUID).info())
    assert {drift.path for drift in drifts} == {"config.password", "config.login", "token"}
    assert "hush" not in f"{drifts} {caplog.text}"


@pytest.mark.parametrize(("operation", "name", "kind", "values"), TABLE, ids=[one[1] for one in TABLE])
async def test_sample_has_no_unknown_field(server, connect, drifts, operation, name, kind, values):
    server.answers(sample(name))
    found = await done(BY_ID[operation].call(connect(on_drift=drifts.append, report_unknown_fields=True)))
    for model in found if isinstance(found, list) else [found]:
        assert not isinstance(model, ResponseModel) or model.unknown_fields == {}
    assert drifts == []
