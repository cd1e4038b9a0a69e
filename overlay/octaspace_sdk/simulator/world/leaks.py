"""The leak report: paid sessions that are still running, typically because a test forgot to stop them."""

from __future__ import annotations

from octaspace_sdk.simulator.network.entities import WEI
from octaspace_sdk.simulator.network.generator import MARKET_PRICE
from octaspace_sdk.simulator.world.session import Session
from octaspace_sdk.simulator.world.world import World


def leak_report(world: World) -> str | None:
    """Return which sessions of all accounts are still running and what they cost, None if there are none."""
    leaked = [session for account in world.accounts.values() for session in world.sessions.active(account)]
    if not leaked:
        return None
    now = world.clock.now_ms()
    total = f"{len(leaked)} paid sessions are" if len(leaked) > 1 else "1 paid session is"
    per_hour = sum(session.price_per_hour for session in leaked)
    lines = [
        f"{total} still running, and would cost {_format_price(per_hour)} per hour:",
        *(f"  {_describe(session, now)}" for session in sorted(leaked, key=lambda session: session.started_at)),
        "Stop what you rent: services.mr.rented(...) and services.vpn.connected(...) do, whatever happens.",
    ]
    return "\n".join(lines)


def _describe(session: Session, now: int) -> str:
    return (
        f"{session.service} session {session.uuid} of {session.account.email} on node {session.node.id} in "
        f"{session.node.location.city}: {_format_price(session.price_per_hour)} per hour, running for "
        f"{session.duration_ms(now) / 1000:.0f} s, {_format_price(session.charge(now))} so far"
    )


def _format_price(wei: int) -> str:
    return f"{wei / WEI:.6f} OCTA (${wei / WEI * MARKET_PRICE:.4f})"
