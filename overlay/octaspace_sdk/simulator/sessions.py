"""The life of a session and what it costs.

A session is a pure function of time: what it shows follows from when it began, when it ended and what time it is, so
there is nothing to tick in the background. Money is whole Wei throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from random import Random

from attrs import define, field

from octaspace_sdk.simulator.clock import SimulatedClock
from octaspace_sdk.simulator.entities import Account, App, Node
from octaspace_sdk.simulator.market import make_uuid

HOUR_MS = 3_600_000
STOPPED_BY_USER = 1
EXCLUSIVE = ("mr", "render")
"""The services that have a node to themselves; any number of VPN sessions share a relay."""


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

    def _until(self, now: int) -> int:
        return now if self.finished_at is None else self.finished_at

    def duration_ms(self, now: int) -> int:
        """Return how long the session has lasted at `now`, or lasted in all."""
        return self._until(now) - self.started_at

    def charge(self, now: int) -> int:
        """Return the cost in Wei up to `now`: the price per hour times the duration, rounded down."""
        return self.price_per_hour * self.duration_ms(now) // HOUR_MS

    def ready_ms(self, now: int) -> int:
        """Return how long the session has been of use, 0 while it is being set up."""
        return max(0, self._until(now) - self.ready_at)

    def is_ready(self, now: int) -> bool:
        """Return whether the service is up."""
        return self._until(now) >= self.ready_at

    def pulling_at(self) -> int:
        """Return when the node begins to pull the image: a quarter into the set-up."""
        return self.started_at + (self.ready_at - self.started_at) // 4

    def progress(self, now: int) -> str:
        """Return the word for the stage that is reached."""
        if self.is_ready(now):
            return "service configured"
        return "pulling image" if self._until(now) >= self.pulling_at() else "allocating node"


class Sessions:
    """All sessions of all accounts, running and finished."""

    def __init__(self, clock: SimulatedClock, random: Random, ready_after: float) -> None:
        self._clock = clock
        self._random = random
        self._setup_ms = round(ready_after * 1000)
        self._by_uuid: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        return iter(self._by_uuid.values())

    def restore(self, sessions: Iterable[Session]) -> None:
        """Have exactly these sessions, which some earlier simulator had."""
        self._by_uuid = {session.uuid: session for session in sorted(sessions, key=lambda session: session.number)}

    def start(self, account: Account, node: Node, *, service: str, kind: str = "base") -> Session:
        """Begin a session on `node` at its present price; whether the node is free is the caller's business."""
        now = self._clock.now_ms()
        session = Session(
            uuid=make_uuid(self._random),
            service=service,
            kind=kind,
            account=account,
            node=node,
            price_per_hour=node.prices["base"],
            started_at=now,
            ready_at=now + self._setup_ms,
            number=len(self._by_uuid),
        )
        self._by_uuid[session.uuid] = session
        return session

    def stop(self, session: Session, score: int | None = None) -> None:
        """End the session now, with the customer's mark of 1 to 5 where there is one."""
        session.finished_at = self._clock.now_ms()
        session.termination_reason = STOPPED_BY_USER
        session.score = score

    def active(self, account: Account) -> list[Session]:
        """Return the running sessions of `account`, oldest first."""
        return [session for session in self._of(account) if session.finished_at is None]

    def recent(self, account: Account) -> list[Session]:
        """Return the finished sessions of `account`, the last to end first."""
        finished = [(session.finished_at, session) for session in self._of(account) if session.finished_at is not None]
        return [session for _, session in sorted(finished, key=lambda pair: pair[0], reverse=True)]

    def find(self, account: Account, uuid: str, *, finished: bool = False) -> Session | None:
        """Return the session of `account` called `uuid` if it is running, or if it is `finished` when that is asked."""
        session = self._by_uuid.get(uuid)
        if session is None or session.account is not account or (session.finished_at is not None) != finished:
            return None
        return session

    def is_rented(self, node: Node) -> bool:
        """Return whether somebody has `node` to themselves."""
        return any(
            session.node is node and session.finished_at is None and session.service in EXCLUSIVE
            for session in self._by_uuid.values()
        )

    def balance(self, account: Account) -> int:
        """Return what is left to `account` in Wei: what it began with minus every charge."""
        now = self._clock.now_ms()
        return account.start_balance - sum(session.charge(now) for session in self._of(account))

    def _of(self, account: Account) -> list[Session]:
        return [session for session in self._by_uuid.values() if session.account is account]
