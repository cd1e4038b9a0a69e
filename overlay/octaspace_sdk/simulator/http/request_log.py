"""The log of received requests, for assertions in tests."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from attrs import define, field
from starlette.requests import Request

from octaspace_sdk.simulator.http.json_messages import parse_request

MAX_REQUESTS = 5_000
"""How many requests are kept, the newest, so that memory stays bounded however long a simulator runs."""


@define(eq=False)
class RecordedRequest:
    """A request that the simulator received, and the status of its response."""

    method: str
    path: str
    """The raw path, percent-encoded as it was sent."""
    query: str
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case; without `authorization`."""
    body: Any
    """Parsed from JSON; None without a JSON body."""
    operation: str | None
    """The operation id of openapi.yaml, such as "services.mr.create"; None for an unknown path or method."""
    account: str | None
    """The email address of the account, None without a known API key."""
    key: str | None
    """The API key, masked; None if none was sent."""
    at: datetime
    """When it was received, in simulated time."""
    status: int | None = None
    """The HTTP status of the response; None before it is sent, and if a fault suppressed it."""

    @property
    def line(self) -> str:
        """The request on one line: method, target, status, operation and account."""
        target = f"{self.path}?{self.query}" if self.query else self.path
        status = "no response" if self.status is None else self.status
        return f"{self.method} {target} -> {status}  {self.operation or '-'}  {self.account or '-'}"

    @property
    def authorized(self) -> bool:
        """Whether the API key was known."""
        return self.account is not None


class RequestLog:
    """The newest requests, oldest first."""

    def __init__(self) -> None:
        self._requests: deque[RecordedRequest] = deque(maxlen=MAX_REQUESTS)

    def record(
        self, request: Request, body: bytes, *, operation: str | None, account: str | None, now_ms: int
    ) -> RecordedRequest:
        """Append a request and return its record, whose status the caller sets later."""
        parsed = None
        with suppress(ValueError):
            parsed = parse_request(body)
        key = request.headers.get("authorization")
        recorded = RecordedRequest(
            method=request.method,
            path=request.scope["raw_path"].decode(),
            query=request.url.query,
            headers={name: value for name, value in request.headers.items() if name != "authorization"},
            body=parsed,
            operation=operation,
            account=account,
            key=mask_key(key) if key else None,
            at=datetime.fromtimestamp(now_ms / 1000, UTC),
        )
        self._requests.append(recorded)
        return recorded

    def requests(self) -> list[RecordedRequest]:
        """Return a copy of the log."""
        return list(self._requests)

    def clear(self) -> None:
        """Remove all requests from the log."""
        self._requests.clear()


def mask_key(key: str) -> str:
    """Return enough of an API key to tell two apart."""
    return f"...{key[-4:]}" if len(key) >= 16 else "***"
