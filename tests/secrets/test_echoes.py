"""A server that repeats the API key: it is masked in all that a user may log or show."""

from __future__ import annotations

import base64
import json
import logging
import pickle
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import attrs
import httpx
import pytest
from tests.support.clients import KEY, done, skipping_clock, without_jitter
from tests.support.secret_search import balance, everything, rent
from tests.support.servers import Server, Wire, answer, saying, serving

from octaspace_sdk import APIError, AsyncOctaSpace, DecodeError, OctaSpace, OctaSpaceError, ProvisionRejectedError
from octaspace_sdk.calls.drivers import drive
from octaspace_sdk.rentals.lifecycle import stop_with_retries
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.clock import Clock, use_clock
from octaspace_sdk.support.redaction import MASK, KeyMask, Secret

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SPELLINGS: dict[str, str] = {
    "whole": KEY,
    "percent-encoded": "".join(f"%{ord(character):02X}" for character in KEY),
    "escaped for JSON": "".join(f"\\u{ord(character):04x}" for character in KEY),
    "escaped for HTML": "".join(f"&#{ord(character)};" for character in KEY),
    "base64": base64.b64encode(KEY.encode()).decode().rstrip("="),
    "base64 of credentials": base64.b64encode(f"u:{KEY}".encode()).decode().rstrip("="),
}
HTML = "text/html"


def json_text(spelled: str) -> str:
    """Quotes a text for JSON; what is escaped for JSON already stays as it is."""
    return f'"{spelled}"'


def message(spelled: str) -> bytes:
    body = (
        f'{{"message": {json_text(spelled)}, "code": {json_text(spelled)}, "errors": {{"x": [{json_text(spelled)}]}}}}'
    )
    return answer(body.encode(), status="401 Unauthorized")


def text(spelled: str) -> bytes:
    return answer(f"<p>Authorization: {spelled}".encode(), status="500 Internal Server Error", kind=HTML)


def refused_with_id(spelled: str) -> bytes:
    return answer(b"{}", f"X-Request-Id: {spelled}", status="403 Forbidden")


def success_with_id(spelled: str) -> bytes:
    return answer(b"<html>", f"X-Request-Id: {spelled}", kind=HTML)


def redirect(spelled: str) -> bytes:
    return answer(b"", f"Location: /login?key={spelled}", status="302 Found")


def reason(spelled: str) -> bytes:
    return answer(b"{}", status=f"401 {spelled}")


def not_json(spelled: str) -> bytes:
    return answer(f"<html>{spelled}".encode(), kind=HTML)


def another_kind(spelled: str) -> bytes:
    return answer(f"[{json_text(spelled)}]".encode())


def rejected(spelled: str) -> bytes:
    return answer(f'[{{"id": 0, "reason": {json_text(spelled)}, "status": 1}}]'.encode())


def no_session(spelled: str) -> bytes:
    return answer(f'{{"note": {json_text(spelled)}}}'.encode())


def not_gzip(spelled: str) -> bytes:
    return answer(spelled.encode(), "Content-Encoding: gzip")


def not_http(spelled: str) -> bytes:
    return f"Authorization: {spelled}\r\n\r\n".encode()


CASES: dict[str, tuple[Callable[[str], bytes], Callable[[Any], Any], type[OctaSpaceError]]] = {
    function.__name__: (function, call, kind)
    for function, call, kind in [
        (message, balance, APIError),
        (text, balance, APIError),
        (text, rent, APIError),
        (refused_with_id, balance, APIError),
        (success_with_id, balance, DecodeError),
        (redirect, balance, APIError),
        (reason, balance, APIError),
        (not_json, balance, DecodeError),
        (another_kind, balance, DecodeError),
        (rejected, rent, ProvisionRejectedError),
        (no_session, rent, DecodeError),
        (not_gzip, rent, DecodeError),
        (not_http, balance, OctaSpaceError),
    ]
}


@pytest.fixture(autouse=True)
def quiet_http_libraries(logs: pytest.LogCaptureFixture) -> None:
    """Their debug logs quote all that a server sends; turning those on is the user's own decision."""
    for name in ("httpcore", "httpx"):
        logs.set_level(logging.WARNING, name)


def said(error: BaseException, heard: list[Any], logs: pytest.LogCaptureFixture) -> str:
    """All that a user sees of a call."""
    events = "\n".join(f"{event!r} {attrs.asdict(event)!r}" for event in heard)
    lines = "\n".join(record.getMessage() for record in logs.records)
    pickled = everything(pickle.loads(pickle.dumps(error)))
    return "\n".join([everything(error), pickled, events, lines])


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("name", CASES)
async def test_key_that_the_server_repeats_is_masked(connect, serve, logs, name, spelling):
    respond, call, kind = CASES[name]
    spelled = SPELLINGS[spelling]

    def behave(wire: Wire) -> None:
        while wire.request():
            wire.send(respond(spelled))

    heard: list[Any] = []
    hooks: dict[str, Any] = dict.fromkeys(("on_request", "on_response", "on_drift"), heard.append)
    client = without_jitter(connect, base_url=serve(Server(behave)).url, max_retries=1, **hooks)
    with pytest.raises(kind) as caught:
        await done(call(client))
    shown = said(caught.value, heard, logs)
    assert spelled not in shown
    assert KEY not in shown
    assert MASK in shown or name in ("reason", "not_gzip")  # they show nothing of it at all


@pytest.mark.parametrize("spelling", ["whole", "percent-encoded"])
async def test_part_of_an_authorization_header_is_masked(connect, serve, logs, spelling):
    spelled = quote(KEY) if spelling == "whole" else SPELLINGS[spelling]
    url = serve(Server(serving(lambda _: message(spelled)))).url
    client = connect(api_key="", default_headers={"authorization": f"Bearer {KEY}"}, base_url=url)
    with pytest.raises(APIError, match=r"\*\*\*") as caught:
        await done(balance(client))
    assert spelled not in said(caught.value, [], logs)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
async def test_key_is_masked_in_each_encoding_of_json(connect, serve, logs, encoding):
    body = json.dumps({"message": f"bad key {KEY}"}).encode(encoding)
    client = connect(base_url=serve(Server(serving(saying(body, status="401 Unauthorized")))).url)
    with pytest.raises(APIError, match=r"\*\*\*") as caught:
        await done(balance(client))
    assert KEY not in said(caught.value, [], logs)


async def test_drift_report_does_not_show_the_key(connect, serve, logs):
    body = json.dumps({"id": f"is {KEY}", "uptime": [KEY]}).encode()
    heard: list[Any] = []
    client = connect(base_url=serve(Server(serving(saying(body)))).url, on_drift=heard.append)
    await done(client.nodes.find(1))
    assert len(heard) >= 2
    assert KEY not in said(OctaSpaceError(), heard, logs)


async def test_short_key_in_a_drift_report_is_masked(connect, serve):
    """Nothing in its form says that it is a secret."""
    body = b'{"id": "is abc-12345", "prices": {"a\\u001b[31m": 1}}'
    heard: list[Any] = []
    client = connect(api_key="abc-12345", base_url=serve(Server(serving(saying(body)))).url, on_drift=heard.append)
    await done(client.nodes.find(1))
    assert any(drift.sample == '"is ***"' for drift in heard)


async def test_field_of_a_success_is_data(connect, serve):
    """Whatever a session is named by, it can be stopped."""
    uuid = f"{KEY}-1"
    body = json.dumps({"uuid": uuid}).encode()
    client = connect(base_url=serve(Server(serving(saying(body, f"X-Request-Id: {KEY}", f"X-Echo: {KEY}")))).url)
    assert (await done(rent(client))).uuid == uuid
    raw = await done(client.request("GET", "/x"))
    assert raw.json() == {"uuid": uuid}
    assert (raw.request_id, raw.headers["X-Echo"], raw.headers["Content-Type"]) == (MASK, MASK, "application/json")
    assert KEY not in repr(raw) + repr(raw.headers)
    assert pickle.loads(pickle.dumps(raw)).json() == raw.json()


async def test_raw_answer_that_is_not_json_makes_an_error_without_the_key(connect, serve, logs):
    client = connect(base_url=serve(Server(serving(saying(f"<html>{KEY}".encode())))).url)
    raw = await done(client.request("GET", "/x"))
    assert KEY in raw.text
    with pytest.raises(DecodeError) as caught:
        raw.json()
    assert caught.value.body == b"<html>***"
    assert KEY not in said(caught.value, [], logs)


async def test_last_progress_of_a_session_that_is_not_ready_is_masked(connect, serve, logs):
    body = json.dumps({"progress": f"pulling with {KEY}"}).encode()
    with use_clock(skipping_clock()):
        session = connect(base_url=serve(Server(serving(saying(body)))).url).services.session("u")
    with pytest.raises(OctaSpaceError, match=r"pulling with \*\*\*") as caught:
        await done(session.wait_ready(timeout=60, poll_interval=10))
    assert KEY not in said(caught.value, [], logs)


def test_answer_to_a_stop_that_confirms_nothing_is_masked():
    page = RawResponse(
        status=200, headers={}, content=f"<html>{KEY}".encode(), url="https://a.test/x", key_mask=KeyMask(Secret(KEY))
    )
    seconds = [0.0]

    def sleep(wait: float) -> None:
        seconds[0] += wait

    clock = Clock(monotonic=lambda: seconds[0])
    with pytest.raises(DecodeError) as caught:
        drive(stop_with_retries("a", score=None, created=0.0, clock=clock, hosts=1), lambda step: page, sleep)
    assert caught.value.body == b"<html>***"


async def test_echo_to_an_own_http_client_is_masked(serve, flavour, logs):
    url = serve(Server(serving(lambda _: message(KEY)))).url
    own: Any = httpx.Client() if flavour == "sync" else httpx.AsyncClient()
    make: Any = OctaSpace if flavour == "sync" else AsyncOctaSpace
    with pytest.raises(APIError, match=r"\*\*\*") as caught:
        await done(balance(make(KEY, base_url=url, http_client=own)))
    await done(own.close() if flavour == "sync" else own.aclose())
    assert KEY not in said(caught.value, [], logs)


@pytest.mark.parametrize("key", ["", "short", " ", "a b c d e f"])
def test_key_without_a_long_part_masks_at_most_itself(key):
    mask = KeyMask(Secret(key))
    assert mask("a short text, b and c") == "a short text, b and c"
    assert mask(b"\x00\xff") == b"\x00\xff"


@pytest.mark.parametrize("key", ["a/b+c==/d?&", 'quote"\\back', "(.*)[a-z]+", "x" * 200])
def test_key_of_any_characters_is_masked_in_each_form(key):
    mask = KeyMask(Secret(key))
    spelled = [
        key,
        quote(key, safe=""),
        quote(key, safe="").lower() if "%" in quote(key) else key,
        json.dumps(key)[1:-1],
    ]
    spelled += [json.dumps(key)[1:-1].replace("/", "\\/"), base64.urlsafe_b64encode(f"a:{key}".encode()).decode()]
    for text in spelled:
        assert mask(f"it is {text} !") != f"it is {text} !", text
        assert key not in mask(f"it is {text} !")


@pytest.mark.parametrize(
    "content",
    [b'{"a": "b"}' * 2_000_000, b"\\" * 1_000_000, b"&#0" * 300_000, b"&#" + b"0" * 1_000_000, bytes(1_000_000)],
)
def test_large_answer_is_searched_for_the_key_in_no_time(content):
    assert KeyMask(Secret(KEY))(content + KEY.encode()) == content + MASK.encode()


def test_mask_is_pickled_without_the_key():
    mask = pickle.loads(pickle.dumps(KeyMask(Secret(KEY))))
    assert mask(KEY) == KEY
    assert KEY not in repr(KeyMask(Secret(KEY)))
