"""The sessions that this program has started and not yet stopped.

A block may never be left: a generator that nobody finishes, a daemon thread, an event loop that was closed too soon.
What is still here when the program ends is stopped then, while that is possible.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from octaspace_sdk.errors import OctaSpaceError

if TYPE_CHECKING:
    from octaspace_api import Request
    from octaspace_api.models import SessionCreated
    from octaspace_sdk.rentals.rental_plan import RentalPlan

NO_GRACE = float("-inf")
"""As the time of creation: a 404 now means that the session has ended."""


@attrs.define(eq=False, kw_only=True)
class OpenRental:
    """A session, from before it is asked for until it is stopped, or stopping it has failed for good."""

    plan: RentalPlan
    request: Request[SessionCreated] = attrs.field(default=attrs.Factory(lambda self: self.plan.first, takes_self=True))
    """The request that was sent last, or that will be sent first."""
    created_at: float
    """By the monotonic clock of the client."""
    uuid: str | None = None
    """None until it is known."""
    listed_before: list[str] | None = None
    """The uuids that the listing had before the session was asked for; None when nobody has looked."""
    stop_at_exit: Callable[[], BaseException | None]
    """Stops the session without its block, when the program ends; returns why that failed."""
    _is_kept: bool = attrs.field(default=False, init=False)
    _process: int = attrs.field(factory=os.getpid, init=False)

    def open(self) -> None:
        """Register the session to be stopped at exit."""
        _open[id(self)] = self

    def close(self) -> None:
        """Unregister the session: it has been stopped, or an error says that it was not."""
        _open.pop(id(self), None)

    def keep(self) -> None:
        """Leave the session to its caller, who wants it to run on."""
        self._is_kept = True
        self.close()

    @property
    def is_ours(self) -> bool:
        """Whether the block stops the session: not if it is kept, nor in a forked child, which only has a copy."""
        return not self._is_kept and os.getpid() == self._process

    def others(self) -> list[OpenRental]:
        """Return the other open rentals of this program."""
        return [rental for rental in list(_open.values()) if rental is not self]


_open: dict[int, OpenRental] = {}


@atexit.register
def _stop_all() -> None:
    problems: list[BaseException | None] = []
    interruption: BaseException | None = None
    for rental in list(_open.values()):
        try:
            problems.append(rental.stop_at_exit())
        except BaseException as error:  # Ctrl-C, or a logger of the caller's: the others are stopped all the same
            interruption = error
    said = [line for problem in problems if problem for line in (str(problem), *getattr(problem, "__notes__", ()))]
    if said:  # Python prints it, whether logging is set up or not: it may cost money
        raise OctaSpaceError("; ".join(said)) from interruption
    if interruption is not None:
        raise interruption


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_open.clear)
