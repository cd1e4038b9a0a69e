"""What a world knows and its seed does not say, as JSON values in a state file and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs

from octaspace_sdk.simulator.sessions import Session
from octaspace_sdk.simulator.store import StateError, Store, Values
from octaspace_sdk.simulator.world import World


class Memory:
    """Keeps a world in a file: from `open`, which goes on where the file ends, to `close`."""

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._path = path
        self._users = 0

    def open(self) -> None:
        """Take over what the file says, or begin it; StateError if it cannot be used."""
        with self._world.lock:
            if self._users == 0:
                self._begin()
            self._users += 1

    def _begin(self) -> None:
        self._store = Store(self._path)
        try:
            if self._store.values:
                self._restore()
            self.save()
        except BaseException:
            self._store.close()
            raise

    def save(self) -> None:
        """Have everything as it is now outlive this process."""
        self._store.save(snapshot(self._world, self._store.values))

    def close(self) -> None:
        """Save the time, which goes on from here, and let go of the file; the last of several users does."""
        with self._world.lock:
            self._users -= 1
            if self._users:
                return
            try:
                self.save()
            finally:
                self._store.close()

    def _restore(self) -> None:
        try:
            if (seed := self._store.values["world", "seed"]) != self._world.seed:
                raise StateError(f"{self._path} was made with seed {seed}, not {self._world.seed}")
            restore(self._world, self._store.values)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise StateError(f"{self._path} does not fit this version of the simulator: {error!r}") from error


def snapshot(world: World, saved: Values) -> Values:
    """Return what can have changed since `saved`: not the market, and no session that is saved as finished."""
    version, numbers, gauss = world.random.getstate()
    return {
        ("world", "seed"): world.seed,
        ("world", "clock"): world.clock.now_ms(),
        ("world", "random"): [version, list(numbers), gauss],
        **{
            ("account", str(account.uid)): {"wallet": account.wallet, "start_balance": account.start_balance}
            for account in world.accounts
        },
        **{
            ("node", str(node.id)): {"prices": dict(node.prices), "booted_at": node.booted_at}
            for node in world.market.nodes.values()
        },
        **{
            ("session", session.uuid): _session_values(session)
            for session in world.sessions
            if not saved.get(("session", session.uuid), {}).get("finished_at")
        },
    }


def restore(world: World, values: Values) -> None:
    """Put `world` where it was when `values` were taken; its time goes on from there."""
    accounts = {account.uid: account for account in world.accounts}
    sessions = []
    for (kind, name), value in values.items():
        if kind == "session":
            links = {
                "account": accounts[value["account"]],
                "node": world.market.nodes[value["node"]],
                "app": world.market.apps[value["app"]] if value["app"] else None,
                "ports": tuple(value["ports"]),
                "http_ports": tuple(value["http_ports"]),
            }
            sessions.append(Session(**value | links))
        elif kind == "account":
            account = accounts[int(name)]
            account.wallet, account.start_balance = value["wallet"], value["start_balance"]
        elif kind == "node":
            node = world.market.nodes[int(name)]
            node.prices, node.booted_at = dict(value["prices"]), value["booted_at"]
    world.sessions.restore(sessions)
    version, numbers, gauss = values["world", "random"]
    world.random.setstate((version, tuple(numbers), gauss))
    world.clock.resume(values["world", "clock"])


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
