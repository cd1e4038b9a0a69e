"""A caller's own httpx client: what it must be, what it is given to send, and what its errors prove.

Its hooks, its auth and its transport are the caller's code: they may read the response, raise it, retry on their own,
or name a broken connection a connect timeout.
"""

from __future__ import annotations

import inspect
from typing import Any

from octaspace_sdk.errors import ConfigurationError
from octaspace_sdk.transport.network_backend import AttemptProgress
from octaspace_sdk.transport.protocol import Failure, SendAttempt
from octaspace_sdk.transport.wire_request import shorter, timeouts, trace_sending


def check_client(client: Any, *, is_async: bool) -> None:
    """Refuse an object that is no httpx client, one of the other kind, and a closed one."""
    name = "AsyncClient" if is_async else "Client"
    send, build = getattr(client, "send", None), getattr(client, "build_request", None)
    is_client = callable(send) and callable(build) and not isinstance(client, type)
    if not is_client or inspect.iscoroutinefunction(send) != is_async:
        given = f"the class {client.__name__}" if isinstance(client, type) else type(client).__name__
        raise ConfigurationError(f"http_client must be an httpx.{name} (or httpx2.{name}), not {given}")
    if _is_closed(client):
        raise ConfigurationError(_CLOSED)


def refuse_closed(client: Any) -> Failure | None:
    """Return the failure of an attempt on a closed client: a mistake of the caller, and nothing was sent."""
    if not _is_closed(client):
        return None
    return Failure(_CLOSED, possibly_sent=False, host_at_fault=False, cause=ConfigurationError(_CLOSED))


def build_request(client: Any, attempt: SendAttempt, progress: AttemptProgress, *, is_async: bool) -> Any:
    """Return a request made by the client, whose own timeouts hold as well: the shorter bound wins.

    It is traced, where the transport can do that: one that retries may end with a connect error although an earlier
    try was sent.
    """
    request = client.build_request(
        attempt.request.method, attempt.url, headers=attempt.request.headers, content=attempt.request.content
    )
    own = request.extensions.get("timeout", {})
    bounds = {name: shorter(limit, own.get(name)) for name, limit in timeouts(attempt).items()}
    trace = trace_sending(progress, request.extensions.get("trace"), is_async=is_async)
    request.extensions = {**request.extensions, "timeout": bounds, "trace": trace}
    return request


def raised_response(error: Exception, request: Any) -> Any:
    """Return the response that an event hook raised with `raise_for_status`; None for any other error.

    A response to another request, as an auth flow makes them, is no answer to this one.
    """
    if "HTTPStatusError" not in {cls.__name__ for cls in type(error).__mro__}:
        return None
    response: Any = getattr(error, "response", None)
    answered = getattr(response, "request", None)
    is_ours = answered is not None and (answered.method, answered.url) == (request.method, request.url)
    return response if is_ours else None


def _is_closed(client: Any) -> bool:
    return getattr(client, "is_closed", False) is True


_CLOSED = "the http_client is closed: pass one that is open"
