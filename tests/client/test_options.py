"""What a client can be told, where it looks for it, and what it shares."""

from __future__ import annotations

import inspect
import logging
import pickle
import re

import anyio
import httpx
import httpx2
import pytest
from tests.support.clients import KEY, done, options_of
from tests.support.recorder import answer

from octaspace_sdk import (
    API_VERSION,
    APIError,
    AsyncOctaSpace,
    AuthenticationError,
    ClientOptions,
    ConfigurationError,
    NetworkError,
    OctaSpace,
    __version__,
)

pytestmark = pytest.mark.anyio

CLIENTS = pytest.mark.parametrize("kind", [OctaSpace, AsyncOctaSpace])
HTTP = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
SDK = f"octaspace-sdk/{__version__} (api {API_VERSION})"
DEFAULT = ("https://api.octa.space",)


def hosts(client) -> tuple[str, ...]:
    return options_of(client)["base_urls"]


BASE_URLS = [
    ({}, "", DEFAULT),
    ({}, "https://a.example", ("https://a.example",)),
    ({}, " https://a.example/ ,, https://b.example/v1/ , ", ("https://a.example", "https://b.example/v1")),
    ({}, " , ,", DEFAULT),
    ({"base_url": "https://c.example"}, "https://a.example", ("https://c.example",)),
    ({"base_url": " "}, "https://a.example", ("https://a.example",)),
    ({"base_url": ""}, "", DEFAULT),
    ({"base_urls": ["https://c.example", "https://d.example"]}, "x", ("https://c.example", "https://d.example")),
    ({"base_urls": ("", " ", "https://c.example/")}, "", ("https://c.example",)),
    ({"base_urls": ["https://c.example", "https://c.example/"]}, "", ("https://c.example",)),
    ({"base_urls": []}, "https://a.example", ("https://a.example",)),
    ({"base_urls": ["", "\t"]}, "", DEFAULT),
    ({"base_url": "http://localhost:8080"}, "", ("http://localhost:8080",)),
    ({"base_url": "http://[::1]:8080"}, "", ("http://[::1]:8080",)),
    ({"base_url": "http://lab.example", "allow_insecure": True}, "", ("http://lab.example",)),
]


@CLIENTS
@pytest.mark.parametrize(("options", "environment", "expected"), BASE_URLS)
def test_base_urls(monkeypatch, kind, options, environment, expected):
    monkeypatch.setenv("OCTA_BASE_URLS", environment)
    assert hosts(kind(KEY, **options)) == expected


@CLIENTS
def test_without_any_setting_the_public_host_is_used(kind):
    assert hosts(kind()) == DEFAULT


KEYS = [(None, "", None), (None, "env-key", "env-key"), ("mine", "env-key", "mine"), ("", "env-key", None)]
KEYS += [(None, "  env-key ", "env-key"), (" mine", "", "mine"), ("  ", "env-key", None)]


@pytest.mark.parametrize(("given", "environment", "sent"), KEYS)
async def test_api_key(monkeypatch, server, connect, given, environment, sent):
    monkeypatch.setenv("OCTA_API_KEY", environment)
    await done(connect(api_key=given).request("POST", "/any"))
    assert server.last.headers.get("authorization") == sent


SECRET = "hunter2-secret"
WRONG = [
    ({"api_key": f"{SECRET}\n"}, {}, "api_key"),
    ({"api_key": f"{SECRET}\u00e9"}, {}, "api_key"),
    ({"api_key": f"{SECRET}\x00"}, {}, "api_key"),
    ({"api_key": SECRET.encode()}, {}, "api_key"),
    ({}, {"OCTA_API_KEY": f"{SECRET}\tx"}, "OCTA_API_KEY"),
    ({"base_url": f"https://user:{SECRET}@a.example"}, {}, "base_url"),
    ({"base_urls": ["https://a.example", f"https://{SECRET}@b.example"]}, {}, r"base_urls\[1\]"),
    ({}, {"OCTA_BASE_URLS": f"https://a.example,https://u:{SECRET}@b.example"}, "OCTA_BASE_URLS"),
    ({"base_url": f"https://a.example/?key={SECRET}"}, {}, "base_url"),
    ({"base_url": f"https://a.example/#{SECRET}"}, {}, "base_url"),
    ({"base_url": f"https://{SECRET}:port@[a"}, {}, "base_url"),
    ({"base_url": f"https://u:{SECRET}@a.example:99999"}, {}, "base_url"),
    ({"base_url": f"https://u:{SECRET}"}, {}, "base_url"),
    ({"base_url": "a.example"}, {}, "base_url"),
    ({"base_url": "ftp://a.example"}, {}, "base_url"),
    ({"base_url": "https://"}, {}, "base_url"),
    ({"base_url": "https://a.example/a b"}, {}, "base_url"),
    ({"base_url": "https://a.example/a\nb"}, {}, "base_url"),
    ({"base_url": "https://a.example:99999"}, {}, "base_url"),
    ({"base_url": 5}, {}, "base_url"),
    ({"base_url": "http://a.example"}, {}, "base_url"),
    ({"base_url": "http://127.0.0.1.example"}, {}, "base_url"),
    ({"base_url": "http://a.example"}, {"OCTA_ALLOW_INSECURE": "0"}, "base_url"),
    ({"base_url": "http://a.example"}, {"OCTA_ALLOW_INSECURE": "maybe"}, "OCTA_ALLOW_INSECURE"),
    ({"base_urls": "https://a.example"}, {}, "base_urls"),
    ({"base_urls": [None, 5]}, {}, r"base_urls\[1\]"),
    ({"base_urls": 5}, {}, "base_urls"),
    *(({"api_key": value}, {}, "api_key") for value in (False, 0, [])),
    *(
        ({name: value}, {}, name)
        for name in ("allow_insecure", "pickle_api_key", "report_unknown_fields")
        for value in ("0", 1, None)
    ),
    ({"base_url": "https://a.example", "base_urls": ["https://b.example"]}, {}, "base_url or base_urls"),
    *(({"timeout": value}, {}, "timeout") for value in (-1, "30", float("nan"), float("inf"), 10**400, True, [])),
    *(({"max_retries": value}, {}, "max_retries") for value in (-1, 1.5, "2", True, None)),
    *(
        ({"failover_on_status": value}, {}, "failover_on_status")
        for value in (503, None, "503", ["503"], [True], [200], [600])
    ),
    *(({"max_connections": value}, {}, "max_connections") for value in (0, -1, 1.5, "2", True, None)),
    *(({"user_agent": value}, {}, "user_agent") for value in ("", " ", "a\r\nX-Evil: 1", "\u00e9", 5)),
    *(
        ({name: value}, {}, name)
        for name in ("on_request", "on_response", "on_drift")
        for value in ("text", anyio.sleep)
    ),
    *(
        ({}, {variable: proxy}, variable)
        for variable in ("HTTPS_PROXY", "ALL_PROXY")
        for proxy in (
            f"http://user:{SECRET}#x@proxy.example:3128",
            f"http://us er:{SECRET}@proxy.example:3128",
            "http://[::1",
            "http://proxy.example:99999",
            "ftp://proxy.example",
            "http://",
        )
    ),
    ({"logger": object()}, {}, "logger"),
    ({"logger": print}, {}, "logger"),
    ({"http_client": object()}, {}, "http_client"),
]


@CLIENTS
@pytest.mark.parametrize(("options", "environment", "place"), WRONG)
def test_wrong_option_is_named_and_no_secret_repeated(monkeypatch, kind, options, environment, place):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=place) as caught:
        kind(**options)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value)
    assert isinstance(caught.value, ValueError)
    assert caught.value.__cause__ is None


@CLIENTS
@pytest.mark.parametrize("value", [-1, "x", True])
def test_with_options_checks_like_the_constructor(kind, value):
    with pytest.raises(ConfigurationError, match="timeout"):
        kind(KEY).with_options(timeout=value)
    with pytest.raises(TypeError, match="timeoout"):
        kind(KEY).with_options(timeoout=5)


@CLIENTS
@pytest.mark.parametrize("name", ["api_key", "base_url", "http_client", "max_connections"])
def test_with_options_does_not_change_what_is_shared(kind, name):
    with pytest.raises(TypeError, match=name):
        kind(KEY).with_options(**{name: "x"})


async def test_with_options_shares_the_connections(server, client):
    other = client.with_options(timeout=5, max_retries=0)
    third = other.with_options(user_agent="mine/1")
    server.answers({"balance": 7})
    for one in (client, other, third, client.raw, other):
        await done(one.accounts.balance())
    assert (len(server.requests), server.connections) == (5, 1)


async def test_with_options_changes_only_what_is_named(server, connect):
    seen: list[object] = []
    client = connect(user_agent="mine/1", on_request=seen.append, max_retries=0)
    other = client.with_options(max_retries=1)
    await done(other.nodes.reboot(1))
    assert server.last.headers["user-agent"] == "mine/1"
    assert server.last.headers["authorization"] == KEY
    assert len(seen) == 1
    server.requests.clear()
    server.answers(answer({}, 503, Retry_After="0"))
    for one, sent in ((client, 1), (other, 2), (client, 1)):
        server.requests.clear()
        with pytest.raises(APIError):
            await done(one.apps.list())
        assert len(server.requests) == sent


async def test_closing_the_one_of_with_options_leaves_the_connections_open(server, client, flavour):
    server.answers({"balance": 7})
    other = client.with_options(timeout=60)
    await done(client.accounts.balance())
    await done(other.close() if flavour == "sync" else other.aclose())
    await done(client.accounts.balance())
    assert server.connections == 1


async def test_user_agent(server, connect):
    await done(connect(user_agent="app/2 (me)").nodes.reboot(1))
    await done(connect().nodes.reboot(1))
    assert [one.headers["user-agent"] for one in server.requests] == ["app/2 (me)", SDK]


@pytest.mark.parametrize("timeout", [None, 0, 0.0])
async def test_no_timeout_is_no_limit(server, connect, timeout):
    assert await done(connect(timeout=timeout).nodes.reboot(1)) is None
    assert len(server.requests) == 1


@pytest.mark.parametrize("timeout", [3e6, 9e9, 1e10, 10**18, 1e300])
async def test_timeout_of_centuries_works(server, connect, timeout):
    client = connect(timeout=timeout)
    assert await done(client.nodes.reboot(1)) is None
    server.answers({"uuid": "a", "is_ready": True})
    assert (await done(client.services.session("u").wait_ready(timeout=timeout, poll_interval=timeout))).is_ready


async def test_certificates_that_cannot_be_read_are_named(connect, monkeypatch, tmp_path):
    file = tmp_path / "missing.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(
        NetworkError, match=f"certificates cannot be read, SSL_CERT_FILE={file}.*No such file"
    ) as caught:
        await done(connect(base_url="https://127.0.0.1:9", max_retries=0).nodes.reboot(1))
    assert caught.value.may_have_been_processed is False


async def test_header_of_with_options_replaces_the_former_in_any_case(server, connect):
    former = {"Authorization": "the first", "X-Team": "a", "X-Other": "b"}
    client = connect(default_headers=former, pickle_api_key=True)
    changed = client.with_options(headers={"authorization": "the second", "x-team": "c"})
    assert options_of(changed)["default_headers"] == {"X-Other": "b", "authorization": "the second", "x-team": "c"}


async def test_any_number_of_connections_is_accepted(server, connect):
    assert await done(connect(max_connections=10**30).nodes.reboot(1)) is None


@HTTP
async def test_proxies_of_the_environment_are_those_of_the_callers_http_client(
    server, connect, flavour, library, monkeypatch
):
    """It may not heed the environment at all."""
    kind = library.Client if flavour == "sync" else library.AsyncClient
    own = kind(trust_env=False)
    monkeypatch.setenv("ALL_PROXY", "socks4://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    client = connect(base_urls=[server.url, "https://api.octa.space"], http_client=own)
    assert await done(client.nodes.reboot(1)) is None
    await done(own.close() if flavour == "sync" else own.aclose())


async def test_call_after_closing_fails_and_sends_nothing(server, connect, flavour):
    client = connect()
    await done(client.nodes.reboot(1))
    for _ in range(2):
        await done(client.close() if flavour == "sync" else client.aclose())
    with pytest.raises(NetworkError, match="closed") as caught:
        await done(client.nodes.reboot(1))
    assert caught.value.may_have_been_processed is False
    assert len(server.requests) == 1


async def test_client_is_a_context_manager(server, connect, flavour):
    client = connect()
    if flavour == "sync":
        with client as entered:
            entered.nodes.reboot(1)
    else:
        async with client as entered:
            await entered.nodes.reboot(1)
    assert entered is client
    with pytest.raises(NetworkError, match="closed"):
        await done(client.nodes.reboot(1))


def http_client(library, flavour, **options):
    return (library.Client if flavour == "sync" else library.AsyncClient)(verify=False, **options)


@HTTP
async def test_http_client_of_the_caller_is_used_and_left_as_it_is(server, connect, flavour, library):
    seen: list[str] = []

    async def note_async(request) -> None:
        seen.append(str(request.url))

    def note(request) -> None:
        seen.append(str(request.url))

    hook = note if flavour == "sync" else note_async
    own = http_client(library, flavour, headers={"X-Mine": "1"}, event_hooks={"request": [hook]}, cookies={"a": "b"})
    before = (dict(own.headers), dict(own.cookies), own.timeout, own.base_url, own.event_hooks)
    server.answers(answer({"balance": 7}, Set_Cookie="c=d"), answer(b"", 302, Location="/elsewhere"))
    client = connect(http_client=own)
    assert await done(client.accounts.balance()) == 7
    with pytest.raises(APIError, match="/elsewhere"):
        await done(client.accounts.balance())
    await done(client.close() if flavour == "sync" else client.aclose())
    assert not own.is_closed
    assert seen == [f"{server.url}/accounts/balance"] * 2
    sent = server.requests[0].headers
    assert (sent["x-mine"], sent["authorization"], sent["user-agent"]) == ("1", KEY, SDK)
    after = (dict(own.headers), dict(own.cookies), own.timeout, own.base_url, own.event_hooks)
    assert (after[0], *after[2:]) == (before[0], *before[2:])
    await done(own.close() if flavour == "sync" else own.aclose())


@HTTP
async def test_errors_of_the_callers_http_client_are_ours(connect, flavour, library):
    own = http_client(library, flavour)
    client = connect(base_url="http://127.0.0.1:9", http_client=own, max_retries=0)
    with pytest.raises(NetworkError) as caught:
        await done(client.accounts.generate_wallet())
    assert caught.value.may_have_been_processed is False
    await done(own.close() if flavour == "sync" else own.aclose())


@HTTP
def test_http_client_must_fit_the_kind_of_client(library):
    with pytest.raises(ConfigurationError, match="AsyncClient"), library.Client(verify=False) as own:
        AsyncOctaSpace(KEY, http_client=own)
    with pytest.raises(ConfigurationError, match=r"httpx\.Client"):
        OctaSpace(KEY, http_client=library.AsyncClient(verify=False))


@CLIENTS
def test_client_survives_pickling(monkeypatch, kind):
    monkeypatch.setenv("OCTA_API_KEY", KEY)
    client = kind(KEY, base_url="https://a.example", timeout=7, max_retries=5, user_agent="mine/1")
    again = pickle.loads(pickle.dumps(client))
    assert type(again) is kind
    assert repr(again) == repr(client)


@CLIENTS
def test_key_is_pickled_only_when_that_is_asked_for(monkeypatch, kind):
    monkeypatch.setenv("OCTA_API_KEY", "another")
    assert KEY.encode() not in pickle.dumps(kind(KEY))
    assert KEY.encode() in pickle.dumps(kind(KEY, pickle_api_key=True))


async def test_pickled_client_still_works(monkeypatch, server, connect, flavour):
    monkeypatch.setenv("OCTA_API_KEY", KEY)
    again = pickle.loads(pickle.dumps(connect(api_key=None)))
    await done(again.nodes.reboot(1))
    assert server.last.headers["authorization"] == KEY
    await done(again.close() if flavour == "sync" else again.aclose())


async def test_the_key_is_in_no_repr_log_or_error(server, connect, caplog):
    caplog.set_level(logging.DEBUG)
    events: list[object] = []
    client = connect(on_request=events.append, on_response=events.append, max_retries=0)
    server.answers(answer({"message": "bad key"}, 401))
    with pytest.raises(AuthenticationError) as caught:
        await done(client.accounts.profile())
    with pytest.raises(NetworkError) as failed:
        await done(connect(base_url="http://127.0.0.1:9", max_retries=0).accounts.profile())
    said = [client, client.raw, client.nodes, client.services, *events]
    said += [caught.value, failed.value, vars(caught.value), vars(failed.value), caplog.text]
    assert [one for one in said if KEY in repr(one) or KEY in str(one)] == []
    assert "/accounts" in caplog.text
    assert KEY in server.last.headers["authorization"]


@CLIENTS
def test_with_options_takes_the_options_that_its_type_and_its_documentation_have(kind):
    with pytest.raises(TypeError) as caught:
        kind("").with_options(time_out=1)  # type: ignore[call-arg]
    assert set(str(caught.value).partition("it takes ")[2].split(", ")) == ClientOptions.__annotations__.keys()
    documented = re.findall(r"\w+", inspect.getdoc(kind.with_options) or "")
    assert ClientOptions.__annotations__.keys() - set(documented) == set()
