"""What a client's resources execute their requests with: any request, and rentals."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING

from octaspace_sdk.calls.executor import AsyncRequestExecutor, RequestExecutor

if TYPE_CHECKING:
    from octaspace_api import Request
    from octaspace_api.models import SessionCreated
    from octaspace_sdk.rentals.lifecycle import OnProgress
    from octaspace_sdk.rentals.session_handle import AsyncRunningSession, RunningSession


class RentalExecutor(RequestExecutor):
    """Executes the requests of a sync client."""

    def rental(
        self,
        request: Request[SessionCreated],
        /,
        *,
        ready_timeout: float,
        poll_interval: float,
        on_progress: OnProgress | None,
        score: int | None,
        handle_signals: bool,
    ) -> AbstractContextManager[RunningSession]:
        """Return a block that starts a session, waits until it is ready, and stops it whatever happens."""
        from octaspace_sdk.rentals.context_managers import RentalOptions, rental

        ready = RentalOptions(
            ready_timeout=ready_timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            score=score,
            handle_signals=handle_signals,
        )
        return rental(self, request, ready)


class AsyncRentalExecutor(AsyncRequestExecutor):
    """Executes the requests of an async client."""

    def rental(
        self,
        request: Request[SessionCreated],
        /,
        *,
        ready_timeout: float,
        poll_interval: float,
        on_progress: OnProgress | None,
        score: int | None,
        handle_signals: bool,
    ) -> AbstractAsyncContextManager[AsyncRunningSession]:
        """Return a block that starts a session, waits until it is ready, and stops it whatever happens."""
        from octaspace_sdk.rentals.context_managers import RentalOptions, rental_async

        ready = RentalOptions(
            ready_timeout=ready_timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            score=score,
            handle_signals=handle_signals,
        )
        return rental_async(self, request, ready)
