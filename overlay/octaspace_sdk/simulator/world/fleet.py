"""The changing state of the nodes: their prices and availability.

Like a session, a node is a function of time: its availability follows from its restarts and outages; nothing ticks.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, evolve

from octaspace_sdk.simulator.network.entities import Node, Prices

REBOOT_MS = 90_000


@define
class NodeState:
    """The state of a node that may differ from what the seed generated."""

    prices: Prices
    online_at: int | None
    """Unix milliseconds, past or future, when the node comes online; None for offline until brought back."""


class Fleet:
    """The states of all nodes of a world.

    Args:
        changed: Receives the key of each node whose state changes.
    """

    def __init__(self, changed: set[tuple[str, str]]) -> None:
        self._changed = changed
        self._states: dict[int, NodeState] = {}

    def state(self, node: Node) -> NodeState:
        """Return the state of the node."""
        return self._states.get(node.id) or NodeState(node.prices, None if node.offline else node.booted_at)

    def put(self, node: Node, state: NodeState) -> None:
        """Set the state of the node, without marking it as changed."""
        self._states[node.id] = state

    def clear(self) -> None:
        """Reset all nodes to what the seed generated."""
        self._states.clear()

    def prices(self, node: Node) -> Prices:
        """Return the current prices of the node."""
        state = self._states.get(node.id)
        return state.prices if state else node.prices

    def online_since(self, node: Node, now: int) -> int | None:
        """Return when the node came online (Unix milliseconds), None if it is offline at `now`."""
        online_at = self.state(node).online_at
        if online_at is None or now < online_at:
            return None
        if node.outages is None or (last := node.outages.last(now)) is None or last <= online_at:
            return online_at
        end = last + node.outages.length
        return end if now >= end else None

    def is_online(self, node: Node, now: int) -> bool:
        """Return whether the node is online at `now`."""
        return self.online_since(node, now) is not None

    def uptime(self, node: Node, now: int) -> int:
        """Return the seconds since the node came online, 0 while it is offline."""
        since = self.online_since(node, now)
        return 0 if since is None else (now - since) // 1000

    def next_outage(self, node: Node, now: int) -> int | None:
        """Return when the next outage of the node begins, None if it has none."""
        return node.outages.next(now) if node.outages else None

    def count_online(self, nodes: Iterable[Node], now: int) -> int:
        """Return how many of `nodes` are online."""
        return sum(self.is_online(node, now) for node in nodes)

    def set_prices(self, node: Node, prices: Prices) -> None:
        """Set the prices of new sessions on the node."""
        self._change(node, evolve(self.state(node), prices=prices))

    def reboot(self, node: Node, now: int) -> None:
        """Take the node offline until REBOOT_MS from now; a node that is offline until brought back stays so."""
        state = self.state(node)
        if state.online_at is not None:
            self._change(node, evolve(state, online_at=max(state.online_at, now + REBOOT_MS)))

    def take_offline(self, node: Node) -> None:
        """Take the node offline until `bring_online`."""
        self._change(node, evolve(self.state(node), online_at=None))

    def bring_online(self, node: Node, now: int) -> None:
        """End the offline state of the node, whatever the reason for it."""
        if not self.is_online(node, now):
            self._change(node, evolve(self.state(node), online_at=now))

    def _change(self, node: Node, state: NodeState) -> None:
        self._states[node.id] = state
        self._changed.add(("node", str(node.id)))
