"""Rents two machines at the same time with the async client, and stops both whatever happens."""

import asyncio

from octaspace_api.models import MachineRental
from octaspace_sdk import AsyncOctaSpace


async def work(client: AsyncOctaSpace, machine: MachineRental) -> None:
    async with client.services.mr.rented(machine, image="ubuntu:24.04", disk_size=10) as session:
        print("node", session.node_id, "at", session.ssh_command())


async def main() -> None:
    async with AsyncOctaSpace() as client:
        machines = await client.services.mr.search(min_gpus=1, min_reliability=95, limit=2)
        async with asyncio.TaskGroup() as group:
            for machine in machines:
                group.create_task(work(client, machine))


asyncio.run(main())
