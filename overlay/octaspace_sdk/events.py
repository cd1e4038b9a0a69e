"""The events that the hooks `on_request`, `on_response` and `on_drift` receive.

The history of a call that failed is `Attempt` in errors.py.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen(kw_only=True)
class RequestEvent:
    """An attempt is about to be sent."""

    operation: str
    """The operation's id, such as `nodes.list`."""
    method: str
    url: str
    attempt: int
    """Counted from 1."""
    call_id: int
    """The same for all attempts of a call, and for no other call of this process."""


@attrs.frozen(kw_only=True)
class ResponseEvent:
    """An attempt is over."""

    operation: str
    """The operation's id, such as `nodes.list`."""
    method: str
    url: str
    attempt: int
    """Counted from 1."""
    call_id: int
    """The same for all attempts of a call, and for no other call of this process."""
    status: int | None
    """The HTTP status; None when there was no response."""
    headers: Mapping[str, str] | None = attrs.field(repr=False)
    """The headers of the response, found in any case; None when there was none."""
    error: str | None
    """Why there was no response."""
    seconds: float
    """How long the attempt took."""
    request_id: str | None
    """The server's `X-Request-Id`."""


@attrs.frozen(kw_only=True)
class Drift:
    """A field that differs from openapi.yaml; reported once per response."""

    operation: str
    """The operation's id, such as `sessions.list`."""
    path: str
    """The field's path, such as `[].prices.base_usd`; `[]` is any item of a list, `*` any key of a map."""
    expected: str
    """The type that the description promises; `absent` for a field that it does not have."""
    got: str
    """The JSON type of the value; `missing` for a required field that was left out."""
    sample: str
    """The value, shortened; `***` where it is, or may hold, a secret."""
