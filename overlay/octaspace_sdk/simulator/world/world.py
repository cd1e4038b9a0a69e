"""The whole state of the simulator: the network, its sessions and its idle jobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Literal

from attrs import evolve

from octaspace_sdk.simulator.network.entities import WEI, Account, Node
from octaspace_sdk.simulator.network.generator import make_network, make_wallet, random_bytes
from octaspace_sdk.simulator.world.clock import SimulatedClock
from octaspace_sdk.simulator.world.fleet import Fleet
from octaspace_sdk.simulator.world.idle_jobs import IdleJob, make_idle_jobs
from octaspace_sdk.simulator.world.session import Session, traffic_price_per_hour
from octaspace_sdk.simulator.world.session_registry import Sessions

CreateAs = Literal["array", "object"]
"""Whether renting a machine returns a list of one session, or the session alone."""

SECOND_BALANCE = 250_000 * WEI


class World:
    """The state that handlers read and change, each in a `transaction`. Independent of HTTP."""

    def __init__(
        self, clock: SimulatedClock, *, seed: int, balance: int, ready_after: float, create_as: CreateAs
    ) -> None:
        self.seed = seed
        self.clock = clock
        self.create_as = create_as
        self.network = make_network(seed)
        self.changed: set[tuple[str, str]] = set()
        """The keys (type and id) of the entities that the current transaction has changed."""
        self.account, self.second_account = evolve(self.network.account), evolve(self.network.second_account)
        self.accounts = {account.uid: account for account in (self.account, self.second_account)}
        start_credit = {self.account.uid: balance, self.second_account.uid: SECOND_BALANCE}
        self.fleet = Fleet(self.changed)
        self.sessions = Sessions(clock, seed, ready_after, start_credit, self.changed)
        self.wallet_count = 0
        """How many wallets were ever generated."""
        node = next(node for node in self.network.nodes.values() if node.owner == self.account.uid)
        self.idle_jobs: dict[tuple[int, int], IdleJob] = {(job.node.id, job.id): job for job in make_idle_jobs(node)}
        self.lock = RLock()
        """Guards all state: several servers may share a world."""
        self._by_key = {account.api_key: account for account in self.accounts.values()}

    @contextmanager
    def transaction(self, not_before: int = 0) -> Iterator[None]:
        """Run the block with exclusive access and a stopped clock, after ending the sessions that are due.

        Args:
            not_before: Moves the clock on to this time if it is later, in Unix milliseconds.
        """
        with self.lock, self.clock.frozen(not_before):
            self.changed.clear()
            self.sessions.end_due()
            yield

    def clear(self) -> None:
        """Reset everything to what the seed generated and the initial credit."""
        self.fleet.clear()
        self.sessions.clear()
        self.wallet_count = 0
        for account in (self.network.account, self.network.second_account):
            self.accounts[account.uid].wallet = account.wallet

    def account_of(self, api_key: str | None) -> Account | None:
        """Return the account that `api_key` belongs to, None if there is none."""
        return self._by_key.get(api_key) if api_key else None

    def new_wallet(self, account: Account) -> None:
        """Give `account` a new wallet."""
        account.wallet = make_wallet(random_bytes(self.seed, "wallet", self.wallet_count))
        self.wallet_count += 1
        self.changed.add(("account", str(account.uid)))

    def node_status(self, node: Node) -> str:
        """Return the node's `state` in the API: "offline", "busy" or "idle"."""
        if not self.fleet.is_online(node, self.clock.now_ms()):
            return "offline"
        return "busy" if self.sessions.is_rented(node) else "idle"

    def offers(self, service: str) -> list[Node]:
        """Return the nodes that can be rented for `service` now: "mr", "render" or "vpn"."""
        return [node for node in self.network.offering(service) if self.node_status(node) == "idle"]

    def rejection_reason(self, service: str, account: Account, node_id: int, disk_gb: int = 0) -> str | None:
        """Return why `account` cannot rent the node for `service` now, None if it can."""
        node = self.network.nodes.get(node_id)
        if node is None or service not in node.features:
            return "Node not found"
        if (status := self.node_status(node)) != "idle":
            return f"Node is {status}"
        if node.disk_free < disk_gb * 10**9:
            return "Not enough disk space"
        if not self.sessions.can_pay(account, self._price_per_hour(node, service)):
            return "Insufficient balance"
        return None

    def start(self, service: str, account: Account, node_id: int, kind: str = "base") -> Session:
        """Start a session at the current price of the node. The caller has checked `rejection_reason`."""
        node = self.network.nodes[node_id]
        return self.sessions.start(
            account,
            node,
            service=service,
            kind=kind,
            price=self._price_per_hour(node, service),
            offline_at=self.fleet.next_outage(node, self.clock.now_ms()),
        )

    def _price_per_hour(self, node: Node, service: str) -> int:
        prices = self.fleet.prices(node)
        return traffic_price_per_hour(prices.traffic) if service == "vpn" else prices.base

    def reboot(self, node: Node) -> None:
        """Restart a node, which ends its sessions."""
        self.fleet.reboot(node, self.clock.now_ms())
        self.sessions.terminate_on(node)

    def take_offline(self, node: Node) -> None:
        """Take a node offline until `bring_online`, which ends its sessions."""
        self.fleet.take_offline(node)
        self.sessions.terminate_on(node)

    def bring_online(self, node: Node) -> None:
        """Bring a node back online, whatever the reason it was offline for."""
        self.fleet.bring_online(node, self.clock.now_ms())
