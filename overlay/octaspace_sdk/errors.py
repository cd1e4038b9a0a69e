"""The errors of this package.

    OctaSpaceError
    ├── ConfigurationError            a client was made with a value that cannot work (also a ValueError)
    ├── APIError                      the server answered with an error status, or with a redirect
    │   ├── AuthenticationError       401: the API key is missing or wrong
    │   ├── PermissionDeniedError     403
    │   ├── NotFoundError             404
    │   ├── ValidationError           422
    │   ├── RateLimitError            429: `retry_after` says how long to wait
    │   └── ServerError               5xx
    │       ├── BadGatewayError           502
    │       ├── ServiceUnavailableError   503
    │       └── GatewayTimeoutError       504
    ├── NetworkError                  there was no usable answer: `may_have_been_processed` says what that means
    │   ├── ConnectionFailedError     no host could be reached, or the connection broke
    │   └── RequestTimeoutError       the call timed out
    ├── ProvisionRejectedError        a rental was refused inside an HTTP 200: `rejections` has the reasons
    └── DecodeError                   the answer is not JSON, or of the wrong kind altogether; strictly read, any drift

Wrong arguments are a plain ValueError, raised before anything is sent. No other exception of a library that this
package uses gets out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import attrs

from octaspace_sdk.support.printable import printable

if TYPE_CHECKING:
    from octaspace_api.models import ProvisionRejection
    from octaspace_sdk.events import Drift

__all__ = [
    "APIError",
    "Attempt",
    "AuthenticationError",
    "BadGatewayError",
    "ConfigurationError",
    "ConnectionFailedError",
    "DecodeError",
    "GatewayTimeoutError",
    "NetworkError",
    "NotFoundError",
    "OctaSpaceError",
    "Outcome",
    "PermissionDeniedError",
    "ProvisionRejectedError",
    "RateLimitError",
    "RequestTimeoutError",
    "ServerError",
    "ServiceUnavailableError",
    "ValidationError",
    "error_class",
    "is_auth_error",
    "is_not_found",
    "is_rate_limit",
]

_SHOWN = 300  # characters of a server's text in a message


class Outcome(StrEnum):
    """The outcome of an attempt."""

    ANSWERED = "answered"
    """The server answered with a success or a redirect."""
    REJECTED = "rejected"
    """The server answered with an error status."""
    NOT_SENT = "not_sent"
    """No byte of the request left: it certainly was not processed."""
    UNKNOWN = "unknown"
    """The request, or a part of it, left and there was no response: it may have been processed."""


@attrs.frozen
class Attempt:
    """One attempt of a call."""

    host: str
    """The base URL it went to."""
    outcome: Outcome
    status: int | None
    """The HTTP status, when there was an answer."""
    seconds: float
    """How long it took."""


class OctaSpaceError(Exception):
    """Base class of the errors of this package."""

    possible_sessions: tuple[str, ...] = ()
    """After a rental whose outcome is unknown: the uuids of the sessions that it may have started."""

    def __init__(self, *args: object) -> None:
        """Make a message that a terminal can show: it may quote a server."""
        super().__init__(*(printable(arg) if isinstance(arg, str) else arg for arg in args))

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the attributes when pickled: the constructors take keywords."""
        return (_restore, (type(self), self.args, self.__dict__))


class ConfigurationError(OctaSpaceError, ValueError):
    """A client was made with a value that cannot work; the message names its place, never a key."""

    def __init__(self, message: str, *, concerns_key: bool = False) -> None:
        self.concerns_key = concerns_key
        """Whether it is the API key that cannot work, or that is missing."""
        super().__init__(message)


class APIError(OctaSpaceError):
    """The server answered with an error status."""

    def __init__(
        self,
        *,
        status_code: int,
        method: str,
        url: str,
        request_id: str | None = None,
        retry_after: float | None = None,
        body: Any = None,
        attempts: Sequence[Attempt] = (),
        message: str | None = None,
    ) -> None:
        self.status_code = status_code
        """The HTTP status."""
        self.method = method
        self.url = url
        self.request_id = request_id
        """The server's `X-Request-Id`, for its support."""
        self.retry_after = retry_after
        """Seconds to wait before trying again, when the server said so."""
        self.body = body
        """The answer's body: parsed when it is JSON, else text."""
        self.attempts = tuple(attempts)
        """Every attempt of the call, in order."""
        self.message = printable(message or _message(body) or _phrase(status_code))
        """The error message of the server; the name of the status where it sends none."""
        code = _code(body)
        self.code = None if code is None else printable(code)
        """The server's machine-readable code, when there is one."""
        super().__init__(self._describe())

    def _describe(self) -> str:
        notes = [text for text in (self.code, *_field_errors(self.body)) if text]
        if self.retry_after is not None:
            notes.append(f"retry after {self.retry_after:g} s")
        if len(self.attempts) > 1:
            notes.append(f"{len(self.attempts)} attempts")
        if self.request_id:
            notes.append(f"request id {self.request_id}")
        tail = f" ({'; '.join(notes)})" if notes else ""
        return f"{self.method} {self.url}: HTTP {self.status_code}: {self.message[:_SHOWN]}{tail}"


class AuthenticationError(APIError):
    """HTTP 401: the API key is missing or wrong."""


class PermissionDeniedError(APIError):
    """HTTP 403: the key is valid, but not for this."""


class NotFoundError(APIError):
    """HTTP 404: there is no such thing, or it is not yours to see."""


class ValidationError(APIError):
    """HTTP 422: the server refused a value; `body` says which."""


class RateLimitError(APIError):
    """HTTP 429: too many requests; `retry_after` says how long to wait."""


class ServerError(APIError):
    """HTTP 5xx: something failed behind the API."""


class BadGatewayError(ServerError):
    """HTTP 502."""


class ServiceUnavailableError(ServerError):
    """HTTP 503."""


class GatewayTimeoutError(ServerError):
    """HTTP 504."""


class NetworkError(OctaSpaceError):
    """There was no usable answer."""

    def __init__(
        self, message: str, *, may_have_been_processed: bool = False, attempts: Sequence[Attempt] = ()
    ) -> None:
        self.may_have_been_processed = may_have_been_processed
        """True exactly when the request, or a part of it, may have reached a server."""
        self.attempts = tuple(attempts)
        """Every attempt of the call, in order."""
        super().__init__(message)


class ConnectionFailedError(NetworkError):
    """No host could be reached, or the connection broke before the answer was whole."""


class RequestTimeoutError(NetworkError):
    """The call timed out before the whole answer had arrived."""

    def __init__(
        self,
        message: str,
        *,
        may_have_been_processed: bool = False,
        attempts: Sequence[Attempt] = (),
        timeout: float | None = None,
    ) -> None:
        self.timeout = timeout
        """Seconds that the client's `timeout` gave the call; None where the message says what else ended it."""
        super().__init__(message, may_have_been_processed=may_have_been_processed, attempts=attempts)


class ProvisionRejectedError(OctaSpaceError):
    """A rental was refused inside an HTTP 200: nothing was started, nothing is charged."""

    def __init__(self, rejections: Sequence[ProvisionRejection], *, request_id: str | None = None) -> None:
        self.rejections = tuple(rejections)
        """The refusals, each with its `reason`."""
        self.request_id = request_id
        reasons = "; ".join(rejection.reason[:_SHOWN] for rejection in self.rejections)
        super().__init__(f"the rental was refused: {reasons}")


class DecodeError(OctaSpaceError):
    """The answer is not JSON, or of the wrong kind altogether.

    A single odd field never is this, unless the client has `on_drift="raise"`.
    """

    def __init__(
        self, message: str, *, body: bytes = b"", request_id: str | None = None, drifts: Sequence[Drift] = ()
    ) -> None:
        self.body = body
        """The answer's body as it came."""
        self.request_id = request_id
        self.drifts = tuple(drifts)
        """With `on_drift="raise"`: the fields that differ from the description."""
        super().__init__(message + (f" (request id {request_id})" if request_id else ""))


_BY_STATUS: dict[int, type[APIError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    422: ValidationError,
    429: RateLimitError,
    502: BadGatewayError,
    503: ServiceUnavailableError,
    504: GatewayTimeoutError,
}


def error_class(status: int) -> type[APIError]:
    """Return the class for an HTTP status, whichever number it is."""
    return _BY_STATUS.get(status, ServerError if 500 <= status <= 599 else APIError)


def is_auth_error(error: BaseException | None) -> bool:
    """Return whether an AuthenticationError is this error or among its causes."""
    return any(isinstance(link, AuthenticationError) for link in _chain(error))


def is_not_found(error: BaseException | None) -> bool:
    """Return whether a NotFoundError is this error or among its causes."""
    return any(isinstance(link, NotFoundError) for link in _chain(error))


def is_rate_limit(error: BaseException | None) -> bool:
    """Return whether a RateLimitError is this error or among its causes."""
    return any(isinstance(link, RateLimitError) for link in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error, what it was raised from or within, and the members of groups; each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        link = waiting.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [link.__cause__, None if link.__suppress_context__ else link.__context__]
        if isinstance(link, BaseExceptionGroup):
            waiting += link.exceptions


def _message(body: Any) -> str:
    if isinstance(body, dict):
        texts = (body.get(key) for key in ("message", "error", "detail"))
        return next((text.strip() for text in texts if isinstance(text, str) and text.strip()), "")
    return ""


def _code(body: Any) -> str | None:
    code = body.get("code") if isinstance(body, dict) else None
    return str(code) if isinstance(code, (str, int)) and code != "" else None


def _field_errors(body: Any) -> list[str]:
    errors = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, dict):
        return []
    texts = (", ".join(map(str, why)) if isinstance(why, list) else str(why) for why in errors.values())
    return [f"{name}: {text}"[:_SHOWN] for name, text in zip(errors, texts, strict=True)]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no reason given"


def _restore(cls: type[OctaSpaceError], args: tuple[Any, ...], attributes: dict[str, Any]) -> OctaSpaceError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error
