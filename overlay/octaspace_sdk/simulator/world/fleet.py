"""What becomes of the nodes in the course of time: their prices, and when they are away.

Like a session, a node is a function of time: whether it is up follows from its restarts and outages, and nothing ticks.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, evolve

from octaspace_sdk.simulator.network.entities import Node, Prices

REBOOT_MS = 90_000


@define
class Condition:
    """What distinguishes a node from how the seed made it."""

    prices: Prices
    back_at: int | None
    """When it came up again, or will, in Unix milliseconds; None while that is not known."""


class Fleet:
    """The nodes of one world. `changed` is told the id of every node that becomes another."""

    def __init__(self, changed: set[tuple[str, str]]) -> None:
        self._changed = changed
        self._conditions: dict[int, Condition] = {}

    def condition(self, node: Node) -> Condition:
        """Return how the node is now."""
        return self._conditions.get(node.id) or Condition(node.prices, None if node.dead else node.booted_at)

    def put(self, node: Node, condition: Condition) -> None:
        """Have the node be in this condition."""
        self._conditions[node.id] = condition

    def clear(self) -> None:
        """Have all nodes be as the seed made them."""
        self._conditions.clear()

    def prices(self, node: Node) -> Prices:
        """Return the present prices of the node."""
        condition = self._conditions.get(node.id)
        return condition.prices if condition else node.prices

    def up_since(self, node: Node, now: int) -> int | None:
        """Return when the node came up (Unix milliseconds), None if it is away at `now`."""
        back_at = self.condition(node).back_at
        if back_at is None or now < back_at:
            return None
        if node.outages is None or (last := node.outages.last(now)) is None or last <= back_at:
            return back_at
        end = last + node.outages.length
        return end if now >= end else None

    def is_up(self, node: Node, now: int) -> bool:
        """Return whether the node answers at `now`."""
        return self.up_since(node, now) is not None

    def uptime(self, node: Node, now: int) -> int:
        """Return the seconds since the node came up, 0 while it is away."""
        since = self.up_since(node, now)
        return 0 if since is None else (now - since) // 1000

    def next_outage(self, node: Node, now: int) -> int | None:
        """Return when the node will go away by itself, None if it will not."""
        return node.outages.next(now) if node.outages else None

    def set_prices(self, node: Node, prices: Prices) -> None:
        """Have new sessions on the node cost this."""
        self._become(node, evolve(self.condition(node), prices=prices))

    def reboot(self, node: Node, now: int) -> None:
        """Take the node away for REBOOT_MS, counted anew by every call; one that is away until further notice stays."""
        condition = self.condition(node)
        if condition.back_at is not None:
            self._become(node, evolve(condition, back_at=max(condition.back_at, now + REBOOT_MS)))

    def take_offline(self, node: Node) -> None:
        """Have the node be away until further notice."""
        self._become(node, evolve(self.condition(node), back_at=None))

    def bring_online(self, node: Node, now: int) -> None:
        """Have the node be up if it is away, whatever the reason."""
        if not self.is_up(node, now):
            self._become(node, evolve(self.condition(node), back_at=now))

    def online(self, nodes: Iterable[Node], now: int) -> int:
        """Return how many of `nodes` are up."""
        return sum(self.is_up(node, now) for node in nodes)

    def _become(self, node: Node, condition: Condition) -> None:
        self._conditions[node.id] = condition
        self._changed.add(("node", str(node.id)))
