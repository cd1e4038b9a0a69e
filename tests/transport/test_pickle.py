"""Clients are pickled with all they were told, the key only if that was asked for; copies share the connections."""

from __future__ import annotations

import asyncio
import copy
import inspect
import pickle

import httpx
import httpx2
import pytest
from tests.support.clients import KEY, done, options_of
from tests.support.counting_server import Counting

from octaspace_sdk import AsyncOctaSpace, ConfigurationError, OctaSpace

both = pytest.mark.parametrize("kind", [OctaSpace, AsyncOctaSpace])
protocols = pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))


def on_request(event: object) -> None: ...


def on_response(event: object) -> None: ...


def on_drift(drift: object) -> None: ...


class Logger:
    def debug(self, message: str) -> None: ...

    def error(self, message: str) -> None: ...

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Logger)

    __hash__ = None  # type: ignore[assignment]


OPTIONS = {
    "base_urls": ["https://one.example", "http://127.0.0.1:8080/v1"],
    "timeout": 12.5,
    "max_retries": 5,
    "failover_on_status": frozenset({502, 503}),
    "max_connections": 7,
    "user_agent": "mine/1.0",
    "logger": Logger(),
    "on_request": on_request,
    "on_response": on_response,
    "on_drift": on_drift,
    "report_unknown_fields": True,
    "default_headers": {"X-Trace": "abc"},
    "pickle_api_key": True,
}

NOT_PICKLED = {
    "api_key",  # the argument before all others
    "base_url",  # is in base_urls
    "allow_insecure",  # the URLs have been checked
    "http_client",  # cannot be pickled
}


@both
def test_every_option_is_pickled(kind):
    """An option that is added to the constructor belongs to `OPTIONS`, and to the settings of the client."""
    assert OPTIONS.keys() == inspect.signature(kind).parameters.keys() - NOT_PICKLED
    assert OPTIONS.keys() == options_of(kind("", **OPTIONS)).keys() - NOT_PICKLED
    defaults = options_of(kind("", pickle_api_key=True))
    assert [name for name in OPTIONS if name != "pickle_api_key" and OPTIONS[name] == defaults[name]] == []


@protocols
@both
def test_pickle_keeps_all_options(kind, protocol):
    client = kind("other", **OPTIONS)
    again = pickle.loads(pickle.dumps(client, protocol))
    assert type(again) is kind
    assert again is not client
    assert options_of(again) == options_of(client)
    assert OPTIONS.items() <= (options_of(again) | {"base_urls": list(options_of(again)["base_urls"])}).items()


@pytest.mark.parametrize("timeout", [None, 0, 3])
@both
def test_pickle_keeps_the_timeout_or_that_there_is_none(kind, timeout):
    again = pickle.loads(pickle.dumps(kind("", timeout=timeout)))
    assert options_of(again)["timeout"] == (timeout or None)


@both
def test_pickle_keeps_what_with_options_changed(kind):
    again = pickle.loads(pickle.dumps(kind("").with_options(timeout=1.5, max_retries=0, user_agent="x")))
    assert {"timeout": 1.5, "max_retries": 0, "user_agent": "x"}.items() <= options_of(again).items()


def test_pickle_with_the_key_keeps_the_query_and_the_headers_of_with_options(server):
    client = OctaSpace(KEY, base_url=server.url, pickle_api_key=True)
    client = client.with_options(headers={"X-Trace": "abc"}, query={"beta": ["1", "2"], "full": True})
    with pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(client)))) as again:
        again.raw.accounts.balance()
    [received] = server.received
    assert received.line.split()[1] == "/accounts/balance?beta=1&beta=2&full=true"
    assert received.headers["x-trace"] == "abc"


@both
def test_pickle_without_the_key_has_no_headers_and_query_which_may_hold_secrets(kind):
    client = kind(KEY).with_options(headers={"X-Token": "hunter2"}, query={"token": "hunter2"})
    assert b"hunter2" not in pickle.dumps(client)


@both
def test_pickle_of_a_pickle_is_the_same(kind):
    client = kind("other", **OPTIONS)
    once = pickle.loads(pickle.dumps(client))
    assert pickle.dumps(once) == pickle.dumps(pickle.loads(pickle.dumps(once)))


@both
def test_plain_http_that_was_allowed_stays_allowed(kind):
    client = kind("", base_url="http://api.example", allow_insecure=True)
    again = pickle.loads(pickle.dumps(client))
    assert options_of(again)["base_urls"] == ("http://api.example",)


@protocols
@both
def test_key_is_not_pickled(kind, protocol):
    assert KEY.encode() not in pickle.dumps(kind(KEY), protocol)


def key_sent_by(client: OctaSpace | AsyncOctaSpace, server: Counting) -> str | None:
    async def main() -> None:
        await done(client.network.info())
        await done(client.close() if isinstance(client, OctaSpace) else client.aclose())

    asyncio.run(main())
    return server.received[-1].headers.get("authorization")


@both
def test_key_is_read_from_the_environment_in_its_place(server, kind, monkeypatch):
    monkeypatch.setenv("OCTA_API_KEY", "of-the-environment")
    again = pickle.loads(pickle.dumps(kind(KEY, base_url=server.url)))
    assert key_sent_by(again, server) == "of-the-environment"


@both
def test_without_one_in_the_environment_there_is_none(server, kind):
    again = pickle.loads(pickle.dumps(kind(KEY, base_url=server.url)))
    assert key_sent_by(again, server) is None


@both
def test_client_without_a_key_does_not_get_one(server, kind, monkeypatch):
    client = kind("", base_url=server.url)
    monkeypatch.setenv("OCTA_API_KEY", "of-the-environment")
    assert key_sent_by(pickle.loads(pickle.dumps(client)), server) is None


@both
def test_key_is_pickled_when_asked_for(server, kind, monkeypatch):
    monkeypatch.setenv("OCTA_API_KEY", "of-the-environment")
    again = pickle.loads(pickle.dumps(kind(KEY, base_url=server.url, pickle_api_key=True)))
    assert options_of(again)["pickle_api_key"] is True
    assert key_sent_by(again, server) == KEY


@both
def test_bad_key_in_the_environment_is_refused_and_not_shown(kind, monkeypatch):
    data = pickle.dumps(kind(KEY))
    monkeypatch.setenv("OCTA_API_KEY", "bad\tkey")
    with pytest.raises(ConfigurationError, match="OCTA_API_KEY") as caught:
        pickle.loads(data)
    assert "bad" not in str(caught.value)


@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda library: library.__name__)
@both
def test_own_http_client_cannot_be_pickled(kind, library):
    own = library.Client() if kind is OctaSpace else library.AsyncClient()
    client = kind(KEY, http_client=own)
    with pytest.raises(TypeError, match="http_client of yours cannot be pickled: make one in each process") as caught:
        pickle.dumps(client)
    assert KEY not in str(caught.value)
    own.close() if kind is OctaSpace else asyncio.run(own.aclose())


def test_unpickled_client_has_connections_of_its_own(server):
    with OctaSpace(KEY, base_url=server.url, pickle_api_key=True) as client:
        assert client.accounts.balance() == 7
        with pickle.loads(pickle.dumps(client)) as again:
            assert again.accounts.balance() == 7
        assert client.accounts.balance() == 7
    assert server.by_connection == [1, 2, 1]
    assert {one.headers["authorization"] for one in server.received} == {KEY}


def test_unpickled_client_begins_open(server):
    client = OctaSpace(KEY, base_url=server.url)
    client.accounts.balance()
    data = pickle.dumps(client)
    client.close()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OCTA_API_KEY", KEY)
        again = pickle.loads(data)
    with again:
        assert again.accounts.balance() == 7


copies = pytest.mark.parametrize("make", [copy.copy, copy.deepcopy], ids=lambda make: make.__name__)


@copies
def test_copy_shares_the_connections(server, make):
    with OctaSpace(KEY, base_url=server.url) as client:
        client.accounts.balance()
        made = make(client)
        assert made is not client
        assert made.accounts.balance() == 7
        made.close()
        assert client.accounts.balance() == 7
    assert server.by_connection == [1, 1, 1]


@copies
def test_async_copy_shares_the_connections(server, make):
    async def main() -> None:
        async with AsyncOctaSpace(KEY, base_url=server.url) as client:
            await client.accounts.balance()
            made = make(client)
            assert made is not client
            assert await made.accounts.balance() == 7
            await made.aclose()
            assert await client.accounts.balance() == 7

    asyncio.run(main())
    assert server.by_connection == [1, 1, 1]


@copies
@both
def test_copy_keeps_the_options_and_the_key(kind, make):
    client = kind(KEY, **OPTIONS)
    made = make(client)
    assert options_of(made) == options_of(client)
    assert made.__reduce__()[0].args == (KEY,)


@copies
def test_copy_of_a_client_within_a_structure_shares_too(server, make):
    with OctaSpace(KEY, base_url=server.url) as client:
        client.accounts.balance()
        made = make({"client": client, "list": [1]})
        made["client"].accounts.balance()
    assert server.by_connection == [1, 1]


def test_copy_shares_what_is_known_of_the_hosts():
    with Counting() as server, OctaSpace(KEY, base_urls=["http://127.0.0.1:9", server.url]) as client:
        first = copy.deepcopy(client).raw.accounts.balance()
        second = client.raw.accounts.balance()
    assert [len(response.attempts) for response in (first, second)] == [2, 1]


def test_counting_server_tells_connections_apart():
    """The other tests rely on it."""
    with Counting() as server:
        for _ in range(2):
            with OctaSpace(KEY, base_url=server.url) as client:
                client.accounts.balance()
        assert server.by_connection == [1, 2]
