"""Where the body of a download goes, in place of memory: what the call loop and the transport ask of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from octaspace_sdk.calls.retry_loop import Failure, Send
    from octaspace_sdk.response import RawResponse
    from octaspace_sdk.support.redaction import Headers


class Sink(Protocol):
    """Takes the bytes of one call, through all its attempts."""

    def headers(self, usual: Headers, base_url: str) -> Headers:
        """The headers of the next attempt, which may ask for what is still missing."""
        ...

    def starts_over(self, response: RawResponse) -> bool:
        """Whether the server refuses to give what is missing: the same host is asked for everything, at once."""
        ...

    def receive(self, step: Send, response: Any, chunks: Iterator[bytes]) -> RawResponse | Failure:
        """Takes in the body of a success."""
        ...

    async def receive_async(self, step: Send, response: Any, chunks: AsyncIterator[bytes]) -> RawResponse | Failure:
        """The same, on an event loop."""
        ...


class SinkError(Exception):
    """The sink, not the server, ends the download; the cause reaches the caller as it is."""

    def __init__(self, what: str, cause: BaseException) -> None:
        super().__init__(f"{what}: {type(cause).__name__}")
        self.cause = cause
