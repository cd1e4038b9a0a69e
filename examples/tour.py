"""A tour of the SDK on a local simulator: rents the cheapest GPU machine, twice, and pays with play money.

Run it with `make demo`. With OCTA_BASE_URLS set it tours that server instead, with the key in OCTA_API_KEY; on the
real API this spends real money.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

from octaspace_api.models import Account, MachineRental, NetworkInfo, Session, SessionInfo, SessionLogs
from octaspace_sdk import AsyncOctaSpace, OctaSpace, format_octa, format_usd

IMAGE = "nvidia/cuda:12.4.1-base-ubuntu22.04"


def tour(client: OctaSpace) -> None:
    show_welcome(client.network.info(), client.accounts.profile())
    machine = show_offer(client.services.mr.search(min_gpus=1))
    # Leaving the block stops the machine, whatever happens in it.
    with client.services.mr.rented(
        machine,
        disk_size=20,
        image=IMAGE,
        ports=[22],
        poll_interval=0.2,
        on_progress=Progress(),
        score=5,
    ) as session:
        show_access(session.details)
        show_logs(session.logs())
    show_bill(session.uuid, client.sessions.list(recent=True), client.accounts.balance())


async def async_tour(client: AsyncOctaSpace) -> None:
    # The reads do not depend on each other, so they go out together.
    info, account, machines = await asyncio.gather(
        client.network.info(), client.accounts.profile(), client.services.mr.search(min_gpus=1)
    )
    show_welcome(info, account)
    machine = show_offer(machines)
    async with client.services.mr.rented(
        machine,
        disk_size=20,
        image=IMAGE,
        ports=[22],
        poll_interval=0.2,
        on_progress=Progress(),
        score=5,
    ) as session:
        show_access(session.details)
        show_logs(await session.logs())
    show_bill(session.uuid, await client.sessions.list(recent=True), await client.accounts.balance())


def show_offer(machines: list[MachineRental]) -> MachineRental:
    machine = machines[0]
    print(f"  {len(machines)} machines with a GPU; the cheapest is")
    print(f"  node {machine.node_id} in {machine.place}: {machine.gpu_count} x {machine.gpu_model}")
    print(f"  {format_usd(machine.price_per_hour)} per hour, {machine.download_mbps:.0f} Mbit/s down")
    return machine


def show_welcome(info: NetworkInfo, account: Account) -> None:
    nodes = info.nodes
    if nodes is not None:
        print(f"  the network has {nodes.count} nodes, {nodes.online} of them online")
    print(f"  you are {account.email} and own {format_octa(account.balance)}")


class Progress:
    """One line that grows: a word for each step, a dot for each further look."""

    def __init__(self) -> None:
        self._word = " "

    def __call__(self, info: SessionInfo) -> None:
        word = "ready" if info.is_ready else str(info.progress)
        print("." if word == self._word else f"  {word} ", end="\n" if info.is_ready else "", flush=True)
        self._word = word


def show_access(info: SessionInfo) -> None:
    print(f"  {info.ssh_command()}")
    print(f"  or, behind a firewall: {info.ssh_command(proxy=True)}")


def show_logs(logs: SessionLogs) -> None:
    for line in (logs.system or [])[-3:]:
        print(f"  log {line.ts_utc:%H:%M:%S} {line.msg.strip()}")


def show_bill(uuid: str, finished: list[Session], balance: int) -> None:
    session = next(session for session in finished if session.uuid == uuid)
    print(f"  stopped after {session.duration} s; it cost {format_octa(session.charge_amount)}")
    print(f"  {format_octa(balance)} are left")


@contextmanager
def server() -> Iterator[None]:
    """The server that the environment names, or else a simulator of our own for the time of the tour."""
    if os.environ.get("OCTA_BASE_URLS"):
        yield
        return
    from octaspace_sdk.simulator import Simulator

    with Simulator(speed=15.0) as simulator:
        os.environ.update(OCTA_BASE_URLS=simulator.url, OCTA_API_KEY=simulator.api_key)
        yield


async def run_async_tour() -> None:
    async with AsyncOctaSpace(max_retries=5) as client:
        await async_tour(client)


def main() -> None:
    with server():
        print("The sync client")
        with OctaSpace(max_retries=5) as client:
            tour(client)
        print("The async client")
        asyncio.run(run_async_tour())


if __name__ == "__main__":
    main()
