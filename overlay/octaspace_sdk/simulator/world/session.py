"""A session as a pure function of time.

Everything it reports follows from its start, its end and the current time, so nothing ticks in the background. Money is
whole Wei.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from attrs import define, field

from octaspace_sdk.simulator.network.entities import HOUR_MS, Account, App, Node


class Reason(IntEnum):
    """Why a session ended. Of the live API 0, 1 and 4 are known; 2 and 3 are ours."""

    STOPPED_BY_USER = 0
    IDLE_LIMIT = 1
    SET_UP_FAILED = 2
    NODE_OFFLINE = 3
    OUT_OF_MONEY = 4


RX_PER_MS = 903
TX_PER_MS = 129
"""Bytes that a session receives and sends in a millisecond, once it is ready."""


def traffic_price_per_hour(price_per_gb: int) -> int:
    """Return what the traffic of an hour costs in Wei, which is what a VPN session is charged."""
    return price_per_gb * (RX_PER_MS + TX_PER_MS) * HOUR_MS // 10**9


@define(eq=False)
class Session:
    """A rented machine, a VPN connection or a render worker."""

    uuid: str
    service: str
    kind: str
    account: Account
    node: Node
    price_per_hour: int
    """Wei, fixed at the start: later price changes of the node do not apply. Provisioning costs nothing."""
    started_at: int
    ready_at: int
    """Both in Unix milliseconds."""
    number: int
    fails: bool = False
    """Whether provisioning will fail, which makes the whole session free."""
    offline_at: int | None = None
    """When the next outage of its node begins, in Unix milliseconds."""
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
        """The cost in Wei per hour, 0 if provisioning fails."""
        return 0 if self.fails else self.price_per_hour

    def until(self, now: int) -> int:
        """Return `now`, or the end of a finished session."""
        return now if self.finished_at is None else self.finished_at

    def duration_ms(self, now: int) -> int:
        """Return the duration up to `now`, or of the finished session."""
        return self.until(now) - self.started_at

    def charge(self, now: int) -> int:
        """Return the cost in Wei up to `now`: the price per hour for the time that it has been ready, rounded down."""
        return self.rate * self.ready_ms(now) // HOUR_MS

    def scheduled_end(self) -> tuple[int, Reason] | None:
        """Return when and why the session will end without being stopped or out of money, None if it will not."""
        ends = [(self.ready_at, Reason.SET_UP_FAILED)] if self.fails else []
        if self.offline_at is not None:
            ends.append((self.offline_at, Reason.NODE_OFFLINE))
        return min(ends, default=None)

    def ready_ms(self, now: int) -> int:
        """Return how long the session has been ready, 0 during provisioning."""
        return 0 if self.fails else max(0, self.until(now) - self.ready_at)

    def is_ready(self, now: int) -> bool:
        """Return whether the service is up."""
        return not self.fails and self.until(now) >= self.ready_at

    def pulling_at(self) -> int:
        """Return when the node begins to pull the image: after a quarter of the provisioning."""
        return self.started_at + (self.ready_at - self.started_at) // 4

    def failing_at(self) -> int | None:
        """Return when provisioning fails: after three quarters of it, the rest being cleanup; None if it succeeds."""
        return self.started_at + (self.ready_at - self.started_at) * 3 // 4 if self.fails else None

    def progress(self, now: int) -> str:
        """Return the `progress` text of the API."""
        until, failing_at = self.until(now), self.failing_at()
        if failing_at is not None and until >= failing_at:
            return "provisioning failed"
        if self.is_ready(now):
            return "service configured"
        return "pulling image" if until >= self.pulling_at() else "allocating node"
