"""VPN relays: search, and start a session on one of several candidates."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Any, Literal, TypedDict, Unpack

from octaspace_api.models import SessionCreated, VPNRelay
from octaspace_api.operations.services_vpn import services_vpn_create
from octaspace_api.resources.services_vpn import AsyncServicesVpnResource, ServicesVpnResource
from octaspace_sdk.rentals.lifecycle import OnProgress
from octaspace_sdk.rentals.rental_executor import AsyncRentalExecutor, RentalExecutor
from octaspace_sdk.rentals.rental_plan import create_any
from octaspace_sdk.rentals.session_handle import AsyncRunningSession, RunningSession
from octaspace_sdk.resources.machine_plan import simple_plan
from octaspace_sdk.selection.relays import RelayCriteria, check_relay_criteria, search_relays


class RelayWishes(TypedDict, total=False):
    """What `services.vpn.create` and `connected` take."""

    node_id: VPNRelay | int | None
    subkind: Literal["wg", "openvpn", "ss", "v2ray", "http_proxy"] | str | None
    protocol: Literal["trojan", "vmess", "vless"] | str | None
    organization_id: int | str | None
    project_id: int | str | None
    extra: Mapping[str, Any] | None


class Relays(ServicesVpnResource[RunningSession]):
    """VPN relays, on a sync client."""

    _executor: RentalExecutor

    def search(self, **criteria: Unpack[RelayCriteria]) -> builtins.list[VPNRelay]:
        """List the VPN relays, and choose those that meet all criteria, the cheapest first.

        Args:
            **criteria: country, region, residential, max_price (per gigabyte), min_down_mbps, min_up_mbps, order_by,
                limit; all optional, and described at `octaspace_sdk.selection.search_relays`.

        Returns:
            list[VPNRelay]: The relays.

        Raises:
            ValueError: A word matches nothing; the message has the countries, regions or orders that there are.
            TypeError: There is no such criterion.
            AuthenticationError: HTTP 401: The API key is missing or wrong.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /services/vpn
        """
        check_relay_criteria(criteria)
        return search_relays(self.list(), **criteria)

    def create(
        self,
        relay: VPNRelay | int | None = None,
        *,
        candidates: Sequence[VPNRelay | int] = (),
        **wishes: Unpack[RelayWishes],
    ) -> SessionCreated:
        """Start a VPN session.

        Args:
            relay: The relay, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses.
            **wishes: What to start.
                node_id: Another way to give the relay.
                subkind: Kind of VPN: wg, openvpn, ss, v2ray or http_proxy.
                protocol: Protocol of v2ray: trojan, vmess or vless.
                organization_id: Id of an organization.
                project_id: Id of a project.
                extra: Further keys of the request body, merged in last: they win over the other arguments.

        Returns:
            SessionCreated: The new session.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            AuthenticationError: HTTP 401: The API key is missing or wrong.
            DecodeError: The answer is not JSON, or names no session.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            POST /services/vpn
        """
        plan = simple_plan("create", services_vpn_create, RelayWishes, relay, candidates, wishes)
        created, _ = self._executor.run_steps(create_any(plan))
        return created

    def connected(  # pyright: ignore[reportIncompatibleMethodOverride] (it takes more)
        self,
        relay: VPNRelay | int | None = None,
        *,
        candidates: Sequence[VPNRelay | int] = (),
        ready_timeout: float | None = 600.0,
        poll_interval: float = 2.0,
        on_progress: OnProgress | None = None,
        score: int | None = None,
        handle_signals: bool = True,
        on_unknown: Literal["raise", "stop"] = "raise",
        **arguments: Unpack[RelayWishes],
    ) -> AbstractContextManager[RunningSession]:
        """Start a VPN session for the time of a `with` block.

        The session is stopped when the block is left: at its end, on an exception, when it does not become ready in
        time, on Ctrl-C, SIGTERM or SIGHUP. A stop that fails is tried again, and in the end
        raised together with the original error.

        Args:
            relay: The relay, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses; `details.node_id` of the
                session says which it became.
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
            AbstractContextManager[RunningSession]: Gives the block a handle of the session, with
                `details` as it became ready.

        Raises:
            ValueError: An argument is of the wrong kind or out of range.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            RequestTimeoutError: It was not ready in time, and has been stopped.
            NetworkError: The answer got lost; `possible_sessions` has the sessions that it may have started.
            ExceptionGroup: Stopping failed, after another error; both are in it.

        Endpoint:
            POST /services/vpn, GET /services/{uuid}/info, POST /services/{uuid}/stop
        """
        return self._executor.rental(
            simple_plan("connected", services_vpn_create, RelayWishes, relay, candidates, arguments),
            ready_timeout=ready_timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            score=score,
            handle_signals=handle_signals,
            on_unknown=on_unknown,
        )


class AsyncRelays(AsyncServicesVpnResource[AsyncRunningSession]):
    """VPN relays, on an async client."""

    _executor: AsyncRentalExecutor

    async def search(self, **criteria: Unpack[RelayCriteria]) -> builtins.list[VPNRelay]:
        """List the VPN relays, and choose those that meet all criteria, the cheapest first.

        Args:
            **criteria: country, region, residential, max_price (per gigabyte), min_down_mbps, min_up_mbps, order_by,
                limit; all optional, and described at `octaspace_sdk.selection.search_relays`.

        Returns:
            list[VPNRelay]: The relays.

        Raises:
            ValueError: A word matches nothing; the message has the countries, regions or orders that there are.
            TypeError: There is no such criterion.
            AuthenticationError: HTTP 401: The API key is missing or wrong.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /services/vpn
        """
        check_relay_criteria(criteria)
        return search_relays(await self.list(), **criteria)

    async def create(
        self,
        relay: VPNRelay | int | None = None,
        *,
        candidates: Sequence[VPNRelay | int] = (),
        **wishes: Unpack[RelayWishes],
    ) -> SessionCreated:
        """Start a VPN session.

        Args:
            relay: The relay, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses.
            **wishes: What to start.
                node_id: Another way to give the relay.
                subkind: Kind of VPN: wg, openvpn, ss, v2ray or http_proxy.
                protocol: Protocol of v2ray: trojan, vmess or vless.
                organization_id: Id of an organization.
                project_id: Id of a project.
                extra: Further keys of the request body, merged in last: they win over the other arguments.

        Returns:
            SessionCreated: The new session.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            AuthenticationError: HTTP 401: The API key is missing or wrong.
            DecodeError: The answer is not JSON, or names no session.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            POST /services/vpn
        """
        plan = simple_plan("create", services_vpn_create, RelayWishes, relay, candidates, wishes)
        created, _ = await self._executor.run_steps(create_any(plan))
        return created

    def connected(  # pyright: ignore[reportIncompatibleMethodOverride] (it takes more)
        self,
        relay: VPNRelay | int | None = None,
        *,
        candidates: Sequence[VPNRelay | int] = (),
        ready_timeout: float | None = 600.0,
        poll_interval: float = 2.0,
        on_progress: OnProgress | None = None,
        score: int | None = None,
        handle_signals: bool = True,
        on_unknown: Literal["raise", "stop"] = "raise",
        **arguments: Unpack[RelayWishes],
    ) -> AbstractAsyncContextManager[AsyncRunningSession]:
        """Start a VPN session for the time of an `async with` block.

        The session is stopped when the block is left: at its end, on an exception, when it does not become ready in
        time, on cancellation, on Ctrl-C, SIGTERM or SIGHUP. A stop that fails is tried again, and in the end
        raised together with the original error.

        Args:
            relay: The relay, as `search` or `list` has it, or the id of its node.
            candidates: Several of them in its place, tried in order while one refuses; `details.node_id` of the
                session says which it became.
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
            AbstractAsyncContextManager[AsyncRunningSession]: Gives the block a handle of the session, with
                `details` as it became ready.

        Raises:
            ValueError: An argument is of the wrong kind or out of range.
            ProvisionRejectedError: It was refused, by all candidates where there are several; nothing is charged.
            RequestTimeoutError: It was not ready in time, and has been stopped.
            NetworkError: The answer got lost; `possible_sessions` has the sessions that it may have started.
            ExceptionGroup: Stopping failed, after another error; both are in it.

        Endpoint:
            POST /services/vpn, GET /services/{uuid}/info, POST /services/{uuid}/stop
        """
        return self._executor.rental(
            simple_plan("connected", services_vpn_create, RelayWishes, relay, candidates, arguments),
            ready_timeout=ready_timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            score=score,
            handle_signals=handle_signals,
            on_unknown=on_unknown,
        )
