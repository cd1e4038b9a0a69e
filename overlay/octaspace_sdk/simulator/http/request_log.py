"""Remembers what was asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from attrs import define, field
from starlette.requests import Request

from octaspace_sdk.simulator.contract.validation import parse_json

KEPT = 5_000
"""Requests that are remembered: the last ones, so that a simulator can run for weeks."""


@define(eq=False)
class RecordedRequest:
    """What was asked, and what came of it."""

    method: str
    path: str
    """As it was sent."""
    query: str
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case; without `authorization`."""
    body: Any
    """Parsed from JSON, or None."""
    operation: str | None
    """The id that openapi.yaml gives it, such as "services.mr.create"; None for what it does not have."""
    account: str | None
    """The email address of the account that asked, None without a known API key."""
    key: str | None
    """The API key, masked, None if there was none."""
    at: datetime
    """When, in simulated time."""
    status: int | None = None
    """The HTTP status of the answer: None while there is none, and when it was lost on purpose."""

    @property
    def authorized(self) -> bool:
        """Whether the API key was known."""
        return self.account is not None


class Recorder:
    """The last requests, oldest first."""

    def __init__(self) -> None:
        self._requests: deque[RecordedRequest] = deque(maxlen=KEPT)

    def record(
        self, request: Request, body: bytes, *, operation: str | None, account: str | None, now_ms: int
    ) -> RecordedRequest:
        """Remember a request that has arrived; the caller fills in its status."""
        parsed = None
        with suppress(ValueError):
            parsed = parse_json(body)
        key = request.headers.get("authorization")
        recorded = RecordedRequest(
            method=request.method,
            path=request.scope["raw_path"].decode(),
            query=request.url.query,
            headers={name: value for name, value in request.headers.items() if name != "authorization"},
            body=parsed,
            operation=operation,
            account=account,
            key=masked(key) if key else None,
            at=datetime.fromtimestamp(now_ms / 1000, UTC),
        )
        self._requests.append(recorded)
        return recorded

    def requests(self) -> list[RecordedRequest]:
        """Return a list of its own of what was recorded so far."""
        return list(self._requests)

    def clear(self) -> None:
        """Forget them all."""
        self._requests.clear()


def masked(key: str) -> str:
    """Return enough of an API key to tell two apart."""
    return f"...{key[-4:]}" if len(key) >= 16 else "***"
