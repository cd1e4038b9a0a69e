"""Requests of a caller's own making, raw answers, downloads to disk, and what importing costs."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from tests.support.clients import KEY, done
from tests.support.operations import UUID
from tests.support.recorder import Answer, answer, sample

from octaspace_sdk import (
    AuthenticationError,
    DecodeError,
    NetworkError,
    NotFoundError,
    RawResponse,
    ServiceUnavailableError,
)

pytestmark = pytest.mark.anyio


FREE = [
    (("GET", "/nodes/1/metrics"), {}, "/nodes/1/metrics", None),
    (("get", "/x"), {"params": {"a": "b c", "n": 1, "no": None, "t": True, "l": [1, 2]}}, None, None),
    (("POST", "/x"), {"json": {"a": [1, None, 2**70]}}, "/x", {"a": [1, None, 2**70]}),
    (("PUT", "/x"), {"json": []}, "/x", []),
    (("POST", "/services/r"), {"json": [{"node_id": 7}]}, "/services/r", [{"node_id": 7}]),
    (("DELETE", "/a%2Fb/c"), {}, "/a%2Fb/c", None),
    (("PATCH", "/x/"), {"json": "text", "params": {}}, "/x/", "text"),
    (("OPTIONS", "/"), {}, "/", None),
]


@pytest.mark.parametrize(("arguments", "options", "target", "body"), FREE)
async def test_request_sends_anything(server, client, arguments, options, target, body):
    server.answers(answer({"new": 1}, 201, X_Request_Id="req-1"))
    response = await done(client.request(*arguments, **options))
    sent = server.last
    assert sent.method == arguments[0].upper()
    assert sent.target == (target or "/x?a=b%20c&n=1&t=true&l=1&l=2")
    assert sent.json == body
    assert sent.headers["authorization"] == KEY
    assert sent.headers.get("content-type") == (None if body is None else "application/json")
    assert isinstance(response, RawResponse)
    assert (response.status, response.json(), response.request_id) == (201, {"new": 1}, "req-1")
    assert response.url == f"{server.url}{sent.target}"


async def test_head_has_no_body(server, client):
    server.answers(answer(b"ten bytes!"))
    response = await done(client.request("HEAD", "/nodes/1/logs"))
    assert (response.content, response.headers["Content-LENGTH"]) == (b"", "10")


REFUSED = [
    (("GET", "nodes"), {}, "path"),
    (("GET", ""), {}, "path"),
    (("GET", "//evil.example/x"), {}, "path"),
    (("GET", "https://evil.example/x"), {}, "path"),
    (("GET", "/a/../accounts"), {}, "path"),
    (("GET", "/a/%2e%2E/accounts"), {}, "path"),
    (("GET", "/a/./b"), {}, "path"),
    (("GET", "/a?b=c"), {}, "path"),
    (("GET", "/a#b"), {}, "path"),
    (("GET", "/a b"), {}, "path"),
    (("GET", "/a\r\nX-Evil: 1"), {}, "path"),
    (("GET", "/ü"), {}, "path"),
    (("GET", "\\a"), {}, "path"),
    (("GET", "/a\\..\\b"), {}, "path"),
    (("", "/a"), {}, "method"),
    (("GET /evil", "/a"), {}, "method"),
    (("GE\r\nT", "/a"), {}, "method"),
    (("POST", "/a"), {"json": {"a": object()}}, "body"),
]


@pytest.mark.parametrize(("arguments", "options", "name"), REFUSED)
async def test_request_that_could_leave_its_path_is_refused(server, client, arguments, options, name):
    with pytest.raises(ValueError, match=name):
        await done(client.request(*arguments, **options))
    assert server.requests == []


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("nodes", "'nodes'"),
        ("/a/../b", "'/a/../b'"),
        ("/a\r\nX: 1", r"'/a\r\nX: 1'"),
        ("/a?token=hunter2", "'/a?***'"),
        ("https://me:hunter2@api.example/a#hunter2", "'https://***@api.example/a#***'"),
    ],
)
async def test_refused_path_is_shown_without_secrets(client, path, shown):
    with pytest.raises(ValueError, match=f", not {re.escape(shown)}$"):
        await done(client.request("GET", path))


@pytest.mark.parametrize("arguments", [(None, "/a"), (5, "/a"), ("GET", None), ("GET", 5), ("GET", b"/a")])
async def test_request_of_the_wrong_kinds_is_refused(server, client, arguments):
    with pytest.raises(ValueError, match="method" if arguments[1] == "/a" else "path"):
        await done(client.request(*arguments))
    assert server.requests == []


REPEATED = [
    *((method, "/x", None, 3) for method in ("GET", "PUT", "DELETE", "OPTIONS", "get")),
    *((method, "/x", None, 1) for method in ("POST", "PATCH", "BREW")),
    *((method, "/x", True, 3) for method in ("POST", "PATCH")),
    ("GET", "/x", False, 1),
    *(("GET", path, None, 1) for path in ("/nodes/65/reboot", "/nodes/65/reboot/", "/Nodes/6%35/Reboot")),
    *(("GET", path, None, 1) for path in ("/nodes//65/reboot", "/nodes/65/%72eboot", "/nodes/65/%2572eboot")),
    *(
        ("GET", path, None, 1)
        for path in ("/nodes/a%2Fb/reboot", "/nodes%2F65%2Freboot", "/nodes/x/%252e%252e/1/reboot")
    ),
    *(("HEAD", path, None, 1) for path in ("/nodes/65/reboot", "/services/a/stop")),
    *(("GET", path, None, 1) for path in ("/services/a/stop", "/Services/a//%73top/", "/nodes/65/prices")),
    *(("GET", path, None, 3) for path in ("/services/a/info", "/services/stop", "/services/vpn", "/nodes//65")),
    ("HEAD", "/nodes/65", None, 3),
    ("GET", "/services/a/stop", True, 3),
    ("GET", "/nodes/65/reboots", None, 3),
    ("GET", "/nodes/65/reboot/status", None, 3),
]


@pytest.mark.parametrize(("method", "path", "idempotent", "times"), REPEATED)
async def test_request_is_repeated_only_if_it_does_not_act(server, client, method, path, idempotent, times):
    server.answers(answer({}, 503, Retry_After="0"))
    with pytest.raises(ServiceUnavailableError):
        await done(client.request(method, path, idempotent=idempotent))
    assert len(server.requests) == times


@pytest.mark.parametrize("call", [lambda c: c.request("GET", "/accounts"), lambda c: c.raw.accounts.profile()])
async def test_raw_answers_raise_the_same_errors(server, client, call):
    server.answers(answer({"error": "invalid api key"}, 401))
    with pytest.raises(AuthenticationError, match="invalid api key"):
        await done(call(client))


async def test_raw_answer_keeps_all_of_the_response(server, client):
    server.answers(answer(b"caf\xe9", X_Request_Id="req-1", X_Other="o", Content_Type="text/plain"))
    response = await done(client.raw.nodes.find(65))
    assert (response.status, response.content, response.text) == (200, b"caf\xe9", "caf\ufffd")
    assert (response.headers["x-OTHER"], response.request_id) == ("o", "req-1")
    assert "x-nothing" not in response.headers
    assert "caf" not in repr(response)
    with pytest.raises(DecodeError, match="JSON") as caught:
        response.json()
    assert caught.value.body == b"caf\xe9"


async def test_raw_answer_tells_its_attempts(server, client):
    server.answers(answer({}, 503, Retry_After="0"), {})
    response = await done(client.raw.apps.list())
    assert [one.status for one in response.attempts] == [503, 200]


async def test_answer_nested_too_deeply_is_a_decode_error(server, client):
    server.answers(b"[" * 100_000 + b"]" * 100_000)
    response = await done(client.raw.apps.list())
    with pytest.raises(DecodeError):
        response.json()


DOWNLOADS = ["download_ident", "download_logs"]
EACH_DOWNLOAD = pytest.mark.parametrize("method", DOWNLOADS)
CONTENT = bytes(range(256)) * 4000


@EACH_DOWNLOAD
async def test_download_returns_the_bytes(server, client, method):
    server.answers(CONTENT)
    assert await done(getattr(client.nodes, method)(65)) == CONTENT
    assert server.last.path == f"/nodes/65/{method.removeprefix('download_')}"
    assert server.last.headers["accept"] == "*/*"


async def test_part_of_a_file_that_nobody_asked_for_is_no_file(server, connect):
    server.answers(answer(b"half of it", 206, Content_Range="bytes 0-9/20"))
    with pytest.raises(DecodeError, match="it is a part of the file"):
        await done(connect().nodes.download_logs(65))
    asked = connect(default_headers={"Range": "bytes=0-9"}).request("GET", "/nodes/65/logs")
    assert (await done(asked)).content == b"half of it"


@EACH_DOWNLOAD
@pytest.mark.parametrize("as_text", [False, True])
async def test_download_to_a_file(server, client, method, tmp_path, as_text):
    target = tmp_path / "node 65.bin"
    server.answers(CONTENT)
    found = await done(getattr(client.nodes, method)(65, to=str(target) if as_text else target))
    assert (type(found), found) == (type(target), target)
    assert target.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [target]


async def test_download_replaces_an_older_file(server, client, tmp_path):
    target = tmp_path / "logs"
    target.write_bytes(b"older and longer" * 100_000)
    server.answers(b"")
    await done(client.nodes.download_logs(65, to=target))
    assert target.read_bytes() == b""


@pytest.mark.parametrize(
    ("bad", "kind"), [(answer({}, 404), NotFoundError), (Answer(CONTENT, cut=9), NetworkError)], ids=["404", "cut off"]
)
@pytest.mark.parametrize("older", [None, b"older"])
async def test_failed_download_leaves_what_was_there(server, connect, tmp_path, bad, kind, older):
    target = tmp_path / "logs"
    if older is not None:
        target.write_bytes(older)
    server.answers(bad)
    with pytest.raises(kind):
        await done(connect(max_retries=0).nodes.download_logs(65, to=target))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [older] * (older is not None)


@pytest.mark.parametrize("bad", [answer(b"x" * 99, 503, Retry_After="0"), Answer(CONTENT, cut=9)], ids=["503", "cut"])
async def test_download_begins_anew_with_each_attempt(server, connect, tmp_path, bad):
    server.answers(bad, b"all of it")
    hosts = [server.url, server.url.replace("127.0.0.1", "localhost")]  # the second takes over without a wait
    found = await done(connect(base_urls=hosts).nodes.download_logs(65, to=tmp_path / "logs"))
    assert found.read_bytes() == b"all of it"
    assert len(server.requests) == 2


async def test_download_into_no_folder_sends_nothing(server, client, tmp_path):
    with pytest.raises(OSError, match="missing"):
        await done(client.nodes.download_logs(65, to=tmp_path / "missing" / "logs"))
    assert server.requests == []


async def test_download_checks_its_arguments_first(server, client, tmp_path):
    with pytest.raises(ValueError, match="node_id"):
        await done(client.nodes.download_logs(-1, to=tmp_path / "logs"))
    assert list(tmp_path.iterdir()) == []
    assert server.requests == []


async def test_file_of_a_download_has_the_usual_permissions(server, client, tmp_path):
    server.answers(CONTENT)
    found = await done(client.nodes.download_logs(65, to=tmp_path / "logs"))
    usual = tmp_path / "usual"
    usual.touch()
    assert found.stat().st_mode == usual.stat().st_mode


def modules_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )


HEAVY = {"httpx", "httpcore", "msgspec", "anyio", "ssl", "dateutil", "asyncio"}


def test_importing_the_package_imports_little():
    loaded = modules_after("import octaspace_sdk")
    assert loaded & HEAVY == set()
    assert not any(name.startswith(("octaspace_api.models", "octaspace_api.resources")) for name in loaded)


def test_catching_an_error_imports_little():
    assert modules_after("from octaspace_sdk import APIError, is_not_found") & {"httpx", "msgspec"} == set()


def test_importing_the_client_imports_no_models():
    loaded = modules_after("from octaspace_sdk import OctaSpace, AsyncOctaSpace; OctaSpace('').close()")
    loaded -= {"octaspace_api.resources._namespaces"}  # the tree that leads to them
    assert not any(name.startswith(("octaspace_api.models.", "octaspace_api.resources.")) for name in loaded)
    assert "dateutil.parser" not in loaded


def test_using_one_resource_imports_no_other(server):
    server.answers(sample("apps/list.json"))
    code = f"from octaspace_sdk import OctaSpace\nwith OctaSpace('', base_url={server.url!r}) as c: c.apps.list()"
    loaded = modules_after(code)
    assert "octaspace_api.models.app" in loaded
    assert {
        "octaspace_api.models.session",
        "octaspace_api.resources.nodes",
        "octaspace_sdk.rentals.session_handle",
    } & loaded == set()


async def test_handle_can_be_kept_after_its_parents(server, connect):
    handle = connect().services.session(UUID)
    assert await done(handle.stop()) is None
    assert server.last.path == f"/services/{UUID}/stop"
