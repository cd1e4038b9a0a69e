"""Tools that act: a price and a token first, never above the limit, never with other arguments than were confirmed."""

from __future__ import annotations

from decimal import Decimal

import anyio
import pytest
from tests.mcp.conftest import IMAGE, changed

from octaspace_sdk import OctaSpace
from octaspace_sdk.simulator import faults

pytestmark = pytest.mark.anyio

LIMIT = {"spending_limit": Decimal(2)}


@pytest.fixture
def sent(simulator):
    """The requests that may have changed something."""
    return lambda: [request.operation for request in simulator.requests if request.method != "GET"]


async def test_first_call_says_the_price_and_sends_nothing(connect, machine, offers, sent):
    async with connect(**LIMIT) as assistant:
        asked = await assistant.call("services_mr_create", **machine)
    assert asked["usd_per_hour"] == offers[0]["price_per_hour"]
    assert asked["offer"] == offers[0]
    assert asked["started_by_this_server"] == {"usd_per_hour": "0", "limit_usd_per_hour": "2", "rentals": []}
    assert asked["hint"] == "nothing was rented yet: repeat the call with this confirmation, if the user agrees"
    assert sent() == []


async def test_second_call_rents(connect, machine, running):
    async with connect(**LIMIT) as assistant:
        rented = await assistant.confirmed("services_mr_create", **machine)
        assert running() == [rented["uuid"]]
        assert rented["at_the_end_of_this_server"] == "is stopped"
        assert rented["started_by_this_server"]["rentals"][0]["uuid"] == rented["uuid"]
        ready = await assistant.call("wait_until_ready", uuid=rented["uuid"])
        assert ready["is_ready"] is True
        assert ready["ssh_direct"] == "***"


@pytest.mark.parametrize("tool", ["services_render_create", "services_vpn_create"])
async def test_other_services_can_be_rented(connect, running, tool):
    search, options = {
        "services_render_create": ("services_render_search", {"disk_size": 10}),
        "services_vpn_create": ("services_vpn_search", {"subkind": "wg"}),
    }[tool]
    async with connect(spending_limit=Decimal(1000)) as assistant:
        [offer] = (await assistant.call(search, limit=1))["entries"]
        rented = await assistant.confirmed(tool, node_id=offer["node_id"], **options)
        assert running() == [rented["uuid"]]
    assert running() == []


async def test_application_brings_image_and_disk(connect, machine, running):
    async with connect(**LIMIT) as assistant:
        app = (await assistant.call("apps_list"))["entries"][0]
        await assistant.confirmed("services_mr_create", node_id=machine["node_id"], app=app["name"])
        assert len(running()) == 1


async def test_confirmation_is_good_for_one_call(connect, machine, running):
    async with connect(**LIMIT) as assistant:
        token = (await assistant.call("services_mr_create", **machine))["confirmation"]
        await assistant.call("services_mr_create", **machine, confirmation=token)
        said = await assistant.refused("services_mr_create", **machine, confirmation=token)
        assert said.startswith("the confirmation is unknown, used up, or older than 10 minutes")
        assert len(running()) == 1


@pytest.mark.parametrize("other", [{"disk_size": 11}, {"keep": True}, {"envs": {"A": "b"}}, {"node_id": 1}])
async def test_confirmation_is_of_the_same_arguments(connect, machine, sent, other):
    async with connect(**LIMIT) as assistant:
        token = (await assistant.call("services_mr_create", **machine))["confirmation"]
        said = await assistant.refused("services_mr_create", **{**machine, **other}, confirmation=token)
        assert said.startswith("the confirmation was given for another tool or other arguments")
        assert sent() == []


async def test_confirmation_of_another_tool_is_refused(connect, machine, sent):
    async with connect(**LIMIT) as assistant:
        token = (await assistant.call("nodes_reboot", node_id=1))["confirmation"]
        assert "another tool" in await assistant.refused("accounts_generate_wallet", confirmation=token)
        assert sent() == []


@pytest.mark.parametrize("token", ["", "made up", 5, True, ["a"]])
async def test_made_up_confirmation_is_refused(connect, machine, sent, token):
    async with connect(**LIMIT) as assistant:
        assert "unknown" in await assistant.refused("services_mr_create", **machine, confirmation=token)
        assert sent() == []


async def test_old_confirmation_is_refused(connect, machine, sent, monkeypatch):
    monkeypatch.setattr("octaspace_sdk.mcp.confirmations.VALID_FOR", -1.0)
    async with connect(**LIMIT) as assistant:
        token = (await assistant.call("services_mr_create", **machine))["confirmation"]
        assert "older than" in await assistant.refused("services_mr_create", **machine, confirmation=token)
        assert sent() == []


async def test_risen_price_is_confirmed_anew(connect, machine, simulator, sent, running):
    def dearer(offers):
        return [offer | {"total_price_usd": 2 * offer["total_price_usd"]} for offer in offers]

    async with connect(**LIMIT) as assistant:
        asked = await assistant.call("services_mr_create", **machine)
        simulator.inject(changed(dearer), operation="services.mr.list")
        again = await assistant.call("services_mr_create", **machine, confirmation=asked["confirmation"])
        assert Decimal(again["usd_per_hour"]) == 2 * Decimal(asked["usd_per_hour"])
        assert again["hint"].startswith("the price has risen from $")
        assert sent() == []
        await assistant.call("services_mr_create", **machine, confirmation=again["confirmation"])
        assert len(running()) == 1


async def test_rental_beyond_the_limit_is_refused_before_anything_is_sent(connect, machine, sent):
    async with connect(spending_limit=Decimal("0.001")) as assistant:
        said = await assistant.refused("services_mr_create", **machine)
    assert "is too much" in said
    assert "together they may cost $0.001 (--allow-spending)" in said
    assert sent() == []


async def test_limit_is_for_all_rentals_together(connect, machines, price, running):
    async with connect(spending_limit=price * Decimal("1.5")) as assistant:
        await assistant.confirmed("services_mr_create", **machines[0], keep=True)
        assert "Stop one, or choose a cheaper one" in await assistant.refused("services_mr_create", **machines[1])
        [uuid] = running()
        await assistant.call("services_session_stop", uuid=uuid)
        assert await assistant.confirmed("services_mr_create", **machines[1])


async def test_two_calls_at_once_do_not_pass_the_limit_together(connect, machines, price, running):
    async with connect(spending_limit=price * Decimal("1.5")) as assistant:
        tokens = [(await assistant.call("services_mr_create", **machine))["confirmation"] for machine in machines]
        results = []

        async def rent(call):
            results.append((await assistant.client.call_tool("services_mr_create", call)).content[0].text)

        async with anyio.create_task_group() as tasks:
            for machine, token in zip(machines, tokens, strict=True):
                tasks.start_soon(rent, {**machine, "confirmation": token})
        assert len(running()) == 1
        assert sum("is too much" in text for text in results) == len(machines) - 1


async def test_rental_that_ended_by_itself_no_longer_counts(connect, machines, price, simulator, running):
    async with connect(spending_limit=price) as assistant:
        first = (await assistant.confirmed("services_mr_create", **machines[0]))["uuid"]
        await assistant.call("wait_until_ready", uuid=first)
        with OctaSpace(simulator.api_key, base_url=simulator.url) as account:
            account.services.session(first).stop()
        second = (await assistant.confirmed("services_mr_create", **machines[1]))["uuid"]
        assert running() == [second]


@pytest.mark.parametrize("missing", [["total_price_usd", "total_price_wei"], ["total_price_usd", "market_price"]])
async def test_machine_of_unknown_price_is_refused(connect, machine, simulator, sent, missing):
    simulator.inject(faults.ChangedFields(remove=missing), operation="services.mr.list")
    async with connect(**LIMIT) as assistant:
        said = await assistant.refused("services_mr_create", **machine)
    assert said.startswith(f"what node {machine['node_id']} costs per hour is not known")
    assert sent() == []


@pytest.mark.parametrize("price", [-5, "NaN", "cheap", []])
async def test_price_that_is_none_is_refused(connect, machine, simulator, sent, price):
    def odd(offers):
        return [{**offer, "total_price_usd": price, "total_price_wei": None} for offer in offers]

    async with connect(**LIMIT) as assistant:
        simulator.inject(changed(odd), operation="services.mr.list")
        await assistant.refused("services_mr_create", **machine)
    assert sent() == []


async def test_machine_that_is_not_for_rent_is_refused(connect, sent):
    async with connect(**LIMIT) as assistant:
        said = await assistant.refused("services_mr_create", node_id=999_999_999, **IMAGE)
    assert said == "node 999999999 is not for rent, or not any more: a search tool lists those that are"
    assert sent() == []


async def test_wrong_arguments_are_refused_before_anything_is_sent(connect, machine, simulator):
    simulator.clear_requests()
    async with connect(**LIMIT) as assistant:
        assert "disk_size must be at least 1" in await assistant.refused(
            "services_mr_create", **machine | {"disk_size": 0}
        )
        assert "an image=" in await assistant.refused("services_mr_create", node_id=1, disk_size=5)
        assert "keep must be" in await assistant.refused("services_mr_create", **machine, keep="yes")
        assert "protocol" in await assistant.refused("services_vpn_create", node_id=1, subkind="v2ray")
    assert simulator.requests == []


async def test_relay_counts_with_what_its_line_can_carry(connect):
    async with connect(spending_limit=Decimal(10_000)) as assistant:
        [relay] = (await assistant.call("services_vpn_search", limit=1))["entries"]
        asked = await assistant.call("services_vpn_create", node_id=relay["node_id"], subkind="wg")
    gigabytes = (relay["download_mbps"] + relay["upload_mbps"]) / 8 * 3600 / 1000
    assert float(asked["usd_per_hour"]) == pytest.approx(float(relay["price_per_gb"]) * gigabytes)


async def test_relay_counts_with_the_traffic_that_was_said(connect):
    async with connect(spending_limit=Decimal("0.01"), vpn_gb_per_hour=Decimal(2)) as assistant:
        [relay] = (await assistant.call("services_vpn_search", limit=1))["entries"]
        asked = await assistant.call("services_vpn_create", node_id=relay["node_id"], subkind="wg")
        assert "counts for 2 GB an hour" in assistant.client.instructions
    assert Decimal(asked["usd_per_hour"]) == 2 * Decimal(relay["price_per_gb"])


async def test_relay_of_unknown_speed_is_refused(connect, simulator, sent):
    simulator.inject(
        changed(lambda offers: [offer | {"net_up_mbits": 0} for offer in offers]), operation="services.vpn.list"
    )
    async with connect(**LIMIT) as assistant:
        [relay] = (await assistant.call("services_vpn_search", limit=1))["entries"]
        said = await assistant.refused("services_vpn_create", node_id=relay["node_id"], subkind="wg")
    assert "is not known, so the limit could be passed" in said
    assert sent() == []


async def test_refusal_costs_nothing_and_frees_the_limit(connect, machine, price, simulator):
    async with connect(spending_limit=price) as assistant:
        token = (await assistant.call("services_mr_create", **machine))["confirmation"]
        with simulator.inject(faults.RejectRental("out of stock")):
            said = await assistant.refused("services_mr_create", **machine, confirmation=token)
        assert said == "the rental was refused: out of stock"
        assert await assistant.confirmed("services_mr_create", **machine)


async def test_session_of_this_server_is_stopped_at_once(connect, machine, running):
    async with connect(**LIMIT) as assistant:
        uuid = (await assistant.confirmed("services_mr_create", **machine))["uuid"]
        assert await assistant.call("services_session_stop", uuid=uuid, score=5) == {
            "done": "Stop a session",
            "uuid": uuid,
        }
        assert running() == []
        assert (await assistant.call("running_sessions"))["started_by_this_server"]["rentals"] == []
    assert assistant.said_at_the_end == []


async def test_session_of_others_is_stopped_in_two_calls_whatever_the_limit(connect, machine, simulator, running):
    with OctaSpace(simulator.api_key, base_url=simulator.url) as account:
        uuid = account.services.mr.create(**machine).uuid
    async with connect(spending_limit=Decimal(0)) as assistant:
        asked = await assistant.call("services_session_stop", uuid=uuid)
        assert asked["would_do"] == "Stop a session"
        assert running() == [uuid]
        await assistant.call("services_session_stop", uuid=uuid, confirmation=asked["confirmation"])
        assert running() == []


async def test_stop_that_fails_is_said_and_can_be_repeated(connect, machine, simulator, running):
    async with connect(**LIMIT) as assistant:
        uuid = (await assistant.confirmed("services_mr_create", **machine))["uuid"]
        with simulator.inject(faults.ErrorStatus(500), operation="services.session.stop"):
            assert "HTTP 500" in await assistant.refused("services_session_stop", uuid=uuid)
        assert running() == [uuid]
        await assistant.call("services_session_stop", uuid=uuid)
        assert running() == []


async def test_node_is_changed_and_rebooted_in_two_calls(connect, simulator):
    async with connect(spending_limit=Decimal(0)) as assistant:
        node = (await assistant.call("nodes_list", limit=1))["entries"][0]["id"]
        simulator.clear_requests()
        await assistant.call("nodes_reboot", node_id=node)
        assert simulator.requests == []
        assert (await assistant.confirmed("nodes_reboot", node_id=node))["done"] == "Reboot a node"
        await assistant.confirmed("nodes_update_prices", node_id=node, prices={"base": "5000000000000000000"})
    assert [request.operation for request in simulator.requests] == ["nodes.reboot", "nodes.update_prices"]


async def test_new_wallet_is_masked(connect):
    async with connect(spending_limit=Decimal(0)) as assistant:
        made = await assistant.confirmed("accounts_generate_wallet")
    assert made["answer"]["address"] == "***" or made["answer"]["wallet"] == "***"


async def test_running_sessions_say_what_they_cost_and_whose_they_are(connect, machines, offers, simulator):
    with OctaSpace(simulator.api_key, base_url=simulator.url) as account:
        other = account.services.mr.create(**machines[0]).uuid
    async with connect(**LIMIT) as assistant:
        own = (await assistant.confirmed("services_mr_create", **machines[1]))["uuid"]
        kept = (await assistant.confirmed("services_mr_create", **machines[2], keep=True))["uuid"]
        found = await assistant.call("running_sessions")
    rows = {row["uuid"]: row for row in found["sessions"]}
    assert {uuid: row["at_the_end_of_this_server"] for uuid, row in rows.items()} == {
        other: "runs on",
        own: "is stopped",
        kept: "runs on",
    }
    assert [rows[uuid]["started_by_this_server"] for uuid in (other, own, kept)] == [False, True, True]
    assert rows[own]["usd_so_far"] == "0"
    assert found["count"] == 3
    prices = [Decimal(offer["price_per_hour"]) for offer in offers[1:]]
    assert Decimal(found["started_by_this_server"]["usd_per_hour"]) >= sum(prices)
