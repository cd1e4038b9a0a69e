"""What goes over the wire, for each operation, from both clients and from their `raw`."""

from __future__ import annotations

import enum

import httpx
import pytest
from tests.support.clients import KEY, done
from tests.support.examples import described_calls
from tests.support.operations import APP, EACH_ID, OPERATIONS, UUID, Operation, name, of_description
from tests.support.recorder import Recorded, sample

from octaspace_sdk import API_VERSION, __version__

pytestmark = pytest.mark.anyio

EACH = pytest.mark.parametrize("operation", OPERATIONS, ids=name)


def answer_of(operation: Operation) -> bytes:
    return operation.payload


def check(sent: Recorded, operation: Operation) -> None:
    assert f"{sent.method} {sent.path}" == operation.request
    assert tuple(sent.query) == operation.query
    assert sent.json == operation.body
    assert list(sent.json or []) == list(operation.body or [])
    assert sent.headers["authorization"] == KEY
    assert sent.headers["user-agent"] == f"octaspace-sdk/{__version__} (api {API_VERSION})"
    assert sent.headers.get("content-type") == (None if operation.body is None else "application/json")


def test_the_table_has_all_operations(spec_operations):
    assert sorted(one.id for one in EACH_ID) == spec_operations
    assert len(EACH_ID) >= 23


@pytest.fixture
def spec_operations():
    from tests.support.description import operations

    return sorted(data["operationId"] for _, _, data in operations())


@EACH
async def test_operation_sends(server, client, operation):
    server.answers(answer_of(operation))
    await done(operation.call(client))
    check(server.last, operation)


@EACH
async def test_raw_operation_sends_the_same_and_returns_the_bytes(server, client, operation):
    server.answers(answer_of(operation))
    response = await done(operation.call(client.raw))
    check(server.last, operation)
    assert (response.status, response.content) == (200, answer_of(operation))


@pytest.mark.parametrize("described", described_calls(), ids=lambda call: call.id)
async def test_description_alone_says_how_to_call(server, client, described):
    server.answers(described.answer)
    await done(described.on(client))
    check(server.last, of_description(described))


async def test_without_a_key_there_is_no_authorization(server, connect):
    server.answers(sample("network/info.json"))
    await done(connect(api_key="").network.info())
    assert "authorization" not in server.last.headers


async def test_keys_of_the_rental_are_all_present_in_order(server, client):
    server.answers(sample("services/mr/create_response_array.json"))
    await done(client.services.mr.create(node_id=1, disk_size=1, image="i"))
    assert list(server.last.json[0]) == [
        *("id", "node_id", "disk_size", "image", "app", "envs", "ports", "http_ports", "start_command", "entrypoint")
    ]


HOSTILE = [
    ("a/b", "/services/a%2Fb/info"),
    ("../../accounts", "/services/..%2F..%2Faccounts/info"),
    ("%2e%2e", "/services/%252e%252e/info"),
    ("a%2Fb", "/services/a%252Fb/info"),
    ("a?recent=true#x", "/services/a%3Frecent%3Dtrue%23x/info"),
    ("a b+c&d;e", "/services/a%20b%2Bc%26d%3Be/info"),
    ("...", "/services/.../info"),
    ("\\..\\", "/services/%5C..%5C/info"),
    ("a\r\nX-Evil: 1", "/services/a%0D%0AX-Evil%3A%201/info"),
    ("узел", "/services/%D1%83%D0%B7%D0%B5%D0%BB/info"),
]


@pytest.mark.parametrize("own_client", [False, True], ids=["built in", "http_client"])
@pytest.mark.parametrize(("uuid", "target"), HOSTILE, ids=ascii)
async def test_uuid_stays_in_its_segment(server, connect, flavour, uuid, target, own_client):
    server.answers(sample("services/session/info_mr.json"))
    if own_client:
        kind = httpx.Client if flavour == "sync" else httpx.AsyncClient
        http_client = kind(verify=False)
        await done(connect(http_client=http_client).services.session(uuid).info())
        await done(http_client.close() if flavour == "sync" else http_client.aclose())
    else:
        await done(connect().services.session(uuid).info())
    assert server.last.target == target
    assert "x-evil" not in server.last.headers


@pytest.mark.parametrize("uuid", [".", ".."])
@pytest.mark.parametrize("method", ["info", "logs", "stop"])
async def test_uuid_of_dots_is_refused(server, client, uuid, method):
    with pytest.raises(ValueError, match="uuid"):
        await done(getattr(client.services.session(uuid), method)())
    assert server.requests == []


async def test_query_is_percent_encoded(server, client):
    server.answers([])
    await done(client.services.mr.list({"a&b": "c=d e+f/ü#?", "empty": ""}))
    assert server.last.target == "/services/mr?a%26b=c%3Dd%20e%2Bf%2F%C3%BC%23%3F&empty="
    assert server.last.query == [("a&b", "c=d e+f/ü#?"), ("empty", "")]


async def test_app_uuid_cannot_add_a_parameter(server, client):
    server.answers([])
    await done(client.nodes.list(app_uuid=f"{APP}&country=DE"))
    assert server.last.query == [("app_uuid", f"{APP}&country=DE")]


class Country(str, enum.Enum):  # noqa: UP042 (how it was written before Python 3.11)
    GERMANY = "DE"


class Machine(int, enum.Enum):
    FAST = 65


async def test_member_of_an_enum_is_sent_as_its_value(server, client):
    server.answers([])
    await done(client.nodes.list(country=Country.GERMANY))
    await done(client.raw.nodes.find(Machine.FAST))
    await done(client.services.mr.list({"fast": Machine.FAST}))
    targets = [request.target for request in server.requests]
    assert targets == ["/nodes?country=DE", "/nodes/65", "/services/mr?fast=65"]


async def test_recent_false_is_sent_as_given(server, client):
    server.answers(sample("services/session/logs.json"))
    await done(client.services.session(UUID).logs(recent=False))
    assert server.last.query == [("recent", "false")]


async def test_base_url_with_a_path_keeps_it(server, connect):
    server.answers([])
    await done(connect(base_url=f"{server.url}/v1/").apps.list())
    assert server.last.target == "/v1/apps"


async def test_values_given_are_not_changed_by_the_call(server, client):
    server.answers({"uuid": UUID})
    extra, ports, envs = {"a": 1}, [22], {"A": "b"}
    await done(client.services.vpn.create(node_id=1, extra=extra))
    await done(client.services.mr.create(node_id=1, disk_size=1, image="i", ports=ports, envs=envs))
    assert (extra, ports, envs) == ({"a": 1}, [22], {"A": "b"})


async def test_big_numbers_and_text_are_sent_exactly(server, client):
    prices = {"base": 31428028938060847852, "note": 'ü "quoted" \u2028 \x00'}
    await done(client.nodes.update_prices(65, prices))
    assert server.last.json == prices


async def test_ports_may_be_any_sequence(server, client):
    server.answers({"uuid": UUID})
    await done(client.services.mr.create(node_id=1, disk_size=1, image="i", ports=(22, 80), http_ports=range(2, 4)))
    assert (server.last.json[0]["ports"], server.last.json[0]["http_ports"]) == ([22, 80], [2, 3])


async def test_calls_share_a_connection(server, client):
    server.answers([])
    for _ in range(5):
        await done(client.apps.list())
    assert len(server.requests) == 5
    assert server.connections == 1
