"""Classifies exceptions of the HTTP library: whether the request may have been sent, and whether the host failed."""

from __future__ import annotations

from octaspace_sdk.support.printable import printable
from octaspace_sdk.transport.network_backend import AttemptProgress
from octaspace_sdk.transport.protocol import BodySinkError, Failure, SendAttempt

CLOSED = Failure("the client is closed: make a new one", possibly_sent=False, host_at_fault=False)
POOL_TIMEOUT = Failure(
    "waiting for a free connection timed out", possibly_sent=False, timed_out=True, host_at_fault=False
)


def failure(error: Exception, attempt: SendAttempt, progress: AttemptProgress, *, closed: bool) -> Failure:
    """Return what an exception means, by the class names that httpx, httpcore and httpx2 share."""
    if isinstance(error, BodySinkError):
        return Failure(str(error), possibly_sent=True, host_at_fault=False, cause=error.cause)
    names = {cls.__name__ for cls in type(error).__mro__}
    sent = progress.sent or not progress.owns_sockets
    if closed:
        return Failure("the client was closed during the call", possibly_sent=sent, host_at_fault=False)
    text = attempt.request.headers.key_mask(str(error))  # it may quote a server that echoes the key
    if _is_callers_own(error, progress) and text == str(error):
        return Failure(type(error).__name__, possibly_sent=sent, host_at_fault=False, cause=error)
    known = next((name for name in (*_NOT_SENT, *_POSSIBLY_SENT) if name in names), None)
    reason = {**_NOT_SENT, **_POSSIBLY_SENT}.get(known or "", type(error).__name__)
    if text not in ("", _TIMED_OUT) and known not in _WITHOUT_TEXT and known is not None:
        reason = f"{reason} ({printable(text)})"
    return Failure(
        reason,
        possibly_sent=sent and not (known in _NOT_SENT and _is_proof(error, progress)),
        timed_out=bool(names & {"TimeoutException", "TimeoutError"}),
        host_at_fault=known not in {"PoolTimeout", "LocalProtocolError", "UnsupportedProtocol", "InvalidURL"},
    )


def _is_callers_own(error: Exception, progress: AttemptProgress) -> bool:
    """Return whether an error comes from a hook, an auth flow or a mock, not from the network or an HTTP library."""
    if progress.owns_sockets and not isinstance(error, AssertionError):  # mocks of our own connections assert
        return False
    if isinstance(error, (OSError, EOFError, UnicodeError)):  # UnicodeError: a name that cannot be resolved
        return False
    return not any(cls.__module__.partition(".")[0] in _LIBRARIES for cls in type(error).__mro__)


def _is_proof(error: Exception, progress: AttemptProgress) -> bool:
    """Return whether an error that is named like "never connected" is one.

    On a caller's client it must come from httpcore: other transports give the name to a connection that broke later.
    """
    if progress.owns_sockets:
        return True
    origin = type(error.__cause__ or error.__context__ or error)
    return origin.__module__.partition(".")[0] in _CORES and origin.__name__ in _NOT_SENT and not progress.sent


_CORES = {"httpcore", "httpcore2"}
_LIBRARIES = {*_CORES, "httpx", "httpx2", "h11", "h2", "anyio", "trio", "aiohttp"}
_NOT_SENT = {
    "ConnectError": "no connection",
    "ConnectTimeout": "connecting timed out",
    "PoolTimeout": "waiting for a free connection timed out",
    "ProxyError": "the proxy refused",
    "UnsupportedProtocol": "the protocol is not supported",
    "InvalidURL": "the URL is not valid",
}
_POSSIBLY_SENT = {
    "ReadTimeout": "waiting for the answer timed out",
    "WriteTimeout": "sending timed out",
    "ReadError": "the connection broke while reading the answer",
    "WriteError": "the connection broke while sending",
    "CloseError": "the connection broke while closing",
    "RemoteProtocolError": "the answer is not HTTP, or is cut off",
    # its text may repeat a header, and so the key
    "LocalProtocolError": "the request is not valid HTTP",
    "TimeoutError": "waiting for the answer timed out",
}
_WITHOUT_TEXT = {"LocalProtocolError", "TimeoutError"}
_TIMED_OUT = "timed out"  # the text of a socket's timeout: the reason says so, and of what
