"""No field makes a call fail: what fits is decoded, what does not is kept as it came, and the drift is reported."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.fuzz.oracle import misfits, plain
from tests.support.clients import KEY, done
from tests.support.operations import BY_ID
from tests.support.recorder import Recorder, load
from tests.support.samples import TABLE, WITH_ALIASES

from octaspace_api.model import Model
from octaspace_sdk import DecodeError, Drift, OctaSpace
from octaspace_sdk.decoding import drift

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

# A wallet's address is taken from two fields, so one odd field there is not the only odd value.
TWO_FIELDS = {"accounts/profile.json", "accounts/wallet_network.json"}
MODELS = [
    (one, sample)
    for one, sample, kind, _ in TABLE
    if issubclass(kind, Model) and not one.endswith(".create") and sample not in TWO_FIELDS | WITH_ALIASES
]
WAYS = {"null": None, "object": {"odd": [1]}, "list": [{"odd": 1}, "x"], "text": "an odd text", "number": 12.5}
EACH_WAY = pytest.mark.parametrize("way", [*WAYS, "missing"])
EACH_SAMPLE = pytest.mark.parametrize(("operation", "sample"), MODELS, ids=[sample for _, sample in MODELS])

Place = tuple[str | int, ...]


@pytest.fixture(autouse=True)
def nothing_seen_before(monkeypatch):
    """A place is logged once in the life of a process; each test begins a new one."""
    monkeypatch.setattr(drift, "logged", set())


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Every field of a payload, in the first item of each list."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield (*place, key)
            yield from places(one, (*place, key))
    elif isinstance(value, list):
        for index, one in enumerate(value[:1]):
            yield from places(one, (*place, index))


def within(value: Any, place: Place) -> Any:
    """What the field at the place is a field of."""
    for step in place[:-1]:
        value = value[step]
    return value


@contextmanager
def drifted(payload: Any, place: Place, way: str) -> Iterator[Any]:
    owner = within(payload, place)
    kept = dict(owner)
    if way == "missing":
        del owner[place[-1]]
    else:
        owner[place[-1]] = WAYS[way]
    yield payload
    owner.clear()
    owner.update(kept)


def mended(value: Any, place: Place, whole: Any) -> Any:
    """The value with that of the whole one at the place."""
    if place[-1] in within(whole, place):
        within(value, place)[place[-1]] = within(whole, place)[place[-1]]
    return value


@pytest.fixture(scope="module")
def api():
    """One server and one client for the thousands of payloads below."""
    drifts: list[Drift] = []
    with Recorder() as server, OctaSpace(KEY, base_url=server.url, on_drift=drifts.append) as client:
        yield server, client, drifts


@EACH_WAY
@EACH_SAMPLE
def test_one_odd_field_spoils_nothing_else_and_is_reported(api, caplog, operation, sample, way):
    server, client, drifts = api
    call, payload = BY_ID[operation].call, load(sample)
    server.answers(payload)
    found = call(client)
    kind, whole = (list[type(found[0])] if isinstance(found, list) else type(found)), plain(found)
    for place in list(places(payload)):
        for record in (drifts, caplog.records, drift.logged):
            record.clear()
        with drifted(payload, place, way):
            server.answers(payload)
            found = call(client)
        assert mended(plain(found), place, whole) == whole, place
        reported, expected = {drift.path for drift in drifts}, set(misfits(found, kind))
        if way == "missing":  # a field that is promised, and may be null, may not be left out
            expected |= reported & {"".join("[]" if step == 0 else f".{step}" for step in place).lstrip(".")}
        assert reported == expected, place
        assert {drift.operation for drift in drifts} <= {operation}
        warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
        assert len(warnings) == len(reported), place


ODD = [{"uuid": "u", "service": "mr", "duration": {"s": 1}, "started_at": None, "charge_amount": 5}]


async def test_drift_says_what_was_expected_and_what_came(server, connect):
    drifts: list[Drift] = []
    server.answers(ODD)
    [session] = await done(connect(on_drift=drifts.append).sessions.list())
    assert (session.duration, session.charge_amount, session.uuid) == ({"s": 1}, 5, "u")
    assert drifts == [
        Drift(
            operation="sessions.list", path="[].duration", expected=drifts[0].expected, got="object", sample='{"s": 1}'
        )
    ]
    assert "integer" in drifts[0].expected


async def test_missing_field_that_was_promised_is_none(server, connect):
    drifts: list[Drift] = []
    server.answers([{"uuid": "u", "service": "mr", "duration": 1, "started_at": 1}])
    [session] = await done(connect(on_drift=drifts.append).sessions.list())
    assert (session.charge_amount, session.charge_amount_octa, session.duration) == (None, None, 1)
    assert [(drift.path, drift.got) for drift in drifts] == [("[].charge_amount", "missing")]


async def test_drift_is_logged_once_for_each_place(server, connect, caplog):
    caplog.set_level(logging.WARNING)
    client = connect()
    server.answers(ODD * 3)
    for _ in range(3):
        await done(client.sessions.list())
    [record] = caplog.records
    for part in ("sessions.list", "[].duration", "object"):
        assert part in record.getMessage()


async def test_drift_of_many_items_is_one_report(server, connect):
    drifts: list[Drift] = []
    server.answers(ODD * 100)
    await done(connect(on_drift=drifts.append).sessions.list())
    assert [drift.path for drift in drifts] == ["[].duration"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["JSON", "with a byte order mark"])
async def test_items_are_decoded_alike_whatever_comes_before_them(server, client, mark):
    whole = load("nodes/list.json")[0]
    odd = [
        whole | {"uptime": "a while"},
        whole | {"system": whole["system"] | {"cpu_cores": [8]}},
        {name: value for name, value in whole.items() if name != "osn"},
        "no node",
    ]
    answer = [whole, *odd * 5, whole, whole, *odd]
    server.answers(mark + json.dumps(answer).encode())
    nodes = await done(client.nodes.list())
    assert [node.to_dict() if isinstance(node, Model) else node for node in nodes] == answer
    assert nodes[0] == nodes[-5] == nodes[-6]


async def test_derived_values_of_a_drifted_field_are_none(server, client):
    server.answers([load("services/mr/list.json")[0] | {"base_usd": [], "net_down_mbits": "fast", "base": {"a": 1}}])
    [machine] = await done(client.services.mr.list())
    assert (machine.base_usd_per_hour, machine.net_down_mbps, machine.base_octa) == (None, None, None)
    assert machine.storage_usd_per_hour is not None


SECRET = "hunter2-swordfish"
SECRETS = [
    ("services.session.info", "services/session/info_mr.json", "user_envs", [SECRET]),
    ("services.session.info", "services/session/info_mr.json", "user_envs", {"TOKEN": {"value": SECRET}}),
    ("services.session.info", "services/session/info_mr.json", "user_envs", {"TOKEN": [SECRET]}),
    ("services.session.info", "services/session/info_vpn_wg.json", "config", [SECRET]),
    ("services.session.info", "services/session/info_vpn_wg.json", "config", {"ip": {"key": SECRET}, "port": 1}),
    ("services.session.info", "services/session/info_vpn_wg.json", "config", {"ip": "a", "port": SECRET}),
    ("services.session.info", "services/session/info_mr.json", "ssh_web", [SECRET]),
    ("services.session.info", "services/session/info_mr.json", "ssh_direct", SECRET),
    ("services.session.info", "services/session/info_mr.json", "ssh_direct", {"host": [SECRET], "port": 1}),
    ("accounts.profile", "accounts/profile.json", "wallet", [SECRET]),
    ("accounts.generate_wallet", "accounts/profile.json", "wallet", {"private_key": SECRET}),
]


@pytest.mark.parametrize(("operation", "sample", "field", "value"), SECRETS)
async def test_secret_that_drifted_is_masked(server, connect, caplog, operation, sample, field, value):
    caplog.set_level(logging.DEBUG)
    drifts: list[Drift] = []
    server.answers(load(sample) | {field: value})
    found = await done(BY_ID[operation].call(connect(on_drift=drifts.append)))
    assert drifts
    assert SECRET not in repr(drifts)
    assert SECRET not in caplog.text
    assert SECRET not in repr(found)
    assert SECRET in repr(plain(found))


async def test_long_value_is_shortened_in_a_report(server, connect):
    drifts: list[Drift] = []
    server.answers([ODD[0] | {"duration": ["word " * 2_000]}])
    await done(connect(on_drift=drifts.append).sessions.list())
    assert [len(drift.sample) for drift in drifts] == [60]


UNUSUAL = [
    ('{"uid": NaN}', "uid"),
    ('{"uid": Infinity}', "uid"),
    ('{"uid": 1e400}', "uid"),
    ('{"email": "\\ud800"}', "email"),
    ('{"uid": 5, "uid": []}', "uid"),
    ('{"uid": ' + "[" * 500 + "]" * 500 + "}", "uid"),
]


@pytest.mark.parametrize(("body", "field"), UNUSUAL, ids=[one[0][:16] for one in UNUSUAL])
async def test_json_beyond_the_standard_is_no_reason_to_fail(server, client, body, field):
    server.answers(body.replace("{", '{"account_uuid": "a", "balance": 7, ', 1).encode())
    account = await done(client.accounts.profile())
    assert (account.account_uuid, account.balance) == ("a", 7)
    assert getattr(account, field) is not None


async def test_item_of_a_list_that_is_no_object_is_kept(server, connect):
    drifts: list[Drift] = []
    server.answers([*load("sessions/active.json"), None, "gone"])
    sessions = await done(connect(on_drift=drifts.append).sessions.list())
    assert [getattr(one, "node_id", one) for one in sessions] == [65, 9539, None, "gone"]
    assert {drift.path for drift in drifts} == {"[]"}


async def test_raw_answers_report_no_drift(server, connect):
    drifts: list[Drift] = []
    server.answers(ODD)
    response = await done(connect(on_drift=drifts.append).raw.sessions.list())
    assert (response.json(), drifts) == (ODD, [])


async def test_model_with_odd_fields_can_be_shown_compared_and_made_plain(server, client):
    server.answers(ODD)
    [one] = await done(client.sessions.list())
    [other] = await done(client.sessions.list())
    assert one == other
    assert one.to_dict()["duration"] == {"s": 1}
    assert "duration={'s': 1}" in repr(one)


DEEP = [b"[" * depth + b"]" * depth for depth in (2_000, 100_000)] + [b'{"a":' * 3_000 + b"1" + b"}" * 3_000]


@pytest.mark.parametrize("deep", DEEP, ids=len)
@pytest.mark.parametrize("operation", ["accounts.profile", "apps.list"])
async def test_nesting_thousands_deep_is_a_decode_error(server, client, operation, deep):
    sample = b'{"account_uuid": %s}' if operation == "accounts.profile" else b'[{"extra": {"a": %s}}]'
    server.answers(sample % deep)
    with pytest.raises(DecodeError, match="deep"):
        await done(BY_ID[operation].call(client))


async def test_nesting_in_an_unknown_field_beside_a_null_is_a_decode_error(server, client):
    """The nulls of an answer are looked up in plain values, which such nesting has none of."""
    session = json.dumps(ODD[0] | {"duration": 1, "finished_at": None}).encode()
    server.answers(b"[" + session[:-1] + b', "new": ' + b"[" * 600 + b"]" * 600 + b"}]")
    with pytest.raises(DecodeError, match="deep"):
        await done(client.sessions.list())


async def test_brackets_in_text_are_no_nesting(server, client):
    server.answers([ODD[0] | {"progress": '"[{' * 3_000 + "\\"}])
    [session] = await done(client.sessions.list())
    assert session.progress == '"[{' * 3_000 + "\\"


BYTES = [
    lambda text: b"\xef\xbb\xbf" + text.encode(),
    lambda text: text.encode("utf-16"),
    lambda text: text.replace("odd", "o\ud800d").encode("utf-8", "surrogatepass"),
    lambda text: text.encode().replace(b"odd", b"o\xffd"),
    lambda text: text.replace("odd", "o\nd").encode(),
]


@pytest.mark.parametrize("write", BYTES)
async def test_text_in_another_encoding_is_read(server, client, write):
    server.answers(write('[{"uuid": "u", "progress": "odd", "duration": 5, "charge_amount": ' + "9" * 5_000 + "}]"))
    [session] = await done(client.sessions.list())
    assert (session.uuid, session.duration, session.charge_amount) == ("u", 5, "9" * 5_000)
    assert (session.progress[0], session.progress[-1]) == ("o", "d")


async def test_configuration_that_is_json_stays_text_beside_a_drift(server, client):
    config = '{"outbounds": []}'
    server.answers(load("services/session/info_vpn_wg.json") | {"config": config, "rx": []})
    assert (await done(client.services.session("u").info())).config == config


async def test_whole_number_with_an_exponent_is_a_whole_number(server, connect):
    drifts: list[Drift] = []
    server.answers(b'{"balance": 1e21}')
    assert await done(connect(on_drift=drifts.append).accounts.balance()) == 10**21
    assert not drifts


LEAKS = [
    [f"[Interface]\nPrivateKey = {SECRET}"],
    {"user_envs": {"A": SECRET}},
    f"trojan://{SECRET}@198.51.100.7:443",
    f"https://user:{SECRET}@example.net",
    [{"JUPYTER_TOKEN": SECRET}],
]


@pytest.mark.parametrize("value", LEAKS)
async def test_secret_in_an_unexpected_place_is_masked(server, connect, caplog, value):
    drifts: list[Drift] = []
    client = connect(on_drift=drifts.append)
    server.answers([load("nodes/list.json")[0] | {"id": value}])
    await done(client.nodes.list())
    server.answers([SECRET, load("sessions/active.json")[0] | {"rx": value, "prices": value}])
    await done(client.sessions.list())
    assert {"[].id", "[]", "[].rx"} <= {drift.path for drift in drifts}
    assert SECRET not in repr(drifts) + caplog.text


async def test_drift_is_one_line_of_ascii(server, connect, caplog):
    server.answers([ODD[0] | {"duration": ["a\nb\x1b[31m\x7f\u2028\u202e", {"k\r\n": 1}]}])
    drifts: list[Drift] = []
    await done(connect(on_drift=drifts.append).sessions.list())
    [record] = caplog.records
    assert all(text.isascii() and text.isprintable() for text in (drifts[0].sample, record.getMessage()))


class Furious:
    def debug(self, message):
        raise OSError("disk full")

    warning = error = debug


async def test_logger_and_callback_that_raise_are_no_reason_to_fail(server, connect):
    server.answers(ODD)
    client = connect(logger=Furious(), on_drift=lambda drift: 1 / 0)
    [session] = await done(client.sessions.list())
    assert session.uuid == "u"


async def test_sessions_with_every_kind_of_drift_can_all_be_stopped(server, client):
    whole = load("sessions/active.json")[0]
    ways: list[Any] = [{}, *({field: value} for field in whole if field != "uuid" for value in WAYS.values())]
    sessions = [whole | change | {"uuid": f"s-{number}"} for number, change in enumerate(ways)]
    server.answers(lambda request: sessions if request.method == "GET" else {})
    for session in await done(client.sessions.list()):
        await done(client.services.session(session.uuid).stop())
    assert [request.path for request in server.requests[1:]] == [
        f"/services/s-{number}/stop" for number in range(len(ways))
    ]


@pytest.mark.parametrize("answer", [[{"uuid": "s-1"}, None], [{"status": 1}, {"uuid": "s-1", "status": {}}]])
async def test_session_named_beside_rubbish_is_not_lost(server, client, answer):
    server.answers(answer)
    assert (await done(client.services.vpn.create(node_id=1))).uuid == "s-1"


async def test_status_in_words_without_an_id_is_no_refusal(server, client):
    server.answers({"status": "starting"})
    with pytest.raises(DecodeError, match=r"sessions\.list"):
        await done(client.services.vpn.create(node_id=1))
