"""What a spawned process runs: it can only import by name."""

from __future__ import annotations

from multiprocessing.connection import Connection

from octaspace_sdk import OctaSpace


def balance(client: OctaSpace, connection: Connection) -> None:
    with client:
        connection.send(client.accounts.balance())
