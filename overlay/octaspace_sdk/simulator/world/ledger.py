"""The money of one account, in whole Wei, and when it runs out."""

from __future__ import annotations

from octaspace_sdk.simulator.network.entities import HOUR_MS
from octaspace_sdk.simulator.world.session import Reason, Session


class Ledger:
    """The credit of an account and the running sessions that are charged to it, each from the moment it is ready.

    The sums over the sessions that are ready are maintained incrementally, so that thousands of them may run. Those
    that are still provisioned are few: they are looked at one by one.
    """

    def __init__(self, credit: int) -> None:
        self.credit = credit
        """Wei: all payments minus the charges of all finished sessions."""
        self.running: dict[str, Session] = {}
        self._scheduled: dict[str, Session] = {}
        self._provisioning: dict[str, Session] = {}
        self._rate = 0
        self._rate_by_start = 0

    def add(self, session: Session) -> None:
        """Charge a running session to the account."""
        self.running[session.uuid] = session
        if session.scheduled_end() is not None:
            self._scheduled[session.uuid] = session
        self._provisioning[session.uuid] = session

    def remove(self, session: Session) -> None:
        """Remove a session that was running; the caller subtracts its charge from the credit."""
        del self.running[session.uuid]
        self._scheduled.pop(session.uuid, None)
        if self._provisioning.pop(session.uuid, None) is None:
            self._rate -= session.rate
            self._rate_by_start -= session.rate * session.ready_at

    def advance(self, now: int) -> None:
        """Move the sessions that are ready by now into the sums, after all that ends by now has ended."""
        for session in [each for each in self._provisioning.values() if each.ready_at <= now]:
            del self._provisioning[session.uuid]
            self._rate += session.rate
            self._rate_by_start += session.rate * session.ready_at

    def balance(self, now: int) -> int:
        """Return the balance in Wei."""
        return self.credit - sum(session.charge(now) for session in self.running.values())

    def depleted_at(self, rate: int = 0, start: int = 0) -> int | None:
        """Return the last millisecond at which the balance is not negative, None if nothing running costs anything.

        A further session at `rate` Wei per hour from `start` on is included.
        """
        later = sorted([(session.ready_at, session.rate) for session in self._provisioning.values()] + [(start, rate)])
        rates, by_start = self._rate, self._rate_by_start
        for ready_at, more in later:
            if rates and (self.credit * HOUR_MS + by_start) // rates < ready_at:
                break
            rates += more
            by_start += more * ready_at
        return (self.credit * HOUR_MS + by_start) // rates if rates else None

    def next_end(self) -> tuple[int, Reason, list[Session]] | None:
        """Return when and why which running sessions end next without being stopped, None if none will."""
        end: tuple[int, Reason, list[Session]] | None = None
        for session in self._scheduled.values():
            scheduled = session.scheduled_end()
            if scheduled is not None and (end is None or scheduled < end[:2]):
                end = (*scheduled, [session])
        depleted_at = self.depleted_at()
        if depleted_at is not None and (end is None or depleted_at < end[0]):
            end = (depleted_at, Reason.OUT_OF_MONEY, list(self.running.values()))
        return end
