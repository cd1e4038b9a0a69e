"""Saves the state of a world in a file and restores it: everything that does not follow from the seed, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from octaspace_sdk.simulator.network.entities import Prices
from octaspace_sdk.simulator.persistence.sqlite_store import Key, SqliteStore, StateError
from octaspace_sdk.simulator.world.fleet import NodeState
from octaspace_sdk.simulator.world.session import Session
from octaspace_sdk.simulator.world.world import World

WORLD = ("world", "")


class WorldStore:
    """Keeps a world in a file, which other simulators may have open too.

    Each transaction first loads what other simulators have saved since the last one, and saves its own changes at the
    end. If it fails, nothing is saved, and the next transaction reloads everything.
    """

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._path = path
        self._users = 0

    @property
    def is_open(self) -> bool:
        """Whether changes are saved."""
        return self._users > 0

    def open(self) -> None:
        """Load the file, or create it; the second of several users finds it open.

        Raises:
            StateError: The file cannot be used.
        """
        with self._world.lock:
            if not self._users:
                self._open_file()
            self._users += 1

    def _open_file(self) -> None:
        self._store = SqliteStore(self._path)
        try:
            with self._world.lock, self._store.transaction():
                if saved := self._store.changes_since(0):
                    self._load(saved, reload=True)
                    self._world.clock.resume(saved[WORLD]["clock"])
                else:
                    accounts = {("account", str(uid)) for uid in self._world.accounts}
                    self._store.write(snapshot(self._world, accounts))
        except BaseException:
            self._store.close()
            raise
        self._in_sync = True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block with exclusive access to the world and the file; see `World.transaction`.

        Raises:
            StateError: The changes could not be saved.
        """
        with self._world.lock, self._store.transaction():
            reload, self._in_sync = not self._in_sync, False
            changes = self._store.changes_since(0 if reload else self._store.revision)
            self._load(changes, reload=reload)
            with self._world.transaction(changes.get(WORLD, {}).get("clock", 0)):
                yield
                self._store.write(snapshot(self._world, self._world.changed))
        self._in_sync = True

    def close(self) -> None:
        """Save the simulated time, for the next simulator to resume from, and close the file; the last user does."""
        with self._world.lock:
            try:
                if self._users == 1:
                    with self.transaction():
                        pass
            finally:
                self._users -= 1
                if not self._users:
                    self._store.close()

    def _load(self, values: dict[Key, Any], *, reload: bool) -> None:
        try:
            if reload:
                if (seed := values[WORLD]["seed"]) != self._world.seed:
                    raise StateError(f"{self._path} was made with seed {seed}, not {self._world.seed}")
                self._world.clear()
            restore(self._world, values)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise StateError(f"{self._path} does not fit this version of the simulator: {error!r}") from error


def snapshot(world: World, changed: set[Key]) -> dict[Key, Any]:
    """Return the values of the `changed` entities (None if deleted), and of the world, which changes every time."""
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
            state = world.fleet.state(world.network.nodes[int(name)])
            values[kind, name] = {"prices": attrs.astuple(state.prices), "online_at": state.online_at}
    return values


def restore(world: World, values: dict[Key, Any]) -> None:
    """Set the entities in `values` to them."""
    sessions = []
    for (kind, name), value in values.items():
        if kind == "session":
            links = {
                "account": world.accounts[value["account"]],
                "node": world.network.nodes[value["node"]],
                "app": world.network.apps[value["app"]] if value["app"] else None,
                "ports": tuple(value["ports"]),
                "http_ports": tuple(value["http_ports"]),
            }
            sessions.append(Session(**value | links))
        elif kind == "account":
            account = world.accounts[int(name)]
            account.wallet = value["wallet"]
            world.sessions.ledgers[account.uid].credit = value["credit"]
        elif kind == "node":
            world.fleet.put(world.network.nodes[int(name)], NodeState(Prices(*value["prices"]), value["online_at"]))
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
