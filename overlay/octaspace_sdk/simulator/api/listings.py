"""The long listings as JSON, made of pieces that are written once.

Nodes and prices never change, they are only exchanged for others. So the piece for a node is found under what it
shows, in every world of this process, and a listing of the same pieces is the very same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from octaspace_sdk.simulator.api import node_payloads, session_payloads
from octaspace_sdk.simulator.network.entities import Node, Prices
from octaspace_sdk.simulator.world.session import Session
from octaspace_sdk.simulator.world.session_registry import REMEMBERED
from octaspace_sdk.simulator.world.world import World


def offers(world: World, service: str) -> bytes:
    """Return what can be rented for `service` now: "mr", "render" or "vpn"."""
    piece = _relay if service == "vpn" else _machine
    return _catalogue(tuple([piece(node, world.fleet.prices(node)) for node in world.offers(service)]))


def own_nodes(world: World, nodes: Iterable[Node]) -> bytes:
    """Return the entries of GET /nodes."""
    now, fleet = world.clock.now_ms(), world.fleet
    pieces = [
        b'%b,"uptime":%d}' % (_own(node, world.state(node), fleet.prices(node)), fleet.uptime(node, now))
        for node in nodes
    ]
    return b"[%b]" % b",".join(pieces)


def finished_sessions(sessions: Iterable[Session]) -> bytes:
    """Return the entries of GET /sessions?recent=true."""
    return _join([_finished(session) for session in sessions])


@lru_cache(maxsize=8)
def _catalogue(pieces: tuple[bytes, ...]) -> bytes:
    return _join(pieces)


@lru_cache(maxsize=2048)
def _machine(node: Node, prices: Prices) -> bytes:
    return _dump(node_payloads.machine_offer(node, prices))


@lru_cache(maxsize=2048)
def _relay(node: Node, prices: Prices) -> bytes:
    return _dump(node_payloads.relay_offer(node, prices))


@lru_cache(maxsize=2048)
def _own(node: Node, state: str, prices: Prices) -> bytes:
    return _dump(node_payloads.listed_node(node, state, prices)).removesuffix(b"}")


@lru_cache(maxsize=2 * REMEMBERED)
def _finished(session: Session) -> bytes:
    return _dump(session_payloads.recent_session(session))


def _dump(payload: object) -> bytes:
    return json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _join(pieces: Iterable[bytes]) -> bytes:
    return b"[%b]" % b",".join(pieces)
