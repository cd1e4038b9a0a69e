"""What a client can be told, checked before anything is sent."""

from __future__ import annotations

import ipaddress
import math
import os
from collections.abc import Sequence
from urllib.parse import urlsplit

from octaspace_sdk.errors import ConfigurationError
from octaspace_sdk.support.redaction import Secret

DEFAULT_BASE_URLS = ("https://api.octa.space",)


def api_key(given: Secret | None) -> Secret:
    """The key to use: the one given, else OCTA_API_KEY; empty for none.

    Raises:
        ConfigurationError: It has characters that no header can carry.
    """
    place = "api_key" if given is not None else "OCTA_API_KEY"
    key = given or Secret(os.environ.get("OCTA_API_KEY", "") if given is None else "")
    if not isinstance(key.reveal(), str):
        raise ConfigurationError(f"{place} must be text")
    key = Secret(key.reveal().strip(" "))
    if not key.reveal().isascii() or not key.reveal().isprintable():
        raise ConfigurationError(f"{place} has characters that are not printable ASCII; was it copied whole?")
    return key


def base_urls(
    base_url: str | None,
    base_urls: Sequence[str] | None,
    *,
    allow_insecure: bool = False,
) -> tuple[str, ...]:
    """The hosts to use, in order: those given, else OCTA_BASE_URLS, else the public one. Blank entries do not count.

    Raises:
        ConfigurationError: One of them is not an http(s) URL that a path can be added to.
    """
    if base_url is not None and base_urls is not None:
        raise ConfigurationError("give base_url or base_urls, not both")
    if isinstance(base_urls, str):
        raise ConfigurationError("base_urls must be a list; for one URL there is base_url")
    candidates = [
        *(("base_url", base_url),),
        *((f"base_urls[{index}]", url) for index, url in enumerate(base_urls or ())),
    ]
    found = [(place, url.strip()) for place, url in candidates if _is_text(place, url) and url and url.strip()]
    if not found:
        entries = os.environ.get("OCTA_BASE_URLS", "").split(",")
        found = [("OCTA_BASE_URLS", url.strip()) for url in entries if url.strip()]
    checked = [_checked(place, url, allow_insecure=allow_insecure) for place, url in found]
    return tuple(dict.fromkeys(checked)) or DEFAULT_BASE_URLS


def timeout(value: float | None) -> float | None:
    """Seconds for a whole call; None for no limit, which 0 means too.

    Raises:
        ConfigurationError: It is negative or not a number.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
        raise ConfigurationError(f"timeout must be a number of seconds, 0 or None for no limit, not {value!r}")
    return float(value) or None


def count(place: str, value: int, minimum: int) -> int:
    """A whole number of at least `minimum`.

    Raises:
        ConfigurationError: It is not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
        raise ConfigurationError(f"{place} must be a whole number, at least {minimum}, not {value!r}")
    return value


def user_agent(value: str | None, default: str) -> str:
    """The User-Agent header.

    Raises:
        ConfigurationError: It has characters that no header can carry.
    """
    if value is None:
        return default
    if not isinstance(value, str) or not value.strip() or not value.isascii() or not value.isprintable():
        raise ConfigurationError("user_agent must be printable ASCII text")
    return value


def _is_text(place: str, url: object) -> bool:
    if url is not None and not isinstance(url, str):
        raise ConfigurationError(f"{place} must be text, not {type(url).__name__}")
    return url is not None


def _checked(place: str, url: str, *, allow_insecure: bool) -> str:
    """One base URL without its final slash. Messages never repeat it: it may hold credentials."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ConfigurationError(f"{place} is not a URL, or its port is not a number") from None
    if not url.isprintable() or any(character.isspace() for character in url):
        raise ConfigurationError(f"{place} has spaces or control characters")
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigurationError(f"{place} must begin with https:// (or http:// for this machine) and name a host")
    if "@" in parts.netloc:
        raise ConfigurationError(f"{place} must not hold credentials; the key belongs into api_key")
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise ConfigurationError(f"{place} must not have a query or a fragment")
    if parts.scheme == "http" and not allow_insecure and not _is_loopback(host):
        raise ConfigurationError(
            f"{place} would send the API key unencrypted to {host}; use https, or say allow_insecure=True"
        )
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
