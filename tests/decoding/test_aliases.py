"""A field under another name (`x-aliases` in openapi.yaml) is the same attribute, and none is lost in silence."""

from __future__ import annotations

import pytest
from tests.support.clients import done
from tests.support.recorder import load

from octaspace_api.models import ProxyEndpoint
from octaspace_sdk import Drift, ProvisionRejectedError

pytestmark = pytest.mark.anyio

UUID = "5dd2d308-db91-4bda-86ff-e512d711b363"


@pytest.fixture
def drifts() -> list[Drift]:
    return []


@pytest.fixture
def client(connect, drifts):
    return connect(on_drift=drifts.append)


async def test_older_names_are_the_same_attributes(server, client, drifts):
    server.answers(load("services/vpn/list_older_names.json"))
    relays = await done(client.services.vpn.list())
    assert [relay.to_dict() for relay in relays] == load("services/vpn/list.json")
    assert drifts == []


@pytest.mark.parametrize("unknown", [None, ""])
@pytest.mark.parametrize("value", ["[Interface]", {"ip": "198.51.100.201", "port": 3128}])
async def test_alias_counts_where_the_first_name_has_no_value(server, client, drifts, unknown, value):
    info = load("services/session/info_vpn_config.json")
    server.answers(info | {"config": unknown, "vpn_config": value})
    found = (await done(client.services.session(UUID).info())).config
    assert found == (ProxyEndpoint(**value) if isinstance(value, dict) else value)
    assert drifts == []


async def test_first_name_wins(server, client):
    server.answers(load("services/session/info_vpn_config.json") | {"config": "new", "vpn_config": "old"})
    assert (await done(client.services.session(UUID).info())).config == "new"


async def test_null_under_an_alias_is_null(server, client):
    server.answers(load("services/session/info_vpn_config.json") | {"vpn_config": None})
    info = await done(client.services.session(UUID).info())
    assert info.to_dict()["config"] is None


async def test_some_items_may_have_the_older_names(server, client, drifts):
    older, newer = load("services/vpn/list_older_names.json"), load("services/vpn/list.json")
    server.answers([newer[0], older[1]])
    assert [relay.to_dict() for relay in await done(client.services.vpn.list())] == newer
    assert drifts == []


async def test_drift_under_an_alias_names_the_first_name(server, client, drifts):
    older = load("services/vpn/list_older_names.json")
    older[1]["net_down_mbs"] = {"odd": 1}
    server.answers(older)
    relays = await done(client.services.vpn.list())
    assert (relays[1].net_down_mbits, relays[1].net_up_mbits) == ({"odd": 1}, 62118848)
    assert [drift.path for drift in drifts] == ["[].net_down_mbits"]


async def test_secret_under_an_alias_is_masked(server, client, drifts):
    server.answers(load("services/session/info_vpn_config.json") | {"vpn_config": ["hush"]})
    info = await done(client.services.session(UUID).info())
    assert "hush" not in f"{info!r} {drifts}"
    assert drifts


async def test_refusal_may_be_a_message(server, client):
    server.answers(load("services/mr/create_rejected_message.json"))
    with pytest.raises(ProvisionRejectedError, match="Node not found"):
        await done(client.services.mr.create(node_id=1, disk_size=1, image="a"))
