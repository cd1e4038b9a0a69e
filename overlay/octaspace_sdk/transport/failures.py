"""What an exception of the HTTP library means: whether the request may have arrived, and whom it blames."""

from __future__ import annotations

from octaspace_sdk.calls.retry_loop import Failure, Send
from octaspace_sdk.transport.network_backend import Delivery
from octaspace_sdk.transport.protocol import SinkError

CLOSED = Failure("the client is closed", delivered=False, blames_host=False)
NO_PLACE = Failure("no free connection in time", delivered=False, timed_out=True, blames_host=False)


def failure(error: Exception, step: Send, delivery: Delivery, *, closed: bool) -> Failure:
    """What an exception of the HTTP library means, by the names that httpx, httpcore and httpx2 share."""
    if isinstance(error, SinkError):
        return Failure(str(error), delivered=True, blames_host=False, cause=error.cause)
    names = {cls.__name__ for cls in type(error).__mro__}
    if closed:
        return Failure("the client was closed meanwhile", delivered=delivery.sent, blames_host=False)
    known = next((name for name in (*_NOT_DELIVERED, *_DELIVERED) if name in names), None)
    reason = {**_NOT_DELIVERED, **_DELIVERED}.get(known or "", type(error).__name__)
    if str(error) and known not in _WITHOUT_TEXT and known is not None:
        reason = f"{reason} ({step.outgoing.headers.masked(str(error))})"  # it may quote a server that echoes the key
    return Failure(
        reason,
        delivered=known not in _NOT_DELIVERED and (delivery.sent or not delivery.tracked),
        timed_out=bool(names & {"TimeoutException", "TimeoutError"}),
        blames_host=known not in {"PoolTimeout", "LocalProtocolError", "UnsupportedProtocol", "InvalidURL"},
    )


_NOT_DELIVERED = {
    "ConnectError": "no connection",
    "ConnectTimeout": "no connection in time",
    "PoolTimeout": "no free connection in time",
    "ProxyError": "the proxy refused",
    "UnsupportedProtocol": "the protocol is not supported",
    "InvalidURL": "the URL is not valid",
}
_DELIVERED = {
    "ReadTimeout": "no whole answer in time",
    "WriteTimeout": "could not be sent in time",
    "ReadError": "the connection broke while reading the answer",
    "WriteError": "the connection broke while sending",
    "CloseError": "the connection broke while closing",
    "RemoteProtocolError": "the answer is not HTTP, or is cut off",
    # its text may repeat a header, and so the key
    "LocalProtocolError": "the request is not valid HTTP",
    "TimeoutError": "no whole answer in time",
}
_WITHOUT_TEXT = {"LocalProtocolError", "TimeoutError"}
