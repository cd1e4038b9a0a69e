"""Which scenarios apply to which requests, and for how long."""

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

from octaspace_sdk.simulator.faults.scenario_syntax import parse_scenario
from octaspace_sdk.simulator.faults.scenarios import Exchange, Proceed, Scenario, ScenarioFunction
from octaspace_sdk.simulator.http.delivery import Answer
from octaspace_sdk.simulator.http.request_log import RecordedRequest


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a scenario applies to: everything that is given must fit, with * for any text."""

    operation: str | None = None
    method: str | None = None
    path: str | None = None
    times: int | None = None
    lasting: float | None = None

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError(f"times must be at least 1, not {self.times}")
        if self.lasting is not None and not 0 < self.lasting < 10**6:
            raise ValueError(f"lasting must be seconds above 0, not {self.lasting}")

    def fit(self, request: RecordedRequest) -> bool:
        """Return whether `request` is meant."""
        return (
            (self.operation is None or fnmatchcase(request.operation or "", self.operation))
            and (self.method is None or request.method == self.method.upper())
            and (self.path is None or fnmatchcase(request.path, re.sub(r"\{\w+\}", "*", self.path)))
        )


@attrs.define(eq=False)
class Injection:
    """A scenario in force, until `remove` or the end of its `with` block, or as its terms say."""

    scenario: ScenarioFunction
    terms: Terms
    number: int
    _remove: Callable[[Injection], None] = attrs.field(repr=False)
    hits: int = 0
    """The requests that it was applied to."""
    ended: bool = False
    """Whether it applies to no further request."""
    _timer: Timer | None = attrs.field(default=None, repr=False)

    @property
    def takes_host_down(self) -> bool:
        """Whether the host is gone altogether, not only for some requests."""
        return getattr(self.scenario, "takes_host_down", False) and self.terms == Terms(lasting=self.terms.lasting)

    def remove(self) -> None:
        """End it; it may have ended already."""
        if self._timer is not None:
            self._timer.cancel()
        self._remove(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def start_timer(self) -> None:
        """Have it end when its terms say so."""
        if self.terms.lasting is not None:
            self._timer = Timer(self.terms.lasting, self.remove)
            self._timer.daemon = True
            self._timer.start()


class Injections:
    """The scenarios in force on one simulator; threads may add and remove some while requests are answered."""

    def __init__(self, operations: Collection[str], host_changed: Callable[[], None]) -> None:
        self._operations = operations
        self._host_changed = host_changed
        self._lock = Lock()
        self._numbers = count(1)
        self._in_force: list[Injection] = []
        # Kept, because the same text means the same rate limit, with the same bucket.
        self._parsed = lru_cache(maxsize=256)(parse_scenario)

    def add(self, scenario: ScenarioFunction, terms: Terms) -> Injection:
        """Put a scenario into force; ValueError if it could never apply."""
        if not callable(scenario):
            raise TypeError(f"a scenario must be callable with an exchange and `proceed`, not {scenario!r}")
        if isinstance(scenario, Scenario) and terms.operation is terms.method is terms.path is None:
            terms = msgspec.structs.replace(terms, operation=scenario.operation)
        pattern = terms.operation
        if pattern is not None and not any(fnmatchcase(name, pattern) for name in self._operations):
            raise ValueError(f"no operation is called {pattern!r}; there are {', '.join(sorted(self._operations))}")
        injection = Injection(scenario, terms, next(self._numbers), self._removed)
        with self._lock:
            self._in_force.append(injection)
        if injection.takes_host_down:
            self._host_changed()
        injection.start_timer()
        return injection

    def _removed(self, injection: Injection) -> None:
        with self._lock:
            if injection.ended:
                return
            injection.ended = True
        if injection.takes_host_down:
            self._host_changed()
        with self._lock:  # only now, so that a host with nothing in force answers
            self._in_force.remove(injection)

    def __iter__(self) -> Iterator[Injection]:
        return iter(list(self._in_force))

    def clear(self) -> None:
        """End them all."""
        for injection in self:
            injection.remove()

    @property
    def host_is_down(self) -> bool:
        """Whether one of them takes the whole host down."""
        return any(injection.takes_host_down and not injection.ended for injection in self)

    def applying_to(self, request: RecordedRequest, headers: Collection[str]) -> list[ScenarioFunction]:
        """Return the scenarios for a request, in the order they were put in force, and last those that it asks for.

        ValueError if a header cannot be understood.
        """
        asked_for: list[ScenarioFunction] = [self._parsed(text) for text in headers]
        if not self._in_force:
            return asked_for
        with self._lock:
            applying = [each for each in self._in_force if not each.ended and each.terms.fit(request)]
            for injection in applying:
                injection.hits += 1
        for injection in applying:
            if injection.terms.times is not None and injection.hits >= injection.terms.times:
                injection.remove()
        return [*(injection.scenario for injection in applying), *asked_for]


async def apply(scenarios: list[ScenarioFunction], exchange: Exchange, act: Proceed) -> Answer:
    """Let each scenario have its way with what the next one answers; the last one has the simulator act."""
    if not scenarios:
        return await act()
    first, *others = scenarios

    async def proceed() -> Answer:
        return await apply(others, exchange, act)

    return await first(exchange, proceed)
