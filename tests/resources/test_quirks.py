"""Answers that broke other clients, and some that were made to break this one."""

from __future__ import annotations

import base64
import gzip
import tracemalloc
import zlib

import pytest
from tests.support.clients import done
from tests.support.operations import BY_ID
from tests.support.recorder import answer
from tests.support.samples import CREATES

from octaspace_sdk import DecodeError, ProvisionRejectedError

pytestmark = pytest.mark.anyio


def packed(*members: bytes) -> dict[str, str]:
    return {"data": base64.b64encode(b"".join(members)).decode()}


async def logs_of(server, client, payload):
    server.answers(answer(payload, X_Request_Id="req-9"))
    return await done(client.idle_jobs.logs(69, 42))


TEXT = gzip.compress(b"Training complete.\n")
LOGS = [
    (packed(TEXT), "Training complete.\n"),
    (packed(TEXT, gzip.compress(b"Again.\n")), "Training complete.\nAgain.\n"),
    (packed(gzip.compress(b"")), ""),
    (packed(gzip.compress("Größe \u2713\n".encode())), "Größe \u2713\n"),
    (packed(gzip.compress(b"caf\xe9\n")), "caf\ufffd\n"),
    ({"data": ""}, ""),
    ({"data": []}, ""),
    ({"data": None}, ""),
    ({}, ""),
]


@pytest.mark.parametrize(("payload", "text"), LOGS)
async def test_job_log_as_text(server, client, payload, text):
    assert await logs_of(server, client, payload) == text


@pytest.mark.parametrize("payload", [{"data": [{"line": 2, "text": "b"}, {"line": 1, "text": "a"}]}])
async def test_lines_of_a_job_log_are_kept_in_the_order_they_came(server, client, payload):
    assert (await logs_of(server, client, payload)).split() == ["b", "a"]


@pytest.mark.parametrize("line", [{"line": "1", "text": "a"}, {"text": "a"}, {"line": 1, "text": "a", "new": 1}, "a"])
async def test_odd_lines_of_a_job_log_are_no_reason_to_fail(server, client, line):
    assert (await logs_of(server, client, {"data": [line, {"line": 2, "text": "b"}]})).split() == ["a", "b"]


BROKEN_LOGS = [
    (packed(TEXT[:-9]), "cut off"),
    (packed(TEXT[:5]), "cut off"),
    (packed(b"plain text"), "not gzip"),
    (packed(zlib.compress(b"zlib, not gzip")), "not gzip"),
    (packed(TEXT, b"rubbish behind it"), "not gzip"),
    (packed(TEXT[:-8] + b"\0" * 8), "not gzip"),
    ({"data": "not base64!"}, "not base64"),
    ({"data": "YQ"}, "not base64"),
    ({"data": "größe"}, "not base64"),
    ({"data": 17}, "neither text nor a list"),
    ({"data": {"text": "a"}}, "neither text nor a list"),
]


@pytest.mark.parametrize(("payload", "why"), BROKEN_LOGS)
async def test_broken_job_log_is_a_clear_decode_error(server, client, payload, why):
    with pytest.raises(DecodeError, match=why) as caught:
        await logs_of(server, client, payload)
    assert "/idle_jobs/69/42/logs" in str(caught.value)
    assert caught.value.request_id == "req-9"
    assert caught.value.body


@pytest.fixture(scope="module")
def bomb() -> dict[str, str]:
    """200 kB that unpack to 128 MB."""
    packer = zlib.compressobj(9, wbits=31)
    chunks = [packer.compress(bytes(1 << 20)) for _ in range(128)]
    return packed(*chunks, packer.flush())


async def test_job_log_that_is_a_bomb_is_refused_within_bounds(server, client, bomb):
    tracemalloc.start()
    try:
        with pytest.raises(DecodeError, match="more than"):
            await logs_of(server, client, bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 200 * 1024 * 1024


async def test_job_log_of_many_members_is_bounded_as_a_whole(server, client):
    with pytest.raises(DecodeError, match="more than"):
        await logs_of(server, client, packed(*[gzip.compress(bytes(8 << 20))] * 9))


@pytest.mark.parametrize("operation", CREATES)
@pytest.mark.parametrize(
    "body",
    [
        *([], {}, [{}], [[]], None, "queued", 0, [None], {"uuid": ""}, {"uuid": None}, [{}, 1]),
        *({"status": 0}, [{"status": 0, "message": "ok"}]),
    ],
)
async def test_created_without_a_session_says_where_to_look(server, client, operation, body):
    server.answers(answer(body, X_Request_Id="req-9"))
    with pytest.raises(DecodeError) as caught:
        await done(BY_ID[operation].call(client))
    said = " ".join([str(caught.value), *getattr(caught.value, "__notes__", [])])
    assert "sessions.list()" in said
    assert caught.value.request_id == "req-9"
    assert len(server.requests) == 1


@pytest.mark.parametrize("operation", CREATES)
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"uuid": "'])
async def test_created_without_json_says_where_to_look(server, client, operation, body):
    server.answers(body)
    with pytest.raises(DecodeError) as caught:
        await done(BY_ID[operation].call(client))
    assert "sessions.list()" in " ".join([str(caught.value), *getattr(caught.value, "__notes__", [])])


REFUSALS = [
    ({"reason": "Node not found"}, ["Node not found"]),
    ([{"message": "no money"}], ["no money"]),
    ([{"error": "busy", "id": 0}], ["busy"]),
    ([{"reason": "", "detail": "why"}], ["why"]),
    ([{"reason": "a"}, {"reason": "b"}], ["a", "b"]),
    ([{"status": 1}], ["no reason given"]),
    ({"reason": 17}, ["17"]),
]


@pytest.mark.parametrize("operation", CREATES)
@pytest.mark.parametrize(("body", "reasons"), REFUSALS)
async def test_refusal_names_its_reasons(server, client, operation, body, reasons):
    server.answers(body)
    with pytest.raises(ProvisionRejectedError) as caught:
        await done(BY_ID[operation].call(client))
    assert [one.reason for one in caught.value.rejections] == reasons
    assert all(reason in str(caught.value) for reason in reasons)


BALANCES = [(0, 0), ("0", 0), (2**200, 2**200), (str(2**200), 2**200), (None, 0), (-5, -5), ("007", 7)]


@pytest.mark.parametrize(("wire", "wei"), BALANCES)
async def test_balance_in_every_form(server, client, wire, wei):
    server.answers({"balance": wire})
    balance = await done(client.accounts.balance())
    assert (type(balance), balance) == (int, wei)


NO_BALANCES = [{}, {"message": "maintenance"}, {"data": {"balance": 5}}, []]
NO_NUMBERS = [{"balance": "much"}, {"balance": []}, {"balance": {}}, {"balance": True}]


@pytest.mark.parametrize("body", NO_NUMBERS + NO_BALANCES, ids=repr)
async def test_balance_that_is_no_number_is_not_taken_for_one(server, client, body):
    server.answers(body)
    with pytest.raises(DecodeError):
        await done(client.accounts.balance())


async def test_wallet_of_an_account_without_one(server, client):
    server.answers({})
    wallet = await done(client.accounts.generate_wallet())
    assert (wallet.address, wallet.wallet) == (None, None)


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("operation", CREATES)
async def test_creating_answers_200_or_201(server, client, operation, status):
    server.answers(answer({"uuid": "u-1"}, status))
    assert (await done(BY_ID[operation].call(client))).uuid == "u-1"


async def test_deeply_nested_answer_to_a_creation_is_a_decode_error(server, client):
    server.answers(b"[" * 100_000 + b"]" * 100_000)
    with pytest.raises(DecodeError) as caught:
        await done(client.services.vpn.create(node_id=1))
    assert "sessions.list()" in " ".join([str(caught.value), *getattr(caught.value, "__notes__", [])])
