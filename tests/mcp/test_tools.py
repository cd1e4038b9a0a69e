"""Every operation that reads is a tool, in the words of the description; those that act exist only when that is allowed."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator
from tests.support.examples import described_calls

from octaspace_sdk.mcp.described_operations import described_operations
from octaspace_sdk.selection import MachineCriteria, RelayCriteria
from octaspace_sdk.spec import Spec

pytestmark = pytest.mark.anyio

OPERATIONS = {operation.id.replace(".", "_"): operation for operation in Spec().operations()}
EXAMPLES = {call.id.replace(".", "_"): {**call.handle, **call.arguments} for call in described_calls()}
ACTING = {
    name
    for name, operation in OPERATIONS.items()
    if operation.method not in ("GET", "HEAD") or operation.data.get("x-idempotent") is False
}
CONVENIENCES = {
    "balance_in_usd",
    "running_sessions",
    "services_mr_search",
    "services_render_search",
    "services_vpn_search",
    "session_logs",
    "wait_until_ready",
}


def test_what_acts_is_told_from_what_reads():
    """The other tests rely on it."""
    assert {"nodes_reboot", "nodes_update_prices", "services_mr_create", "services_session_stop"} <= ACTING
    assert {"nodes_find", "sessions_list", "services_mr_list"} <= OPERATIONS.keys() - ACTING


def test_listing_within_an_object_is_a_listing_too():
    """A response adapter takes it out: `x-returns` says what comes."""
    document = copy.deepcopy(Spec().document)
    get = document["paths"]["/apps"]["get"] | {"x-returns": "list[App]"}
    get["responses"]["200"]["content"]["application/json"]["schema"] = {"type": "object"}
    document["paths"]["/apps"]["get"] = get
    [apps] = [each for each in described_operations(Spec(document)) if each.operation.id == "apps.list"]
    assert apps.lists


async def test_operations_that_only_read_are_tools(connect):
    async with connect() as assistant:
        tools = await assistant.tools()
    assert tools.keys() == (OPERATIONS.keys() - ACTING) | CONVENIENCES
    assert all(tool.annotations.read_only_hint for tool in tools.values())


async def test_operations_that_act_are_tools_when_that_is_allowed(connect):
    async with connect(spending_limit=Decimal(1)) as assistant:
        tools = await assistant.tools()
    assert tools.keys() == OPERATIONS.keys() | CONVENIENCES
    assert {name for name, tool in tools.items() if not tool.annotations.read_only_hint} == ACTING
    assert not any(tools[name].annotations.destructive_hint for name in tools.keys() - ACTING)
    assert all("confirmation" in tools[name].input_schema["properties"] for name in ACTING)


async def test_tool_has_the_words_of_the_description(connect):
    async with connect() as assistant:
        tools = await assistant.tools()
    for name in OPERATIONS.keys() - ACTING:
        data = OPERATIONS[name].data
        assert tools[name].title == data["summary"]
        assert tools[name].description.startswith(f"{data['summary']}. {data.get('description', '')}".strip())
        assert OPERATIONS[name].path in tools[name].description


async def test_arguments_have_types_units_and_bounds(connect):
    async with connect(spending_limit=Decimal(1)) as assistant:
        tools = await assistant.tools()
    listing, rental = (tools[name].input_schema["properties"] for name in ("nodes_list", "services_mr_create"))
    assert listing["country"] == {
        "type": "string",
        "minLength": 2,
        "maxLength": 2,
        "description": "Only nodes in this country, two-letter ISO code such as DE.",
    }
    assert rental["disk_size"] | {"examples": []} == {
        "type": "integer",
        "minimum": 1,
        "description": "Disk size in gigabytes.",
        "examples": [],
    }
    assert rental["ports"]["items"] == {"type": "integer", "minimum": 1, "maximum": 65535}
    assert "Unit: wei." not in rental["disk_size"]["description"]
    prices = tools["nodes_update_prices"].input_schema["properties"]["prices"]
    assert "wei" in prices["properties"]["base"]["description"].lower()


async def test_nothing_undescribed_can_be_sent(connect):
    """`extra` and `candidates` of the SDK could ask for another machine than the one that was confirmed."""
    async with connect(spending_limit=Decimal(1)) as assistant:
        for name, tool in (await assistant.tools()).items():
            assert not {"extra", "candidates"} & tool.input_schema["properties"].keys(), name
            Draft202012Validator.check_schema(tool.input_schema)
        said = await assistant.refused("services_mr_create", node_id=1, extra={"node_id": 2})
    assert said.startswith("services_mr_create has no argument extra; it takes node_id, disk_size, ")


async def test_searches_take_all_criteria_of_the_sdk(connect):
    async with connect() as assistant:
        tools = await assistant.tools()
    for name, criteria in {
        "services_mr_search": MachineCriteria,
        "services_render_search": MachineCriteria,
        "services_vpn_search": RelayCriteria,
    }.items():
        schemas = tools[name].input_schema["properties"]
        assert schemas.keys() == criteria.__annotations__.keys() | {"limit", "offset", "details"}
        assert all(schema["description"] for schema in schemas.values())
    machine = tools["services_mr_search"].input_schema["properties"]
    assert machine["min_vram_gb"]["type"] == "number"
    assert machine["min_vram_gb"]["description"] == "Memory of each GPU in GiB, as cards are sold, at least."
    assert machine["gpu"]["anyOf"] == [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    assert "price_per_gpu" in machine["order_by"]["enum"]


async def test_each_tool_that_reads_answers(connect, simulator):
    node_id, job_id = simulator.idle_jobs[0]
    async with connect(spending_limit=Decimal(1)) as assistant:
        [machine] = (await assistant.call("services_mr_search", limit=1))["entries"]
        rental = {"node_id": machine["node_id"], "image": "ubuntu:24.04", "disk_size": 10}
        uuid = (await assistant.confirmed("services_mr_create", **rental))["uuid"]
        known = {"node_id": node_id, "job_id": job_id, "uuid": uuid}
        tools = await assistant.tools()
        for name in tools.keys() - ACTING:
            values = EXAMPLES.get(name, {}) | known
            arguments = {argument: values[argument] for argument in tools[name].input_schema["required"]}
            assert await assistant.call(name, **arguments)


async def test_search_chooses_and_says_the_price_in_usd(connect):
    async with connect() as assistant:
        found = await assistant.call("services_mr_search", min_vram_gb=12, region="europe", limit=3)
        all_of_them = await assistant.call("services_mr_list", limit=1)
    prices = [Decimal(machine["price_per_hour"]) for machine in found["entries"]]
    assert prices == sorted(prices)
    assert all(machine["vram_gb"] >= 12 for machine in found["entries"])
    assert len(found["entries"]) == 3 < found["total"] < all_of_them["total"]


async def test_balance_is_said_in_usd(connect):
    async with connect() as assistant:
        balance = await assistant.call("balance_in_usd")
        wei = await assistant.call("accounts_balance")
    assert Decimal(balance["octa"]).scaleb(18) == int(wei["result"])
    assert Decimal(balance["usd"]) == Decimal(balance["octa"]) * Decimal(balance["usd_per_octa"])


async def test_instructions_say_what_the_server_may_do(connect):
    async with connect() as reader, connect(spending_limit=Decimal("1.5")) as renter:
        assert "--allow-spending" in reader.client.instructions
        assert "1.5 USD per hour" in renter.client.instructions
