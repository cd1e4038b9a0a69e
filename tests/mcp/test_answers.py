"""What tools answer: secrets masked, exact numbers, text of others made harmless, long answers limited."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.mcp.conftest import changed
from tests.support.clients import KEY
from tests.support.recorder import load

from octaspace_api.models import Account, SessionInfo, SessionLogs
from octaspace_sdk.mcp.answers import MAX_ANSWER, AnswerWriter, Listing

pytestmark = pytest.mark.anyio

SECRETS = {
    "accounts/profile.json": (Account, ["wallet"]),
    "services/session/info_mr.json": (SessionInfo, ["ssh_direct", "ssh_proxy", "ssh_web", "user_envs"]),
    "services/session/info_vpn_wg.json": (SessionInfo, ["config"]),
}


@pytest.mark.parametrize("sample", SECRETS)
def test_secrets_of_the_description_are_masked(sample):
    kind, names = SECRETS[sample]
    wire = load(sample)
    masked, shown = (
        AnswerWriter().write(kind.from_dict(wire)),
        AnswerWriter(show_secrets=True).write(kind.from_dict(wire)),
    )
    for name in [name for name in names if wire.get(name) is not None]:
        assert masked[name] == "***"
        assert shown[name] != "***"
    assert "config_text" not in masked


def test_vpn_configuration_stands_nowhere_in_an_answer():
    wire = load("services/session/info_vpn_wg.json")
    lines = [line for line in wire["config"].splitlines() if " = " in line]
    assert lines
    answer = str(AnswerWriter().write(SessionInfo.from_dict(wire)))
    assert not [line for line in lines if line.partition(" = ")[2] in answer]


async def test_secrets_are_shown_when_that_is_asked_for(connect):
    async with connect() as discreet, connect(show_secrets=True) as open_hearted:
        assert (await discreet.call("accounts_profile"))["wallet"] == "***"
        assert (await open_hearted.call("accounts_profile"))["wallet"].startswith("0x")


async def test_new_fields_are_shown_unless_they_look_like_secrets(connect, simulator):
    new = {"tier": "gold", "root_password": "hunter2", "deep": [{"api_key": "k", "n": 1}, "x" * 40]}
    with simulator.inject(changed(lambda body: body | new), operation="accounts.profile"):
        async with connect() as assistant:
            found = (await assistant.call("accounts_profile"))["unknown_fields"]
    assert found == {"tier": "gold", "root_password": "***", "deep": [{"api_key": "***", "n": 1}, "***"]}


async def test_key_is_in_no_answer_and_no_error(connect, server):
    server.answers(load("accounts/profile.json") | {"email": f"me+{KEY}@example.net"}, load("nodes/detail.json"))
    async with connect(api_key=KEY, base_url=server.url) as assistant:
        assert (await assistant.call("accounts_profile"))["email"] == "me+***@example.net"
        assert KEY not in await assistant.refused("nodes_find", node_id=KEY)
        assert KEY not in await assistant.refused(KEY)


async def test_key_that_an_error_echoes_is_masked(connect, server):
    from tests.support.recorder import answer

    server.answers(answer({"message": f"bad key {KEY}"}, 403))
    async with connect(api_key=KEY, base_url=server.url) as assistant:
        said = await assistant.refused("accounts_profile")
    assert "bad key ***" in said
    assert KEY not in said


def test_control_characters_of_others_are_escaped():
    written = AnswerWriter().write({"name\x1b[2J": "a\x1b[31mred\x07\u202eevil\r\nnext"})
    assert written == {"name\\x1b[2J": "a\\x1b[31mred\\x07\\u202eevil\nnext"}


def test_numbers_stay_exact():
    written = AnswerWriter().write({"wei": 31428028938060847852, "usd": Decimal("1E-7"), "count": 3, "none": None})
    assert written == {"wei": "31428028938060847852", "usd": "0.0000001", "count": 3}


def test_numbers_of_any_size_are_written():
    sizes = {
        "a": Decimal("1e999999999"),
        "b": Decimal("1.50"),
        "c": Decimal("0E-18"),
        "d": 10**40,
        "e": Decimal(10) ** 40,
    }
    assert AnswerWriter().write(sizes) == {
        "a": "1E+999999999",
        "b": "1.5",
        "c": "0",
        "d": "1" + "0" * 40,
        "e": "1" + "0" * 40,
    }
    assert AnswerWriter().write({"digits": 10**5000})["digits"].startswith("1000")
    digits = "0.1234567890123456789012345678901234567890"
    assert AnswerWriter().write({"exact": Decimal(digits + "1")}) == {"exact": digits + "1"}


def test_numbers_that_json_has_not_are_text():
    assert AnswerWriter().write({"x": float("nan"), "y": Decimal("Infinity")}) == {"x": "nan", "y": "Infinity"}


async def test_long_listing_is_limited_and_says_how_to_go_on(connect):
    async with connect() as assistant:
        first = await assistant.call("services_mr_list")
        rest = await assistant.call("services_mr_list", offset=20, limit=100)
    assert len(first["entries"]) == 20
    assert first["hint"] == f"{first['total'] - 20} more: narrow the search, or go on with offset=20"
    assert len(rest["entries"]) == first["total"] - 20
    assert "hint" not in rest
    assert rest["entries"][0] not in first["entries"]


async def test_details_of_many_are_limited_by_their_size(connect):
    async with connect() as assistant:
        found = await assistant.call("services_mr_list", limit=100, details=True)
    assert 0 < len(found["entries"]) < 100
    assert len(str(found)) < MAX_ANSWER * 1.1
    assert f"offset={len(found['entries'])}" in found["hint"]


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 101}, {"offset": -1}, {"limit": "5"}, {"details": 1}])
async def test_wrong_limits_are_refused(connect, simulator, wrong):
    async with connect() as assistant:
        assert next(iter(wrong)) in await assistant.refused("nodes_list", **wrong)
    assert simulator.requests == []


def test_long_logs_are_cut_to_their_end():
    logs = SessionLogs.from_dict(
        {"system": [{"ts": 1, "msg": f"line {number}"} for number in range(500)], "container": "x" * 50_000 + "end"}
    )
    written = AnswerWriter().write(logs)
    assert len(written["system"]) == 100
    assert written["system"][-1]["msg"] == "line 499"
    assert written["container"].endswith("end")
    assert "system: only the last 100 of 500 entries" in written["hint"]
    assert "container: only the last 8,000 of 50,003 characters" in written["hint"]


def test_what_is_too_long_in_every_part_is_still_limited():
    wide = {f"field {number}": "x" * 400 for number in range(1_000)}
    assert AnswerWriter().write(wide) == {
        "hint": "the answer has 416,890 characters, which is too long to show: ask for less"
    }


def test_file_is_not_shown():
    assert "bytes, which are not shown" in AnswerWriter().write(b"\x7fELF")["result"]


def test_listing_of_what_has_no_summary_is_whole():
    assert AnswerWriter().write(Listing([{"a": 1}]))["entries"] == [{"a": 1}]
