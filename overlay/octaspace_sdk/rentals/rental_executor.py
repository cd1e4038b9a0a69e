"""What a client's resources execute their requests with: any request, and rentals."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING, Unpack

from octaspace_sdk.calls.executor import AsyncRequestExecutor, RequestExecutor
from octaspace_sdk.rentals.rental_plan import RentalPlan

if TYPE_CHECKING:
    from octaspace_api import Request
    from octaspace_api.client import RentalArguments
    from octaspace_api.models import SessionCreated
    from octaspace_sdk.rentals.session_handle import AsyncRunningSession, RunningSession


class RentalExecutor(RequestExecutor):
    """Executes the requests of a sync client."""

    def rental(
        self, request: Request[SessionCreated] | RentalPlan, /, **arguments: Unpack[RentalArguments]
    ) -> AbstractContextManager[RunningSession]:
        """Returns a block that starts a session, waits until it is ready, and stops it whatever happens."""
        from octaspace_sdk.rentals.context_managers import RentalOptions, rental

        return rental(self, _plan(request), RentalOptions(**arguments))


class AsyncRentalExecutor(AsyncRequestExecutor):
    """Executes the requests of an async client."""

    def rental(
        self, request: Request[SessionCreated] | RentalPlan, /, **arguments: Unpack[RentalArguments]
    ) -> AbstractAsyncContextManager[AsyncRunningSession]:
        """Returns a block that starts a session, waits until it is ready, and stops it whatever happens."""
        from octaspace_sdk.rentals.context_managers import AsyncRental, RentalOptions

        return AsyncRental(self, _plan(request), RentalOptions(**arguments))


def _plan(request: Request[SessionCreated] | RentalPlan) -> RentalPlan:
    return request if isinstance(request, RentalPlan) else RentalPlan(request)
