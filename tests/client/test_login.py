"""A missing or mistyped key is refused before anything is sent, and the environment says what the caller does not."""

from __future__ import annotations

import httpx
import pytest
from tests.support.clients import KEY, done
from tests.support.recorder import answer

from octaspace_sdk import ConfigurationError, OctaSpace

pytestmark = pytest.mark.anyio


async def test_without_a_key_a_call_is_refused_by_name(server, connect):
    client = connect(api_key="")
    expected = (
        r"^nodes\.list: no API key: pass api_key= or set OCTA_API_KEY; public without one: apps\.list, network\.info$"
    )
    with pytest.raises(ConfigurationError, match=expected):
        await done(client.nodes.list())
    with pytest.raises(ConfigurationError, match="no API key"):
        await done(client.raw.nodes.reboot(1))
    assert server.requests == []


async def test_what_is_public_is_sent_without_a_key(server, connect):
    server.answers([])
    await done(connect(api_key="").apps.list())
    await done(connect(api_key="").request("GET", "/nodes"))  # not described, so it is not known to need one
    assert len(server.requests) == 2


def test_a_client_of_the_callers_may_authenticate_by_itself(server):
    server.answers([])
    with (
        httpx.Client(headers={"Authorization": "mine"}) as http,
        OctaSpace("", base_url=server.url, http_client=http) as c,
    ):
        c.nodes.list()
    assert server.last.path == "/nodes"


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        (f"Bearer {KEY}", "begins with Bearer"),
        (f"bearer {KEY}", "begins with Bearer"),
        (f'"{KEY}"', "is in quotes"),
        (f"'{KEY}'", "is in quotes"),
        (f"{KEY} {KEY}", "has spaces"),
    ],
)
def test_a_key_that_was_pasted_wrong_says_what_is_wrong(monkeypatch, key, problem):
    with pytest.raises(ConfigurationError, match=f"^api_key {problem}: give the key alone$") as caught:
        OctaSpace(key)
    monkeypatch.setenv("OCTA_API_KEY", key)
    with pytest.raises(ConfigurationError, match=f"^OCTA_API_KEY {problem}"):
        OctaSpace()
    assert KEY not in str(caught.value)


def options_of(client: OctaSpace) -> str:
    with client:
        return repr(client)


def test_the_environment_says_what_the_caller_does_not(monkeypatch, server):
    monkeypatch.setenv("OCTA_BASE_URL", "https://one.example")
    monkeypatch.setenv("OCTA_TIMEOUT", "7.5")
    assert "base_urls=('https://one.example',), timeout=7.5" in options_of(OctaSpace(KEY))
    assert "base_urls=('https://two.example',), timeout=30.0" in options_of(
        OctaSpace(KEY, base_url="https://two.example", timeout=30.0)
    )
    monkeypatch.setenv("OCTA_BASE_URLS", "https://three.example,https://four.example")
    assert "('https://three.example', 'https://four.example')" in options_of(OctaSpace(KEY))
    monkeypatch.setenv("OCTA_TIMEOUT", "0")
    assert "timeout=None" in options_of(OctaSpace(KEY))


@pytest.mark.parametrize(("environment", "given", "requests"), [("0", {}, 1), ("0", {"max_retries": 2}, 3)])
async def test_retries_from_the_environment(monkeypatch, server, connect, environment, given, requests):
    monkeypatch.setenv("OCTA_MAX_RETRIES", environment)
    server.answers(answer({}, 503, Retry_After="0"))
    with pytest.raises(Exception, match="503"):
        await done(connect(**given).apps.list())
    assert len(server.requests) == requests


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        *(("OCTA_TIMEOUT", value, "a number of seconds, 0 for no limit") for value in ("soon", "-1", "nan", "inf")),
        *(("OCTA_MAX_RETRIES", value, "a whole number, at least 0") for value in ("soon", "-1", "1.5")),
        ("OCTA_ALLOW_INSECURE", "Yes", "1 or 0"),
    ],
)
def test_a_wrong_environment_variable_is_named_with_its_value(monkeypatch, name, value, expected):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=f"^{name} must be {expected}, not '{value}'$"):
        OctaSpace(KEY)


@pytest.mark.parametrize(("value", "shown"), [("a\r\nX: 1", r"'a\\r\\nX: 1'"), ("", "''"), (5, "5")])
def test_a_wrong_user_agent_is_shown_on_one_line(value, shown):
    with pytest.raises(ConfigurationError, match=f"^user_agent must be printable ASCII text, not {shown}$"):
        OctaSpace(KEY, user_agent=value)


def test_a_key_that_is_no_text_shows_its_type_and_not_itself():
    with pytest.raises(ConfigurationError, match="^api_key must be text, not bytes$"):
        OctaSpace(KEY.encode())  # type: ignore[arg-type]


def test_a_header_that_the_client_sets_is_to_be_left_out():
    with pytest.raises(ConfigurationError, match="^headers: the client sets Host itself; leave it out$"):
        OctaSpace(KEY, default_headers={"Host": "example.net"})


async def test_headers_and_query_that_the_sdk_does_not_know_yet(server, connect):
    server.answers([])
    client = connect(default_headers={"X-Team": "a"}).with_options(headers={"X-Trace": "1"}, query={"beta": True})
    await done(client.nodes.list(country="DE"))
    assert (server.last.headers["x-team"], server.last.headers["x-trace"]) == ("a", "1")
    assert list(server.last.query) == [("country", "DE"), ("beta", "true")]
    assert server.last.headers["authorization"] == KEY


@pytest.mark.parametrize(
    "wrong",
    [
        {"headers": {"Host": "x"}},
        {"headers": {"a b": "x"}},
        {"headers": {"X": "\n"}},
        {"headers": "X: y"},
        {"query": 5},
    ],
)
def test_headers_and_query_that_cannot_be_sent_are_refused(wrong):
    with OctaSpace(KEY) as client, pytest.raises(ConfigurationError, match=next(iter(wrong))):
        client.with_options(**wrong)


async def test_headers_of_the_caller_are_in_no_repr(connect):
    client = connect(default_headers={"X-Secret": "swordfish-hunter2"})
    assert "swordfish" not in repr(client)
    assert "swordfish" not in repr(vars(client))


async def test_a_country_by_name_says_what_is_expected(server, client):
    with pytest.raises(ValueError, match="country must be an ISO code such as DE"):
        await done(client.nodes.list(country="Germany"))
    assert server.requests == []
