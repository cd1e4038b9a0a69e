"""Wrong arguments are a ValueError that names the argument, before anything is sent."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from tests.support.clients import done
from tests.support.operations import UUID
from tests.support.recorder import load

pytestmark = pytest.mark.anyio

NOT_IDS = [-1, "65", 6.5, True, None, [65], b"65", Decimal(65), float("nan")]
NOT_TEXT = [None, 5, b"x", True, ["x"]]
NOT_OPTIONAL_TEXT = [5, b"x", True, ["x"], "lone surrogate \ud800"]
NOT_OPTIONAL_INTEGER_OR_TEXT = [5.5, b"x", True, ["x"], "lone surrogate \ud800"]
NOT_FLAGS = ["true", 1, 0, "", []]
NOT_MAPPINGS = [[], "a=b", 5, [("a", 1)], {1: "x"}, {None: "x"}, True]
NOT_PORTS = [
    22,
    "22",
    b"22",
    bytearray(b"22"),
    {22},
    {"22": 22},
    [0],
    [-1],
    [65536],
    ["22"],
    [22, None],
    [True],
    [22.0],
    iter([22]),
]
NOT_SIZES = [0, -10, "50", 50.5, True, None]
EMPTY = ["", " ", "\t\n"]

RENT = {"node_id": 1, "disk_size": 10, "image": "ubuntu:24.04"}
RENDER = {"node_id": 1, "disk_size": 10}


def mr(client, **changes):
    return client.services.mr.create(**RENT | changes)


def vpn(client, **changes):
    return client.services.vpn.create(**{"node_id": 1} | changes)


def render(client, **changes):
    return client.services.render.create(**RENDER | changes)


# The argument, a call that takes it, and the values it must refuse.
TABLE = [
    ("country", lambda c, v: c.nodes.list(country=v), [*NOT_OPTIONAL_TEXT, "", "D", "DEU", "  "]),
    ("app_uuid", lambda c, v: c.nodes.list(app_uuid=v), [*NOT_OPTIONAL_TEXT, *EMPTY]),
    ("node_id", lambda c, v: c.nodes.find(v), NOT_IDS),
    ("node_id", lambda c, v: c.nodes.download_ident(v), NOT_IDS),
    ("node_id", lambda c, v: c.nodes.download_logs(v), NOT_IDS),
    ("node_id", lambda c, v: c.nodes.update_prices(v), NOT_IDS),
    ("prices", lambda c, v: c.nodes.update_prices(65, v), NOT_MAPPINGS),
    ("node_id", lambda c, v: c.nodes.reboot(v), NOT_IDS),
    ("recent", lambda c, v: c.sessions.list(recent=v), NOT_FLAGS),
    ("query", lambda c, v: c.services.mr.list(v), NOT_MAPPINGS),
    ("node_id", lambda c, v: mr(c, node_id=v), NOT_IDS),
    ("disk_size", lambda c, v: mr(c, disk_size=v), NOT_SIZES),
    ("image", lambda c, v: mr(c, image=v), [*NOT_TEXT, *EMPTY]),
    ("app", lambda c, v: mr(c, app=v), NOT_TEXT),
    ("envs", lambda c, v: mr(c, envs=v), NOT_MAPPINGS),
    ("ports", lambda c, v: mr(c, ports=v), NOT_PORTS),
    ("http_ports", lambda c, v: mr(c, http_ports=v), NOT_PORTS),
    ("start_command", lambda c, v: mr(c, start_command=v), NOT_TEXT),
    ("entrypoint", lambda c, v: mr(c, entrypoint=v), NOT_TEXT),
    ("organization_id", lambda c, v: mr(c, organization_id=v), NOT_OPTIONAL_INTEGER_OR_TEXT),
    ("project_id", lambda c, v: mr(c, project_id=v), NOT_OPTIONAL_INTEGER_OR_TEXT),
    ("query", lambda c, v: c.services.vpn.list(v), NOT_MAPPINGS),
    ("node_id", lambda c, v: vpn(c, node_id=v), NOT_IDS),
    ("subkind", lambda c, v: vpn(c, subkind=v), NOT_OPTIONAL_TEXT),
    ("protocol", lambda c, v: vpn(c, subkind="v2ray", protocol=v), [*NOT_OPTIONAL_TEXT, None, ""]),
    ("protocol", lambda c, v: vpn(c, extra={"subkind": "v2ray", "protocol": v}), [None, ""]),
    ("protocol", lambda c, v: vpn(c, subkind="wg", extra={"subkind": v}), ["v2ray"]),
    ("protocol", lambda c, v: vpn(c, subkind="v2ray", protocol="vmess", extra={"protocol": v}), [None, ""]),
    ("organization_id", lambda c, v: vpn(c, organization_id=v), NOT_OPTIONAL_INTEGER_OR_TEXT),
    ("project_id", lambda c, v: vpn(c, project_id=v), NOT_OPTIONAL_INTEGER_OR_TEXT),
    ("extra", lambda c, v: vpn(c, extra=v), NOT_MAPPINGS),
    ("query", lambda c, v: c.services.vpn.list({"a": v}), [b"a", bytearray(b"a")]),
    ("query", lambda c, v: c.services.render.list(v), NOT_MAPPINGS),
    ("node_id", lambda c, v: render(c, node_id=v), NOT_IDS),
    ("disk_size", lambda c, v: render(c, disk_size=v), NOT_SIZES),
    ("envs", lambda c, v: render(c, envs=v), NOT_MAPPINGS),
    ("multi_gpu_worker", lambda c, v: render(c, multi_gpu_worker=v), NOT_FLAGS),
    ("uuid", lambda c, v: c.services.session(v).info(), [*NOT_TEXT, *EMPTY, ".", "..", "\ud800"]),
    ("uuid", lambda c, v: c.services.session(v).logs(), [*NOT_TEXT, *EMPTY, ".", ".."]),
    ("uuid", lambda c, v: c.services.session(v).stop(), [*NOT_TEXT, *EMPTY, ".", ".."]),
    ("recent", lambda c, v: c.services.session(UUID).logs(recent=v), NOT_FLAGS),
    ("score", lambda c, v: c.services.session(UUID).stop(score=v), [0, 6, 9, -1, True, "5", 4.5, [5]]),
    ("node_id", lambda c, v: c.idle_jobs.find(v, 42), NOT_IDS),
    ("job_id", lambda c, v: c.idle_jobs.find(69, v), NOT_IDS),
    ("node_id", lambda c, v: c.idle_jobs.logs(v, 42), NOT_IDS),
    ("job_id", lambda c, v: c.idle_jobs.logs(69, v), NOT_IDS),
]


async def answer_to(call, client, value):
    """The text of the ValueError, or nothing when there was none."""
    try:
        await done(call(client, value))
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("name", "call", "values"), TABLE, ids=[f"{i} {one[0]}" for i, one in enumerate(TABLE)])
async def test_wrong_argument_is_named_and_nothing_is_sent(server, client, name, call, values):
    answers = [(value, await answer_to(call, one, value)) for value in values for one in (client, client.raw)]
    assert [(value, text) for value, text in answers if not re.search(rf"\b{name}\b", text)] == []
    assert (server.requests, server.connections) == ([], 0)


NOT_LISTS = [5, True, None, "5", b"5", bytearray(b"5"), {5: 1}]


@pytest.mark.parametrize("value", NOT_LISTS, ids=repr)
async def test_candidates_that_are_no_list_are_refused_before_anything_is_sent(server, client, value):
    with pytest.raises(ValueError, match="candidates must be a list of machines"):
        await done(client.services.mr.create(candidates=value, disk_size=1, image="i"))
    assert server.connections == 0


async def coroutine_function(info: object) -> None:
    """Nothing of it would run."""


@pytest.mark.parametrize("value", [5, "print", coroutine_function])
async def test_progress_that_cannot_be_called_is_refused_before_anything_is_sent(server, client, value, tmp_path):
    session = client.services.session(UUID)
    with pytest.raises(ValueError, match=r"^on_progress must be"):
        await done(session.wait_ready(on_progress=value))
    with pytest.raises(ValueError, match=r"^progress must be"):
        await done(client.nodes.download_logs(1, to=tmp_path / "log", progress=value))
    assert server.connections == 0


ACCEPTED = [
    lambda c: c.nodes.list(country="de"),
    lambda c: c.nodes.find(0),
    lambda c: c.nodes.find(2**70),
    lambda c: mr(c, ports=[1, 65535], http_ports=[], app="", envs={}),
    lambda c: mr(c, ports=(22,), http_ports=range(1, 3), disk_size=1),
    lambda c: vpn(c, subkind="v2ray", protocol="vless"),
    lambda c: vpn(c, subkind="v2ray", extra={"protocol": "trojan"}),
    lambda c: vpn(c, extra={"subkind": "v2ray", "protocol": "trojan"}),
    lambda c: vpn(c, subkind="v2ray", extra={"subkind": "wg"}),
    lambda c: vpn(c, subkind="wg", protocol="vmess"),
    lambda c: vpn(c, subkind="a subkind of next year"),
    lambda c: render(c, multi_gpu_worker=False),
    lambda c: c.services.session(UUID).stop(score=1),
    lambda c: c.services.session(UUID).stop(score=5),
    lambda c: c.idle_jobs.find(0, 0),
]


@pytest.mark.parametrize("call", ACCEPTED, ids=[str(index) for index in range(len(ACCEPTED))])
async def test_argument_at_its_edge_is_sent(server, client, call):
    await done(call(client.raw))
    assert len(server.requests) == 1


REQUIRED = [
    lambda c: c.nodes.find(),
    lambda c: c.services.mr.create(node_id=1, disk_size=1),
    lambda c: c.services.vpn.create(),
    lambda c: c.services.render.create(node_id=1),
    lambda c: c.services.session(),
    lambda c: c.idle_jobs.find(1),
    lambda c: c.services.mr.create(1, 10, "image"),
    lambda c: mr(c, imagee="typo"),
]


@pytest.mark.parametrize("call", REQUIRED, ids=[str(index) for index in range(len(REQUIRED))])
async def test_missing_and_unknown_arguments_are_python_errors(server, client, call):
    with pytest.raises(TypeError):
        await done(call(client))
    assert server.requests == []


@pytest.mark.parametrize("value", [object(), float, lambda: None, {"deep": [object]}])
async def test_body_that_is_not_json_is_refused(server, client, value):
    with pytest.raises(ValueError, match=r"nodes\.update_prices"):
        await done(client.nodes.update_prices(65, {"base": value}))
    assert server.requests == []


async def test_body_that_holds_itself_is_refused(server, client):
    prices: dict[str, object] = {}
    prices["self"] = prices
    with pytest.raises(ValueError, match=r"nodes\.update_prices"):
        await done(client.nodes.update_prices(65, prices))
    assert server.requests == []


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
async def test_number_that_json_does_not_have_is_not_sent_as_null(server, client, value):
    with pytest.raises(ValueError, match=r"nodes\.update_prices"):
        await done(client.nodes.update_prices(65, {"base": value}))
    assert server.requests == []


@pytest.mark.parametrize("query", [{"a": "lone \ud800"}, {"lone \ud800": "a"}], ids=["value", "key"])
async def test_query_that_utf_8_cannot_encode_is_refused(server, client, query):
    with pytest.raises(ValueError, match="query"):
        await done(client.services.mr.list(query))
    assert server.requests == []


async def test_secret_values_are_not_repeated(server, client):
    with pytest.raises(ValueError, match="envs") as caught:
        await done(client.services.mr.create(**RENT, envs="TOKEN=swordfish"))
    assert "swordfish" not in str(caught.value)


async def test_env_values_are_text(server, client):
    with pytest.raises(ValueError, match="envs"):
        await done(client.services.mr.create(**RENT, envs={"WORKERS": 4}))
    assert server.requests == []


async def test_request_of_the_table_would_be_sent(server, client):
    """The arguments that are the same in all rows above are good ones."""
    for call in (mr, vpn, render):
        server.answers(load("services/vpn/create_response.json"))
        await done(call(client))
    assert len(server.requests) == 3
