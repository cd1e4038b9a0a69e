"""What a world knows and its seed does not say, as JSON values in a state file and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from octaspace_sdk.simulator.network.entities import Prices
from octaspace_sdk.simulator.persistence.sqlite_store import Key, StateError, Store
from octaspace_sdk.simulator.world.fleet import Condition
from octaspace_sdk.simulator.world.session import Session
from octaspace_sdk.simulator.world.world import World

WORLD = ("world", "")


class Memory:
    """Keeps a world in a file, together with the other simulators that have the same file open.

    Every turn is a transaction: it begins with what the others did meanwhile, and when it is over, what it changed is
    in the file; or nothing is, and the next turn begins with all that the file says.
    """

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._path = path
        self._users = 0

    @property
    def is_open(self) -> bool:
        """Whether what happens is kept."""
        return self._users > 0

    def open(self) -> None:
        """Take over what the file says, or begin it; StateError if it cannot be used."""
        with self._world.lock:
            if not self._users:
                self._begin()
            self._users += 1

    def _begin(self) -> None:
        self._store = Store(self._path)
        try:
            with self._world.lock, self._store.transaction():
                saved = self._store.news(everything=True)
                if saved:
                    self._take_over(saved, everything=True)
                    self._world.clock.resume(saved[WORLD]["clock"])
                else:
                    accounts = {("account", str(uid)) for uid in self._world.accounts}
                    self._store.write(snapshot(self._world, accounts))
        except BaseException:
            self._store.close()
            raise
        self._in_step = True

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Have the world and the file to oneself; see `World.turn`. StateError if it could not be saved."""
        with self._world.lock, self._store.transaction():
            everything, self._in_step = not self._in_step, False
            news = self._store.news(everything=everything)
            self._take_over(news, everything=everything)
            with self._world.turn(news.get(WORLD, {}).get("clock", 0)):
                yield
                self._store.write(snapshot(self._world, self._world.changed))
        self._in_step = True

    def close(self) -> None:
        """Save the time, which goes on from here, and let go of the file; the last of several users does."""
        with self._world.lock:
            try:
                if self._users == 1:
                    with self.turn():
                        pass
            finally:
                self._users -= 1
                if not self._users:
                    self._store.close()

    def _take_over(self, values: dict[Key, Any], *, everything: bool) -> None:
        try:
            if everything:
                if (seed := values[WORLD]["seed"]) != self._world.seed:
                    raise StateError(f"{self._path} was made with seed {seed}, not {self._world.seed}")
                self._world.clear()
            restore(self._world, values)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise StateError(f"{self._path} does not fit this version of the simulator: {error!r}") from error


def snapshot(world: World, changed: set[Key]) -> dict[Key, Any]:
    """Return the present values of what `changed`, and of what changes with every turn; None for what is forgotten."""
    values: dict[Key, Any] = {
        WORLD: {
            "seed": world.seed,
            "clock": world.clock.now_ms(),
            "sessions": world.sessions.count,
            "wallets": world.wallet_count,
        }
    }
    for kind, name in changed:
        if kind == "session":
            session = world.sessions.get(name)
            values[kind, name] = _session_values(session) if session else None
        elif kind == "account":
            account = world.accounts[int(name)]
            values[kind, name] = {"wallet": account.wallet, "credit": world.sessions.ledgers[account.uid].credit}
        else:
            condition = world.fleet.condition(world.market.nodes[int(name)])
            values[kind, name] = {"prices": list(condition.prices), "back_at": condition.back_at}
    return values


def restore(world: World, values: dict[Key, Any]) -> None:
    """Have what `values` are about be as they say."""
    sessions = []
    for (kind, name), value in values.items():
        if kind == "session":
            links = {
                "account": world.accounts[value["account"]],
                "node": world.market.nodes[value["node"]],
                "app": world.market.apps[value["app"]] if value["app"] else None,
                "ports": tuple(value["ports"]),
                "http_ports": tuple(value["http_ports"]),
            }
            sessions.append(Session(**value | links))
        elif kind == "account":
            account = world.accounts[int(name)]
            account.wallet = value["wallet"]
            world.sessions.ledgers[account.uid].credit = value["credit"]
        elif kind == "node":
            condition = Condition(Prices(*value["prices"]), value["back_at"])
            world.fleet.put(world.market.nodes[int(name)], condition)
        else:
            world.sessions.count, world.wallet_count = value["sessions"], value["wallets"]
    for session in sorted(sessions, key=lambda session: (session.finished_at or 0, session.number)):
        world.sessions.put(session)


def _session_values(session: Session) -> dict[str, Any]:
    links = {
        "account": session.account.uid,
        "node": session.node.id,
        "app": session.app.uuid if session.app else None,
        "envs": dict(session.envs),
        "ports": list(session.ports),
        "http_ports": list(session.http_ports),
    }
    return attrs.asdict(session, recurse=False) | links
