"""Renting: the generated namespace, with handles of sessions.

`session` replaces the generated method, docstring included, on both clients.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octaspace_api.resources import AsyncServicesNamespace, ServicesNamespace
from octaspace_sdk.rentals.rental_executor import AsyncRentalExecutor, RentalExecutor
from octaspace_sdk.rentals.session_handle import AsyncRunningSession, AsyncSessionHandle, RunningSession, SessionHandle
from octaspace_sdk.resources.sessions import is_session_prefix, session_uuid

if TYPE_CHECKING:
    from octaspace_sdk.resources.any_session import AnySession


class Services(ServicesNamespace[RunningSession]):
    """Renting, on a sync client."""

    _executor: RentalExecutor

    def session(self, uuid: AnySession) -> SessionHandle:
        """Return a handle of one session; nothing is sent yet.

        Args:
            uuid: The session's UUID as text or `uuid.UUID`; or its beginning, which the first request looks up in the
                listing (a LookupError then names the candidates, when there are several); or the session as a
                listing, its details or its creation have it.

        Returns:
            SessionHandle: Its operations.

        Raises:
            ValueError: It is none of these, or empty.
        """
        return SessionHandle(self._executor, session_uuid(uuid), is_prefix=is_session_prefix(uuid))


class AsyncServices(AsyncServicesNamespace[AsyncRunningSession]):
    """Renting, on an async client."""

    _executor: AsyncRentalExecutor

    def session(self, uuid: AnySession) -> AsyncSessionHandle:
        """Return a handle of one session; nothing is sent yet.

        Args:
            uuid: The session's UUID as text or `uuid.UUID`; or its beginning, which the first request looks up in the
                listing (a LookupError then names the candidates, when there are several); or the session as a
                listing, its details or its creation have it.

        Returns:
            AsyncSessionHandle: Its operations.

        Raises:
            ValueError: It is none of these, or empty.
        """
        return AsyncSessionHandle(self._executor, session_uuid(uuid), is_prefix=is_session_prefix(uuid))
