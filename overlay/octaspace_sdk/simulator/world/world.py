"""All state of the simulator in one place: the market, its sessions and its jobs, at one simulated time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Literal

from attrs import evolve

from octaspace_sdk.simulator.network.entities import WEI, Account, Node
from octaspace_sdk.simulator.network.generator import OWNED_BY_DEFAULT, draw, make_market, make_wallet
from octaspace_sdk.simulator.world.clock import SimulatedClock
from octaspace_sdk.simulator.world.fleet import Fleet
from octaspace_sdk.simulator.world.idle_jobs import IdleJob, make_idle_jobs
from octaspace_sdk.simulator.world.session import Session
from octaspace_sdk.simulator.world.session_registry import Sessions

CreateAs = Literal["array", "object"]

BALANCE_OF_OTHER = 250_000 * WEI


class World:
    """What the operations read and change, one after the other, each in a `turn`; nothing in here knows HTTP."""

    def __init__(
        self, clock: SimulatedClock, *, seed: int, balance: int, ready_after: float, create_as: CreateAs
    ) -> None:
        self.seed = seed
        self.clock = clock
        self.create_as = create_as
        self.market = make_market(seed)
        self.changed: set[tuple[str, str]] = set()
        """What is another than before the turn, by kind and id."""
        self.account, self.other_account = evolve(self.market.account), evolve(self.market.other_account)
        self.accounts = {account.uid: account for account in (self.account, self.other_account)}
        start_credit = {self.account.uid: balance, self.other_account.uid: BALANCE_OF_OTHER}
        self.fleet = Fleet(self.changed)
        self.sessions = Sessions(clock, seed, ready_after, start_credit, self.changed)
        self.wallet_count = 0
        """How many were ever made."""
        first = list(self.market.nodes.values())[OWNED_BY_DEFAULT[0]]
        self.idle_jobs: dict[tuple[int, int], IdleJob] = {(job.node.id, job.id): job for job in make_idle_jobs(first)}
        self.lock = RLock()
        """Held by whoever reads or changes anything, because several servers may share a world."""
        self._by_key = {account.api_key: account for account in self.accounts.values()}

    @contextmanager
    def turn(self, not_before: int = 0) -> Iterator[None]:
        """Have the world to oneself, at one moment, `not_before` at least: what is due until then has happened."""
        with self.lock, self.clock.held(not_before):
            self.changed.clear()
            self.sessions.settle()
            yield

    def clear(self) -> None:
        """Have nothing but what the seed says and the money that there was at first."""
        self.fleet.clear()
        self.sessions.clear()
        self.wallet_count = 0
        for account in (self.market.account, self.market.other_account):
            self.accounts[account.uid].wallet = account.wallet

    def account_of(self, api_key: str | None) -> Account | None:
        """Return the account that `api_key` belongs to."""
        return self._by_key.get(api_key) if api_key else None

    def new_wallet(self, account: Account) -> None:
        """Give `account` another wallet."""
        account.wallet = make_wallet(draw(self.seed, "wallet", self.wallet_count))
        self.wallet_count += 1
        self.changed.add(("account", str(account.uid)))

    def state(self, node: Node) -> str:
        """Return "offline", "busy" or "idle"."""
        if not self.fleet.is_up(node, self.clock.now_ms()):
            return "offline"
        return "busy" if self.sessions.is_rented(node) else "idle"

    def offers(self, service: str) -> list[Node]:
        """Return the nodes that can be rented for `service` now: "mr", "render" or "vpn"."""
        return [node for node in self.market.offering(service) if self.state(node) == "idle"]

    def why_not(self, service: str, account: Account, node_id: int, disk_gb: int = 0) -> str | None:
        """Return why `account` cannot have the node for `service` now, None if it can."""
        node = self.market.nodes.get(node_id)
        if node is None or service not in node.features:
            return "Node not found"
        if (state := self.state(node)) != "idle":
            return f"Node is {state}"
        if node.disk_free < disk_gb * 10**9:
            return "Not enough disk space"
        if not self.sessions.can_pay(account, self.fleet.prices(node).base):
            return "Insufficient balance"
        return None

    def start(self, service: str, account: Account, node_id: int, kind: str = "base") -> Session:
        """Begin a session at the present price of the node, there being no reason why not."""
        node = self.market.nodes[node_id]
        return self.sessions.start(
            account,
            node,
            service=service,
            kind=kind,
            price=self.fleet.prices(node).base,
            offline_at=self.fleet.next_outage(node, self.clock.now_ms()),
        )

    def reboot(self, node: Node) -> None:
        """Restart a node, which ends what runs on it."""
        self.fleet.reboot(node, self.clock.now_ms())
        self.sessions.cut_off(node)

    def take_offline(self, node: Node) -> None:
        """Have the node be away until further notice, which ends what runs on it."""
        self.fleet.take_offline(node)
        self.sessions.cut_off(node)

    def bring_online(self, node: Node) -> None:
        """Have the node be up, whatever kept it away."""
        self.fleet.bring_online(node, self.clock.now_ms())
