"""An HTTP response as it came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from octaspace_sdk.errors import Attempt, DecodeError


@attrs.frozen(kw_only=True, eq=False)
class RawResponse:
    """The untouched answer to one request."""

    status: int
    """The HTTP status."""
    headers: Mapping[str, str] = attrs.field(repr=False)
    """The response headers; their names are found in any case."""
    content: bytes = attrs.field(repr=lambda body: f"<{len(body)} bytes>")
    """The body, with the transfer's compression undone."""
    url: str
    """Where the request went."""
    body_error: str = attrs.field(default="", repr=False)
    """Why the body could not be decompressed; `content` is then what came before. Empty for a whole body."""
    attempts: tuple[Attempt, ...] = attrs.field(default=(), repr=False)
    """Every attempt of the call, in order, the last of which is this answer."""

    def _after(self, attempts: tuple[Attempt, ...]) -> RawResponse:
        """Returns the same response, with the attempts that led to it."""
        return RawResponse(
            status=self.status,
            headers=self.headers,
            content=self.content,
            url=self.url,
            body_error=self.body_error,
            attempts=attempts,
        )

    @property
    def request_id(self) -> str | None:
        """The server's `X-Request-Id`."""
        return self.headers.get("x-request-id")

    @property
    def text(self) -> str:
        """The body as text; what is not UTF-8 is replaced."""
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """The body as plain Python values, integers of any size exact.

        Raises:
            DecodeError: The body is not JSON.
        """
        from octaspace_sdk.support.json_codec import parse_lenient

        try:
            return parse_lenient(self.content)
        except ValueError as error:
            raise DecodeError(
                f"{self.url}: the answer is not JSON: {error}", body=self.content, request_id=self.request_id
            ) from None
