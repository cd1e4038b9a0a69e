"""What can go wrong, each kind a class of a few lines.

A scenario is called with the exchange and with `proceed`, which has the simulator act and returns its answer. It may
ask for that once or not at all, wait, and change or replace the answer. A new kind is one more subclass of `Scenario`:
the header, the control endpoint and the command find it by its `kind`. `Simulator.inject` takes any such function.
"""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Literal

import attrs
import msgspec
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive

from octaspace_sdk.simulator.http.delivery import LOST, Answer, gone_within
from octaspace_sdk.simulator.http.request_log import RecordedRequest

Proceed = Callable[[], Awaitable[Answer]]


@attrs.frozen
class Exchange:
    """A request that scenarios are applied to."""

    request: RecordedRequest
    api_key: str = attrs.field(repr=False)
    clock: Callable[[], float]
    """Seconds as clients count them."""
    receive: Receive = attrs.field(repr=False)

    async def pause(self, seconds: float) -> None:
        """Wait in real time; a caller that goes away ends it."""
        await gone_within(seconds, self.receive)


ScenarioFunction = Callable[[Exchange, Proceed], Awaitable[Answer]]


class Scenario(msgspec.Struct, tag_field="kind", forbid_unknown_fields=True):
    """Something that goes wrong. Its fields are its settings; their types are checked where they come as text."""

    takes_host_down: ClassVar[bool] = False
    operation: ClassVar[str | None] = None
    """What it is about when nobody says: None for everything."""

    async def __call__(self, exchange: Exchange, proceed: Proceed) -> Answer:
        """Answer the request."""
        raise NotImplementedError


class Latency(Scenario, tag="latency"):
    """The request is acted on at once, and answered `seconds` later."""

    seconds: float

    def __post_init__(self) -> None:
        _check("seconds", self.seconds, at_least=0)

    async def __call__(self, exchange: Exchange, proceed: Proceed) -> Answer:
        answer = await proceed()
        await exchange.pause(self.seconds)
        return answer


WITHOUT_BODY = {204, 304}
PROXY_STATUSES = {502, 503, 504, *range(520, 528)}


class Status(Scenario, tag="status"):
    """An error status, with JSON as the API gives it, or the HTML of a proxy in front (502 to 504, 520 to 527).

    `retry_after` is the header of that name: seconds, a date, or any nonsense. `body` replaces the whole body.
    """

    status: int
    retry_after: str | float | None = None
    message: str = ""
    body: Any = None
    after_acting: bool = False

    def __post_init__(self) -> None:
        _check("status", self.status, at_least=200, at_most=599)

    async def __call__(self, exchange: Exchange, proceed: Proceed) -> Answer:
        if self.after_acting:
            await proceed()
        return Answer(self._response())

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
        body = {"error": self.message or f"HTTP {self.status} by a scenario"} if self.body is None else self.body
        return JSONResponse(body, self.status, headers)


class Reset(Scenario, tag="reset"):
    """The connection breaks without an answer, before the request is acted on or after."""

    after_acting: bool = False

    async def __call__(self, exchange: Exchange, proceed: Proceed) -> Answer:
        if self.after_acting:
            await proceed()
        return LOST


class Drip(Scenario, tag="drip"):
    """The answer, its head included, comes in pieces of some bytes with `seconds` in between."""

    seconds: float = 1.0
    bytes: int = 1

    def __post_init__(self) -> None:
        _check("seconds", self.seconds, at_least=0)
        _check("bytes", self.bytes, at_least=1)

    async def __call__(self, exchange: Exchange, proceed: Proceed) -> Answer:
        return attrs.evolve(await proceed(), piece=self.bytes, pause=self.seconds)


class Truncate(Scenario, tag="truncate"):
    """The answer ends after some bytes of its body, by default half of it, in order or with a reset."""

    bytes: int | None = None
    reset: bool = False

    def __post_init__(self) -> None:
        _check("bytes", self.bytes or 0, at_least=0)

    async def __call__(self, exchange: Exchange, proceed: Proceed) -> Answer:
        answer = await proceed()
        if answer.response is None:
            return answer
        length = len(answer.response.body)
        kept = length // 2 if self.bytes is None else min(self.bytes, max(0, length - 1))
        return attrs.evolve(answer, kept=kept, reset=self.reset)


class RateLimit(Scenario, tag="rate-limit", dict=True):
    """A token bucket for each API key: `rate` requests per second, `burst` of them at once; the others get 429."""

    rate: float
    burst: int = 1

    def __post_init__(self) -> None:
        _check("rate", self.rate, above=0)
        _check("burst", self.burst, at_least=1)
        self._buckets: dict[str, tuple[float, float]] = {}  # tokens, and when there were so many

    async def __call__(self, exchange: Exchange, proceed: Proceed) -> Answer:
        now = exchange.clock()
        tokens, since = self._buckets.get(exchange.api_key, (float(self.burst), now))
        tokens = min(self.burst, tokens + (now - since) * self.rate)
        taken = 1 if tokens >= 1 else 0
        self._buckets[exchange.api_key] = tokens - taken, now
        if taken:
            return await proceed()
        wait = math.ceil((1 - tokens) / self.rate)
        return Answer(JSONResponse({"error": "too many requests"}, 429, {"Retry-After": str(wait)}))


Kind = Literal["text", "number", "null", "array", "object"]
RETYPED: dict[str, Callable[[Any], Any]] = {
    "text": lambda value: value if isinstance(value, str) else json.dumps(value),
    "number": lambda value: value if isinstance(value, int | float) else len(json.dumps(value)),
    "null": lambda value: None,
    "array": lambda value: [value],
    "object": lambda value: {"value": value},
}


class Drift(Scenario, tag="drift"):
    """The fields of successful answers have changed, at whatever depth they stand.

    `rename` gives new names, `retype` other types, `remove` takes fields away; `add` puts fields into the answer, or
    into each item when it is a list.
    """

    rename: dict[str, str] = {}
    retype: dict[str, Kind] = {}
    remove: list[str] = []
    add: dict[str, Any] = {}

    def __post_init__(self) -> None:
        if not (self.rename or self.retype or self.remove or self.add):
            raise ValueError("a drift needs something to rename, retype, remove or add")
        if unknown := set(self.retype.values()) - RETYPED.keys():
            raise ValueError(f"retype knows {', '.join(RETYPED)}, not {', '.join(sorted(unknown))}")

    async def __call__(self, exchange: Exchange, proceed: Proceed) -> Answer:
        answer = await proceed()
        response = answer.response
        if response is None or not 200 <= response.status_code < 300 or not response.body:
            return answer
        try:
            payload = self._changed(json.loads(bytes(response.body)))
        except ValueError:  # a file
            return answer
        for item in payload if isinstance(payload, list) else [payload]:
            if isinstance(item, dict):
                item.update(self.add)
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        return attrs.evolve(answer, response=JSONResponse(payload, response.status_code, headers))

    def _changed(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._changed(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            self.rename.get(name, name): RETYPED[self.retype[name]](kept) if name in self.retype else kept
            for name, kept in ((name, self._changed(each)) for name, each in value.items() if name not in self.remove)
        }


class Refuse(Scenario, tag="refuse"):
    """A rental is refused inside a 200, as the API does; nothing is started."""

    reason: str = "Node is busy"
    operation = "services.mr.create"

    async def __call__(self, exchange: Exchange, proceed: Proceed) -> Answer:
        refusal = {"id": 0, "reason": self.reason, "status": 1}
        return Answer(JSONResponse([refusal] if exchange.request.operation == self.operation else refusal))


class Down(Scenario, tag="down"):
    """The host is down: it refuses connections and breaks those that are open. A single request is reset."""

    takes_host_down = True

    async def __call__(self, exchange: Exchange, proceed: Proceed) -> Answer:
        return LOST


def _check(
    name: str, value: float, *, at_least: float = -math.inf, at_most: float = math.inf, above: float = -math.inf
) -> None:
    if not (math.isfinite(value) and at_least <= value <= at_most and value > above):
        bounds = {"at least": at_least, "at most": at_most, "above": above}
        limits = [f"{word} {bound:g}" for word, bound in bounds.items() if math.isfinite(bound)]
        raise ValueError(f"{name} must be {' and '.join(limits)}, not {value!r}")
