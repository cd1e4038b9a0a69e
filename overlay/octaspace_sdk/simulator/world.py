"""All state of the simulator in one place: the market, its sessions and its jobs, at one simulated time."""

from __future__ import annotations

from random import Random
from threading import RLock
from typing import Literal

from octaspace_sdk.simulator.clock import SimulatedClock
from octaspace_sdk.simulator.entities import Account, Node
from octaspace_sdk.simulator.idle_jobs import IdleJob, make_idle_jobs
from octaspace_sdk.simulator.market import OWNED_BY_DEFAULT, make_market
from octaspace_sdk.simulator.sessions import Sessions

CreateAs = Literal["array", "object"]


class World:
    """What the operations read and change; nothing in here knows HTTP."""

    def __init__(
        self, clock: SimulatedClock, *, seed: int, balance: int, ready_after: float, create_as: CreateAs
    ) -> None:
        self.lock = RLock()
        """Held by whoever reads or changes anything, because several servers may share a world."""
        self.seed = seed
        self.clock = clock
        self.create_as = create_as
        self.random = Random(seed + 1)  # noqa: S311
        self.market = make_market(seed, balance)
        self.sessions = Sessions(clock, self.random, ready_after)
        first = list(self.market.nodes.values())[OWNED_BY_DEFAULT[0]]
        self.idle_jobs: dict[tuple[int, int], IdleJob] = {(job.node.id, job.id): job for job in make_idle_jobs(first)}
        self.accounts = (self.market.account, self.market.other_account)
        self._by_key = {account.api_key: account for account in self.accounts}

    def account_of(self, api_key: str | None) -> Account | None:
        """Return the account that `api_key` belongs to."""
        return self._by_key.get(api_key) if api_key else None

    def state(self, node: Node) -> str:
        """Return "offline", "busy" or "idle"."""
        if not node.is_up(self.clock.now_ms()):
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
        if self.sessions.balance(account) <= 0:
            return "Insufficient balance"
        return None
