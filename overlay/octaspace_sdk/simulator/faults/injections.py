"""The faults in force: which requests each applies to, and for how long."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import count
from threading import Lock, Timer
from typing import Self

import attrs
import msgspec

from octaspace_sdk.simulator.faults.fault import CallNext, Exchange, Fault, FaultFunction
from octaspace_sdk.simulator.faults.fault_syntax import parse_fault
from octaspace_sdk.simulator.http.delivery import Delivery
from octaspace_sdk.simulator.http.request_log import RecordedRequest


class RequestMatcher(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The requests a fault applies to: all given fields must match (* for any text), within the limits.

    Attributes:
        operation: An operation id of openapi.yaml.
        method: An HTTP method.
        path: A path; {name} matches like *.
        times: How many requests at most, at least 1.
        duration: For how many seconds of real time, above 0.
    """

    operation: str | None = None
    method: str | None = None
    path: str | None = None
    times: int | None = None
    duration: float | None = None

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError(f"times must be at least 1, not {self.times}")
        if self.duration is not None and not 0 < self.duration < 10**6:
            raise ValueError(f"duration must be seconds above 0, not {self.duration}")

    @property
    def matches_all(self) -> bool:
        """Whether every request matches, however many there are; the duration may be limited."""
        return self == RequestMatcher(duration=self.duration)

    def matches(self, request: RecordedRequest) -> bool:
        """Return whether operation, method and path match; the limits are the caller's business."""
        return (
            (self.operation is None or fnmatchcase(request.operation or "", self.operation))
            and (self.method is None or request.method == self.method.upper())
            and (self.path is None or fnmatchcase(request.path, re.sub(r"\{\w+\}", "*", self.path)))
        )


@attrs.define(eq=False)
class Injection:
    """A fault in force, until `remove`, the end of its `with` block, or the limits of its matcher."""

    fault: FaultFunction
    matcher: RequestMatcher
    number: int
    _remove: Callable[[Injection], None] = attrs.field(repr=False)
    hits: int = 0
    """How many requests it was applied to."""
    ended: bool = False
    """Whether it applies to no further request."""
    _timer: Timer | None = attrs.field(default=None, repr=False)

    @property
    def takes_host_down(self) -> bool:
        """Whether the host refuses all connections, instead of failing some requests."""
        return getattr(self.fault, "takes_host_down", False) and self.matcher.matches_all

    def remove(self) -> None:
        """End it; does nothing if it has ended already."""
        if self._timer is not None:
            self._timer.cancel()
        self._remove(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def start_timer(self) -> None:
        """Schedule its removal if its duration is limited."""
        if self.matcher.duration is not None:
            self._timer = Timer(self.matcher.duration, self.remove)
            self._timer.daemon = True
            self._timer.start()


class Injections:
    """The faults in force on one simulator. Threads may add and remove faults while requests are answered.

    Args:
        operations: The known operation ids.
        host_changed: Called whenever `host_is_down` may have changed.
    """

    def __init__(self, operations: Collection[str], host_changed: Callable[[], None]) -> None:
        self._operations = operations
        self._host_changed = host_changed
        self._lock = Lock()
        self._numbers = count(1)
        self._in_force: list[Injection] = []
        # Cached: requests with the same header text share one fault, so a rate limit keeps its bucket.
        self._parse = lru_cache(maxsize=256)(parse_fault)

    def add(self, fault: FaultFunction, matcher: RequestMatcher) -> Injection:
        """Put a fault into force.

        Raises:
            TypeError: `fault` is not callable.
            ValueError: No operation matches.
        """
        if not callable(fault):
            raise TypeError(f"a fault must be callable with an exchange and `call_next`, not {fault!r}")
        if isinstance(fault, Fault) and matcher.operation is matcher.method is matcher.path is None:
            matcher = msgspec.structs.replace(matcher, operation=fault.default_operation)
        pattern = matcher.operation
        if pattern is not None and not any(fnmatchcase(name, pattern) for name in self._operations):
            raise ValueError(f"no operation matches {pattern!r}; available: {', '.join(sorted(self._operations))}")
        injection = Injection(fault, matcher, next(self._numbers), self._end)
        with self._lock:
            self._in_force.append(injection)
        if injection.takes_host_down:
            self._host_changed()
        injection.start_timer()
        return injection

    def _end(self, injection: Injection) -> None:
        with self._lock:
            if injection.ended:
                return
            injection.ended = True
        if injection.takes_host_down:
            self._host_changed()
        with self._lock:  # after `host_changed`: when nothing is listed any more, the host accepts connections
            self._in_force.remove(injection)

    def __iter__(self) -> Iterator[Injection]:
        return iter(list(self._in_force))

    def clear(self) -> None:
        """Remove all faults."""
        for injection in self:
            injection.remove()

    @property
    def host_is_down(self) -> bool:
        """Whether a fault takes the whole host down."""
        return any(injection.takes_host_down and not injection.ended for injection in self)

    def faults_for(self, request: RecordedRequest, headers: Collection[str]) -> list[FaultFunction]:
        """Return the faults for `request` and count them as hits: injected ones in order, then those of its headers.

        Raises:
            ValueError: A header is invalid.
        """
        from_headers: list[FaultFunction] = [self._parse(text) for text in headers]
        if not self._in_force:
            return from_headers
        with self._lock:
            matching = [each for each in self._in_force if not each.ended and each.matcher.matches(request)]
            for injection in matching:
                injection.hits += 1
        for injection in matching:
            if injection.matcher.times is not None and injection.hits >= injection.matcher.times:
                injection.remove()
        return [*(injection.fault for injection in matching), *from_headers]


async def apply_faults(faults: list[FaultFunction], exchange: Exchange, handler: CallNext) -> Delivery:
    """Run the middleware chain: each fault wraps the next; the last one runs the handler."""
    if not faults:
        return await handler()
    first, *rest = faults

    async def call_next() -> Delivery:
        return await apply_faults(rest, exchange, handler)

    return await first(exchange, call_next)
