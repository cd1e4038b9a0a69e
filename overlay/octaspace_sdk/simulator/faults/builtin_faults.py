"""The built-in faults: slow, failing, broken and changed responses, rate limits, a host that is down."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, Literal

import attrs
import msgspec
from starlette.responses import HTMLResponse, JSONResponse, Response

from octaspace_sdk.simulator.faults.fault import CallNext, Exchange, Fault
from octaspace_sdk.simulator.http.delivery import NO_RESPONSE, Delivery


class Latency(Fault):
    """The request is processed at once; its response is sent `seconds` later, at least 0."""

    seconds: float

    def __post_init__(self) -> None:
        _check("seconds", self.seconds, at_least=0)

    async def __call__(self, exchange: Exchange, call_next: CallNext) -> Delivery:
        delivery = await call_next()
        await exchange.sleep(self.seconds)
        return delivery


WITHOUT_BODY = {204, 304}
PROXY_STATUSES = {502, 503, 504, *range(520, 528)}


class ErrorStatus(Fault):
    """An error status with a JSON body like the API's, or a proxy's HTML page (502 to 504, 520 to 527).

    Attributes:
        status: The HTTP status, 200 to 599.
        retry_after: Value of the Retry-After header: seconds, a date, or any invalid text.
        message: The `error` in the JSON body.
        body: Replaces the whole body: text is sent as text/plain, everything else as JSON.
        after_processing: Whether the request is processed before the error is returned.
    """

    status: int
    retry_after: str | float | None = None
    message: str = ""
    body: Any = None
    after_processing: bool = False

    def __post_init__(self) -> None:
        _check("status", self.status, at_least=200, at_most=599)

    async def __call__(self, exchange: Exchange, call_next: CallNext) -> Delivery:
        if self.after_processing:
            await call_next()
        return Delivery(self._response())

    def _response(self) -> Response:
        retry = self.retry_after
        headers = {} if retry is None else {"Retry-After": f"{retry:g}" if isinstance(retry, float) else str(retry)}
        if self.status in WITHOUT_BODY:
            return Response(None, self.status, headers)
        if isinstance(self.body, str):
            return Response(self.body, self.status, headers, "text/plain")
        if self.body is None and self.status in PROXY_STATUSES and not self.message:
            page = f"<html><head><title>{self.status}</title></head><body><h1>{self.status}</h1></body></html>"
            return HTMLResponse(page, self.status, headers)
        body = {"error": self.message or f"HTTP {self.status} by fault injection"} if self.body is None else self.body
        return JSONResponse(body, self.status, headers)


class ConnectionReset(Fault):
    """The connection is reset without a response, before the request is processed or after."""

    after_processing: bool = False

    async def __call__(self, exchange: Exchange, call_next: CallNext) -> Delivery:
        if self.after_processing:
            await call_next()
        return NO_RESPONSE


class SlowBody(Fault):
    """The response, headers included, is sent in chunks of `bytes` bytes with `seconds` between them.

    Attributes:
        seconds: At least 0.
        bytes: At least 1.
    """

    seconds: float = 1.0
    bytes: int = 1

    def __post_init__(self) -> None:
        _check("seconds", self.seconds, at_least=0)
        _check("bytes", self.bytes, at_least=1)

    async def __call__(self, exchange: Exchange, call_next: CallNext) -> Delivery:
        return attrs.evolve(await call_next(), chunk_size=self.bytes, chunk_delay=self.seconds)


class TruncatedBody(Fault):
    """The body ends after `bytes` bytes, by default half of them; the connection is closed, or reset if `reset`."""

    bytes: int | None = None
    reset: bool = False

    def __post_init__(self) -> None:
        _check("bytes", self.bytes or 0, at_least=0)

    async def __call__(self, exchange: Exchange, call_next: CallNext) -> Delivery:
        delivery = await call_next()
        if delivery.response is None:
            return delivery
        length = len(delivery.response.body)
        sent = length // 2 if self.bytes is None else min(self.bytes, max(0, length - 1))
        return attrs.evolve(delivery, truncate_at=sent, reset=self.reset)


class RateLimit(Fault, dict=True):
    """A token bucket for each API key: `rate` requests per second, bursts of `burst`; others get 429.

    Attributes:
        rate: Above 0.
        burst: At least 1.
    """

    rate: float
    burst: int = 1

    def __post_init__(self) -> None:
        _check("rate", self.rate, above=0)
        _check("burst", self.burst, at_least=1)
        self._buckets: dict[str, tuple[float, float]] = {}  # tokens left, and when they were counted

    async def __call__(self, exchange: Exchange, call_next: CallNext) -> Delivery:
        now = exchange.clock()
        tokens, since = self._buckets.get(exchange.api_key, (float(self.burst), now))
        tokens = min(self.burst, tokens + (now - since) * self.rate)
        taken = 1 if tokens >= 1 else 0
        self._buckets[exchange.api_key] = tokens - taken, now
        if taken:
            return await call_next()
        wait = math.ceil((1 - tokens) / self.rate)
        return Delivery(JSONResponse({"error": "too many requests"}, 429, {"Retry-After": str(wait)}))


JSONType = Literal["text", "number", "null", "array", "object"]
"""A type of a JSON value, in `ChangedFields.retype`."""
CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "text": lambda value: value if isinstance(value, str) else json.dumps(value),
    "number": lambda value: value if isinstance(value, int | float) else len(json.dumps(value)),
    "null": lambda value: None,
    "array": lambda value: [value],
    "object": lambda value: {"value": value},
}


class ChangedFields(Fault):
    """The fields of successful JSON responses have changed, at any depth.

    Attributes:
        rename: New names by old name.
        retype: New JSON types by (old) name.
        remove: Names of fields that are left out.
        add: Fields added to the top-level object, or to each item of a top-level list.
    """

    rename: dict[str, str] = msgspec.field(default_factory=dict)
    retype: dict[str, JSONType] = msgspec.field(default_factory=dict)
    remove: list[str] = msgspec.field(default_factory=list)
    add: dict[str, Any] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (self.rename or self.retype or self.remove or self.add):
            raise ValueError("changed fields need something to rename, retype, remove or add")
        if unknown := set(self.retype.values()) - CONVERSIONS.keys():
            raise ValueError(f"retype accepts {', '.join(CONVERSIONS)}, not {', '.join(sorted(unknown))}")

    async def __call__(self, exchange: Exchange, call_next: CallNext) -> Delivery:
        delivery = await call_next()
        response = delivery.response
        if response is None or not 200 <= response.status_code < 300 or not response.body:
            return delivery
        try:
            payload = self._change(json.loads(bytes(response.body)))
        except ValueError:  # not JSON: a file
            return delivery
        for item in payload if isinstance(payload, list) else [payload]:
            if isinstance(item, dict):
                item.update(self.add)
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        return attrs.evolve(delivery, response=JSONResponse(payload, response.status_code, headers))

    def _change(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._change(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            self.rename.get(name, name): CONVERSIONS[self.retype[name]](new) if name in self.retype else new
            for name, new in ((name, self._change(old)) for name, old in value.items() if name not in self.remove)
        }


class RejectRental(Fault):
    """A rental is rejected inside a 200 response, as the API does; no session is started."""

    reason: str = "Node is busy"
    default_operation = "services.mr.create"

    async def __call__(self, exchange: Exchange, call_next: CallNext) -> Delivery:
        rejection = {"id": 0, "reason": self.reason, "status": 1}
        is_list = exchange.request.operation == self.default_operation
        return Delivery(JSONResponse([rejection] if is_list else rejection))


class HostDown(Fault):
    """The host refuses connections and resets open ones. Injected for some requests only, it resets just those."""

    takes_host_down = True

    async def __call__(self, exchange: Exchange, call_next: CallNext) -> Delivery:
        return NO_RESPONSE


def _check(
    name: str, value: float, *, at_least: float = -math.inf, at_most: float = math.inf, above: float = -math.inf
) -> None:
    if not (math.isfinite(value) and at_least <= value <= at_most and value > above):
        bounds = {"at least": at_least, "at most": at_most, "above": above}
        limits = [f"{word} {bound:g}" for word, bound in bounds.items() if math.isfinite(bound)]
        raise ValueError(f"{name} must be {' and '.join(limits)}, not {value!r}")
