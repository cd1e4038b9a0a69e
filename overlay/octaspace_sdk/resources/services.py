"""Renting, which does more than its operations: sessions that are waited for, and stopped whatever happens."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager
from functools import cached_property
from typing import Unpack

from octaspace_api.client import AsyncServicesNamespace, ServicesNamespace
from octaspace_api.operations.services_mr import ServicesMrCreateArguments, services_mr_create
from octaspace_api.operations.services_render import ServicesRenderCreateArguments, services_render_create
from octaspace_api.operations.services_vpn import ServicesVpnCreateArguments, services_vpn_create
from octaspace_api.resources.services_mr import AsyncServicesMrResource, ServicesMrResource
from octaspace_api.resources.services_render import AsyncServicesRenderResource, ServicesRenderResource
from octaspace_api.resources.services_vpn import AsyncServicesVpnResource, ServicesVpnResource
from octaspace_sdk.calls.executor import AsyncRequestExecutor, RequestExecutor
from octaspace_sdk.rentals.context_managers import ReadyOptions, rental, rental_async
from octaspace_sdk.rentals.lifecycle import OnProgress
from octaspace_sdk.rentals.session_handle import AsyncRunningSession, AsyncSessionHandle, RunningSession, SessionHandle


class MachineRentals(ServicesMrResource):
    """Machine rental, on a sync client."""

    def __init__(self, executor: RequestExecutor) -> None:
        super().__init__(executor)
        self._executor = executor

    def rented(
        self,
        *,
        ready_timeout: float = 600.0,
        poll_interval: float = 2.0,
        on_progress: OnProgress | None = None,
        score: int | None = None,
        **machine: Unpack[ServicesMrCreateArguments],
    ) -> AbstractContextManager[RunningSession]:
        """Rent a machine for the time of a `with` block.

        The session is stopped when the block is left: at its end, on an exception, when it does not become ready in
        time, on Ctrl-C. A stop that fails is tried again, and in the end raised together with the original error.

        Args:
            ready_timeout: Seconds to wait until the session is ready, above 0.
            poll_interval: Seconds between two looks, above 0.
            on_progress: Called with each `SessionInfo` while ready.
            score: Rating given when stopping, 1 to 5.
            **machine: The arguments of `create`.

        Returns:
            RunningSession: For a `with` block: a handle of the session, with `details` as it became ready.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            ProvisionRejectedError: It was refused; nothing is charged.
            RequestTimeoutError: It was not ready in time, and has been stopped.
            ExceptionGroup: Stopping failed, after another error; both are in it.

        Endpoint:
            POST /services/mr, GET /services/{uuid}/info, POST /services/{uuid}/stop
        """
        ready = ReadyOptions(
            ready_timeout=ready_timeout, poll_interval=poll_interval, on_progress=on_progress, score=score
        )
        return rental(self._executor, services_mr_create(**machine), ready)


class AsyncMachineRentals(AsyncServicesMrResource):
    """Machine rental, on an async client."""

    def __init__(self, executor: AsyncRequestExecutor) -> None:
        super().__init__(executor)
        self._executor = executor

    def rented(
        self,
        *,
        ready_timeout: float = 600.0,
        poll_interval: float = 2.0,
        on_progress: OnProgress | None = None,
        score: int | None = None,
        **machine: Unpack[ServicesMrCreateArguments],
    ) -> AbstractAsyncContextManager[AsyncRunningSession]:
        """Rent a machine for an `async with` block; see `MachineRentals.rented`. (POST /services/mr)"""
        ready = ReadyOptions(
            ready_timeout=ready_timeout, poll_interval=poll_interval, on_progress=on_progress, score=score
        )
        return rental_async(self._executor, services_mr_create(**machine), ready)


class VPNConnections(ServicesVpnResource):
    """VPN relays, on a sync client."""

    def __init__(self, executor: RequestExecutor) -> None:
        super().__init__(executor)
        self._executor = executor

    def connected(
        self,
        *,
        ready_timeout: float = 600.0,
        poll_interval: float = 2.0,
        on_progress: OnProgress | None = None,
        score: int | None = None,
        **connection: Unpack[ServicesVpnCreateArguments],
    ) -> AbstractContextManager[RunningSession]:
        """Hold a VPN session for the time of a `with` block.

        The session is stopped when the block is left: at its end, on an exception, when it does not become ready in
        time, on Ctrl-C. A stop that fails is tried again, and in the end raised together with the original error.

        Args:
            ready_timeout: Seconds to wait until the session is ready, above 0.
            poll_interval: Seconds between two looks, above 0.
            on_progress: Called with each `SessionInfo` while ready.
            score: Rating given when stopping, 1 to 5.
            **connection: The arguments of `create`.

        Returns:
            RunningSession: For a `with` block: a handle of the session, with `details` as it became ready.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            ProvisionRejectedError: It was refused; nothing is charged.
            RequestTimeoutError: It was not ready in time, and has been stopped.
            ExceptionGroup: Stopping failed, after another error; both are in it.

        Endpoint:
            POST /services/vpn, GET /services/{uuid}/info, POST /services/{uuid}/stop
        """
        ready = ReadyOptions(
            ready_timeout=ready_timeout, poll_interval=poll_interval, on_progress=on_progress, score=score
        )
        return rental(self._executor, services_vpn_create(**connection), ready)


class AsyncVPNConnections(AsyncServicesVpnResource):
    """VPN relays, on an async client."""

    def __init__(self, executor: AsyncRequestExecutor) -> None:
        super().__init__(executor)
        self._executor = executor

    def connected(
        self,
        *,
        ready_timeout: float = 600.0,
        poll_interval: float = 2.0,
        on_progress: OnProgress | None = None,
        score: int | None = None,
        **connection: Unpack[ServicesVpnCreateArguments],
    ) -> AbstractAsyncContextManager[AsyncRunningSession]:
        """Hold a VPN session for an `async with` block; see `VPNConnections.connected`. (POST /services/vpn)"""
        ready = ReadyOptions(
            ready_timeout=ready_timeout, poll_interval=poll_interval, on_progress=on_progress, score=score
        )
        return rental_async(self._executor, services_vpn_create(**connection), ready)


class RenderRentals(ServicesRenderResource):
    """Render machines, on a sync client."""

    def __init__(self, executor: RequestExecutor) -> None:
        super().__init__(executor)
        self._executor = executor

    def rented(
        self,
        *,
        ready_timeout: float = 600.0,
        poll_interval: float = 2.0,
        on_progress: OnProgress | None = None,
        score: int | None = None,
        **machine: Unpack[ServicesRenderCreateArguments],
    ) -> AbstractContextManager[RunningSession]:
        """Rent a render machine for the time of a `with` block.

        The session is stopped when the block is left: at its end, on an exception, when it does not become ready in
        time, on Ctrl-C. A stop that fails is tried again, and in the end raised together with the original error.

        Args:
            ready_timeout: Seconds to wait until the session is ready, above 0.
            poll_interval: Seconds between two looks, above 0.
            on_progress: Called with each `SessionInfo` while ready.
            score: Rating given when stopping, 1 to 5.
            **machine: The arguments of `create`.

        Returns:
            RunningSession: For a `with` block: a handle of the session, with `details` as it became ready.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            ProvisionRejectedError: It was refused; nothing is charged.
            RequestTimeoutError: It was not ready in time, and has been stopped.
            ExceptionGroup: Stopping failed, after another error; both are in it.

        Endpoint:
            POST /services/render, GET /services/{uuid}/info, POST /services/{uuid}/stop
        """
        ready = ReadyOptions(
            ready_timeout=ready_timeout, poll_interval=poll_interval, on_progress=on_progress, score=score
        )
        return rental(self._executor, services_render_create(**machine), ready)


class AsyncRenderRentals(AsyncServicesRenderResource):
    """Render machines, on an async client."""

    def __init__(self, executor: AsyncRequestExecutor) -> None:
        super().__init__(executor)
        self._executor = executor

    def rented(
        self,
        *,
        ready_timeout: float = 600.0,
        poll_interval: float = 2.0,
        on_progress: OnProgress | None = None,
        score: int | None = None,
        **machine: Unpack[ServicesRenderCreateArguments],
    ) -> AbstractAsyncContextManager[AsyncRunningSession]:
        """Rent a render machine for an `async with` block; see `RenderRentals.rented`. (POST /services/render)"""
        ready = ReadyOptions(
            ready_timeout=ready_timeout, poll_interval=poll_interval, on_progress=on_progress, score=score
        )
        return rental_async(self._executor, services_render_create(**machine), ready)


class Services(ServicesNamespace):
    """Renting, on a sync client."""

    def __init__(self, executor: RequestExecutor) -> None:
        super().__init__(executor)
        self._executor = executor

    @cached_property
    def mr(self) -> MachineRentals:
        """Machine rental, machines for rent and starting one."""
        return MachineRentals(self._executor)

    @cached_property
    def vpn(self) -> VPNConnections:
        """VPN relays and starting a VPN session."""
        return VPNConnections(self._executor)

    @cached_property
    def render(self) -> RenderRentals:
        """Machines for rendering and starting a render session."""
        return RenderRentals(self._executor)

    def session(self, uuid: str) -> SessionHandle:
        """A handle of one session.

        Args:
            uuid: The session's UUID, not empty.

        Returns:
            SessionHandle: Its operations; nothing is sent yet.

        Raises:
            ValueError: The UUID is empty.
        """
        return SessionHandle(self._executor, uuid)


class AsyncServices(AsyncServicesNamespace):
    """Renting, on an async client."""

    def __init__(self, executor: AsyncRequestExecutor) -> None:
        super().__init__(executor)
        self._executor = executor

    @cached_property
    def mr(self) -> AsyncMachineRentals:
        """Machine rental, machines for rent and starting one."""
        return AsyncMachineRentals(self._executor)

    @cached_property
    def vpn(self) -> AsyncVPNConnections:
        """VPN relays and starting a VPN session."""
        return AsyncVPNConnections(self._executor)

    @cached_property
    def render(self) -> AsyncRenderRentals:
        """Machines for rendering and starting a render session."""
        return AsyncRenderRentals(self._executor)

    def session(self, uuid: str) -> AsyncSessionHandle:
        """A handle of one session; see `Services.session`."""
        return AsyncSessionHandle(self._executor, uuid)
