"""The requests that may start a session: one, or several candidates that are tried in order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from octaspace_sdk.calls.drivers import SendRequest
from octaspace_sdk.errors import APIError, OctaSpaceError, ProvisionRejectedError

if TYPE_CHECKING:
    from octaspace_api import Request
    from octaspace_api.models import SessionCreated

    Requests = Sequence[Request[SessionCreated]]

REFUSALS = (404, 409, 422)
"""The statuses that say for certain that nothing was started, and that another machine may do."""


@attrs.frozen
class RentalPlan:
    """The requests that may start a session; the next one is sent when one is refused."""

    first: Request[SessionCreated]
    """The first request, as far as it is known before the look-up."""
    service: str
    """What the listing of sessions calls the service of the session."""
    look_up: Callable[[], Generator[SendRequest, Any, Requests]] | None = None
    """Asks for what the requests depend on, and returns them; None when `first` is all."""

    def requests(self) -> Generator[SendRequest, Any, Requests]:
        """Return the requests in the order in which they are tried."""
        return (self.first,) if self.look_up is None else (yield from self.look_up())


def is_refusal(result: object) -> bool:
    """Return whether a machine was refused, so that another one can be tried."""
    return isinstance(result, ProvisionRejectedError) or (
        isinstance(result, APIError) and result.status_code in REFUSALS
    )


def note_candidates(error: OctaSpaceError, requests: Requests) -> None:
    """Add to the error of the last candidate that the others were refused as well."""
    if len(requests) > 1 and is_refusal(error):
        nodes = ", ".join(str(node_id(request)) for request in requests)
        error.add_note(f"All {len(requests)} candidates were refused: nodes {nodes}.")


def node_id(request: Request[Any]) -> Any:
    """Return the node that a request asks for."""
    body = request.json
    item = body[0] if isinstance(body, list) and body else body
    return item.get("node_id") if isinstance(item, dict) else None
