"""Asks for several things at once, with the async client."""

import asyncio

from octaspace_sdk import AsyncOctaSpace, format_octa


async def main() -> None:
    async with AsyncOctaSpace() as client:
        account, sessions, machines = await asyncio.gather(
            client.accounts.profile(), client.sessions.list(), client.services.mr.search(gpus=8)
        )
        print(account.email, "has", format_octa(account.balance), "and", len(sessions), "sessions")
        print(len(machines), "machines have 8 GPUs")


asyncio.run(main())
