"""All sessions of a world: starting, stopping, ending them when due, and keeping the finished ones."""

from __future__ import annotations

from octaspace_sdk.simulator.network.entities import Account, Node
from octaspace_sdk.simulator.network.generator import make_uuid, random_bytes
from octaspace_sdk.simulator.world.clock import SimulatedClock
from octaspace_sdk.simulator.world.ledger import Ledger
from octaspace_sdk.simulator.world.session import Reason, Session

EXCLUSIVE_SERVICES = ("mr", "render")
"""The services whose sessions occupy a whole node; any number of VPN sessions share a relay."""

MAX_FINISHED_SESSIONS = 1000
"""How many finished sessions of an account are kept, the newest; the charges of older ones remain deducted."""


class Sessions:
    """The sessions of all accounts.

    Args:
        clock: The simulated time.
        seed: Determines session ids and which provisionings fail.
        ready_after: Simulated seconds that provisioning takes.
        start_credit: Wei by account uid.
        changed: Receives the keys of sessions and accounts that change.
    """

    def __init__(
        self,
        clock: SimulatedClock,
        seed: int,
        ready_after: float,
        start_credit: dict[int, int],
        changed: set[tuple[str, str]],
    ) -> None:
        self._clock = clock
        self._seed = seed
        self._provisioning_ms = round(ready_after * 1000)
        self._changed = changed
        self._start_credit = start_credit
        self.fail_provisioning = 0.0
        """The probability that provisioning of a new session fails, 0 to 1."""
        self.clear()

    def clear(self) -> None:
        """Remove all sessions and reset the credit of all accounts."""
        self.count = 0
        """How many sessions were ever started."""
        self.ledgers = {uid: Ledger(credit) for uid, credit in self._start_credit.items()}
        self._by_uuid: dict[str, Session] = {}
        self._finished: dict[int, dict[str, Session]] = {uid: {} for uid in self._start_credit}
        self._tenants: dict[int, Session] = {}

    def start(
        self,
        account: Account,
        node: Node,
        *,
        service: str,
        price: int,
        kind: str = "base",
        offline_at: int | None = None,
    ) -> Session:
        """Start a session. The caller has checked that the node is free and the account can pay.

        Args:
            account: The account that is charged.
            node: The node it runs on.
            service: "mr", "render" or "vpn".
            price: Wei per hour, from the moment that the session is ready.
            kind: The VPN subkind, or "base".
            offline_at: When the next outage of the node begins, in Unix milliseconds.
        """
        now, number = self._clock.now_ms(), self.count
        draw = int.from_bytes(random_bytes(self._seed, "provisioning", number)[:8], "big") / 2**64
        session = Session(
            uuid=make_uuid(random_bytes(self._seed, "session", number)),
            service=service,
            kind=kind,
            account=account,
            node=node,
            price_per_hour=price,
            started_at=now,
            ready_at=now + self._provisioning_ms,
            number=number,
            fails=draw < self.fail_provisioning,
            offline_at=offline_at,
        )
        self.count += 1
        self.put(session)
        self._changed.add(("session", session.uuid))
        return session

    def stop(self, session: Session, score: int | None = None) -> None:
        """End the session now, with the customer's rating of 1 to 5 if there is one."""
        session.score = score
        self._finish(session, self._clock.now_ms(), Reason.STOPPED_BY_USER)

    def terminate_on(self, node: Node) -> None:
        """End all sessions on `node`, which has just gone offline."""
        running = [session for ledger in self.ledgers.values() for session in ledger.running.values()]
        for session in running:
            if session.node is node:
                self._finish(session, self._clock.now_ms(), Reason.NODE_OFFLINE)

    def end_due(self) -> None:
        """End the sessions that are due by now, each at its own time, in chronological order."""
        now = self._clock.now_ms()
        for ledger in self.ledgers.values():
            while (end := ledger.next_end()) is not None and end[0] <= now:
                at, reason, sessions = end
                for session in sessions:
                    self._finish(session, at, reason)
            ledger.advance(now)

    def top_up(self, account: Account, amount: int) -> None:
        """Add Wei to the balance of `account`."""
        self.ledgers[account.uid].credit += amount
        self._changed.add(("account", str(account.uid)))

    def put(self, session: Session) -> None:
        """Add a session, or replace the one with the same UUID, without changing any credit."""
        self._drop(session.uuid)
        self._by_uuid[session.uuid] = session
        if session.finished_at is None:
            self.ledgers[session.account.uid].add(session)
            if session.service in EXCLUSIVE_SERVICES:
                self._tenants[session.node.id] = session
            return
        finished = self._finished[session.account.uid]
        finished[session.uuid] = session
        if len(finished) > MAX_FINISHED_SESSIONS:
            oldest = next(iter(finished))
            self._drop(oldest)
            self._changed.add(("session", oldest))

    def get(self, uuid: str) -> Session | None:
        """Return the session `uuid`, None if it is unknown or no longer kept."""
        return self._by_uuid.get(uuid)

    def find(self, account: Account, uuid: str, *, finished: bool = False) -> Session | None:
        """Return the running (or `finished`) session `uuid` of `account`, None if there is none."""
        session = self._by_uuid.get(uuid)
        if session is None or session.account is not account or (session.finished_at is not None) != finished:
            return None
        return session

    def active(self, account: Account) -> list[Session]:
        """Return the running sessions of `account`, oldest first."""
        return list(self.ledgers[account.uid].running.values())

    def recent(self, account: Account) -> list[Session]:
        """Return the kept finished sessions of `account`, newest first."""
        return list(reversed(self._finished[account.uid].values()))

    def is_rented(self, node: Node) -> bool:
        """Return whether a session occupies `node`."""
        return node.id in self._tenants

    def balance(self, account: Account) -> int:
        """Return the balance of `account` in Wei: all payments minus all charges."""
        return self.ledgers[account.uid].balance(self._clock.now_ms())

    def can_pay(self, account: Account, price: int) -> bool:
        """Return whether the balance lasts for a millisecond of one more session at `price` Wei per hour."""
        now = self._clock.now_ms()
        start = now + self._provisioning_ms
        depleted_at = self.ledgers[account.uid].depleted_at(price, start)
        return self.balance(account) > 0 and (depleted_at is None or depleted_at > start)

    def _finish(self, session: Session, at: int, reason: Reason) -> None:
        session.finished_at = at
        session.termination_reason = int(reason)
        ledger = self.ledgers[session.account.uid]
        ledger.credit -= session.charge(at)
        self.put(session)
        self._changed.update([("session", session.uuid), ("account", str(session.account.uid))])

    def _drop(self, uuid: str) -> None:
        session = self._by_uuid.pop(uuid, None)
        if session is None:
            return
        self._finished[session.account.uid].pop(uuid, None)
        ledger = self.ledgers[session.account.uid]
        if (running := ledger.running.get(uuid)) is not None:
            ledger.remove(running)
            if self._tenants.get(session.node.id) is running:
                del self._tenants[session.node.id]
