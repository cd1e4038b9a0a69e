"""The values that calls and transports exchange."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Protocol

import attrs

from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.deadline import Deadline
from octaspace_sdk.support.one_shot_event import OneShotEvent
from octaspace_sdk.support.redaction import Headers


@attrs.frozen(kw_only=True)
class PreparedRequest:
    """A request, encoded, as it goes to any of the hosts."""

    operation: str
    method: str
    target: str
    """Path and query, encoded."""
    headers: Headers
    content: bytes | None = attrs.field(repr=False)
    idempotent: bool
    is_file: bool = False
    """Whether the body of a response is bytes for the caller, and not JSON to decode."""
    needs_body: bool = True
    """Whether a response is of use only with its body."""
    recovery_hint: str
    """What to do when it is not known whether the request was processed."""
    sink: BodySink | None = attrs.field(default=None, repr=False)
    """Receives the body of a success in place of memory."""
    on_response: Callable[[RawResponse], object] | None = attrs.field(default=None, repr=False)
    """Called with each response, before anything else is done with it."""

    def url_at(self, base_url: str) -> str:
        """Return the URL of the request at a host."""
        return base_url + self.target


@attrs.frozen
class SendAttempt:
    """One attempt: send a request to a host."""

    request: PreparedRequest
    base_url: str
    connect_timeout: float
    deadline: Deadline
    """When the attempt must be over, by the clock of the sockets."""
    on_reached: Callable[[], object] | None = None
    """Called when the host is connected and the request is about to be written."""

    @property
    def url(self) -> str:
        return self.request.url_at(self.base_url)


@attrs.frozen
class Wait:
    """Asks to wait this long for another call to find out whether a host answers."""

    finding: OneShotEvent
    seconds: float


@attrs.frozen
class SendWhenFree:
    """A step: wait for a free connection, then send an attempt.

    The host is chosen only when there is a connection for the call: hosts may have failed while it waited.
    """

    next_attempt: Callable[[], SendAttempt | Wait | None]
    """Returns the attempt, or what to wait for before asking again; None when the call has timed out."""
    deadline: Deadline
    """Until when to wait for a connection, by the clock of the sockets."""


@attrs.frozen
class Failure:
    """An attempt without a response."""

    reason: str
    possibly_sent: bool
    """Whether bytes of the request may have left."""
    timed_out: bool = False
    host_at_fault: bool = True
    """False for local causes (pool timeout, bad URL); they do not mark the host as failed."""
    cause: BaseException | None = attrs.field(default=None, repr=False)
    """An exception of the disk or of a callback; it reaches the caller unchanged."""


Result = RawResponse | Failure


class BodySink(Protocol):
    """Receives the body of one call, through all its attempts."""

    def headers(self, usual: Headers, base_url: str) -> Headers:
        """Return the headers of the next attempt, which may ask for the rest only."""
        ...

    def must_restart(self, response: RawResponse) -> bool:
        """Return whether the server refused to send the rest: the same host is asked for everything, at once."""
        ...

    def consume(self, attempt: SendAttempt, response: Any, chunks: Iterator[bytes]) -> Result:
        """Write the body of a success."""
        ...

    async def consume_async(self, attempt: SendAttempt, response: Any, chunks: AsyncIterator[bytes]) -> Result:
        """Write the body of a success, on an event loop."""
        ...


class BodySinkError(Exception):
    """The sink, not the server, ends the download; the cause reaches the caller unchanged."""

    def __init__(self, what: str, cause: BaseException) -> None:
        super().__init__(f"{what}: {type(cause).__name__}")
        self.cause = cause
