"""What a machine is offered for is what an hour of it is charged, in whichever currency its price is set."""

from __future__ import annotations

from decimal import Decimal

import pytest

from octaspace_sdk import OctaSpace, ProvisionRejectedError
from octaspace_sdk.simulator import Simulator

HOUR = 3600


def close(found: Decimal, expected: Decimal) -> bool:
    return abs(found - expected) <= expected / 10**9


@pytest.fixture
def client(clock):
    with (
        Simulator(clock=clock, speed=1.0, balance=10**24, ready_after=0.0) as simulator,
        OctaSpace(simulator.api_key, base_url=simulator.url) as client,
    ):
        yield client


@pytest.mark.parametrize("service", ["mr", "render"])
def test_the_price_of_every_machine_is_what_an_hour_of_it_is_charged(client, clock, service):
    resource = getattr(client.services, service)
    machines = {machine.node_id: machine for machine in resource.list()}
    assert sum(machine.base_usd == 0 for machine in machines.values()) > len(machines) / 2
    rented = {}
    for node_id in machines:
        arguments = {"image": "ubuntu:24.04"} if service == "mr" else {}
        try:
            rented[resource.create(node_id=node_id, disk_size=1, **arguments).uuid] = node_id
        except ProvisionRejectedError:
            continue
    clock.advance(HOUR)
    running = {session.uuid: session for session in client.sessions.list()}
    for uuid in running:
        client.services.session(uuid).stop()
    finished = {session.uuid: session for session in client.sessions.list(recent=True)}
    rate = client.network.info().market_price
    compared = 0
    for uuid, session in running.items():
        machine, seconds = machines[rented[uuid]], Decimal(session.duration)
        assert machine.price_per_hour > 0
        assert close(session.charge_amount_usd, machine.price_per_hour * seconds / HOUR)
        assert close(finished[uuid].usd(rate), machine.price_per_hour * seconds / HOUR)
        assert abs(session.price_per_hour - machine.price_per_hour) < Decimal("0.0001")
        assert abs(machine.base_usd_per_hour - machine.price_per_hour) < Decimal("0.0001")
        compared += 1
    assert compared > len(machines) * 0.9
