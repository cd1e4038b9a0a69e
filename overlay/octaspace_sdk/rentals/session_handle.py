"""Handles of one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octaspace_api.resources.services_session import AsyncServicesSessionResource, ServicesSessionResource
from octaspace_sdk.rentals import lifecycle
from octaspace_sdk.rentals.lifecycle import OnProgress

if TYPE_CHECKING:
    from octaspace_api.models import SessionInfo
    from octaspace_sdk.calls.executor import AsyncRequestExecutor, RequestExecutor


class SessionHandle(ServicesSessionResource):
    """One session, on a sync client."""

    _executor: RequestExecutor

    def wait_ready(
        self, *, timeout: float = 600.0, poll_interval: float = 2.0, on_progress: OnProgress | None = None
    ) -> SessionInfo:
        """Wait until the session can be used. A session that does not become ready is not stopped.

        Args:
            timeout: Seconds to wait at most, above 0.
            poll_interval: Seconds between two looks, above 0.
            on_progress: Called with each `SessionInfo` on the way.

        Returns:
            SessionInfo: The session, ready.

        Raises:
            ValueError: A number is not above 0.
            RequestTimeoutError: It was not ready in time; it may still run, and cost money.
            NotFoundError: There is no such session, or it has ended.

        Endpoint:
            GET /services/{uuid}/info
        """
        steps = lifecycle.wait_ready(
            self.uuid,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            clock=self._executor.clock.monotonic,
        )
        return self._executor.run_steps(steps)


class AsyncSessionHandle(AsyncServicesSessionResource):
    """One session, on an async client."""

    _executor: AsyncRequestExecutor

    async def wait_ready(
        self, *, timeout: float = 600.0, poll_interval: float = 2.0, on_progress: OnProgress | None = None
    ) -> SessionInfo:
        """Wait until the session can be used. A session that does not become ready is not stopped.

        Args:
            timeout: Seconds to wait at most, above 0.
            poll_interval: Seconds between two looks, above 0.
            on_progress: Called with each `SessionInfo` on the way.

        Returns:
            SessionInfo: The session, ready.

        Raises:
            ValueError: A number is not above 0.
            RequestTimeoutError: It was not ready in time; it may still run, and cost money.
            NotFoundError: There is no such session, or it has ended.

        Endpoint:
            GET /services/{uuid}/info
        """
        steps = lifecycle.wait_ready(
            self.uuid,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            clock=self._executor.clock.monotonic,
        )
        return await self._executor.run_steps(steps)


class RunningSession(SessionHandle):
    """A session that is ready, and is stopped at the end of its `with` block."""

    def __init__(self, executor: RequestExecutor, uuid: str, details: SessionInfo) -> None:
        super().__init__(executor, uuid)
        self.details = details
        """The session as it was when it became ready; `info()` asks anew."""


class AsyncRunningSession(AsyncSessionHandle):
    """A session that is ready, and is stopped at the end of its `async with` block."""

    def __init__(self, executor: AsyncRequestExecutor, uuid: str, details: SessionInfo) -> None:
        super().__init__(executor, uuid)
        self.details = details
        """The session as it was when it became ready; `info()` asks anew."""
