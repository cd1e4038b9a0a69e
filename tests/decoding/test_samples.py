"""Every sample of tests/fixtures, sent by a real server and decoded to typed values, in full and without drift."""

from __future__ import annotations

import json

import pytest
from tests.support.clients import done
from tests.support.operations import BY_ID
from tests.support.recorder import WIRE, answer, load, sample
from tests.support.samples import CREATES, MR, TABLE

from octaspace_api.models import ProvisionRejection
from octaspace_sdk import ProvisionRejectedError

pytestmark = pytest.mark.anyio

EACH = pytest.mark.parametrize(("operation", "name", "kind", "values"), TABLE, ids=[one[1] for one in TABLE])


def at(value, path):
    for step in filter(None, path.split(".")):
        if isinstance(value, dict):
            value = value[step]
        else:
            value = value[int(step)] if isinstance(value, list) else getattr(value, step)
    return value


def test_every_response_sample_is_in_the_table():
    files = {path.relative_to(WIRE).as_posix() for path in WIRE.rglob("*.*")}
    others = {name for name in files if name.startswith("errors/") or "request" in name or "rejected" in name}
    assert {name for _, name, *_ in TABLE} == files - others, (
        "say in TABLE of tests/support/samples.py what they become"
    )


@EACH
async def test_sample_becomes_typed_values(server, connect, operation, name, kind, values):
    drifts: list[object] = []
    server.answers(sample(name))
    value = await done(BY_ID[operation].call(connect(on_drift=drifts.append)))
    first = value[0] if isinstance(value, list) else value
    assert isinstance(first, kind)
    assert isinstance(value, list) == isinstance(load(name), list) or operation in CREATES
    for path, expected in values.items():
        found = at(value, path)
        if isinstance(expected, type):
            assert type(found) is expected, path
        else:
            assert (type(found), found) == (type(expected), expected), path
    assert drifts == []


@EACH
async def test_raw_answer_is_the_sample(server, client, operation, name, kind, values):
    server.answers(sample(name))
    response = await done(BY_ID[operation].call(client.raw))
    assert (response.content, response.json()) == (sample(name), load(name))


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("operation", CREATES)
async def test_refusal_inside_a_success_is_an_error(server, client, operation, status):
    server.answers(answer(sample("services/mr/create_rejected_http_200.json"), status, X_Request_Id="r-1"))
    with pytest.raises(ProvisionRejectedError, match="Node not found") as caught:
        await done(BY_ID[operation].call(client))
    assert caught.value.rejections == (ProvisionRejection(id=0, reason="Node not found", status=1),)
    assert caught.value.request_id == "r-1"
    assert len(server.requests) == 1


@pytest.mark.parametrize("operation", CREATES)
@pytest.mark.parametrize("name", ["services/mr/create_response_array.json", "services/mr/create_response_object.json"])
async def test_session_created_comes_in_two_shapes(server, client, operation, name):
    server.answers(sample(name))
    assert (await done(BY_ID[operation].call(client))).uuid == MR


BANDWIDTH = [
    *[(0, 0.0), (1, 1.0), (940, 940.0), (99_999, 99_999.0), (100_000, 100_000.0)],
    *[(100_001, 100_001 / 125_000), (125_000, 1.0), (2**70, 2**70 / 125_000)],
]


@pytest.mark.parametrize(("raw", "mbps"), BANDWIDTH)
async def test_bandwidth_above_100_000_is_in_bytes(server, client, raw, mbps):
    relay = load("services/vpn/list.json")[0] | {"net_down_mbits": raw, "net_up_mbits": str(raw)}
    server.answers([relay])
    [found] = await done(client.services.vpn.list())
    assert (found.net_down_mbps, found.net_up_mbps) == (mbps, mbps)
    assert (found.net_down_mbits, found.net_up_mbits) == (raw, raw)


@pytest.mark.parametrize(("wire", "value"), [('""', None), ("null", None), ('"28"', 28), ("28", 28), ("28.0", 28)])
@pytest.mark.parametrize("field", ["duration", "started_at", "finished_at", "rx", "tx"])
async def test_number_that_may_be_quoted_or_unknown(server, connect, field, wire, value):
    drifts: list[object] = []
    server.answers(json.dumps([load("sessions/recent.json")[0] | {field: "HERE"}]).replace('"HERE"', wire).encode())
    [session] = await done(connect(on_drift=drifts.append).sessions.list(recent=True))
    assert getattr(session, field) == value
    assert type(getattr(session, field)) is type(value)
    assert drifts == []


@pytest.mark.parametrize(("wire", "value"), [(["a", "b"], ["a", "b"]), ("a", ["a"]), (None, None), ([], [])])
async def test_container_id_is_a_list_whatever_the_host_sends(server, client, wire, value):
    server.answers([load("sessions/active.json")[0] | {"container_id": wire}])
    [session] = await done(client.sessions.list())
    assert session.container_id == value


async def test_unknown_words_and_fields_are_data(server, connect):
    drifts: list[object] = []
    server.answers([load("nodes/list.json")[0] | {"state": "hibernating", "new_field": {"a": [1]}}])
    [node] = await done(connect(on_drift=drifts.append).nodes.list())
    assert (node.state, node.id, drifts) == ("hibernating", 65, [])
