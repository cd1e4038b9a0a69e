"""Renting: the generated namespace, with search, applications and candidates, and handles of sessions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from octaspace_api.client import AsyncServicesNamespace, ServicesNamespace
from octaspace_sdk.rentals.rental_executor import AsyncRentalExecutor, RentalExecutor
from octaspace_sdk.rentals.session_handle import AsyncRunningSession, AsyncSessionHandle, RunningSession, SessionHandle
from octaspace_sdk.resources.sessions import session_uuid

if TYPE_CHECKING:
    from octaspace_sdk.resources.machines import AsyncMachines, Machines
    from octaspace_sdk.resources.relays import AsyncRelays, Relays
    from octaspace_sdk.resources.render_machines import AsyncRenderMachines, RenderMachines
    from octaspace_sdk.resources.sessions import AnySession


class Services(ServicesNamespace[RunningSession]):
    """Renting, on a sync client."""

    _executor: RentalExecutor

    @cached_property
    def mr(self) -> Machines:
        """Machine rental: machines for rent and starting one."""
        from octaspace_sdk.resources.machines import Machines

        return Machines(self._executor)

    @cached_property
    def render(self) -> RenderMachines:
        """Machines for rendering and starting a render session."""
        from octaspace_sdk.resources.render_machines import RenderMachines

        return RenderMachines(self._executor)

    @cached_property
    def vpn(self) -> Relays:
        """VPN relays and starting a VPN session."""
        from octaspace_sdk.resources.relays import Relays

        return Relays(self._executor)

    def session(self, uuid: AnySession) -> SessionHandle:
        """Return a handle of one session; nothing is sent yet.

        Args:
            uuid: The session's UUID as text or `uuid.UUID`, or the session as a listing, its details or its creation
                have it. `sessions.find` has the session to the beginning of a UUID.

        Returns:
            SessionHandle: Its operations.

        Raises:
            ValueError: It is none of these, or empty.
        """
        return SessionHandle(self._executor, session_uuid(uuid))


class AsyncServices(AsyncServicesNamespace[AsyncRunningSession]):
    """Renting, on an async client."""

    _executor: AsyncRentalExecutor

    @cached_property
    def mr(self) -> AsyncMachines:
        """Machine rental: machines for rent and starting one."""
        from octaspace_sdk.resources.machines import AsyncMachines

        return AsyncMachines(self._executor)

    @cached_property
    def render(self) -> AsyncRenderMachines:
        """Machines for rendering and starting a render session."""
        from octaspace_sdk.resources.render_machines import AsyncRenderMachines

        return AsyncRenderMachines(self._executor)

    @cached_property
    def vpn(self) -> AsyncRelays:
        """VPN relays and starting a VPN session."""
        from octaspace_sdk.resources.relays import AsyncRelays

        return AsyncRelays(self._executor)

    def session(self, uuid: AnySession) -> AsyncSessionHandle:
        """Return a handle of one session; nothing is sent yet.

        Args:
            uuid: The session's UUID as text or `uuid.UUID`, or the session as a listing, its details or its creation
                have it. `sessions.find` has the session to the beginning of a UUID.

        Returns:
            AsyncSessionHandle: Its operations.

        Raises:
            ValueError: It is none of these, or empty.
        """
        return AsyncSessionHandle(self._executor, session_uuid(uuid))
