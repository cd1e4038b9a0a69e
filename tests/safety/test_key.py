"""The API key appears nowhere: not in errors and what hangs on them, logs, reprs, pickles, nor at another origin."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import attrs
import httpx
import httpx2
import pytest
import trio
from anyio import get_cancelled_exc_class
from faults.servers import (
    Blackhole,
    Redirecting,
    Refusing,
    Server,
    Unresolvable,
    answer,
    break_chunks,
    drip_headers,
    garbage,
    never_answer,
    plain_text_for_tls,
    reset_after_reading,
    reset_in_the_answer,
    saying,
    serving,
    stall_handshake,
    stall_in_the_body,
    truncate,
)
from safety.conftest import KEY, Counting, by_then, done, without_jitter
from safety.proxy import Proxy

import octaspace_api
import octaspace_sdk
from octaspace_sdk import (
    APIError,
    AsyncOctaSpace,
    AuthenticationError,
    BadGatewayError,
    ConfigurationError,
    ConnectionFailedError,
    DecodeError,
    GatewayTimeoutError,
    NotFoundError,
    OctaSpace,
    OctaSpaceError,
    PermissionDeniedError,
    ProvisionRejectedError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
    ServiceUnavailableError,
    ValidationError,
)

pytestmark = pytest.mark.anyio

RUNNERS = ("_pytest", "pluggy", "anyio/pytest_plugin.py")


# --- where to look ----------------------------------------------------------------------------------------------------

LIBRARIES = [
    str(Path(module.__file__ or "").parent)
    for module in (octaspace_sdk, octaspace_api, attrs, httpx, httpx2, anyio, trio)
]


def is_library(filename: str) -> bool:
    """Whether a frame is not the test's own, which knows the key."""
    inside = "site-packages" in filename or any(filename.startswith(folder) for folder in LIBRARIES)
    return inside and not any(runner in filename.replace("\\", "/") for runner in RUNNERS)


def everything(error: BaseException) -> str:
    """All that a bug report could show of an error and of its chain."""
    texts: list[str] = []
    waiting: list[BaseException | None] = [error]
    seen = set[int]()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
        texts += [str(one), repr(one), repr(one.args), repr(getattr(one, "__notes__", ())), repr(vars(one))]
        texts += [repr(value) for value in vars(one).values()]
        shown = traceback.TracebackException.from_exception(one, capture_locals=True)
        for frame in shown.stack:
            if is_library(frame.filename):
                texts += [
                    f"{frame.filename}:{frame.lineno} {name} = {text}" for name, text in (frame.locals or {}).items()
                ]
    return "\n".join(texts)


def places(text: str) -> list[str]:
    """The lines that show the key."""
    return [line[:300] for line in text.splitlines() if KEY in line or repr(KEY.encode())[2:-1] in line]


def test_search_finds_a_key():
    """Else all tests of this file would pass."""
    source = compile("def fail(secret):\n    raise RuntimeError('none')", f"{LIBRARIES[0]}/made_up.py", "exec")
    space: dict[str, Any] = {}
    exec(source, space)
    with pytest.raises(RuntimeError) as in_locals:
        space["fail"](KEY)
    assert places(everything(in_locals.value))
    noted = RuntimeError("none")
    noted.add_note(f"it is {KEY}")
    caused = RuntimeError("none")
    caused.__cause__ = ExceptionGroup("none", [RuntimeError(f"Authorization: {KEY}")])
    assert all(places(everything(one)) for one in (noted, caused))
    with pytest.raises(RuntimeError) as clean:
        space["fail"]("another")
    assert not places(everything(clean.value))


@pytest.fixture(autouse=True)
def logs(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All loggers say all they can; none of it is the key."""
    with caplog.at_level(logging.DEBUG):
        yield caplog
    said = "\n".join(
        f"{record.name}: {record.getMessage()} {record.msg!r} {record.args!r} {record.exc_text!r}"
        for when in ("setup", "call")
        for record in caplog.get_records(when)
    )
    assert places(said) == []


# --- calls that fail --------------------------------------------------------------------------------------------------


def rent(client: Any) -> Any:
    return client.services.mr.create(node_id=1, disk_size=1, image="x")


def balance(client: Any) -> Any:
    return client.accounts.balance()


def refusing(status: str, *headers: str) -> Callable[[], Server]:
    return lambda: Server(serving(saying(b'{"message": "no"}', *headers, status=status)))


REJECTED = b'[{"id": 0, "reason": "Insufficient funds", "status": 1}]'

FAILURES: dict[str, tuple[Callable[[], Any], type[BaseException]]] = {
    "401": (refusing("401 Unauthorized"), AuthenticationError),
    "403": (refusing("403 Forbidden"), PermissionDeniedError),
    "404": (refusing("404 Not Found"), NotFoundError),
    "422": (refusing("422 Unprocessable Entity"), ValidationError),
    "429": (refusing("429 Too Many Requests", "Retry-After: 100"), RateLimitError),
    "500": (refusing("500 Internal Server Error"), ServerError),
    "502": (refusing("502 Bad Gateway"), BadGatewayError),
    "503": (refusing("503 Service Unavailable"), ServiceUnavailableError),
    "504": (refusing("504 Gateway Timeout"), GatewayTimeoutError),
    "418": (refusing("418 I'm a teapot"), APIError),
    "redirect": (Redirecting, APIError),
    "refused": (Refusing, ConnectionFailedError),
    "unresolved": (Unresolvable, ConnectionFailedError),
    "blackhole": (Blackhole, RequestTimeoutError),
    "reset": (lambda: Server(reset_after_reading), ConnectionFailedError),
    "reset in the answer": (lambda: Server(reset_in_the_answer), ConnectionFailedError),
    "cut off": (lambda: Server(truncate), ConnectionFailedError),
    "broken chunks": (lambda: Server(break_chunks), ConnectionFailedError),
    "garbage": (lambda: Server(garbage), ConnectionFailedError),
    "no answer": (lambda: Server(never_answer), RequestTimeoutError),
    "dripping headers": (lambda: Server(drip_headers), RequestTimeoutError),
    "half a body": (lambda: Server(stall_in_the_body), RequestTimeoutError),
    "html": (lambda: Server(serving(saying(b"<html>"))), DecodeError),
    "no gzip": (lambda: Server(serving(saying(b"no gzip", "Content-Encoding: gzip"))), DecodeError),
    "untrusted": (lambda: Server(never_answer, certificate="untrusted"), ConnectionFailedError),
    "wrong name": (lambda: Server(never_answer, certificate="wrong-name"), ConnectionFailedError),
    "stalled handshake": (lambda: Server(stall_handshake, scheme="https"), RequestTimeoutError),
    "plain text for TLS": (lambda: Server(plain_text_for_tls, scheme="https"), ConnectionFailedError),
    "no answer over TLS": (lambda: Server(never_answer, certificate="good"), RequestTimeoutError),
}


@pytest.mark.parametrize("call", [balance, rent], ids=["GET", "POST"])
@pytest.mark.parametrize("name", FAILURES)
async def test_no_error_shows_the_key(connect, serve, trusted, name, call):
    place, kind = FAILURES[name]
    slow = issubclass(kind, RequestTimeoutError)
    client = without_jitter(connect(base_url=serve(place()).url, timeout=0.08 if slow else 5.0, max_retries=1))
    with pytest.raises(kind) as caught:
        await done(call(client))
    assert places(everything(caught.value)) == []
    assert KEY.encode() not in pickle.dumps(caught.value)
    assert places(everything(pickle.loads(pickle.dumps(caught.value)))) == []


async def test_no_rejected_rental_shows_the_key(connect, serve):
    client = connect(base_url=serve(Server(serving(saying(REJECTED)))).url)
    with pytest.raises(ProvisionRejectedError) as caught:
        await done(rent(client))
    assert places(everything(caught.value)) == []
    assert KEY.encode() not in pickle.dumps(caught.value)


@pytest.mark.parametrize("name", ["401", "redirect", "refused", "no answer", "garbage", "half a body", "untrusted"])
@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda library: library.__name__)
async def test_no_error_of_an_own_http_client_shows_the_key(serve, trusted, flavour, library, name):
    place, kind = FAILURES[name]
    own: Any = library.Client() if flavour == "sync" else library.AsyncClient()
    make: Any = OctaSpace if flavour == "sync" else AsyncOctaSpace
    url = serve(place()).url
    client = make(KEY, base_url=url, http_client=own, timeout=0.08 if kind is RequestTimeoutError else 5, max_retries=0)
    with pytest.raises(kind) as caught:
        await done(balance(client))
    await done(own.close() if flavour == "sync" else own.aclose())
    assert places(everything(caught.value)) == []


@pytest.mark.parametrize("name", ["401", "refused", "no answer", "garbage", "half a body"])
async def test_no_error_through_a_proxy_shows_the_key(connect, serve, monkeypatch, name):
    place, kind = FAILURES[name]
    proxy = serve(Proxy())
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    client = connect(base_url=serve(place()).url, timeout=0.1 if kind is RequestTimeoutError else 5.0, max_retries=0)
    with pytest.raises(OctaSpaceError) as caught:
        await done(balance(client))
    assert proxy.lines
    assert places(everything(caught.value)) == []


class Broken(Exception):
    """Nothing that a library would raise."""


async def test_no_error_of_a_broken_http_client_shows_the_key(server, flavour):
    """What it raises is not of httpx, and its frames hold the request."""

    class Sync(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise Broken(request.headers["authorization"])

    class Async(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            raise Broken(request.headers["authorization"])

    own: Any = httpx.Client(transport=Sync()) if flavour == "sync" else httpx.AsyncClient(transport=Async())
    make: Any = OctaSpace if flavour == "sync" else AsyncOctaSpace
    with pytest.raises(OctaSpaceError) as caught:
        await done(balance(make(KEY, base_url=server.url, http_client=own, max_retries=0)))
    await done(own.close() if flavour == "sync" else own.aclose())
    assert places(everything(caught.value)) == []


async def test_hook_that_raises_does_not_show_the_key(connect, logs):
    def fail(event: object) -> None:
        raise Broken("mine")

    await done(balance(connect(on_request=fail, on_response=fail)))
    assert any("Broken" in record.getMessage() for record in logs.records)


ARGUMENTS = [
    lambda client: client.nodes.find(-1),
    lambda client: client.nodes.find("x"),
    lambda client: client.services.session(""),
    lambda client: client.request("GET", "no slash"),
    lambda client: client.request("POST", "/x", json={"a": object()}),
    lambda client: client.with_options(timeout=-1),
    lambda client: client.with_options(api_key="x"),
    lambda client: client.services.mr.rented(node_id=1, disk_size=1, image="x", timeout=0),
]


@pytest.mark.parametrize("call", ARGUMENTS)
async def test_no_wrong_argument_shows_the_key(connect, call):
    with pytest.raises((ValueError, TypeError)) as caught:
        await done(call(connect()))
    assert places(everything(caught.value)) == []


async def test_no_failing_download_shows_the_key(connect, tmp_path):
    with pytest.raises(OSError, match="No such file") as caught:
        await done(connect().nodes.download_logs(1, to=tmp_path / "no" / "such" / "folder"))
    assert places(everything(caught.value)) == []


# --- configurations that cannot work ----------------------------------------------------------------------------------

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "new line in the key": {"api_key": f"{KEY}\n"},
    "control character in the key": {"api_key": f"\x00{KEY}"},
    "key that is not ASCII": {"api_key": f"{KEY}ü"},
    "key of bytes": {"api_key": KEY.encode()},
    "key in a list": {"api_key": [KEY]},
    "credentials in a URL": {"base_url": "https://user:password@api.example"},
    "plain http": {"base_url": "http://api.example"},
    "no URL": {"base_urls": ["api.example"]},
    "timeout": {"timeout": -1},
    "max_retries": {"max_retries": -1},
    "max_connections": {"max_connections": 0},
    "user_agent": {"user_agent": "\n"},
    "logger": {"logger": object()},
    "hook": {"on_request": 5},
    "http_client": {"http_client": object()},
}


both = pytest.mark.parametrize("kind", [OctaSpace, AsyncOctaSpace])


@both
@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_no_configuration_error_shows_the_key(kind, name):
    with pytest.raises(ConfigurationError) as caught:
        kind(**{"api_key": KEY} | CONFIGURATIONS[name])
    assert places(everything(caught.value)) == []


URLS: dict[str, dict[str, Any]] = {
    "credentials": {"base_url": f"https://user:{KEY}@api.example"},
    "query": {"base_url": f"https://api.example?key={KEY}"},
    "fragment": {"base_urls": [f"https://api.example#{KEY}"]},
    "port": {"base_url": f"https://api.example:{KEY}"},
    "all of it": {"base_url": KEY},
}


@both
@pytest.mark.parametrize("name", URLS)
def test_no_message_repeats_a_url_with_the_key(kind, name):
    """The argument itself is still among the locals: nothing can know that there is a key in it."""
    with pytest.raises(ConfigurationError) as caught:
        kind(KEY, **URLS[name])
    error = caught.value
    assert (
        places("".join(traceback.format_exception(error, limit=0)) + f"{error!r} {error.args!r} {vars(error)!r}") == []
    )


@both
@pytest.mark.parametrize("spoilt", ["\t", "ü", "\x7f"])
def test_no_bad_key_of_the_environment_is_shown(kind, monkeypatch, spoilt):
    monkeypatch.setenv("OCTA_API_KEY", KEY + spoilt)
    with pytest.raises(ConfigurationError, match="OCTA_API_KEY") as caught:
        kind()
    assert places(everything(caught.value)) == []


@both
@pytest.mark.parametrize("name", [name for name in CONFIGURATIONS if "api_key" not in CONFIGURATIONS[name]])
def test_no_key_of_the_environment_is_shown_by_an_error_of_something_else(kind, monkeypatch, name):
    monkeypatch.setenv("OCTA_API_KEY", KEY)
    with pytest.raises(ConfigurationError) as caught:
        kind(**CONFIGURATIONS[name])
    assert places(everything(caught.value)) == []


async def test_no_key_of_the_environment_is_shown_by_a_call(connect, serve, monkeypatch):
    monkeypatch.setenv("OCTA_API_KEY", KEY)
    client = connect(api_key=None, base_url=serve(Refusing()).url, max_retries=0)
    with pytest.raises(ConnectionFailedError) as caught:
        await done(balance(client))
    assert places(everything(caught.value)) == []


# --- interruptions ----------------------------------------------------------------------------------------------------

posix = pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="Windows cannot signal a thread")

# The standard library leaves a socket that is interrupted while it connects to the garbage collector.
half_open = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def ctrl_c_soon() -> Iterator[Callable[[], None]]:
    """Sends SIGINT to the main thread in a few milliseconds, whatever it is doing."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.03, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
    yield timer.start
    timer.join()
    signal.signal(signal.SIGINT, before)


INTERRUPTED: dict[str, Callable[[], Any]] = {
    "waiting for the answer": lambda: Server(never_answer),
    "reading headers": lambda: Server(drip_headers),
    "reading the body": lambda: Server(stall_in_the_body),
    "waiting for the answer over TLS": lambda: Server(never_answer, certificate="good"),
    "in the handshake": lambda: Server(stall_handshake, scheme="https"),
    "connecting": Blackhole,
}


@posix
@pytest.mark.parametrize("how", ["own pool", "httpx", "proxy"])
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=half_open if name in ("in the handshake", "connecting") else ()) for name in INTERRUPTED],
)
def test_ctrl_c_does_not_show_the_key(serve, trusted, ctrl_c_soon, monkeypatch, name, how):
    place = serve(INTERRUPTED[name]())
    if how == "proxy":
        monkeypatch.setenv("ALL_PROXY", serve(Proxy()).url)
    own = httpx.Client() if how == "httpx" else None
    with OctaSpace(KEY, base_url=place.url, timeout=5.0, http_client=own) as client:
        with pytest.raises(KeyboardInterrupt) as caught:
            ctrl_c_soon()
            rent(client)
    if own is not None:
        own.close()
    assert places(everything(caught.value)) == []


@posix
def test_ctrl_c_while_waiting_for_a_place_does_not_show_the_key(server, ctrl_c_soon):
    server.hold()
    with OctaSpace(KEY, base_url=server.url, timeout=5.0, max_connections=1) as client:
        thread = threading.Thread(target=lambda: balance(client))
        thread.start()
        assert by_then(lambda: server.held)
        with pytest.raises(KeyboardInterrupt) as caught:
            ctrl_c_soon()
            balance(client)
        server.release()
        thread.join()
    assert places(everything(caught.value)) == []


@posix
@pytest.mark.parametrize("runner", ["asyncio", "trio"])
def test_ctrl_c_in_an_event_loop_does_not_show_the_key(serve, ctrl_c_soon, runner):
    place = serve(Server(never_answer))

    async def main() -> None:
        async with AsyncOctaSpace(KEY, base_url=place.url, timeout=5.0) as client:
            ctrl_c_soon()
            await rent(client)

    with pytest.raises(KeyboardInterrupt) as caught:
        anyio.run(main, backend=runner)
    assert places(everything(caught.value)) == []


@pytest.mark.parametrize("flavour", ["asyncio", "trio"])
@pytest.mark.parametrize("name", INTERRUPTED)
async def test_cancellation_does_not_show_the_key(connect, serve, trusted, name):
    client = connect(base_url=serve(INTERRUPTED[name]()).url, timeout=5.0)
    caught: list[BaseException] = []
    with anyio.move_on_after(0.03):
        try:
            await rent(client)
        except get_cancelled_exc_class() as error:
            caught.append(error)
            raise
    [error] = caught
    assert places(everything(error)) == []


@pytest.mark.parametrize("flavour", ["asyncio"])
@pytest.mark.parametrize("name", INTERRUPTED)
async def test_cancelled_task_does_not_show_the_key(connect, serve, trusted, name):
    client = connect(base_url=serve(INTERRUPTED[name]()).url, timeout=5.0)
    with pytest.raises(TimeoutError) as caught:
        async with asyncio.timeout(0.03):
            await rent(client)
    assert isinstance(caught.value.__cause__ or caught.value.__context__, asyncio.CancelledError)
    assert places(everything(caught.value)) == []


async def test_closing_meanwhile_does_not_show_the_key(connect, server, flavour):
    client = connect(timeout=5.0)
    server.hold()
    caught: list[BaseException] = []

    async def call() -> None:
        try:
            if flavour == "sync":
                await anyio.to_thread.run_sync(balance, client)
            else:
                await balance(client)
        except OctaSpaceError as error:
            caught.append(error)

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        with anyio.fail_after(5):
            while not server.held:
                await anyio.sleep(0.001)
        await done(client.close() if flavour == "sync" else client.aclose())
    [error] = caught
    assert places(everything(error)) == []


# --- logs, reprs, pickles, other origins ------------------------------------------------------------------------------


async def test_no_log_shows_the_key_and_all_were_heard(connect, serve, logs):
    server = serve(Counting())
    await done(balance(connect(base_url=server.url)))
    await done(rent(connect(base_urls=[serve(Refusing()).url, server.url])))
    heard = {record.name.partition(".")[0] for record in logs.get_records("call")}
    assert {"octaspace_sdk", "httpcore"} <= heard
    assert server.received[0].headers["authorization"] == KEY


@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda library: library.__name__)
async def test_no_log_of_an_own_http_client_shows_the_key(server, flavour, library, logs):
    own: Any = library.Client() if flavour == "sync" else library.AsyncClient()
    make: Any = OctaSpace if flavour == "sync" else AsyncOctaSpace
    await done(balance(make(KEY, base_url=server.url, http_client=own)))
    await done(own.close() if flavour == "sync" else own.aclose())
    assert library.__name__ in {record.name for record in logs.get_records("call")}


class Plain:
    """A logger that is no logging.Logger."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def debug(self, message: str) -> None:
        self.lines.append(message)

    error = debug


async def test_a_plain_logger_is_not_told_the_key(connect, serve):
    logger = Plain()
    urls = [serve(Refusing()).url, serve(Counting()).url]
    await done(balance(connect(base_urls=urls, logger=logger)))
    assert len(logger.lines) >= 3
    assert places("\n".join(logger.lines)) == []


async def test_hooks_are_not_told_the_key(connect):
    events: list[Any] = []
    await done(balance(connect(on_request=events.append, on_response=events.append)))
    assert len(events) == 2
    for event in events:
        assert places(f"{event!r} {attrs.asdict(event)!r}") == []


def parts(value: Any, depth: int = 6) -> Iterator[Any]:
    """An object and what hangs on it."""
    yield value
    if depth and type(value).__module__.startswith("octaspace"):
        names = [*getattr(value, "__dict__", ()), *getattr(type(value), "__slots__", ())]
        for name in names:
            if hasattr(value, name) and name not in ("_text", "__weakref__"):
                yield from parts(getattr(value, name), depth - 1)


async def test_nothing_on_a_client_shows_the_key(connect):
    client = connect()
    await done(balance(client))
    for one in (client, client.with_options(timeout=1), copy.copy(client), copy.deepcopy(client)):
        found = list(parts(one))
        assert len(found) > 20
        for part in found:
            assert places(f"{part!r}") == [], type(part)
            if not isinstance(part, str):
                assert places(f"{part!s}") == [], type(part)
                assert places(format(part)) == [], type(part)


async def test_handles_and_managers_do_not_show_the_key(connect):
    client = connect()
    session = client.services.session("5dd2d308-db91-4bda-86ff-e512d711b363")
    rental = client.services.mr.rented(node_id=1, disk_size=1, image="x")
    for one in (client.services, client.services.mr, session, client.raw, client.accounts, rental):
        assert places(repr(one) + repr(vars(one))) == []


async def test_key_is_not_pickled_with_an_answer(connect, server):
    raw = await done(connect().raw.accounts.balance())
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert KEY.encode() not in pickle.dumps(raw, protocol)
    assert places(repr(raw) + repr(raw.headers) + str(raw)) == []
    again = pickle.loads(pickle.dumps(raw))
    assert (again.status, again.json(), again.headers["Content-Type"]) == (200, {"balance": 7}, "application/json")


REDIRECTS = ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]


@pytest.mark.parametrize("call", [balance, rent], ids=["GET", "POST"])
@pytest.mark.parametrize("status", REDIRECTS)
async def test_key_is_not_sent_to_where_a_redirect_leads(connect, serve, server, status, call):
    target = f"Location: {server.url}/accounts/balance"
    place = serve(Server(lambda wire: wire.request() and wire.send(answer(b"", target, status=status))))
    with pytest.raises(APIError, match="redirected") as caught:
        await done(call(connect(base_url=place.url)))
    assert server.url in str(caught.value)
    assert server.connections == 0
    assert len(place.acted) == 1


@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda library: library.__name__)
async def test_own_http_client_that_follows_redirects_does_not_take_the_key_there(serve, server, flavour, library):
    target = f"Location: {server.url}/accounts/balance"
    place = serve(
        Server(lambda wire: wire.request() and wire.send(answer(b"", target, status="307 Temporary Redirect")))
    )
    own: Any = (library.Client if flavour == "sync" else library.AsyncClient)(follow_redirects=True)
    make: Any = OctaSpace if flavour == "sync" else AsyncOctaSpace
    with pytest.raises(APIError, match="redirected"):
        await done(balance(make(KEY, base_url=place.url, http_client=own)))
    await done(own.close() if flavour == "sync" else own.aclose())
    assert server.connections == 0


async def test_key_is_no_part_of_what_an_own_http_client_keeps(server, flavour):
    own: Any = httpx.Client() if flavour == "sync" else httpx.AsyncClient()
    make: Any = OctaSpace if flavour == "sync" else AsyncOctaSpace
    await done(balance(make(KEY, base_url=server.url, http_client=own)))
    assert "authorization" not in own.headers
    await done(own.get(f"{server.url}/accounts/balance"))
    await done(own.close() if flavour == "sync" else own.aclose())
    assert [one.headers.get("authorization") for one in server.received] == [KEY, None]


def test_last_traceback_of_an_interactive_session_does_not_show_the_key(serve):
    """What `%debug` and error trackers walk through: all frames of the library, with what is in them."""
    with OctaSpace(KEY, base_url=serve(Refusing()).url, max_retries=0) as client:
        try:
            balance(client)
        except OctaSpaceError:
            frames = traceback.walk_tb(sys.exc_info()[2])
            shown = [repr(frame.f_locals) for frame, _ in frames if is_library(frame.f_code.co_filename)]
    assert len(shown) >= 3
    assert places("\n".join(shown)) == []
