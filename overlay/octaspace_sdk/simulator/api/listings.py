"""The long listings as JSON, joined from cached fragments.

Nodes and prices are immutable, so the encoded fragment of a node is cached by the values it shows, for all worlds of
the process; so is a whole listing by its fragments.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from octaspace_sdk.simulator.api import node_payloads, session_payloads
from octaspace_sdk.simulator.network.entities import Node, Prices
from octaspace_sdk.simulator.world.session import Session
from octaspace_sdk.simulator.world.session_registry import MAX_FINISHED_SESSIONS
from octaspace_sdk.simulator.world.world import World


def offers(world: World, service: str, *, legacy: bool) -> bytes:
    """Return the nodes that can be rented for `service` now: "mr", "render" or "vpn"."""
    nodes = [(node, world.fleet.prices(node)) for node in world.offers(service)]
    if service == "vpn":
        return _join_cached(tuple([_relay(node, prices, legacy) for node, prices in nodes]))
    return _join_cached(tuple([_machine(node, prices, legacy) for node, prices in nodes]))


def own_nodes(world: World, nodes: Iterable[Node]) -> bytes:
    """Return the entries of GET /nodes."""
    now, fleet = world.clock.now_ms(), world.fleet
    fragments = [
        b'%b,"uptime":%d}' % (_own(node, world.node_status(node), fleet.prices(node)), fleet.uptime(node, now))
        for node in nodes
    ]
    return b"[%b]" % b",".join(fragments)


def finished_sessions(sessions: Iterable[Session]) -> bytes:
    """Return the entries of GET /sessions?recent=true."""
    return _join([_finished(session) for session in sessions])


@lru_cache(maxsize=8)
def _join_cached(fragments: tuple[bytes, ...]) -> bytes:
    return _join(fragments)


@lru_cache(maxsize=2048)
def _machine(node: Node, prices: Prices, legacy: bool) -> bytes:
    return _encode(node_payloads.machine_offer(node, prices, legacy=legacy))


@lru_cache(maxsize=2048)
def _relay(node: Node, prices: Prices, legacy: bool) -> bytes:
    return _encode(node_payloads.relay_offer(node, prices, legacy=legacy))


@lru_cache(maxsize=2048)
def _own(node: Node, state: str, prices: Prices) -> bytes:
    return _encode(node_payloads.listed_node(node, state, prices)).removesuffix(b"}")


@lru_cache(maxsize=2 * MAX_FINISHED_SESSIONS)
def _finished(session: Session) -> bytes:
    return _encode(session_payloads.recent_session(session))


def _encode(payload: object) -> bytes:
    return json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _join(fragments: Iterable[bytes]) -> bytes:
    return b"[%b]" % b",".join(fragments)
