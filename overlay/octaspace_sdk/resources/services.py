"""Renting: the generated namespace, whose handles of sessions can also wait until a session is ready."""

from __future__ import annotations

from octaspace_api.client import AsyncServicesNamespace, ServicesNamespace
from octaspace_sdk.rentals.session_handle import AsyncRunningSession, AsyncSessionHandle, RunningSession, SessionHandle


class Services(ServicesNamespace[RunningSession]):
    """Renting, on a sync client."""

    def session(self, uuid: str) -> SessionHandle:
        """Return a handle of one session; nothing is sent yet.

        Args:
            uuid: The session's UUID, not empty.

        Returns:
            SessionHandle: Its operations.

        Raises:
            ValueError: The UUID is empty.
        """
        return SessionHandle(self._executor, uuid)


class AsyncServices(AsyncServicesNamespace[AsyncRunningSession]):
    """Renting, on an async client."""

    def session(self, uuid: str) -> AsyncSessionHandle:
        """Return a handle of one session; nothing is sent yet.

        Args:
            uuid: The session's UUID, not empty.

        Returns:
            AsyncSessionHandle: Its operations.

        Raises:
            ValueError: The UUID is empty.
        """
        return AsyncSessionHandle(self._executor, uuid)
