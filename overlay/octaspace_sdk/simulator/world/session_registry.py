"""All sessions of a world: they begin, are stopped or end by themselves, and are remembered for a while."""

from __future__ import annotations

from octaspace_sdk.simulator.network.entities import Account, Node
from octaspace_sdk.simulator.network.generator import draw, make_uuid
from octaspace_sdk.simulator.world.clock import SimulatedClock
from octaspace_sdk.simulator.world.ledger import Ledger
from octaspace_sdk.simulator.world.session import Reason, Session

EXCLUSIVE = ("mr", "render")
"""The services that have a node to themselves; any number of VPN sessions share a relay."""

REMEMBERED = 1000
"""How many finished sessions of an account are kept, the newest; the money of older ones stays where it went."""


class Sessions:
    """The sessions of all accounts. `changed` is told of every session and every account that becomes another."""

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
        self._setup_ms = round(ready_after * 1000)
        self._changed = changed
        self._start_credit = start_credit
        self.fail_provisioning = 0.0
        """The probability that the set-up of a new session fails, 0 to 1."""
        self.clear()

    def clear(self) -> None:
        """Have no sessions, and the money that there was at first."""
        self.count = 0
        """How many there ever were."""
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
        """Begin a session; whether the node is free and the account can pay is the caller's business.

        Args:
            account: Who pays.
            node: Where it runs.
            service: "mr", "render" or "vpn".
            price: Wei per hour.
            kind: The VPN subkind, or "base".
            offline_at: When the node will go away by itself, in Unix milliseconds.
        """
        now, number = self._clock.now_ms(), self.count
        luck = int.from_bytes(draw(self._seed, "luck", number)[:8], "big") / 2**64
        session = Session(
            uuid=make_uuid(draw(self._seed, "session", number)),
            service=service,
            kind=kind,
            account=account,
            node=node,
            price_per_hour=price,
            started_at=now,
            ready_at=now + self._setup_ms,
            number=number,
            fails=luck < self.fail_provisioning,
            offline_at=offline_at,
        )
        self.count += 1
        self.put(session)
        self._changed.add(("session", session.uuid))
        return session

    def stop(self, session: Session, score: int | None = None) -> None:
        """End the session now, with the customer's mark of 1 to 5 where there is one."""
        session.score = score
        self._finish(session, self._clock.now_ms(), Reason.STOPPED_BY_USER)

    def cut_off(self, node: Node) -> None:
        """End everything that runs on `node`, which has just gone away."""
        cut = [session for ledger in self.ledgers.values() for session in ledger.running.values()]
        for session in cut:
            if session.node is node:
                self._finish(session, self._clock.now_ms(), Reason.NODE_OFFLINE)

    def settle(self) -> None:
        """End what should have ended by now, each session at its own time, in the order of these times."""
        now = self._clock.now_ms()
        for ledger in self.ledgers.values():
            while (end := ledger.next_end()) is not None and end[0] <= now:
                at, reason, sessions = end
                for session in sessions:
                    self._finish(session, at, reason)

    def top_up(self, account: Account, amount: int) -> None:
        """Add Wei to the balance of `account`."""
        self.ledgers[account.uid].credit += amount
        self._changed.add(("account", str(account.uid)))

    def put(self, session: Session) -> None:
        """Have this session, in place of the one with its UUID if there is one; money is not touched."""
        self._drop(session.uuid)
        self._by_uuid[session.uuid] = session
        if session.finished_at is None:
            self.ledgers[session.account.uid].add(session)
            if session.service in EXCLUSIVE:
                self._tenants[session.node.id] = session
            return
        finished = self._finished[session.account.uid]
        finished[session.uuid] = session
        if len(finished) > REMEMBERED:
            oldest = next(iter(finished))
            self._drop(oldest)
            self._changed.add(("session", oldest))

    def get(self, uuid: str) -> Session | None:
        """Return the session called `uuid`, None if there is none or it is forgotten."""
        return self._by_uuid.get(uuid)

    def find(self, account: Account, uuid: str, *, finished: bool = False) -> Session | None:
        """Return the session of `account` called `uuid` if it is running, or if it is `finished` when that is asked."""
        session = self._by_uuid.get(uuid)
        if session is None or session.account is not account or (session.finished_at is not None) != finished:
            return None
        return session

    def active(self, account: Account) -> list[Session]:
        """Return the running sessions of `account`, oldest first."""
        return list(self.ledgers[account.uid].running.values())

    def recent(self, account: Account) -> list[Session]:
        """Return the finished sessions of `account` that are remembered, the last to end first."""
        return list(reversed(self._finished[account.uid].values()))

    def is_rented(self, node: Node) -> bool:
        """Return whether somebody has `node` to themselves."""
        return node.id in self._tenants

    def balance(self, account: Account) -> int:
        """Return what is left to `account` in Wei: what was paid in minus every charge."""
        return self.ledgers[account.uid].balance(self._clock.now_ms())

    def can_pay(self, account: Account, price: int) -> bool:
        """Return whether one more session at `price` Wei per hour would last for a millisecond."""
        now = self._clock.now_ms()
        dry_at = self.ledgers[account.uid].dry_at(price, now)
        return self.balance(account) > 0 and (dry_at is None or dry_at > now)

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
