"""At the end of the server what it has started is stopped, unless it is kept; what may run nevertheless is said."""

from __future__ import annotations

from decimal import Decimal

import anyio
import pytest

from octaspace_sdk.simulator import faults

pytestmark = pytest.mark.anyio

LIMIT = {"spending_limit": Decimal(2)}


async def test_rentals_are_stopped_at_the_end(connect, machines, running):
    async with connect(**LIMIT) as assistant:
        uuids = [(await assistant.confirmed("services_mr_create", **machine))["uuid"] for machine in machines]
        assert sorted(running()) == sorted(uuids)
    assert running() == []
    assert len(assistant.said_at_the_end) == 3
    assert all(line.endswith("per hour) was stopped") for line in assistant.said_at_the_end)


async def test_kept_rental_runs_on_and_that_is_said(connect, machine, running):
    async with connect(**LIMIT) as assistant:
        uuid = (await assistant.confirmed("services_mr_create", **machine, keep=True))["uuid"]
    assert running() == [uuid]
    [line] = assistant.said_at_the_end
    assert line.startswith(f"session {uuid} (Rent a machine on node {machine['node_id']}, $")
    assert line.endswith("per hour) runs on, as was asked for")


async def test_session_that_cannot_be_stopped_is_named(connect, machine, simulator, running):
    async with connect(**LIMIT) as assistant:
        uuid = (await assistant.confirmed("services_mr_create", **machine))["uuid"]
        simulator.inject(faults.ErrorStatus(500), operation="services.session.stop")
    [line] = assistant.said_at_the_end
    assert line.startswith(f"session {uuid} ")
    assert "could not be stopped, and may still run" in line


async def test_lost_answer_is_looked_up_and_its_session_stopped(connect, machine, simulator, running):
    async with connect(**LIMIT) as assistant:
        token = (await assistant.call("services_mr_create", **machine))["confirmation"]
        lost = faults.ConnectionReset(after_processing=True)
        with simulator.inject(lost, operation="services.mr.create", times=1):
            said = await assistant.refused("services_mr_create", **machine, confirmation=token)
        assert "it had started session" in said
        assert "which is stopped" in said
        assert running() == []


async def test_unknown_outcome_names_the_possible_session_and_counts(connect, machines, price, simulator, running):
    async with connect(spending_limit=price) as assistant:
        token = (await assistant.call("services_mr_create", **machines[0]))["confirmation"]
        simulator.inject(faults.ErrorStatus(500), operation="sessions.list", times=1)  # what ran before is not known
        lost = faults.ConnectionReset(after_processing=True)
        with simulator.inject(lost, operation="services.mr.create", times=1):
            said = await assistant.refused("services_mr_create", **machines[0], confirmation=token)
        [uuid] = running()
        assert f"it may have started session {uuid} on node {machines[0]['node_id']}" in said
        assert "is too much" in await assistant.refused("services_mr_create", **machines[1])
    [line] = assistant.said_at_the_end
    assert line.startswith(f"session {uuid} ")
    assert line.endswith("it is not certain that it was started, and it was not stopped")


async def test_cancelled_call_leaves_nothing_running(connect, machine, simulator, running):
    async with connect(**LIMIT) as assistant:
        token = (await assistant.call("services_mr_create", **machine))["confirmation"]
        simulator.inject(faults.Latency(0.2), operation="services.mr.create")
        with anyio.move_on_after(0.05):
            await assistant.call("services_mr_create", **machine, confirmation=token)
    assert running() == []


async def test_server_that_only_reads_has_nothing_to_say(connect):
    async with connect() as assistant:
        await assistant.call("network_info")
    assert assistant.said_at_the_end == []
