"""The simulator as its users see it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Self

from starlette.routing import Router

from octaspace_sdk.simulator.contract.validation import load_contract
from octaspace_sdk.simulator.control_api import control_route
from octaspace_sdk.simulator.faults.injections import Injection, Injections, Terms
from octaspace_sdk.simulator.faults.scenarios import ScenarioFunction
from octaspace_sdk.simulator.gateway import Gateway
from octaspace_sdk.simulator.http.request_log import RecordedRequest, Recorder
from octaspace_sdk.simulator.http.server import GRACE, ServerThread
from octaspace_sdk.simulator.network.entities import Node
from octaspace_sdk.simulator.persistence.world_state import Memory
from octaspace_sdk.simulator.virtual_time import skipping
from octaspace_sdk.simulator.world.clock import SimulatedClock
from octaspace_sdk.simulator.world.leaks import leak_message
from octaspace_sdk.simulator.world.world import CreateAs, World
from octaspace_sdk.support.clock import Clock

DEFAULT_BALANCE = 5_271_428_028_938_060_847_852


class Simulator:
    """A stateful stand-in for the OctaSpace API on a local port, for tests and for trying things out.

    Use it as a context manager, or call `start` and `close`. What it knows outlives `close`: started again, it goes on
    on the same port. The same seed gives the same accounts, keys, nodes, prices and session ids.

    Args:
        seed: Which network to make.
        speed: Simulated seconds per second of `clock`.
        host: Address to listen on.
        port: Port to listen on, 0 for a free one.
        clock: Where time comes from, in seconds. It need not be the time of day: simulated time has its own beginning.
        ready_after: Simulated seconds from creating a session until it can be used.
        create_as: Whether renting a machine answers with a list of one session or with the session alone.
        balance: What the default account owns at first, in Wei. Its sessions are stopped at the moment it is used up.
        fail_provisioning: The probability that setting up a new session fails, 0 to 1; which ones, the seed decides.
            What failed costs nothing.
        spec: The description to check every request and answer against, by default the one of `octaspace_api`.
        state: A file that keeps what the simulator knows, made if there is none: with it another process goes on where
            this one ended, if it was killed too. Simulated time stands still in between. `balance` counts for a new
            file only. Several simulators, in one process or in many, may have the same file open, as two hosts of
            one API. `start` raises StateError for a file that it cannot use, above all one of another seed.
        share: Another simulator whose network this one serves as well, at a port, with scenarios and with records of
            its own: a second host of the same API. The options about the network and its time are then the other's.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        speed: float = 60.0,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], float] = time.monotonic,
        ready_after: float = 20.0,
        create_as: CreateAs = "array",
        balance: int = DEFAULT_BALANCE,
        fail_provisioning: float = 0.0,
        spec: Path | None = None,
        state: Path | str | None = None,
        share: Simulator | None = None,
    ) -> None:
        self._world: World
        self._memory: Memory | None
        if share is not None:
            self._world, self._memory = share._world, share._memory
        else:
            simulated = SimulatedClock(clock, speed)
            self._world = World(simulated, seed=seed, balance=balance, ready_after=ready_after, create_as=create_as)
            self._memory = Memory(self._world, Path(state).absolute()) if state is not None else None
            self.fail_provisioning = fail_provisioning
        contract = load_contract(spec)
        self._recorder = Recorder()
        self._injections = Injections({operation.id for operation in contract.operations}, self._apply_host_state)
        gateway = Gateway(self._world, contract, self._recorder, self._injections, self._turn)
        self._app = Router([control_route(self), *gateway.routes()])
        self._host = host
        self._port = port
        self._lock = RLock()
        self._server: ServerThread | None = None

    def start(self) -> None:
        """Begin to serve; on return the simulator is accepting connections. OSError if the port is taken."""
        with self._lock:
            if self._server is not None:
                return
            with ExitStack() as parts:
                if self._memory is not None:
                    self._memory.open()
                    parts.callback(self._memory.close)
                self._server = ServerThread(self._app, self._host, self._port)
                self._port = self._server.port
                parts.pop_all()
            self._apply_host_state()

    def close(self, grace: float | None = GRACE) -> None:
        """Stop serving and end all scenarios; on return the port is free and the thread gone.

        Closing twice is allowed.

        Args:
            grace: Seconds that the requests under way are given to finish, None for all that they need.
        """
        with self._lock:
            if self._server is None:
                return
            self._injections.clear()
            server, self._server = self._server, None
        try:
            server.stop(grace)
        finally:
            if self._memory is not None:
                self._memory.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The base URL, known once the simulator was started."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def api_key(self) -> str:
        """The key of the default account, which owns some nodes."""
        return self._world.account.api_key

    @property
    def other_api_key(self) -> str:
        """The key of a second account with nodes and sessions of its own, whose balance arrives in quotes."""
        return self._world.other_account.api_key

    @property
    def fail_provisioning(self) -> float:
        """The probability that setting up a session fails, 0 to 1; may be set, for sessions that begin later."""
        return self._world.sessions.fail_provisioning

    @fail_provisioning.setter
    def fail_provisioning(self, probability: float) -> None:
        if not 0 <= probability <= 1:
            raise ValueError(f"fail_provisioning must be from 0 to 1, not {probability!r}")
        self._world.sessions.fail_provisioning = probability

    def top_up(self, amount: int, api_key: str | None = None) -> None:
        """Pay money into an account.

        Args:
            amount: Wei, at least 0.
            api_key: Whose, by default that of the default account.

        Raises:
            ValueError: The amount is negative, or nobody has the key.
        """
        account = self._world.account if api_key is None else self._world.account_of(api_key)
        if account is None:
            raise ValueError("no account has this API key")
        if amount < 0:
            raise ValueError(f"amount must be at least 0 Wei, not {amount!r}")
        with self._turn():
            self._world.sessions.top_up(account, amount)

    def take_offline(self, node_id: int) -> None:
        """Have a node be away until `bring_online`, which ends what runs on it. ValueError if there is no such node."""
        with self._turn():
            self._world.take_offline(self._node(node_id))

    def bring_online(self, node_id: int) -> None:
        """Have a node that is away, for whatever reason, be back. ValueError if there is no such node."""
        with self._turn():
            self._world.bring_online(self._node(node_id))

    def _node(self, node_id: int) -> Node:
        node = self._world.market.nodes.get(node_id)
        if node is None:
            raise ValueError(f"there is no node {node_id!r}")
        return node

    @property
    def idle_jobs(self) -> list[tuple[int, int]]:
        """The node id and job id of the idle jobs: first the one that ended, then the one that is running."""
        return list(self._world.idle_jobs)

    @property
    def requests(self) -> list[RecordedRequest]:
        """What was asked so far, oldest first, the last 5,000: a list that later requests leave alone."""
        return self._recorder.requests()

    def clear_requests(self) -> None:
        """Forget what was asked so far."""
        self._recorder.clear()

    def inject(
        self,
        scenario: ScenarioFunction,
        *,
        operation: str | None = None,
        method: str | None = None,
        path: str | None = None,
        times: int | None = None,
        lasting: float | None = None,
    ) -> Injection:
        """Have something go wrong from now on: see `octaspace_sdk.simulator.faults.scenarios` for what there is.

        Args:
            scenario: A `Scenario`, or any function that is called as one is.
            operation: Only for this operation of openapi.yaml, such as "services.mr.create"; * stands for any text.
            method: Only for this HTTP method.
            path: Only for this path; * and {name} stand for any text.
            times: Only for so many requests, at least 1.
            lasting: Only for so many seconds of real time, above 0.

        Returns:
            Injection: A handle with `remove` and `hits`, and a context manager that removes it.

        Raises:
            ValueError: It could never apply.
        """
        terms = Terms(operation=operation, method=method, path=path, times=times, lasting=lasting)
        return self._injections.add(scenario, terms)

    @property
    def injections(self) -> list[Injection]:
        """The scenarios in force, in the order they are applied."""
        return list(self._injections)

    def advance(self, seconds: float) -> None:
        """Have simulated time pass at once: sessions become ready and are charged for it.

        Args:
            seconds: How much, at least 0.
        """
        if not 0 <= seconds < 10**10:
            raise ValueError(f"seconds must be a number of at least 0, not {seconds!r}")
        with self._world.lock:
            self._world.clock.advance(seconds)

    @property
    def now(self) -> datetime:
        """The simulated time."""
        return datetime.fromtimestamp(self._world.clock.now_ms() / 1000, UTC)

    def assert_no_leaks(self) -> None:
        """Raise AssertionError, naming them and what they cost, if sessions of any account are still running."""
        if leak := self.leak():
            raise AssertionError(leak)

    def leak(self) -> str | None:
        """Return which sessions are still running and what they cost, None if there are none."""
        with self._turn():
            return leak_message(self._world)

    def timing(self) -> Clock:
        """Return a time for clients in which waiting takes none: it moves simulated time on instead."""
        return skipping(self.advance)

    def _turn(self) -> AbstractContextManager[None]:
        """Have the world to oneself; what changes is kept while the file is open."""
        memory = self._memory
        return memory.turn() if memory is not None and memory.is_open else self._world.turn()

    def _apply_host_state(self) -> None:
        with self._lock:
            if self._server is None:
                return
            if self._injections.host_is_down:
                self._server.down()
            else:
                self._server.up()
