"""What a server says is shown on one line, without anything that a terminal would act upon."""

from __future__ import annotations

import json
import logging
import traceback
from typing import Any

import pytest
from tests.support.clients import done, skipping_clock, without_jitter
from tests.support.servers import Received, Server, answer, saying, serving

from octaspace_sdk import OctaSpaceError
from octaspace_sdk.smoke.__main__ import main
from octaspace_sdk.support.clock import use_clock
from octaspace_sdk.support.printable import printable

pytestmark = pytest.mark.anyio

HARMFUL = {
    "escape sequence": "\x1b[2J\x1b]0;owned\x07",
    "C1": "\x9b31m",
    "line breaks": "first\r\nERROR forged line\x85\u2028",
    "direction": "\u202egnp.exe\u2066",
    "invisible": "\u200b\ufeff\xad",
    "lone surrogate": "\ud83d",
    "delete": "\x7f\x08\x08",
}
HEADERS = {"C1": "\x9b31m", "direction": "\u202egnp.exe"}
every = pytest.mark.parametrize("name", HARMFUL)


def is_clean(text: str) -> bool:
    return all(line.isprintable() for line in text.split("\n"))


def shown(error: BaseException, logs: pytest.LogCaptureFixture) -> str:
    """What a terminal gets; the lines of a traceback are its own."""
    assert str(error).isprintable()
    lines = [record.getMessage() for record in logs.records if record.name.startswith("octaspace")]
    assert all(line.isprintable() for line in lines)
    return "".join(traceback.format_exception(error)) + "\n".join(lines)


@every
async def test_error_shows_no_control_characters(connect, serve, caplog, name):
    text = HARMFUL[name]
    body = json.dumps({"message": text, "code": text, "errors": {text: [text]}}).encode()
    client = connect(base_url=serve(Server(serving(saying(body, status="422 Unprocessable Entity")))).url)
    with caplog.at_level(logging.DEBUG), pytest.raises(OctaSpaceError) as caught:
        await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
    assert is_clean(shown(caught.value, caplog))
    error: Any = caught.value
    assert (error.message, error.code) == (printable(text.strip()), printable(text))
    assert error.body["code"] == text


@every
async def test_rejection_shows_no_control_characters(connect, serve, caplog, name):
    body = json.dumps([{"id": 0, "reason": HARMFUL[name], "status": 1}]).encode()
    client = connect(base_url=serve(Server(serving(saying(body)))).url)
    with pytest.raises(OctaSpaceError) as caught:
        await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
    assert is_clean(shown(caught.value, caplog))
    assert is_clean(repr(caught.value) + repr(vars(caught.value)))


@pytest.mark.parametrize("name", HEADERS)
async def test_header_shows_no_control_characters(connect, serve, caplog, name):
    def respond(received: Received) -> bytes:
        return answer(b"<html>", "X-Request-Id: " + HEADERS[name].encode().decode("latin-1"))

    def respond_in_bytes(received: Received) -> bytes:
        return respond(received).decode().encode("latin-1")

    events: list[Any] = []
    client = connect(base_url=serve(Server(serving(respond_in_bytes))).url, on_response=events.append)
    with caplog.at_level(logging.DEBUG, "octaspace_sdk"), pytest.raises(OctaSpaceError) as caught:
        await done(client.accounts.balance())
    assert is_clean(shown(caught.value, caplog))
    assert events[0].request_id.isprintable()


@pytest.mark.parametrize("name", HEADERS)
async def test_target_of_a_redirect_shows_no_control_characters(connect, serve, caplog, name):
    head = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /" + HEADERS[name] + "\r\n\r\n"
    client = connect(base_url=serve(Server(serving(lambda _: head.encode()))).url)
    with pytest.raises(OctaSpaceError, match="redirected") as caught:
        await done(client.accounts.balance())
    assert is_clean(shown(caught.value, caplog))


@every
async def test_drift_report_shows_no_control_characters(connect, serve, caplog, name):
    body = json.dumps({"id": HARMFUL[name] + "x", "prices": {HARMFUL[name]: HARMFUL[name]}}).encode()
    drifts: list[Any] = []
    client = connect(base_url=serve(Server(serving(saying(body)))).url, on_drift=drifts.append)
    await done(client.nodes.find(1))
    assert drifts
    assert all((drift.path + drift.sample + drift.got).isprintable() for drift in drifts)
    assert is_clean(shown(OctaSpaceError(), caplog))


@every
async def test_last_progress_shows_no_control_characters(connect, serve, caplog, name):
    body = json.dumps({"progress": HARMFUL[name]}).encode()
    with use_clock(skipping_clock()):
        session = connect(base_url=serve(Server(serving(saying(body)))).url).services.session("u")
    with pytest.raises(OctaSpaceError, match="last seen") as caught:
        await done(session.wait_ready(timeout=60, poll_interval=10))
    assert is_clean(shown(caught.value, caplog))


@every
async def test_session_that_may_still_run_shows_no_control_characters(connect, serve, caplog, name):
    uuid = json.dumps(f"a{HARMFUL[name]}").replace("\\ud83d", "?")

    def respond(received: Received) -> bytes:
        if received.line == "POST /services/mr":
            return answer(f'{{"uuid": {uuid}}}'.encode())
        return answer(b'{"message": "no"}', status="409 Conflict")

    client = without_jitter(connect, base_url=serve(Server(serving(respond))).url)
    created = await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
    with pytest.raises(OctaSpaceError) as caught:
        await done(client.services.session(created.uuid).wait_ready(timeout=1.0, poll_interval=0.1))
    assert is_clean(shown(caught.value, caplog))


@pytest.mark.parametrize("arguments", [[], ["--drift"]])
@every
def test_smoke_prints_no_control_characters(monkeypatch, capsys, name, arguments):
    monkeypatch.setenv("OCTA_API_KEY", "a-key-of-the-user")
    text = f"{HARMFUL[name]} a-key-of-the-user"
    bodies = [
        {"uid": text, "nodes": {"count": text}, "balance": text, text: text},
        [{"id": 1, "uuid": text, "state": text, "progress": text, "name": text, text: text}],
    ]

    def respond(received: Received) -> bytes:
        is_list = received.line.endswith(("/nodes", "/sessions", "/mr", "/vpn", "/render", "/apps", "recent=true"))
        return answer(json.dumps(bodies[is_list]).encode())

    with Server(serving(respond)) as server:
        main(["--base-url", server.url, *arguments])
    with Server(serving(saying(json.dumps({"message": text}).encode(), status="400 Bad"))) as server:
        main(["--base-url", server.url, *arguments])
    printed = capsys.readouterr()
    assert is_clean(printed.out + printed.err)
    assert "a-key-of-the-user" not in printed.out + printed.err


def test_readable_text_is_kept():
    for text in ("", "Größe: 3 µm", "日本語", "🙂", 'a "quoted" \\ text'):
        assert printable(text) is text
    assert printable("a\tb\x1b\u202e") == "a\\tb\\x1b\\u202e"
