"""The executors of a client's resources: for any request, for rentals, and for searches among offers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

from octaspace_sdk.calls.executor import AsyncRequestExecutor, RequestExecutor

if TYPE_CHECKING:
    from octaspace_api import Request
    from octaspace_api.executor import RentalArguments
    from octaspace_api.rental import CreatedSession, RentalRequest
    from octaspace_sdk.rentals.session_handle import AsyncRunningSession, RunningSession

T = TypeVar("T")


class RentalExecutor(RequestExecutor):
    """Executes the requests of a sync client."""

    def rental(
        self, rental_request: RentalRequest, /, **arguments: Unpack[RentalArguments]
    ) -> AbstractContextManager[RunningSession]:
        """Return a block that starts a session, waits until it is ready, and stops it whatever happens."""
        from octaspace_sdk.rentals.context_managers import RentalOptions, rental
        from octaspace_sdk.rentals.rental_request import plan_of

        return rental(self, plan_of(rental_request), RentalOptions(**arguments))

    def create_session(self, rental_request: RentalRequest, /) -> CreatedSession:
        """Start a session."""
        from octaspace_sdk.rentals.rental_request import creating

        return self.run_steps(creating(rental_request))

    def search(self, kind: str, offers: Request[list[T]], criteria: Mapping[str, Any], /) -> list[T]:
        """List what is offered, machines or relays, and choose."""
        from octaspace_sdk.selection.searches import SEARCHES

        search = SEARCHES[kind]
        search.check(criteria)
        return search.choose(self.execute(offers), **criteria)


class AsyncRentalExecutor(AsyncRequestExecutor):
    """Executes the requests of an async client."""

    def rental(
        self, rental_request: RentalRequest, /, **arguments: Unpack[RentalArguments]
    ) -> AbstractAsyncContextManager[AsyncRunningSession]:
        """Return a block that starts a session, waits until it is ready, and stops it whatever happens."""
        from octaspace_sdk.rentals.context_managers import AsyncRental, RentalOptions
        from octaspace_sdk.rentals.rental_request import plan_of

        return AsyncRental(self, plan_of(rental_request), RentalOptions(**arguments))

    async def create_session(self, rental_request: RentalRequest, /) -> CreatedSession:
        """Start a session."""
        from octaspace_sdk.rentals.rental_request import creating

        return await self.run_steps(creating(rental_request))

    async def search(self, kind: str, offers: Request[list[T]], criteria: Mapping[str, Any], /) -> list[T]:
        """List what is offered, machines or relays, and choose."""
        from octaspace_sdk.selection.searches import SEARCHES

        search = SEARCHES[kind]
        search.check(criteria)
        return search.choose(await self.execute(offers), **criteria)
