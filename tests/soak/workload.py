"""What the clients of the soak do, and what becomes of it; the same for threads and for tasks."""

from __future__ import annotations

import itertools
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import attrs
from tests.support.clients import done

from octaspace_sdk import APIError, NetworkError, OctaSpaceError, ProvisionRejectedError

Operation = Callable[["Worker"], Coroutine[Any, Any, None]]


@attrs.define
class Tally:
    """What became of all calls. Its counters are only ever added to by one call at a time, of one bytecode each."""

    results: dict[str, Counter[str]] = attrs.field(factory=dict)
    untyped: list[str] = attrs.field(factory=list)
    """What should never come out of a client."""
    unknown: dict[str, str] = attrs.field(factory=dict)
    """By the mark of a rental: what its error said, when that was that a machine may run."""

    def add(self, operation: str, result: str) -> None:
        self.results.setdefault(operation, Counter())[result] += 1


@attrs.define
class Worker:
    """One thread or task, with machines and nodes that no other uses."""

    client: Any
    name: str
    machine: int
    node: int
    tally: Tally
    chance: random.Random
    numbers: Any = attrs.field(factory=itertools.count, init=False)

    async def step(self) -> None:
        """Performs one operation."""
        operation = self.chance.choices(list(OPERATIONS), [weight for _, weight in OPERATIONS.values()])[0]
        try:
            await OPERATIONS[operation][0](self)
            self.tally.add(operation, "succeeded")
        except BaseExceptionGroup as error:
            self.tally.add(operation, "not stopped, and said so")
            self.tally.untyped += [repr(one) for one in error.exceptions if not isinstance(one, OctaSpaceError)]
        except ProvisionRejectedError:
            self.tally.add(operation, "refused")
        except APIError as error:
            self.tally.add(operation, "error status" if error.status_code >= 500 else "refused")
        except NetworkError as error:
            self.tally.add(operation, "outcome unknown" if error.may_have_been_processed else "not sent")
        except OctaSpaceError as error:
            self.tally.add(operation, type(error).__name__)
        except Exception as error:
            self.tally.untyped.append(f"{operation}: {error!r}")

    def mark(self) -> str:
        return f"{self.name}-{next(self.numbers)}"


def reading(read: Callable[[Any], Any]) -> Operation:
    async def perform(worker: Worker) -> None:
        await done(read(worker.client))

    return perform


async def rent(worker: Worker) -> None:
    """Rents a machine and uses it, in one of the ways in which a block may end."""
    mark = worker.mark()
    block = worker.client.services.mr.rented(
        node_id=worker.machine,
        disk_size=10,
        image="ubuntu:24.04",
        envs={"SOAK": mark},
        poll_interval=0.02,
        on_unknown="stop",
        handle_signals=False,
    )
    try:
        if hasattr(block, "__aenter__"):
            async with block as session:
                await done(session.info())
        else:
            with block as session:
                session.info()
    except BaseException as error:
        said = " ".join([str(error), *getattr(error, "__notes__", ())])
        if any(words in said for words in ("may have", "may still run", "could not be stopped")):
            worker.tally.unknown[mark] = said
        raise


async def set_price(worker: Worker) -> None:
    """Sets a price that nobody has set before: it can be counted where it arrives."""
    price = 1_000_000 * (1 + int(worker.name)) + next(worker.numbers)
    await done(worker.client.nodes.update_prices(worker.node, {"base": price}))


async def download(worker: Worker) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "ident"
        await done(worker.client.nodes.download_ident(worker.node, to=target))
        assert target.stat().st_size > 0


OPERATIONS: dict[str, tuple[Operation, int]] = {
    "accounts.profile": (reading(lambda client: client.accounts.profile()), 4),
    "accounts.balance": (reading(lambda client: client.accounts.balance()), 4),
    "nodes.list": (reading(lambda client: client.nodes.list()), 4),
    "sessions.list": (reading(lambda client: client.sessions.list()), 4),
    "services.mr.list": (reading(lambda client: client.services.mr.list()), 2),
    "apps.list": (reading(lambda client: client.apps.list()), 2),
    "network.info": (reading(lambda client: client.network.info()), 2),
    "nodes.download_ident": (download, 2),
    "nodes.update_prices": (set_price, 6),
    "services.mr.rented": (rent, 12),
}
