"""The proxy that the environment asks for."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

_SCHEMES = ("http", "https", "socks5", "socks5h")


def environment_proxy(url: str) -> str | None:
    """Return the proxy for a URL, by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY; None for a direct connection.

    Raises:
        ValueError: There is one, but it cannot be used. The message does not repeat it: it may hold a password.
    """
    parts, proxies = urlsplit(url), getproxies()
    source = parts.scheme if proxies.get(parts.scheme) else "all"
    proxy = proxies.get(source, "").strip()
    # With brackets and without them: NO_PROXY may name an IPv6 address in either form.
    if not proxy or proxy_bypass(parts.netloc) or proxy_bypass(parts.hostname or ""):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if not _is_usable(proxy):
        raise ValueError(
            f"{source.upper()}_PROXY of the environment is no URL of a proxy, such as http://proxy.example:3128; "
            "special characters of a password in it must be percent-encoded"
        )
    return proxy


def _is_usable(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy)
        _ = parts.port
    except ValueError:
        return False
    is_text = proxy.isprintable() and not any(map(str.isspace, proxy))
    return is_text and parts.scheme in _SCHEMES and bool(parts.hostname)
