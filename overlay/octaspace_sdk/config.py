"""The options of a client, each value checked before anything is sent."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, TypedDict
from urllib.parse import urlsplit

import attrs

from octaspace_api import API_VERSION, BASE_URL
from octaspace_api.request import query_pairs
from octaspace_sdk._version import __version__
from octaspace_sdk.errors import ConfigurationError
from octaspace_sdk.events import Drift, RequestEvent, ResponseEvent
from octaspace_sdk.support.callbacks import check_callback
from octaspace_sdk.support.environment_proxy import environment_proxy
from octaspace_sdk.support.loopback import is_loopback
from octaspace_sdk.support.redaction import Secret

DEFAULT_BASE_URLS = (BASE_URL,)
_LOGGER = logging.getLogger("octaspace_sdk")
_LOGGER.addHandler(logging.NullHandler())  # a program that has set up no logging gets no lines on stderr

DEFAULT_USER_AGENT = f"octaspace-sdk/{__version__} (api {API_VERSION})"


OnDrift = Callable[[Drift], object] | Literal["raise"] | None
"""What becomes of a field that differs from its description: called with it, or "raise" for an error."""


class ClientOptions(TypedDict, total=False):
    """The options that `with_options` can change, as the constructor of `OctaSpace` describes them.

    `headers` is called `default_headers` there. `query` is here alone: parameters to add to the query of every request.
    """

    timeout: float | None
    max_retries: int
    failover_on_status: Collection[int]
    user_agent: str | None
    logger: Any
    on_request: Callable[[RequestEvent], object] | None
    on_response: Callable[[ResponseEvent], object] | None
    on_drift: OnDrift
    report_unknown_fields: bool
    headers: Mapping[str, str]
    query: Mapping[str, Any]


@attrs.frozen(kw_only=True)
class Policy:
    """The options that the policy of a call goes by."""

    timeout: float | None
    """Seconds for a whole call; None for no limit."""
    max_retries: int
    failover_on_status: frozenset[int] = frozenset()
    logger: Any = attrs.field(repr=False)
    on_request: Callable[[RequestEvent], object] | None = None
    on_response: Callable[[ResponseEvent], object] | None = None


@attrs.frozen(kw_only=True)
class Settings:
    """All options of a client, checked."""

    api_key: Secret
    base_urls: tuple[str, ...]
    max_connections: int
    user_agent: str
    policy: Policy
    on_drift: OnDrift = attrs.field(default=None, repr=False)
    report_unknown_fields: bool = False
    headers: dict[str, str] = attrs.field(factory=dict, repr=False)
    """Headers that are added to those of every request."""
    query: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False)
    """Parameters that are added to the query of every request."""
    pickle_api_key: bool = False

    @property
    def credentials(self) -> Secret:
        """The key, and what a header of the caller's has in its place; empty for none."""
        extra = (text for name, text in self.headers.items() if name.lower() == "authorization")
        return Secret(" ".join([*extra, self.api_key.reveal()]).strip(" "))

    def with_changes(self, changes: Mapping[str, Any]) -> Settings:
        """Return the settings with some of `ClientOptions` changed.

        Raises:
            TypeError: There is no such option.
            ConfigurationError: A value cannot work.
        """
        unknown = changes.keys() - _CHECKS.keys()
        if unknown:
            raise TypeError(f"with_options() has no {', '.join(sorted(unknown))}; it takes {', '.join(_CHECKS)}")
        checked = {name: _CHECKS[name](value) for name, value in changes.items()}
        if "headers" in checked:
            changed = set(map(str.lower, checked["headers"]))
            kept = {name: text for name, text in self.headers.items() if name.lower() not in changed}
            checked["headers"] = kept | checked["headers"]
        if "query" in checked:
            checked["query"] = (*self.query, *checked["query"])
        return attrs.evolve(self, policy=attrs.evolve(self.policy, **_take_policy(checked)), **checked)


def settings(
    *,
    api_key: Secret | None,
    base_url: str | None,
    base_urls: Any,
    max_connections: int,
    allow_insecure: bool,
    pickle_api_key: bool,
    **options: Any,
) -> Settings:
    """Return the settings of a new client.

    Raises:
        ConfigurationError: A value cannot work.
    """
    if options["timeout"] is DEFAULT_TIMEOUT:
        options["timeout"] = _from_environment(
            "OCTA_TIMEOUT", DEFAULT_TIMEOUT, lambda text: _timeout(float(text)), "a number of seconds, 0 for no limit"
        )
    if options["max_retries"] is DEFAULT_MAX_RETRIES:
        options["max_retries"] = _from_environment(
            "OCTA_MAX_RETRIES", DEFAULT_MAX_RETRIES, lambda text: _max_retries(int(text)), "a whole number, at least 0"
        )
    checked = {name: check(options[name]) for name, check in _CHECKS.items()}
    allow_insecure = _boolean("allow_insecure", allow_insecure)
    return Settings(
        api_key=_api_key(api_key),
        base_urls=_base_urls(base_url, base_urls, allow_insecure=allow_insecure or _flag("OCTA_ALLOW_INSECURE")),
        max_connections=_count("max_connections", max_connections, 1),
        pickle_api_key=_boolean("pickle_api_key", pickle_api_key),
        policy=Policy(**_take_policy(checked)),
        **checked,
    )


def _take_policy(options: dict[str, Any]) -> dict[str, Any]:
    """Remove the options of the policy; return them."""
    return {name: options.pop(name) for name in options.keys() & attrs.fields_dict(Policy).keys()}


_KEY_PROBLEMS = {
    "begins with Bearer": re.compile(r"[\"']?bearer\b", re.IGNORECASE).match,
    "is in quotes": re.compile(r"[\"']|.*[\"']$").match,
    "has spaces": re.compile(r".* ").match,
}
"""Common mistakes in a pasted key, and how each is recognized."""


class _DefaultSeconds(float):
    """A number of seconds that nobody chose, so that the environment may."""


class _DefaultCount(int):
    """A count that nobody chose, so that the environment may."""


DEFAULT_TIMEOUT = _DefaultSeconds(30.0)
DEFAULT_MAX_RETRIES = _DefaultCount(2)


def _from_environment(name: str, default: Any, read: Callable[[str], Any], expected: str) -> Any:
    """Return what an environment variable says, or the default when it is not set.

    Args:
        name: The variable.
        default: The value without it.
        read: Returns the checked value of a text; raises a ValueError.
        expected: What the text should be, for the message.

    Raises:
        ConfigurationError: The text is something else. The message names the variable, not the argument.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return read(text)
    except ValueError:
        raise ConfigurationError(f"{name} must be {expected}, not {text!r}") from None


def _api_key(given: Secret | None) -> Secret:
    """Return the key to use: the one given, else OCTA_API_KEY; empty for none.

    Raises:
        ConfigurationError: It has characters that no header can carry.
    """
    source = "api_key" if given is not None else "OCTA_API_KEY"
    key = Secret(os.environ.get("OCTA_API_KEY", "")) if given is None else given
    if not isinstance(key.reveal(), str):
        raise ConfigurationError(f"{source} must be text, not {type(key.reveal()).__name__}", concerns_key=True)
    key = Secret(key.reveal().strip(" "))
    problem = next((problem for problem, is_found in _KEY_PROBLEMS.items() if is_found(key.reveal())), None)
    if problem:
        raise ConfigurationError(f"{source} {problem}: give the key alone", concerns_key=True)
    if not key.reveal().isascii() or not key.reveal().isprintable():
        raise ConfigurationError(
            f"{source} has characters that are not printable ASCII; was it copied whole?", concerns_key=True
        )
    return key


def _base_urls(
    base_url: str | None,
    base_urls: Sequence[str] | None,
    *,
    allow_insecure: bool = False,
) -> tuple[str, ...]:
    """Return the base URLs to use, in order: those given, else OCTA_BASE_URLS, else OCTA_BASE_URL, else the public one.

    Blank entries do not count.

    Raises:
        ConfigurationError: One of them is not an http(s) URL that a path can be added to.
    """
    if base_url is not None and base_urls is not None:
        raise ConfigurationError("give base_url or base_urls, not both")
    if not isinstance(base_urls, Iterable | None):
        raise ConfigurationError(f"base_urls must be a list, not {type(base_urls).__name__}")
    if isinstance(base_urls, str):
        raise ConfigurationError("base_urls must be a list; for one URL there is base_url")
    given = [("base_url", base_url), *((f"base_urls[{index}]", url) for index, url in enumerate(base_urls or ()))]
    entries = [(source, url.strip()) for source, url in given if _is_text(source, url) and url and url.strip()]
    if not entries:
        source = "OCTA_BASE_URLS" if os.environ.get("OCTA_BASE_URLS", "").strip(" ,") else "OCTA_BASE_URL"
        entries = [(source, url.strip()) for url in os.environ.get(source, "").split(",") if url.strip()]
    checked = [_checked(source, url, allow_insecure=allow_insecure) for source, url in entries]
    return tuple(dict.fromkeys(checked)) or DEFAULT_BASE_URLS


def _flag(variable: str) -> bool:
    """Return whether an environment variable is 1 or true; unset, empty, 0 and false are no.

    Raises:
        ConfigurationError: It is something else.
    """
    text = os.environ.get(variable, "").strip()
    if text.lower() not in ("", "0", "1", "false", "true"):
        raise ConfigurationError(f"{variable} must be 1 or 0, not {text!r}")
    return text.lower() in ("1", "true")


def _timeout(value: float | None) -> float | None:
    """Return the seconds for a whole call; None for no limit, which 0 means too.

    Raises:
        ConfigurationError: It is negative or not a number.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= sys.float_info.max:
        raise ConfigurationError(f"timeout must be a number of seconds, 0 or None for no limit, not {value!r}")
    return float(value) or None


def _max_retries(value: int) -> int:
    return _count("max_retries", value, 0)


def _count(source: str, value: int, minimum: int) -> int:
    """Return a whole number of at least `minimum`.

    Raises:
        ConfigurationError: It is not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
        raise ConfigurationError(f"{source} must be a whole number, at least {minimum}, not {value!r}")
    return value


def _statuses(value: Any) -> frozenset[int]:
    """Return error statuses.

    Raises:
        ConfigurationError: One of them is none, or they are no collection.
    """
    statuses: list[Any] = (
        list(value) if isinstance(value, Collection) and not isinstance(value, str | bytes) else [None]
    )
    for status in statuses:
        if isinstance(status, bool) or not isinstance(status, int) or not 400 <= status <= 599:
            raise ConfigurationError(
                f"failover_on_status must be HTTP statuses from 400 to 599, such as (502, 503, 504), not {value!r}"
            )
    return frozenset(statuses)


def _user_agent(value: str | None) -> str:
    """Return the User-Agent header.

    Raises:
        ConfigurationError: It has characters that no header can carry.
    """
    if value is None:
        return DEFAULT_USER_AGENT
    if not isinstance(value, str) or not value.strip() or not value.isascii() or not value.isprintable():
        raise ConfigurationError(f"user_agent must be printable ASCII text, not {value!r}")
    return value


_OWN_HEADERS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding"}
"""Headers that the transport makes by itself."""


def _headers(value: Any) -> dict[str, str]:
    """Return headers to send with every request.

    Raises:
        ConfigurationError: One of them cannot be sent, or is the transport's own. The message has no value of any.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"headers must be a mapping of text, not {type(value).__name__}")
    for name, text in value.items():
        if not isinstance(name, str) or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise ConfigurationError(f"headers: {name!r} is no name of a header")
        if name.lower() in _OWN_HEADERS:
            raise ConfigurationError(f"headers: the client sets {name} itself; leave it out")
        if not isinstance(text, str) or not text.isascii() or not text.isprintable():
            raise ConfigurationError(f"headers: the value of {name} must be printable ASCII text")
    return dict(value)


def _query(value: Any) -> tuple[tuple[str, str], ...]:
    """Return parameters to add to the query of every request.

    Raises:
        ConfigurationError: They cannot be sent.
    """
    try:
        return query_pairs(value or {})
    except (ValueError, AttributeError, TypeError) as error:
        raise ConfigurationError(f"query must be a mapping of texts, numbers and booleans: {error}") from None


def _is_text(source: str, url: object) -> bool:
    if url is not None and not isinstance(url, str):
        raise ConfigurationError(f"{source} must be text, not {type(url).__name__}")
    return url is not None


def _checked(source: str, url: str, *, allow_insecure: bool) -> str:
    """Return a base URL without its final slash. Messages never repeat it: it may hold credentials."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ConfigurationError(f"{source} is not a URL, or its port is not a number") from None
    if not url.isprintable() or any(character.isspace() for character in url):
        raise ConfigurationError(f"{source} has spaces or control characters")
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigurationError(f"{source} must begin with https:// (or http:// for this machine) and name a host")
    if "@" in parts.netloc:
        raise ConfigurationError(f"{source} must not hold credentials; the key belongs into api_key")
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise ConfigurationError(f"{source} must not have a query or a fragment")
    if parts.scheme == "http" and not allow_insecure:
        _check_local(source, url, host)
    return url.rstrip("/")


def _check_local(source: str, url: str, host: str) -> None:
    """Refuse plain http to another machine, directly or through a proxy on another machine."""
    problem = f"{source} would send the API key unencrypted to"
    if not is_loopback(host):
        raise ConfigurationError(f"{problem} {host}; use https, or say allow_insecure=True or OCTA_ALLOW_INSECURE=1")
    try:
        proxy = environment_proxy(url)
    except ValueError as error:
        raise ConfigurationError(str(error)) from None
    if proxy is not None and not is_loopback(urlsplit(proxy).hostname or ""):
        raise ConfigurationError(
            f"{problem} the proxy that the environment names; set NO_PROXY={host}, or say allow_insecure=True"
        )


def _hook(name: str, kind: str = "callable") -> Callable[[Any], Any]:
    def checked(value: Any) -> Any:
        try:
            check_callback(name, value, kind)
        except ValueError as error:
            raise ConfigurationError(str(error)) from None
        return value

    return checked


def _boolean(name: str, value: Any) -> bool:
    """Return a switch; text such as "0" is none, and would be on."""
    if not isinstance(value, bool):
        raise ConfigurationError(f"{name} must be True or False, not {type(value).__name__}")
    return value


def _logger(value: Any) -> Any:
    """Return the caller's logger, or the package's own."""
    if value is None:
        return _LOGGER
    missing = [name for name in ("debug", "error") if not callable(getattr(value, name, None))]
    if missing:
        raise ConfigurationError(f"logger must have the methods debug and error; it lacks {' and '.join(missing)}")
    return value


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "timeout": _timeout,
    "max_retries": _max_retries,
    "failover_on_status": _statuses,
    "user_agent": _user_agent,
    "logger": _logger,
    "on_request": _hook("on_request"),
    "on_response": _hook("on_response"),
    "on_drift": lambda value: "raise" if value == "raise" else _hook("on_drift", "callable or 'raise'")(value),
    "report_unknown_fields": partial(_boolean, "report_unknown_fields"),
    "headers": _headers,
    "query": _query,
}
