"""However long it runs, the simulator does not grow."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from octaspace_sdk.simulator.api import listings
from octaspace_sdk.simulator.persistence.world_store import WorldStore
from octaspace_sdk.simulator.world.clock import SimulatedClock
from octaspace_sdk.simulator.world.session import traffic_price_per_hour
from octaspace_sdk.simulator.world.session_registry import MAX_FINISHED_SESSIONS
from octaspace_sdk.simulator.world.world import World

pytestmark = pytest.mark.slow


@pytest.fixture
def world(clock):
    return World(SimulatedClock(clock, 1.0), seed=1, balance=10**24, ready_after=20.0, create_as="array")


def use(world, clock, turn, times):
    """Starts and stops sessions as two customers would, and looks at what there is."""
    relay = world.offers("vpn")[0].id
    for _ in range(times):
        for account in world.accounts.values():
            with turn():
                session = world.start("vpn", account, relay)
            clock.advance(60)
            with turn():
                world.sessions.stop(session)
    with turn():
        for account in world.accounts.values():
            listings.finished_sessions(world.sessions.recent(account))


def test_the_newest_finished_sessions_are_kept_and_the_money_of_all(world, clock):
    start = world.sessions.balance(world.account)
    with world.transaction():
        price = world.fleet.prices(world.offers("vpn")[0]).traffic
    charge = traffic_price_per_hour(price) * 40 // 3600  # for a minute without 20 s of provisioning
    use(world, clock, world.transaction, MAX_FINISHED_SESSIONS + 50)
    recent = world.sessions.recent(world.account)
    assert len(recent) == MAX_FINISHED_SESSIONS
    assert [session.number for session in recent] == list(range(2 * (MAX_FINISHED_SESSIONS + 49), 98, -2))
    assert world.sessions.balance(world.account) == start - (MAX_FINISHED_SESSIONS + 50) * charge


@pytest.mark.slow
def test_memory_is_flat_over_thousands_of_sessions(world, clock):
    use(world, clock, world.transaction, 2 * MAX_FINISHED_SESSIONS)
    tracemalloc.start()
    try:
        use(world, clock, world.transaction, 1500)
        gc.collect()
        first, _ = tracemalloc.get_traced_memory()
        use(world, clock, world.transaction, 1500)
        gc.collect()
        second, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert second - first < 500_000  # 3,000 sessions that nobody forgets are 3 MB


def test_the_state_file_keeps_what_the_world_does(world, clock, tmp_path):
    memory = WorldStore(world, tmp_path / "state.db")
    memory.open()
    use(world, clock, memory.transaction, MAX_FINISHED_SESSIONS + 100)
    balances = [world.sessions.balance(account) for account in world.accounts.values()]
    memory.close()
    assert (tmp_path / "state.db").stat().st_size < 3_000_000

    later = World(SimulatedClock(clock, 1.0), seed=1, balance=1, ready_after=20.0, create_as="array")
    reopened = WorldStore(later, tmp_path / "state.db")
    reopened.open()
    assert [later.sessions.balance(account) for account in later.accounts.values()] == balances
    for mine, theirs in zip(later.accounts.values(), world.accounts.values(), strict=True):
        before = listings.finished_sessions(world.sessions.recent(theirs))
        assert listings.finished_sessions(later.sessions.recent(mine)) == before
    reopened.close()
