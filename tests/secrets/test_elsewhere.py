"""The API key is in no log, repr or pickle, and goes to no other origin."""

from __future__ import annotations

import copy
import pickle
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import attrs
import httpx
import httpx2
import pytest
from tests.support.clients import KEY, done
from tests.support.counting_server import Counting
from tests.support.secret_search import balance, is_library, places, rent
from tests.support.servers import (
    Refusing,
    Server,
    answer,
)

from octaspace_sdk import (
    APIError,
    AsyncOctaSpace,
    OctaSpace,
    OctaSpaceError,
)

pytestmark = pytest.mark.anyio


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
