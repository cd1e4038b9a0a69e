"""What a caller wants to rent, before it is a request, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from .models import SessionCreated
from .request import Request


@attrs.frozen(kw_only=True)
class RentalService:
    """The operations of a service whose sessions can be rented."""

    create: Callable[..., Request[SessionCreated]]
    """Makes the request that starts a session, of its arguments."""
    takes: type
    """The TypedDict of the arguments that a caller may give."""
    offer: str
    """What is rented, in a word: machine, relay."""
    name: str
    """What the listing of sessions calls the service, in `Session.service`."""
    offers: Callable[[], Request[list[Any]]] | None = None
    """Lists what can be rented."""
    apps: Callable[[], Request[list[Any]]] | None = None
    """Lists the applications, one of which can be given as `app`."""


@attrs.frozen
class RentalRequest:
    """What a session is to run on and to be like, as the caller of a method said it."""

    service: RentalService
    method: str
    """The method that was called, for messages."""
    offer: Any
    """What is to be rented, as a listing has it, or the id of its node; None when it is not said here."""
    candidates: Sequence[Any]
    """Several of them in its place."""
    arguments: Mapping[str, Any]


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class CreatedSession(SessionCreated):
    """A session that was created, and the node that it runs on."""

    node_id: int
    """Id of the node: with several candidates, the one that did not refuse."""

    @classmethod
    def of(cls, created: SessionCreated, node_id: int) -> CreatedSession:
        """Return the session with its node."""
        session = cls.__new__(cls)
        session.__setstate__({**created.__getstate__(), "node_id": node_id})
        return session
