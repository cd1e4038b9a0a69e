"""No refused configuration shows the API key."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
from tests.support.clients import KEY
from tests.support.secret_search import everything, places

from octaspace_sdk import (
    AsyncOctaSpace,
    ConfigurationError,
    OctaSpace,
)

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


@both
@pytest.mark.parametrize("proxy", ["http://proxy.example:3128", "proxy.example", "http://10.0.0.1:8080"])
@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("url", ["http://127.0.0.1:8787", "http://localhost:8787", "http://[::1]:8787"])
def test_key_does_not_leave_the_machine_through_a_proxy(kind, monkeypatch, url, variable, proxy):
    monkeypatch.setenv(variable, proxy)
    with pytest.raises(ConfigurationError, match="NO_PROXY") as caught:
        kind(KEY, base_url=url)
    assert places(everything(caught.value)) == []
    assert kind(KEY, base_url=url, allow_insecure=True)


@both
@pytest.mark.parametrize(
    "environment",
    [
        {"HTTP_PROXY": "http://proxy.example:3128", "NO_PROXY": "127.0.0.1"},
        {"HTTP_PROXY": "http://proxy.example:3128", "no_proxy": "*"},
        {"HTTPS_PROXY": "http://proxy.example:3128"},
        {"HTTP_PROXY": "http://localhost:8080"},
        {"HTTP_PROXY": " "},
    ],
)
def test_this_machine_without_a_proxy_elsewhere_is_local(kind, monkeypatch, environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert kind(KEY, base_url="http://127.0.0.1:8787")


@both
@pytest.mark.parametrize("exempt", ["::1", "[::1]", "localhost,::1"])
def test_this_machine_by_its_ipv6_address_is_exempt_as_the_message_says(kind, monkeypatch, exempt):
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", exempt)
    assert kind(KEY, base_url="http://[::1]:8787")
