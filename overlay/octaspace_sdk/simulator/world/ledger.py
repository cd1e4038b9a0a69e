"""The money of one account, in whole Wei, and when it ends."""

from __future__ import annotations

from octaspace_sdk.simulator.network.entities import HOUR_MS
from octaspace_sdk.simulator.world.session import Reason, Session


class Ledger:
    """What an account has paid in and not yet been charged for, and the sessions that are eating it up.

    The sums over the running sessions are kept, so that thousands of them may run.
    """

    def __init__(self, credit: int) -> None:
        self.credit = credit
        """Wei: all that was ever paid in, minus the charge of every session that has ended."""
        self.running: dict[str, Session] = {}
        self._fated: dict[str, Session] = {}
        self._rate = 0
        self._rate_by_start = 0

    def add(self, session: Session) -> None:
        """Have the session run on this account."""
        self.running[session.uuid] = session
        if session.fate() is not None:
            self._fated[session.uuid] = session
        self._rate += session.rate
        self._rate_by_start += session.rate * session.started_at

    def remove(self, session: Session) -> None:
        """Have the session run no more; whoever ends it takes its charge off the credit."""
        del self.running[session.uuid]
        self._fated.pop(session.uuid, None)
        self._rate -= session.rate
        self._rate_by_start -= session.rate * session.started_at

    def balance(self, now: int) -> int:
        """Return what is left in Wei."""
        return self.credit - sum(session.charge(now) for session in self.running.values())

    def dry_at(self, rate: int = 0, start: int = 0) -> int | None:
        """Return the last millisecond that the money lasts for, None if nothing that runs costs anything.

        The balance is not below 0 then, and would be a millisecond's price or less later. With `rate`, a session
        that costs this much per hour from `start` on is reckoned in.
        """
        rates = self._rate + rate
        return (self.credit * HOUR_MS + self._rate_by_start + rate * start) // rates if rates else None

    def next_end(self) -> tuple[int, Reason, list[Session]] | None:
        """Return which sessions will end next by themselves, when and why."""
        end: tuple[int, Reason, list[Session]] | None = None
        for session in self._fated.values():
            fate = session.fate()
            if fate is not None and (end is None or fate < end[:2]):
                end = (*fate, [session])
        dry_at = self.dry_at()
        if dry_at is not None and (end is None or dry_at < end[0]):
            end = (dry_at, Reason.OUT_OF_MONEY, list(self.running.values()))
        return end
