"""Finds the sessions that a test has left running, the mistake that costs money."""

from __future__ import annotations

from octaspace_sdk.simulator.network.entities import WEI
from octaspace_sdk.simulator.network.generator import MARKET_PRICE
from octaspace_sdk.simulator.world.session import Session
from octaspace_sdk.simulator.world.world import World


def leaked_sessions(world: World) -> list[Session]:
    """Return the sessions of all accounts that are running and paid for, oldest first."""
    sessions = [session for account in world.accounts.values() for session in world.sessions.active(account)]
    return sorted(sessions, key=lambda session: session.started_at)


def leak_message(world: World) -> str | None:
    """Say which sessions are still running and what they cost, None if there are none."""
    leaks = leaked_sessions(world)
    if not leaks:
        return None
    now = world.clock.now_ms()
    many = f"{len(leaks)} paid sessions are" if len(leaks) > 1 else "1 paid session is"
    per_hour = sum(session.price_per_hour for session in leaks)
    lines = [
        f"{many} still running, and would cost {_octa(per_hour)} per hour:",
        *(f"  {_line(session, now)}" for session in leaks),
        "Stop what you rent: services.mr.rented(...) and services.vpn.connected(...) do, whatever happens.",
    ]
    return "\n".join(lines)


def _line(session: Session, now: int) -> str:
    return (
        f"{session.service} session {session.uuid} of {session.account.email} on node {session.node.id} in "
        f"{session.node.place.city}: {_octa(session.price_per_hour)} per hour, running for "
        f"{session.duration_ms(now) / 1000:.0f} s, {_octa(session.charge(now))} so far"
    )


def _octa(wei: int) -> str:
    return f"{wei / WEI:.6f} OCTA (${wei / WEI * MARKET_PRICE:.4f})"
