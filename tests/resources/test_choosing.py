"""Searching on both clients: one request, filters on the answer, and words that are refused before anything is sent."""

from __future__ import annotations

import pytest
from tests.support.clients import done
from tests.support.recorder import load

from octaspace_sdk import UnknownKeyWarning

pytestmark = pytest.mark.anyio

MACHINES, RELAYS = load("services/mr/list.json"), load("services/vpn/list.json")


@pytest.mark.parametrize("service", ["mr", "render"])
async def test_search_lists_once_and_chooses(server, client, service):
    server.answers(MACHINES)
    resource = getattr(client.services, service)
    found = await done(resource.search(gpu="rtx 5090", gpus=1, country="France", region="europe", max_price=1, limit=5))
    assert [machine.node_id for machine in found] == [9010]
    assert [request.target for request in server.requests] == [f"/services/{service}"]


async def test_search_of_relays(server, client):
    server.answers(RELAYS)
    assert [relay.node_id for relay in await done(client.services.vpn.search(residential=True))] == [5]


@pytest.mark.parametrize(
    ("criteria", "error"),
    [
        ({"country": "Germny"}, ValueError),
        ({"order_by": "luck"}, ValueError),
        ({"order_by": ["price"]}, ValueError),
        ({"gpu": 4090}, ValueError),
        ({"vram": 24}, TypeError),
    ],
)
async def test_what_no_machine_could_meet_is_refused_before_anything_is_sent(server, client, criteria, error):
    with pytest.raises(error):
        await done(client.services.mr.search(**criteria))
    assert server.requests == []


@pytest.mark.parametrize("service", ["mr", "vpn", "render"])
async def test_query_that_is_not_described_is_a_warning_that_names_search(server, client, service):
    server.answers([])
    with pytest.warns(UnknownKeyWarning, match=r"query has keys that are not described: 'country'; .*search\(\)"):
        await done(getattr(client.services, service).list({"country": "DE"}))
    assert server.last.query == [("country", "DE")]


async def test_price_that_is_not_described_is_a_warning_that_names_those_that_are(server, client):
    with pytest.warns(UnknownKeyWarning, match="'bse'; they are sent as given; known are base, storage, traffic"):
        await done(client.nodes.update_prices(65, {"bse": 1}))
    assert server.last.json == {"bse": 1}


@pytest.mark.filterwarnings("error")
async def test_what_is_described_is_no_warning(server, client):
    server.answers([])
    await done(client.services.mr.list())
    await done(client.services.mr.list({}))
    server.answers({})
    await done(client.nodes.update_prices(65, {"base": 1, "gpu_hour": 40}))


@pytest.mark.parametrize("name", ["comfyui", "ComfyUI", "a7f5f354-5d7a-4f4e-b927-a4f18f3eb241"])
async def test_application_is_found_by_name_or_uuid(server, client, name):
    server.answers([APP, APP | {"uuid": "other", "name": "Blender"}])
    assert (await done(client.apps.find(name))).image == "octaspace/comfyui"
    assert [request.target for request in server.requests] == ["/apps"]


async def test_application_that_there_is_not_names_those_that_there_are(server, client):
    server.answers([APP])
    with pytest.raises(LookupError, match="no such app: 'comfy2'; there are ComfyUI"):
        await done(client.apps.find("comfy2"))


APP = {"uuid": "a7f5f354-5d7a-4f4e-b927-a4f18f3eb241", "name": "ComfyUI", "image": "octaspace/comfyui"}
