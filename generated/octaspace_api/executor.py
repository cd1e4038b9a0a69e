"""The protocols through which resources send requests: a client, sync or async, implements them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypedDict, TypeVar, Unpack

from .request import Request

if TYPE_CHECKING:
    from .models import SessionInfo
    from .rental import CreatedSession, RentalRequest

T = TypeVar("T")
S_co = TypeVar("S_co", covariant=True)


class RentalArguments(TypedDict):
    """What the methods that hold a session take, beside the arguments of the request; they are described there."""

    ready_timeout: float | None
    poll_interval: float
    on_progress: Callable[["SessionInfo"], object] | None
    score: int | None
    handle_signals: bool
    on_unknown: Literal["raise", "stop"]


class Executor(Protocol):
    """Executes the requests of a sync client."""

    def execute(self, request: Request[T], /) -> T:
        """Send a request and return the value of its answer."""
        ...


class AsyncExecutor(Protocol):
    """Executes the requests of an async client."""

    async def execute(self, request: Request[T], /) -> T:
        """Send a request and return the value of its answer."""
        ...


class RentalExecutor(Executor, Protocol[S_co]):
    """Executes requests, and holds sessions (S) for the time of a `with` block."""

    def rental(
        self,
        rental_request: "RentalRequest",
        /,
        **arguments: Unpack[RentalArguments],
    ) -> AbstractContextManager[S_co]:
        """Return a block that starts the session, waits until it is ready, and stops it at the end."""
        ...

    def create_session(self, rental_request: "RentalRequest", /) -> "CreatedSession":
        """Start a session."""
        ...

    def search(self, kind: str, offers: Request[list[T]], criteria: Mapping[str, Any], /) -> list[T]:
        """List what is offered, machines or relays, and choose."""
        ...


class AsyncRentalExecutor(AsyncExecutor, Protocol[S_co]):
    """Executes requests, and holds sessions (S) for the time of an `async with` block."""

    def rental(
        self,
        rental_request: "RentalRequest",
        /,
        **arguments: Unpack[RentalArguments],
    ) -> AbstractAsyncContextManager[S_co]:
        """Return a block that starts the session, waits until it is ready, and stops it at the end."""
        ...

    async def create_session(self, rental_request: "RentalRequest", /) -> "CreatedSession":
        """Start a session."""
        ...

    async def search(self, kind: str, offers: Request[list[T]], criteria: Mapping[str, Any], /) -> list[T]:
        """List what is offered, machines or relays, and choose."""
        ...
