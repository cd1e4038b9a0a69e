"""How hosts are reached: directly or through a proxy of the environment, and with which TLS."""

from __future__ import annotations

import os
import ssl
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from .errors import ConfigurationError


class Routes:
    """How the base URLs are reached: directly or through a proxy of the environment, with TLS or without."""

    def __init__(self, base_urls: Sequence[str]) -> None:
        self._proxies = {url: _proxy_for(url) for url in base_urls}

    def proxy(self, base_url: str) -> str | None:
        return self._proxies[base_url]

    def tls(self) -> ssl.SSLContext | None:
        if not any(url.startswith("https:") for url in (*self._proxies, *filter(None, self._proxies.values()))):
            return None
        return _tls_context(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=4)
def _tls_context(file: str | None, directory: str | None) -> ssl.SSLContext:
    """One for all clients: making it takes 13 ms. The arguments are what httpx reads from the environment."""
    return httpx.create_ssl_context()


def _proxy_for(base_url: str) -> str | None:
    """The proxy that the environment asks for (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY)."""
    parts, proxies = urlsplit(base_url), getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(parts.netloc):
        return None
    if proxy.startswith("socks") and find_spec("socksio") is None:
        raise ConfigurationError("the environment asks for a SOCKS proxy, which needs: pip install socksio")
    return proxy if "://" in proxy else f"http://{proxy}"
