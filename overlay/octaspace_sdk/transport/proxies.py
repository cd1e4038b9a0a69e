"""Which hosts are reached through a proxy that the environment names."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from octaspace_sdk.errors import ConfigurationError
from octaspace_sdk.support.environment_proxy import environment_proxy


class ProxyMap:
    """The proxy of each base URL, read from the environment when the client is made."""

    def __init__(self, base_urls: Sequence[str]) -> None:
        self._proxies = {url: _proxy_for(url) for url in base_urls}

    def proxy(self, base_url: str) -> str | None:
        return self._proxies[base_url]

    @property
    def need_tls(self) -> bool:
        return any(url.startswith("https:") for url in (*self._proxies, *filter(None, self._proxies.values())))


def _proxy_for(base_url: str) -> str | None:
    try:
        proxy = environment_proxy(base_url)
    except ValueError as error:
        raise ConfigurationError(str(error)) from None
    if proxy is not None and proxy.startswith("socks") and find_spec("socksio") is None:
        raise ConfigurationError(
            "the environment asks for a SOCKS proxy, which needs: pip install 'octaspace-sdk[socks]'"
        )
    return proxy
