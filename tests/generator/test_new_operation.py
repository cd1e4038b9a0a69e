"""An operation added to openapi.yaml is on both clients, with all they do, and no handwritten line changes."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.project import Project
from tests.support.recorder import Recorder, answer, load

pytestmark = pytest.mark.slow

NAMES = {"400": "BadRequest", "401": "Unauthorized", "429": "TooManyRequests", "5XX": "ServerError"}
ERRORS = {code: {"$ref": f"#/components/responses/{name}"} for code, name in NAMES.items()}


def operation(name: str, answer: Any = None, **more: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": answer}} if answer else {}
    good = {"description": "What came of it.", **({"content": content} if content else {})}
    tag = name.rpartition(".")[0]
    return {"operationId": name, "tags": [tag], "summary": f"Try {name}", "responses": {"200": good, **ERRORS}, **more}


def thing(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


def field(kind: str, description: str = "A field.", **more: Any) -> dict[str, Any]:
    return {"type": kind, "description": description, **more}


METRICS = operation(
    "nodes.metrics",
    thing(["cpu", "taken_at"], cpu=field("number"), taken_at=field("integer", **{"x-unit": "unix-ms"})),
    parameters=[
        {"$ref": "#/components/parameters/NodeId"},
        {
            "name": "window-minutes",
            "in": "query",
            "description": "How far back.",
            "schema": {"type": "integer", "minimum": 1, "maximum": 1440},
        },
    ],
)
INVOICE = thing(
    ["id", "total-amount", "state"],
    **{
        "id": field("integer"),
        "total-amount": field("integer", "What is to be paid, in Wei.", **{"x-unit": "wei"}),
        "state": field("string", enum=["open", "paid"]),
        "lines": {"type": "array", "description": "Lines.", "items": thing(["text"], text=field("string"))},
    },
)
INVOICES = operation("billing.list", {"type": "array", "items": INVOICE})
PAYMENT = thing(
    ["amount", "pay-with"],
    **{
        "amount": field("integer", minimum=1),
        "pay-with": field("string", minLength=1),
        "note": field("string"),
        "body": field("string"),
    },
) | {"additionalProperties": False}
PAY = operation(
    "billing.pay",
    thing(["receipt"], receipt=field("string")),
    requestBody={"required": True, "description": "The payment.", "content": {"application/json": {"schema": PAYMENT}}},
    **{"x-recovery-hint": "look at billing.list() first, it may have been paid"},
)
UUID = {"name": "uuid", "in": "path", "required": True, "description": "A volume.", "schema": {"type": "string"}}
VOLUMES = operation("services.storage.list", {"type": "array", "items": thing(["uuid"], uuid=field("string"))})
RESIZE = operation("services.storage.grow", parameters=[UUID], **{"x-idempotent": True})
DESKTOP = thing(["node_id", "screens"], node_id=field("integer", minimum=0), screens=field("integer", default=1))
BORROW = operation(
    "services.desktop.create",
    {"$ref": "#/components/schemas/SessionCreated"},
    requestBody={"required": True, "description": "A desktop.", "content": {"application/json": {"schema": DESKTOP}}},
    **{
        "x-rental": {"method": "borrowed", "service": "remote-desktop", "offers": "services.desktop.list"},
        "x-returns": "SessionCreated",
        "x-recovery-hint": "look at sessions.list() first",
    },
)
DESKTOPS = operation(
    "services.desktop.list", {"type": "array", "items": {"$ref": "#/components/schemas/DesktopMachine"}}
)


def add_operations(document: dict[str, Any]) -> None:
    document["tags"] += [
        {"name": "billing", "description": "What the account owes."},
        {"name": "services.storage", "description": "Volumes."},
        {"name": "services.desktop", "description": "Desktops."},
    ]
    schemas = document["components"]["schemas"]
    schemas["DesktopMachine"] = schemas["MachineRental"] | {"description": "A machine with screens."}
    document["paths"] |= {
        "/nodes/{id}/metrics": {"get": METRICS},
        "/billing": {"get": INVOICES, "post": PAY},
        "/services/storage": {"get": VOLUMES},
        "/services/storage/{uuid}/grow": {"post": RESIZE},
        "/services/desktop": {"get": DESKTOPS, "post": BORROW},
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    project = Project(tmp_path_factory.mktemp("project"))
    project.describe(add_operations)
    done = project.generate()
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.fixture
def server() -> Iterator[Recorder]:
    with Recorder() as recorder:
        yield recorder


CALLER = """
    import inspect, json, sys
    from contextlib import AbstractAsyncContextManager
    import anyio
    from octaspace_sdk import AsyncOctaSpace, OctaSpace, OctaSpaceError

    def shown(value):
        if isinstance(value, list):
            return [shown(one) for one in value]
        return value.to_dict() if hasattr(value, "to_dict") else getattr(value, "content", value)

    async def inside(rental):
        if isinstance(rental, AbstractAsyncContextManager):
            async with rental as session:
                return [session.uuid, session.details.progress]
        with rental as session:
            return [session.uuid, session.details.progress]

    async def main(kind):
        client = kind("key", base_url=URL)
        for code in CODES:
            try:
                value = eval(code)
                value = await value if inspect.isawaitable(value) else value
                found = {"value": shown(value), "also": eval(ALSO)}
            except (OctaSpaceError, ValueError) as error:
                found = {"error": type(error).__name__, "text": "\\n".join([str(error), *getattr(error, "__notes__", ())])}
            print(json.dumps(found, default=str))
        closed = client.close() if kind is OctaSpace else await client.aclose()

    URL, ALSO, *CODES = sys.argv[1:]
    for kind, backend in ((OctaSpace, "asyncio"), (AsyncOctaSpace, "asyncio"), (AsyncOctaSpace, "trio")):
        anyio.run(main, kind, backend=backend)
"""
CLIENTS = 3


def call(project: Project, server: Recorder, *codes: str, also: str = "None") -> list[dict[str, Any]]:
    """What the sync client, the async one on asyncio and that on trio make of the calls."""
    done = project.run("-c", textwrap.dedent(CALLER), server.url, also, *codes)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_no_handwritten_line_changes(project):
    assert project.files("overlay") == project.handwritten
    done = project.run(
        "-c", "import octaspace_api, octaspace_sdk; print(octaspace_api.__file__, octaspace_sdk.__file__)"
    )
    assert all(file.startswith(str(project.folder)) for file in done.stdout.split())


def test_new_operation_of_an_old_tag(project, server):
    server.answers({"cpu": "0.5", "taken_at": 1776161866303, "new": 1})
    found = call(project, server, "client.nodes.metrics(65, window_minutes=5)", also="str(value.taken_at_utc)")
    utc = "2026-04-14 10:17:46.303000+00:00"
    assert found == [{"value": {"cpu": 0.5, "taken_at": 1776161866303, "new": 1}, "also": utc}] * CLIENTS
    assert [(one.method, one.target) for one in server.requests] == [("GET", "/nodes/65/metrics?window-minutes=5")] * 3
    assert {one.headers["authorization"] for one in server.requests} == {"key"}


def test_new_tag_decodes_and_repeats(project, server):
    wire = [{"id": 1, "total-amount": "31428028938060847852", "state": "new word", "lines": [{"text": "a"}]}]
    server.answers(*[answer({}, 503, Retry_After="0"), wire] * CLIENTS)
    found = call(project, server, "client.billing.list()", also="[str(value[0].total_amount_octa), value[0].id]")
    value = [wire[0] | {"total-amount": 31428028938060847852}]
    assert found == [{"value": value, "also": ["31.428028938060847852", 1]}] * CLIENTS
    assert len(server.requests) == 2 * CLIENTS


def test_argument_whose_name_the_function_uses(project, server):
    server.answers({"receipt": "r"})
    found = call(project, server, "client.billing.pay(amount=5, pay_with='card', body_='b')")
    assert [one["value"] for one in found] == [{"receipt": "r"}] * CLIENTS
    assert [one.json for one in server.requests] == [{"amount": 5, "pay-with": "card", "body": "b"}] * CLIENTS


def test_drift_of_a_new_operation_is_tolerated(project, server):
    server.answers([{"id": [], "total-amount": 7}])
    found = call(project, server, "client.billing.list()", also="[value[0].state, str(value[0].total_amount_octa)]")
    assert found == [{"value": [{"id": [], "total-amount": 7}], "also": [None, "7E-18"]}] * CLIENTS


def test_new_operation_that_acts_is_sent_once(project, server):
    server.answers(answer({"message": "no"}, 503, Retry_After="0"))
    found = call(project, server, "client.billing.pay(amount=5, pay_with='card')")
    assert [one["error"] for one in found] == ["ServiceUnavailableError"] * CLIENTS
    sent = [(one.method, one.target, one.json) for one in server.requests]
    assert sent == [("POST", "/billing", {"amount": 5, "pay-with": "card"})] * CLIENTS
    assert all("t may have been processed: look at billing.list() first, it" in one["text"] for one in found)


READY = {"uuid": "u-1", "is_ready": True, "progress": "ready"}
STOPPED = {"status": "stopped"}


def test_new_service_can_be_rented(project, server):
    unready = READY | {"is_ready": False}
    server.answers(*[[{"uuid": "u-1"}], unready, READY, STOPPED] * CLIENTS)
    found = call(project, server, "inside(client.services.desktop.borrowed(node_id=7, poll_interval=0.001, score=5))")
    assert [one["value"] for one in found] == [["u-1", "ready"]] * CLIENTS
    info = ("GET", "/services/u-1/info", None)
    created = ("POST", "/services/desktop", {"node_id": 7, "screens": 1})
    assert [(one.method, one.target, one.json if one.body else None) for one in server.requests] == [
        created,
        info,
        info,
        ("POST", "/services/u-1/stop", {"score": 5}),
    ] * CLIENTS


def test_new_service_that_does_not_become_ready_is_stopped(project, server):
    server.answers(*[[{"uuid": "u-1"}], answer({"message": "gone"}, 403), STOPPED] * CLIENTS)
    found = call(project, server, "inside(client.services.desktop.borrowed(node_id=7))")
    assert [one["error"] for one in found] == ["PermissionDeniedError"] * CLIENTS
    assert [one.target for one in server.requests][2::3] == ["/services/u-1/stop"] * CLIENTS


def test_session_of_a_new_service_is_found_when_its_answer_is_lost(project, server):
    listed = [{"uuid": f"u-{service}", "service": service, "duration": 1} for service in ("remote-desktop", "desktop")]
    server.answers(*[answer({"message": "no"}, 500), listed] * CLIENTS)
    found = call(project, server, "inside(client.services.desktop.borrowed(node_id=7))")
    assert [one["error"] for one in found] == ["ServerError"] * CLIENTS
    for one in found:
        assert "it may have started session u-remote-desktop: stop() what is not wanted" in one["text"]
        assert one["text"].count("look at sessions.list() first") == 1


def test_new_service_can_refuse(project, server):
    server.answers([{"id": 0, "reason": "no desktop left"}])
    found = call(project, server, "inside(client.services.desktop.borrowed(node_id=7))")
    assert [one["error"] for one in found] == ["ProvisionRejectedError"] * CLIENTS
    assert len(server.requests) == CLIENTS


def test_new_service_has_search_and_candidates(project, server):
    dear, cheap = load("services/mr/list.json")
    refusal = [{"id": 0, "reason": "no desktop left"}]
    server.answers(*[[dear, cheap], refusal, [{"uuid": "u-1"}]] * CLIENTS)
    found = call(
        project,
        server,
        "client.services.desktop.search(min_vram_gb=1, order_by='price')",
        "client.services.desktop.create(candidates=[7, 8], screens=2)",
    )
    assert [[machine["node_id"] for machine in one["value"]] for one in found[::2]] == [[9010]] * CLIENTS
    assert [one["value"] for one in found[1::2]] == [{"uuid": "u-1", "node_id": 8}] * CLIENTS
    assert [one.json for one in server.requests if one.method == "POST"] == [
        {"node_id": 7, "screens": 2},
        {"node_id": 8, "screens": 2},
    ] * CLIENTS


def test_new_nested_tag(project, server):
    server.answers(*[[{"uuid": "v-1"}], answer({}, 503, Retry_After="0"), b""] * CLIENTS)
    found = call(project, server, "client.services.storage.list()", "client.services.storage.grow('a/b')")
    assert [one["value"] for one in found] == [[{"uuid": "v-1"}], None] * CLIENTS
    grow = ["/services/storage/a%2Fb/grow"] * 2
    assert [one.target for one in server.requests] == ["/services/storage", *grow] * CLIENTS


def test_raw_has_the_new_operations(project, server):
    server.answers([])
    found = call(project, server, "client.raw.billing.list()", also="value.status")
    assert [one["also"] for one in found] == [200] * CLIENTS
    assert [one.target for one in server.requests] == ["/billing"] * CLIENTS


TOOLS = """
    import json, sys
    from decimal import Decimal
    import anyio
    from mcp import Client
    from octaspace_sdk import AsyncOctaSpace
    from octaspace_sdk.mcp.server import octaspace_server

    async def main():
        client = AsyncOctaSpace("key", base_url=sys.argv[1])
        async with client, octaspace_server(client, spending_limit=Decimal(1)) as server, Client(server) as mcp:
            found = {tool.name: tool.model_dump() for tool in (await mcp.list_tools()).tools}
            read = await mcp.call_tool("nodes_metrics", {"node_id": 65, "window_minutes": 5})
            asked = await mcp.call_tool("billing_pay", {"amount": 5, "pay_with": "card"})
            rental = await mcp.call_tool("services_desktop_create", {"node_id": 7})
            found_desktops = await mcp.call_tool("services_desktop_search", {"max_price": 0.5})
            calls = (read, asked, rental, found_desktops)
            answers = [call.structured_content or call.content[0].text for call in calls]
            print(json.dumps([found, *answers]))

    anyio.run(main)
"""


def test_new_operations_are_tools(project, server):
    offers = [{"node_id": 7, "total_price_usd": 0.25}, {"node_id": 8, "total_price_usd": 0.75}]
    server.answers({"cpu": "0.5", "taken_at": 1776161866303}, offers, offers)
    done = project.run("-c", textwrap.dedent(TOOLS), server.url)
    assert done.returncode == 0, done.stderr
    tools, read, asked, rental, desktops = json.loads(done.stdout)
    window = tools["nodes_metrics"]["input_schema"]["properties"]["window_minutes"]
    assert window == {"type": "integer", "minimum": 1, "maximum": 1440, "description": "How far back."}
    assert read == {"cpu": 0.5, "taken_at": 1776161866303, "taken_at_utc": "2026-04-14T10:17:46.303000+00:00"}
    assert tools["billing_pay"]["input_schema"]["required"] == ["amount", "pay_with"]
    assert asked["would_do"] == "Try billing.pay"
    assert rental["usd_per_hour"] == "0.25"
    assert [desktop["node_id"] for desktop in desktops["entries"]] == [7]
    assert [(one.method, one.target) for one in server.requests] == [
        ("GET", "/nodes/65/metrics?window-minutes=5"),
        ("GET", "/services/desktop"),
        ("GET", "/services/desktop"),
    ]


WRONG = {
    "client.billing.pay(amount=0, pay_with='card')": "amount",
    "client.billing.pay(amount=True, pay_with='card')": "amount",
    "client.billing.pay(amount=5, pay_with='')": "pay_with",
    "client.billing.pay(amount=5, pay_with='card', note=5)": "note",
    "client.nodes.metrics(65, window_minutes=1441)": "window_minutes",
    "client.nodes.metrics(-1)": "node_id",
    "client.services.storage.grow('..')": "uuid",
    "client.services.desktop.borrowed(node_id=-1)": "node_id",
    "client.services.desktop.borrowed(node_id=1, ready_timeout=0)": "ready_timeout",
    "client.services.desktop.borrowed(node_id=1, score=6)": "score",
    "client.services.desktop.borrowed(7, node_id=1)": "borrowed() takes one of a machine",
    "client.services.desktop.search(limit=0)": "limit",
}


def test_arguments_of_a_new_operation_are_checked(project, server):
    found = call(project, server, *WRONG)
    assert [one["error"] for one in found] == ["ValueError"] * len(WRONG) * CLIENTS
    for one, name in zip(found, [*WRONG.values()] * CLIENTS, strict=True):
        assert name in one["text"]
    assert server.requests == []


def test_generating_twice_changes_nothing(project):
    before = project.files()
    assert project.generate().returncode == 0
    assert project.files() == before


def test_generated_is_well_typed(project):
    code = """
        from typing import assert_type
        from octaspace_api.models import DesktopMachine, SessionInfo
        from octaspace_sdk import AsyncOctaSpace, OctaSpace, RawResponse

        def sync(client: OctaSpace) -> None:
            assert_type(client.billing.list()[0].total_amount, int)
            assert_type(client.nodes.metrics(1).cpu, float)
            assert_type(client.raw.billing.list(), RawResponse)
            with client.services.desktop.borrowed(node_id=1, screens=2) as desktop:
                assert_type(desktop.details, SessionInfo)
            client.services.desktop.borrowed(screen=2)  # type: ignore[call-arg]
            [offer] = client.services.desktop.search(gpu="4090", limit=1)
            assert_type(offer, DesktopMachine)
            assert_type(client.services.desktop.create(offer).node_id, int)

        async def concurrent(client: AsyncOctaSpace) -> None:
            assert_type((await client.billing.list())[0].total_amount, int)
            async with client.services.desktop.borrowed(node_id=1) as desktop:
                assert_type(await desktop.info(), SessionInfo)
    """
    (project.folder / "user.py").write_text(textwrap.dedent(code))
    done = project.run("-m", "mypy", "--strict", "--no-incremental", "--cache-dir", "/dev/null", "user.py")
    assert done.returncode == 0, done.stdout


def test_edit_by_hand_is_found(project):
    edited = project.package / "models" / "account.py"
    before = edited.read_bytes()
    edited.write_text("# an edit")
    (project.package / "models" / "extra.py").touch()
    done = project.run("-c", "import sys; from tools import check; sys.exit(0 if check.generated_is_fresh() else 7)")
    (project.package / "models" / "extra.py").unlink()
    edited.write_bytes(before)
    assert done.returncode == 7, done.stderr
    for name in ("models/account.py", "models/extra.py"):
        assert f"generated/octaspace_api/{name} is not what openapi.yaml gives" in done.stdout
    assert "make generate" in done.stdout


def test_no_difference_is_found_where_there_is_none(project, tmp_path):
    copy = tmp_path / "octaspace_api"
    shutil.copytree(project.package, copy)
    code = "import pathlib, sys; from tools import check; print(check.differences(*map(pathlib.Path, sys.argv[1:])))"
    done = project.run("-c", code, str(copy), str(project.package))
    assert done.stdout.strip() == "[]", done.stderr
