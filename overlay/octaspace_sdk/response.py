"""An HTTP response as it came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from octaspace_sdk.errors import Attempt, DecodeError
from octaspace_sdk.support.printable import printable
from octaspace_sdk.support.redaction import NO_KEY_MASK, KeyMask


@attrs.frozen(kw_only=True, eq=False)
class RawResponse:
    """The untouched answer to one request; only the API key is masked where a server repeats it.

    It is masked in the headers and in the body of an error. The body of a success is data and stays as it came, and
    an error that is made of it shows it masked.
    """

    status: int
    """The HTTP status."""
    headers: Mapping[str, str] = attrs.field(repr=False)
    """The response headers; their names are found in any case."""
    content: bytes = attrs.field(repr=lambda body: f"<{len(body)} bytes>")
    """The body, with the transfer's compression undone."""
    url: str
    """The URL that the request was sent to."""
    body_error: str = attrs.field(default="", repr=False)
    """Why the body could not be decompressed; `content` is then what came before. Empty for a whole body."""
    attempts: tuple[Attempt, ...] = attrs.field(default=(), repr=False)
    """Every attempt of the call, in order, the last of which is this answer."""

    _key_mask: KeyMask = attrs.field(default=NO_KEY_MASK, alias="key_mask", repr=False)

    @property
    def request_id(self) -> str | None:
        """The server's `X-Request-Id`."""
        request_id = self.headers.get("x-request-id")
        return None if request_id is None else printable(self._key_mask(request_id))

    @property
    def text(self) -> str:
        """The body as text; what is not UTF-8 is replaced."""
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """Return the body as plain Python values, integers of any size exact.

        Raises:
            DecodeError: The body is not JSON.
        """
        from octaspace_sdk.support.json_codec import parse_lenient

        try:
            return parse_lenient(self.content)
        except ValueError as error:
            why = str(error)  # the error itself has the body among its attributes
        raise DecodeError(
            f"{self.url}: the answer is not JSON: {why}",
            body=without_key(self).content,
            request_id=self.request_id,
        )


def masked(response: RawResponse, key_mask: KeyMask, attempts: tuple[Attempt, ...]) -> RawResponse:
    """Return what a server sent with the attempts that led to it, and without the API key.

    Only the body of a success is kept as it came: a field of it is data, whatever it holds. The errors that are made
    of it show it masked.
    """
    is_data = 200 <= response.status < 300 and not response.body_error
    return RawResponse(
        status=response.status,
        headers=_masked_headers(response.headers, key_mask, thoroughly=not is_data),
        content=response.content if is_data else key_mask(response.content),
        url=response.url,
        body_error=response.body_error,
        attempts=attempts,
        key_mask=key_mask,
    )


def without_key(response: RawResponse) -> RawResponse:
    """Return the response with its body masked, for errors; the same one when there is nothing to mask."""
    content = response._key_mask(response.content)  # noqa: SLF001 (of this module, and nothing for users)
    return response if content == response.content else attrs.evolve(response, content=content)


def headers_without_key(response: RawResponse) -> Mapping[str, str]:
    """Return the headers for an event, which programs print."""
    return _masked_headers(response.headers, response._key_mask, thoroughly=True)  # noqa: SLF001 (of this module)


def _masked_headers(headers: Mapping[str, str], key_mask: KeyMask, *, thoroughly: bool) -> Mapping[str, str]:
    raw: list[tuple[bytes, bytes]] | None = getattr(headers, "raw", None)  # httpx's, and of a client that is like it
    if raw is None:
        return {name: key_mask(value) for name, value in headers.items()}
    if not thoroughly and not key_mask.occurs_in(b"\n".join([value for _, value in raw])):
        return headers
    kind: Any = type(headers)
    masked: Mapping[str, str] = kind([(key_mask(name), key_mask(value)) for name, value in raw])
    return masked
