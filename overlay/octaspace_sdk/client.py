"""The two clients: `OctaSpace`, and `AsyncOctaSpace` with the same names to await."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack, overload

import attrs

from octaspace_api.resources import AsyncAPI, RawAPI, SyncAPI
from octaspace_sdk.config import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT, ClientOptions, OnDrift, Settings, settings
from octaspace_sdk.rentals.rental_executor import AsyncRentalExecutor, RentalExecutor
from octaspace_sdk.resources.custom_request import build_custom_request
from octaspace_sdk.support.redaction import Secret

if TYPE_CHECKING:
    from octaspace_sdk.events import RequestEvent, ResponseEvent
    from octaspace_sdk.rentals.session_handle import (  # noqa: F401 (used in quotes, by the bases of the clients)
        AsyncRunningSession,
        RunningSession,
    )
    from octaspace_sdk.resources.apps import Apps, AsyncApps
    from octaspace_sdk.resources.nodes import AsyncNodes, Nodes
    from octaspace_sdk.resources.services import AsyncServices, Services
    from octaspace_sdk.resources.sessions import AsyncSessions, Sessions
    from octaspace_sdk.response import RawResponse


_PICKLED = [name for name in attrs.fields_dict(Settings) if name not in ("policy", "api_key", "headers", "query")]
"""The settings that are arguments of the constructors by the same name, and no secrets."""


class _Client:
    """Base class of both clients: options, copying and pickling."""

    _executor: Any
    _owns_transport: bool

    def _use_executor(self, executor: Any, *, owns_transport: bool) -> None:
        self._executor = executor
        self._owns_transport = owns_transport

    def with_options(self, **changes: Unpack[ClientOptions]) -> Self:
        """Return a client with other options that shares this one's connections, hosts and retry budget.

        Args:
            **changes: Options by the names of the constructor: timeout, max_retries, failover_on_status (400 to 599),
                user_agent, logger, on_request, on_response, on_drift, report_unknown_fields. Besides them headers and
                query: each request has them too, with those of this client.

        Returns:
            OctaSpace | AsyncOctaSpace: The other client; closing it leaves the connections open.

        Raises:
            TypeError: There is no such option.
            ConfigurationError: One of the values cannot work.
        """
        changed = type(self).__new__(type(self))
        changed._use_executor(  # noqa: SLF001 (another one of this class)
            self._executor.with_changes(**changes), owns_transport=False
        )
        return changed

    def __copy__(self) -> Self:
        return self.with_options()

    def __deepcopy__(self, memo: object) -> Self:
        return self.with_options()

    def __reduce__(self) -> tuple[Callable[[], Self], tuple[()], ClientOptions | None]:
        """Pickle the options, not the connections; the key, and headers and query, only with `pickle_api_key`."""
        chosen = self._executor.settings
        if self._executor.transport.has_custom_client:
            raise TypeError("a client with an http_client of yours cannot be pickled: make one in each process")
        options = attrs.asdict(chosen.policy, recurse=False)
        for name in _PICKLED:
            options[name] = getattr(chosen, name)
        key = chosen.api_key.reveal() if chosen.pickle_api_key or not chosen.api_key else None
        query: dict[str, list[str]] = {}
        if chosen.pickle_api_key:
            options["default_headers"] = chosen.headers
            for name, text in chosen.query:
                query.setdefault(name, []).append(text)
        make: Any = type(self)
        return partial(make, key, allow_insecure=True, **options), (), {"query": query} if query else None

    def __setstate__(self, options: ClientOptions) -> None:
        """Add to an unpickled client what its constructor does not take."""
        self._executor = self._executor.with_changes(**options)

    def __repr__(self) -> str:
        if "_executor" not in self.__dict__:  # its own constructor failed, and a traceback shows it
            return f"<{type(self).__name__}, not made>"
        chosen = self._executor.settings
        urls, timeout = chosen.base_urls, chosen.policy.timeout
        return f"{type(self).__name__}(api_key={chosen.api_key!r}, base_urls={urls!r}, timeout={timeout})"


class OctaSpace(_Client, SyncAPI["RunningSession"]):
    """A client of the OctaSpace API; threads can share it.

    Args:
        api_key: The API key. None reads OCTA_API_KEY, "" means none: public endpoints answer without, and all others
            are refused before anything is sent.
        base_url: Where the API is, in place of https://api.octa.space.
        base_urls: Several of them, in order: when one cannot be reached, the next is used. Without it and base_url,
            OCTA_BASE_URLS (comma-separated) is read, then OCTA_BASE_URL.
        timeout: Seconds that a whole call may take, with all its retries and waits; None or 0 for no limit. Without it
            OCTA_TIMEOUT is read; 30 by default.
        max_retries: How often a call that does not act is tried again, 0 for never. Without it, OCTA_MAX_RETRIES is
            read; 2 by default.
        failover_on_status: Error statuses from 400 to 599, such as (502, 503, 504), after which a call that does not
            act fails over to the next host at once; none by default: only a host that cannot be reached is passed
            over.
        max_connections: Connections open at once, at least 1; further calls wait for one.
        user_agent: The User-Agent header, in place of `octaspace-sdk/VERSION (api VERSION)`.
        logger: Where to log, in place of `logging.getLogger("octaspace_sdk")`; anything with `debug` and `error`.
        http_client: An httpx.Client (or httpx2.Client) to send with. It is used as it is, and not closed. Its sockets
            are its own: a server that sends headers byte by byte can hold a sync call longer than `timeout`,
            bytes that follow an answer may be taken for the next one, and a file of unknown length may be cut off
            unnoticed. Its transport is its own as well: httpx-retries and aiohttp (under httpx-aiohttp) repeat a GET
            by themselves, that which reboots a node included. A request that acts goes to the next host only when
            httpcore itself says that no connection was made. What its hooks and its auth raise, other than errors of
            HTTP, reaches the caller unchanged.
        on_request: Called with a `RequestEvent` before each attempt.
        on_response: Called with a `ResponseEvent` after each attempt.
        on_drift: Called with a `Drift` for each place where an answer differs from its description: a required field
            is None there when it is missing, and a value of another type is as it came. Or "raise": then a call that
            only reads raises a DecodeError, whose `drifts` has these places. What rents, waits and stops goes on.
        report_unknown_fields: Whether a field that the description does not have is a drift too. It takes about twice
            the time of decoding. Without it such fields are data: `unknown_fields` of what a call returns.
        default_headers: Headers to send with every request, besides its own; they win over those.
        allow_insecure: Whether the key may go to another machine over plain http; OCTA_ALLOW_INSECURE=1 says so too.
        pickle_api_key: Whether pickling the client takes the key along; else OCTA_API_KEY is read when unpickling.

    Raises:
        ConfigurationError: One of these cannot work.
    """

    _executor: RentalExecutor

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        base_urls: Sequence[str] | None = None,
        timeout: float | None = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_MAX_RETRIES,
        failover_on_status: Collection[int] = (),
        max_connections: int = 20,
        user_agent: str | None = None,
        logger: Any = None,
        http_client: Any = None,
        on_request: Callable[[RequestEvent], object] | None = None,
        on_response: Callable[[ResponseEvent], object] | None = None,
        on_drift: OnDrift = None,
        report_unknown_fields: bool = False,
        default_headers: Mapping[str, str] | None = None,
        allow_insecure: bool = False,
        pickle_api_key: bool = False,
    ) -> None:
        # Wrap the key before anything can raise: a traceback with locals must not show it.
        secret = None if api_key is None else Secret(api_key)
        del api_key
        from octaspace_sdk.transport.http_transport import Transport

        chosen = settings(
            api_key=secret,
            base_url=base_url,
            base_urls=base_urls,
            max_connections=max_connections,
            allow_insecure=allow_insecure,
            pickle_api_key=pickle_api_key,
            timeout=timeout,
            max_retries=max_retries,
            failover_on_status=failover_on_status,
            user_agent=user_agent,
            logger=logger,
            on_request=on_request,
            on_response=on_response,
            on_drift=on_drift,
            headers=default_headers,
            query=None,
            report_unknown_fields=report_unknown_fields,
        )
        transport = Transport(chosen.base_urls, max_connections, http_client)
        self._use_executor(RentalExecutor(chosen, transport), owns_transport=True)

    @cached_property
    def apps(self) -> Apps:
        """The catalogue of applications."""
        from octaspace_sdk.resources.apps import Apps

        return Apps(self._executor)

    @cached_property
    def nodes(self) -> Nodes:
        """The compute nodes that the account owns."""
        from octaspace_sdk.resources.nodes import Nodes

        return Nodes(self._executor)

    @cached_property
    def sessions(self) -> Sessions:
        """The sessions of the account, running and finished."""
        from octaspace_sdk.resources.sessions import Sessions

        return Sessions(self._executor)

    @cached_property
    def services(self) -> Services:
        """Renting: machines, VPN relays, render nodes, and the sessions that come of it."""
        from octaspace_sdk.resources.services import Services

        return Services(self._executor)

    @cached_property
    def raw(self) -> RawAPI[RawResponse]:
        """All resources, with the untouched response in place of the models."""
        return RawAPI(self._executor.execute_raw)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        idempotent: bool | None = None,
    ) -> RawResponse:
        """Send any request, for what openapi.yaml does not have yet.

        Args:
            method: The HTTP method.
            path: The path below the base URL, beginning with a slash; parameters in it are percent-encoded already.
            params: The query; None values are left out.
            json: The body; None for none.
            idempotent: Whether it may be sent twice. None goes by the method, and knows the GET that reboots a node.

        Returns:
            RawResponse: The untouched answer.

        Raises:
            ValueError: The method or the path cannot be sent.
            APIError: The server answered with an error status.
            NetworkError: No host could be reached, or the answer got lost.
        """
        return self._executor.execute_raw(
            build_custom_request(method, path, params=params, json=json, idempotent=idempotent)
        )

    def close(self) -> None:
        """Close the connections; calls that are under way fail with a NetworkError."""
        if self._owns_transport:
            self._executor.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncOctaSpace(_Client, AsyncAPI["AsyncRunningSession"]):
    """A client of the OctaSpace API for asyncio and trio; tasks can share it.

    Its arguments are those of `OctaSpace`; `http_client` is an httpx.AsyncClient (or httpx2.AsyncClient).

    Raises:
        ConfigurationError: One of them cannot work.
    """

    _executor: AsyncRentalExecutor

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        base_urls: Sequence[str] | None = None,
        timeout: float | None = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_MAX_RETRIES,
        failover_on_status: Collection[int] = (),
        max_connections: int = 20,
        user_agent: str | None = None,
        logger: Any = None,
        http_client: Any = None,
        on_request: Callable[[RequestEvent], object] | None = None,
        on_response: Callable[[ResponseEvent], object] | None = None,
        on_drift: OnDrift = None,
        report_unknown_fields: bool = False,
        default_headers: Mapping[str, str] | None = None,
        allow_insecure: bool = False,
        pickle_api_key: bool = False,
    ) -> None:
        # Wrap the key before anything can raise: a traceback with locals must not show it.
        secret = None if api_key is None else Secret(api_key)
        del api_key
        from octaspace_sdk.transport.http_transport import AsyncTransport

        chosen = settings(
            api_key=secret,
            base_url=base_url,
            base_urls=base_urls,
            max_connections=max_connections,
            allow_insecure=allow_insecure,
            pickle_api_key=pickle_api_key,
            timeout=timeout,
            max_retries=max_retries,
            failover_on_status=failover_on_status,
            user_agent=user_agent,
            logger=logger,
            on_request=on_request,
            on_response=on_response,
            on_drift=on_drift,
            headers=default_headers,
            query=None,
            report_unknown_fields=report_unknown_fields,
        )
        transport = AsyncTransport(chosen.base_urls, max_connections, http_client)
        self._use_executor(AsyncRentalExecutor(chosen, transport), owns_transport=True)

    @cached_property
    def apps(self) -> AsyncApps:
        """The catalogue of applications."""
        from octaspace_sdk.resources.apps import AsyncApps

        return AsyncApps(self._executor)

    @cached_property
    def nodes(self) -> AsyncNodes:
        """The compute nodes that the account owns."""
        from octaspace_sdk.resources.nodes import AsyncNodes

        return AsyncNodes(self._executor)

    @cached_property
    def sessions(self) -> AsyncSessions:
        """The sessions of the account, running and finished."""
        from octaspace_sdk.resources.sessions import AsyncSessions

        return AsyncSessions(self._executor)

    @cached_property
    def services(self) -> AsyncServices:
        """Renting: machines, VPN relays, render nodes, and the sessions that come of it."""
        from octaspace_sdk.resources.services import AsyncServices

        return AsyncServices(self._executor)

    @cached_property
    def raw(self) -> RawAPI[Awaitable[RawResponse]]:
        """All resources, with the untouched response in place of the models."""
        return RawAPI(self._executor.execute_raw)

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        idempotent: bool | None = None,
    ) -> RawResponse:
        """Send any request, for what openapi.yaml does not have yet.

        Args:
            method: The HTTP method.
            path: The path below the base URL, beginning with a slash; parameters in it are percent-encoded already.
            params: The query; None values are left out.
            json: The body; None for none.
            idempotent: Whether it may be sent twice. None goes by the method, and knows the GET that reboots a node.

        Returns:
            RawResponse: The untouched answer.

        Raises:
            ValueError: The method or the path cannot be sent.
            APIError: The server answered with an error status.
            NetworkError: No host could be reached, or the answer got lost.
        """
        return await self._executor.execute_raw(
            build_custom_request(method, path, params=params, json=json, idempotent=idempotent)
        )

    async def aclose(self) -> None:
        """Close the connections; calls that are under way fail with a NetworkError."""
        if self._owns_transport:
            await self._executor.transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


@overload
def executor_of(client: OctaSpace) -> RentalExecutor: ...
@overload
def executor_of(client: AsyncOctaSpace) -> AsyncRentalExecutor: ...
def executor_of(client: OctaSpace | AsyncOctaSpace) -> RentalExecutor | AsyncRentalExecutor:
    """Return what the resources of a client execute their requests with."""
    return client._executor  # noqa: SLF001 (of this module, and nothing for users)
