"""One session: a pure function of time.

What it shows follows from when it began, when it ended and what time it is, so there is nothing to tick in the
background. Money is whole Wei throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from attrs import define, field

from octaspace_sdk.simulator.network.entities import HOUR_MS, Account, App, Node


class Reason(IntEnum):
    """Why a session ended. The numbers are not documented: 1 and 4 have been seen, the others are in between."""

    STOPPED_BY_USER = 1
    SET_UP_FAILED = 2
    NODE_OFFLINE = 3
    OUT_OF_MONEY = 4


@define(eq=False)
class Session:
    """A rented machine, a VPN connection or a render worker."""

    uuid: str
    service: str
    kind: str
    account: Account
    node: Node
    price_per_hour: int
    """Wei, as it was when the session began: later changes of the node's prices leave it alone."""
    started_at: int
    ready_at: int
    """Both in Unix milliseconds."""
    number: int
    fails: bool = False
    """Its set-up will fail; then it costs nothing from beginning to end."""
    offline_at: int | None = None
    """When its node will go away by itself."""
    app: App | None = None
    image: str = ""
    disk_size: int = 0
    envs: Mapping[str, str] = field(factory=dict)
    ports: tuple[int, ...] = ()
    http_ports: tuple[int, ...] = ()
    protocol: str = ""
    finished_at: int | None = None
    termination_reason: int = 0
    score: int | None = None

    @property
    def rate(self) -> int:
        """What it costs in Wei per hour."""
        return 0 if self.fails else self.price_per_hour

    def until(self, now: int) -> int:
        """Return `now`, or the end if that has come."""
        return now if self.finished_at is None else self.finished_at

    def duration_ms(self, now: int) -> int:
        """Return how long the session has lasted at `now`, or lasted in all."""
        return self.until(now) - self.started_at

    def charge(self, now: int) -> int:
        """Return the cost in Wei up to `now`: the price per hour times the duration, rounded down."""
        return self.rate * self.duration_ms(now) // HOUR_MS

    def fate(self) -> tuple[int, Reason] | None:
        """Return when and why the session will end by itself even with money left, None if it will not."""
        ends = [(self.ready_at, Reason.SET_UP_FAILED)] if self.fails else []
        if self.offline_at is not None:
            ends.append((self.offline_at, Reason.NODE_OFFLINE))
        return min(ends, default=None)

    def ready_ms(self, now: int) -> int:
        """Return how long the session has been of use, 0 while it is being set up."""
        return 0 if self.fails else max(0, self.until(now) - self.ready_at)

    def is_ready(self, now: int) -> bool:
        """Return whether the service is up."""
        return not self.fails and self.until(now) >= self.ready_at

    def pulling_at(self) -> int:
        """Return when the node begins to pull the image: a quarter into the set-up."""
        return self.started_at + (self.ready_at - self.started_at) // 4

    def failing_at(self) -> int | None:
        """Return when the node gives up on the set-up: three quarters into it, and the rest is for tidying up."""
        return self.started_at + (self.ready_at - self.started_at) * 3 // 4 if self.fails else None

    def progress(self, now: int) -> str:
        """Return the word for the stage that is reached."""
        until, failing_at = self.until(now), self.failing_at()
        if failing_at is not None and until >= failing_at:
            return "provisioning failed"
        if self.is_ready(now):
            return "service configured"
        return "pulling image" if until >= self.pulling_at() else "allocating node"
