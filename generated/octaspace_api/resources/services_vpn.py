"""The resource `services.vpn`: VPN relays and starting a VPN session."""

import builtins
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, Unpack

from ..criteria import RelayCriteria
from ..executor import AsyncRentalExecutor, RentalExecutor
from ..models import VPNRelay
from ..operations import services_vpn as operations
from ..rental import CreatedSession, RentalRequest, RentalService
from ..request import Request

if TYPE_CHECKING:
    from ..models import SessionInfo

R = TypeVar("R")
S = TypeVar("S")

_CREATE = RentalService(
    create=operations.services_vpn_create,
    takes=operations.ServicesVpnCreateArguments,
    offer="relay",
    name="vpn",
    offers=operations.services_vpn_list,
)


class ServicesVpnResource(Generic[S]):
    """`services.vpn` on a sync client: VPN relays and starting a VPN session."""

    def __init__(self, executor: RentalExecutor[S]) -> None:
        self._executor = executor

    def list(self, query: Mapping[str, Any] | None = None) -> builtins.list[VPNRelay]:
        """List the VPN relays.

        Args:
            query: Query parameters, sent as given; values are texts, numbers or booleans.

        Returns:
            list[VPNRelay]: The relays.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /services/vpn
        """
        return self._executor.execute(operations.services_vpn_list(query=query))

    def create(
        self,
        relay: VPNRelay | int | None = None,
        *,
        candidates: Sequence[VPNRelay | int] = (),
        **arguments: Unpack[operations.ServicesVpnCreateArguments],
    ) -> CreatedSession:
        """Start a VPN session.

        The subkind v2ray needs a protocol. Unknown keys are accepted.

        Args:
            relay: The relay, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses.
            **arguments: What to start.
                node_id: Another way to say which relay.
                subkind: Kind of VPN; known words are wg, openvpn, ss, v2ray and http_proxy, and others may come.
                protocol: Protocol of v2ray, ignored otherwise; known words are trojan, vmess and vless, and others
                    may come.
                organization_id: Id of an organization, left out when not given.
                project_id: Id of a project, left out when not given.
                extra: Further keys of the request body, merged in last: they win over the other arguments.

        Returns:
            CreatedSession: The new session, with its `node_id`.

        Raises:
            ValueError: An argument is of the wrong kind or out of range.
            TypeError: There is no such argument, or one is missing.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            ValidationError: HTTP 422: The values of the request are not accepted.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or names no session.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            POST /services/vpn
        """
        return self._executor.create_session(RentalRequest(_CREATE, "create", relay, candidates, arguments))

    def connected(
        self,
        relay: VPNRelay | int | None = None,
        *,
        candidates: Sequence[VPNRelay | int] = (),
        ready_timeout: float | None = 600.0,
        poll_interval: float = 2.0,
        on_progress: Callable[["SessionInfo"], object] | None = None,
        score: int | None = None,
        handle_signals: bool = True,
        on_unknown: Literal["raise", "stop"] = "raise",
        **arguments: Unpack[operations.ServicesVpnCreateArguments],
    ) -> AbstractContextManager[S]:
        """Start a VPN session for the time of a `with` block.

        The session is stopped when the block is left: at its end, on an exception, when it does not become ready in
        time, on Ctrl-C, SIGTERM or SIGHUP. A stop that fails is tried again, and in the end raised together with the
        original error.

        Args:
            relay: The relay, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses.
            ready_timeout: Seconds to wait until the session is ready, above 0; None enters the block as soon as the
                session is known, ready or not.
            poll_interval: Seconds between two requests for its state, above 0.
            on_progress: Called with each `SessionInfo` while waiting.
            score: Rating given when stopping, 1 to 5.
            handle_signals: Whether SIGTERM and SIGHUP leave the block too, with SystemExit(128 + number). Only in the
                main thread, and only while nobody else handles them.
            on_unknown: What to do when the answer gets lost: look for the session in the listing of sessions and
                "raise" with what was found, or "stop" as well the one session that is certainly the new one. For
                that, the sessions are listed before the request too.
            **arguments: The arguments of `create`.

        Returns:
            AbstractContextManager[S]: Gives the block a handle of the session, with `details` as it became ready and
                its `node_id`.

        Raises:
            ValueError: An argument is of the wrong kind or out of range.
            TypeError: There is no such argument, or one is missing.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            RequestTimeoutError: It was not ready in time, and has been stopped.
            NetworkError: The answer got lost; `possible_sessions` has the sessions that it may have started.
            ExceptionGroup: Stopping failed, after another error; both are in it.

        Endpoint:
            POST /services/vpn, GET /services/{uuid}/info, POST /services/{uuid}/stop
        """
        return self._executor.rental(
            RentalRequest(_CREATE, "connected", relay, candidates, arguments),
            ready_timeout=ready_timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            score=score,
            handle_signals=handle_signals,
            on_unknown=on_unknown,
        )

    def search(self, **criteria: Unpack[RelayCriteria]) -> builtins.list[VPNRelay]:
        """List the VPN relays, and choose those that meet all criteria, the cheapest first.

        What is not known meets no limit.

        Args:
            **criteria: All optional.
                country: Name or ISO code: "Germany", "DE"; or a list of such.
                region: Continent, UN region, EU or EEA: "europe", "north america", "western europe"; or a list of
                    such.
                residential: Whether the address is residential.
                max_price: USD per gigabyte, at most.
                min_down_mbps: Download speed in Mbit/s, at least.
                min_up_mbps: Upload speed in Mbit/s, at least.
                order_by: price (the lowest first), download or upload (the highest first).
                limit: How many to return at most, at least 1.

        Returns:
            list[VPNRelay]: The relays.

        Raises:
            ValueError: A word matches nothing; the message has those that there are.
            TypeError: There is no such criterion.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /services/vpn
        """
        return self._executor.search("relay", operations.services_vpn_list(), criteria)


class AsyncServicesVpnResource(Generic[S]):
    """`services.vpn` on an async client: VPN relays and starting a VPN session."""

    def __init__(self, executor: AsyncRentalExecutor[S]) -> None:
        self._executor = executor

    async def list(self, query: Mapping[str, Any] | None = None) -> builtins.list[VPNRelay]:
        """List the VPN relays.

        Args:
            query: Query parameters, sent as given; values are texts, numbers or booleans.

        Returns:
            list[VPNRelay]: The relays.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /services/vpn
        """
        return await self._executor.execute(operations.services_vpn_list(query=query))

    async def create(
        self,
        relay: VPNRelay | int | None = None,
        *,
        candidates: Sequence[VPNRelay | int] = (),
        **arguments: Unpack[operations.ServicesVpnCreateArguments],
    ) -> CreatedSession:
        """Start a VPN session.

        The subkind v2ray needs a protocol. Unknown keys are accepted.

        Args:
            relay: The relay, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses.
            **arguments: What to start.
                node_id: Another way to say which relay.
                subkind: Kind of VPN; known words are wg, openvpn, ss, v2ray and http_proxy, and others may come.
                protocol: Protocol of v2ray, ignored otherwise; known words are trojan, vmess and vless, and others
                    may come.
                organization_id: Id of an organization, left out when not given.
                project_id: Id of a project, left out when not given.
                extra: Further keys of the request body, merged in last: they win over the other arguments.

        Returns:
            CreatedSession: The new session, with its `node_id`.

        Raises:
            ValueError: An argument is of the wrong kind or out of range.
            TypeError: There is no such argument, or one is missing.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            PermissionDeniedError: HTTP 403: The account may not do this.
            ValidationError: HTTP 422: The values of the request are not accepted.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or names no session.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            POST /services/vpn
        """
        return await self._executor.create_session(RentalRequest(_CREATE, "create", relay, candidates, arguments))

    def connected(
        self,
        relay: VPNRelay | int | None = None,
        *,
        candidates: Sequence[VPNRelay | int] = (),
        ready_timeout: float | None = 600.0,
        poll_interval: float = 2.0,
        on_progress: Callable[["SessionInfo"], object] | None = None,
        score: int | None = None,
        handle_signals: bool = True,
        on_unknown: Literal["raise", "stop"] = "raise",
        **arguments: Unpack[operations.ServicesVpnCreateArguments],
    ) -> AbstractAsyncContextManager[S]:
        """Start a VPN session for the time of an `async with` block.

        The session is stopped when the block is left: at its end, on an exception, when it does not become ready in
        time, on cancellation, on Ctrl-C, SIGTERM or SIGHUP. A stop that fails is tried again, and in the end raised
        together with the original error.

        Args:
            relay: The relay, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses.
            ready_timeout: Seconds to wait until the session is ready, above 0; None enters the block as soon as the
                session is known, ready or not.
            poll_interval: Seconds between two requests for its state, above 0.
            on_progress: Called with each `SessionInfo` while waiting.
            score: Rating given when stopping, 1 to 5.
            handle_signals: Whether SIGTERM and SIGHUP leave the block too, with SystemExit(128 + number). Only in the
                main thread, and only while nobody else handles them.
            on_unknown: What to do when the answer gets lost: look for the session in the listing of sessions and
                "raise" with what was found, or "stop" as well the one session that is certainly the new one. For
                that, the sessions are listed before the request too.
            **arguments: The arguments of `create`.

        Returns:
            AbstractAsyncContextManager[S]: Gives the block a handle of the session, with `details` as it became ready
                and its `node_id`.

        Raises:
            ValueError: An argument is of the wrong kind or out of range.
            TypeError: There is no such argument, or one is missing.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            RequestTimeoutError: It was not ready in time, and has been stopped.
            NetworkError: The answer got lost; `possible_sessions` has the sessions that it may have started.
            ExceptionGroup: Stopping failed, after another error; both are in it.

        Endpoint:
            POST /services/vpn, GET /services/{uuid}/info, POST /services/{uuid}/stop
        """
        return self._executor.rental(
            RentalRequest(_CREATE, "connected", relay, candidates, arguments),
            ready_timeout=ready_timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            score=score,
            handle_signals=handle_signals,
            on_unknown=on_unknown,
        )

    async def search(self, **criteria: Unpack[RelayCriteria]) -> builtins.list[VPNRelay]:
        """List the VPN relays, and choose those that meet all criteria, the cheapest first.

        What is not known meets no limit.

        Args:
            **criteria: All optional.
                country: Name or ISO code: "Germany", "DE"; or a list of such.
                region: Continent, UN region, EU or EEA: "europe", "north america", "western europe"; or a list of
                    such.
                residential: Whether the address is residential.
                max_price: USD per gigabyte, at most.
                min_down_mbps: Download speed in Mbit/s, at least.
                min_up_mbps: Upload speed in Mbit/s, at least.
                order_by: price (the lowest first), download or upload (the highest first).
                limit: How many to return at most, at least 1.

        Returns:
            list[VPNRelay]: The relays.

        Raises:
            ValueError: A word matches nothing; the message has those that there are.
            TypeError: There is no such criterion.
            APIError: HTTP 400: The request is wrong.
            AuthenticationError: HTTP 401: The API key is missing or not valid.
            RateLimitError: HTTP 429: Too many requests.
            ServerError: HTTP 5XX: The service failed, or a proxy in front of it did (502 to 504 and 520 to 527, with
                HTML).
            DecodeError: The answer is not JSON, or not of this kind at all.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /services/vpn
        """
        return await self._executor.search("relay", operations.services_vpn_list(), criteria)


class RawServicesVpnResource(Generic[R]):
    """`services.vpn` with the untouched response (R) in place of the model, sync or async as `execute` is."""

    def __init__(self, execute: Callable[[Request[Any]], R]) -> None:
        self._execute = execute

    def list(self, query: Mapping[str, Any] | None = None) -> R:
        """List the VPN relays. (GET /services/vpn)"""
        return self._execute(operations.services_vpn_list(query=query))

    def create(
        self,
        *,
        node_id: int,
        subkind: Literal["wg", "openvpn", "ss", "v2ray", "http_proxy"] | str | None = None,
        protocol: Literal["trojan", "vmess", "vless"] | str | None = None,
        organization_id: int | str | None = None,
        project_id: int | str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> R:
        """Start a VPN session. (POST /services/vpn)"""
        return self._execute(
            operations.services_vpn_create(
                node_id=node_id,
                subkind=subkind,
                protocol=protocol,
                organization_id=organization_id,
                project_id=project_id,
                extra=extra,
            )
        )
