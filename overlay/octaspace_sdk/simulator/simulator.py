"""The simulator: a local HTTP server that behaves like the OctaSpace API."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Self, get_args

from starlette.routing import Router

from octaspace_sdk.simulator.contract.validation import load_contract
from octaspace_sdk.simulator.control_api import ControlAPI
from octaspace_sdk.simulator.faults.fault import FaultFunction
from octaspace_sdk.simulator.faults.injections import Injection, Injections, RequestMatcher
from octaspace_sdk.simulator.http.request_log import RecordedRequest, RequestLog
from octaspace_sdk.simulator.http.server import GRACE, ServerThread
from octaspace_sdk.simulator.network.entities import Node
from octaspace_sdk.simulator.persistence.world_store import WorldStore
from octaspace_sdk.simulator.request_pipeline import RequestPipeline
from octaspace_sdk.simulator.virtual_time import make_virtual_clock
from octaspace_sdk.simulator.world.clock import SimulatedClock
from octaspace_sdk.simulator.world.leaks import leak_report
from octaspace_sdk.simulator.world.world import CreateAs, World
from octaspace_sdk.support.clock import Clock

DEFAULT_BALANCE = 5_271_428_028_938_060_847_852
MAX_SECONDS = 10**10  # of simulated time to skip or wait for at once: 317 years


class Simulator:
    """A stateful local server with the API of OctaSpace, for tests and development.

    Use it as a context manager, or call `start` and `close`. State and port survive `close`: a simulator that is
    started again resumes on the same port. The same seed gives the same accounts, keys, nodes, prices and session ids.

    Args:
        seed: Determines the network.
        speed: Simulated seconds per second of `clock`, above 0.
        host: Address to listen on.
        port: Port to listen on, 0 for a free one, at most 65535.
        clock: The real clock, in seconds. It need not be the time of day: simulated time has its own epoch.
        ready_after: Simulated seconds that provisioning a session takes, at least 0.
        create_as: Whether renting a machine returns a list of one session ("array") or the session alone ("object").
        balance: The initial balance of the default account in Wei, negative for an account in debt. Its sessions end
            at the moment it is used up.
        fail_provisioning: The probability that provisioning a new session fails, 0 to 1; the seed determines which
            sessions fail. A failed session costs nothing.
        spec: The OpenAPI document to validate requests and responses against, by default the one of `octaspace_api`:
            a .json file, or a .yaml file if PyYAML is installed.
        state: A file that keeps the state, created if missing: another process resumes from it, even after kill -9.
            Simulated time stands still in between. `balance` applies to a new file only. Several simulators, in one
            process or in many, may open the same file, as hosts of the same API. `start` raises StateError if the
            file cannot be used, for example because it was made with another seed.
        shares_world_with: Another simulator whose world this one serves as a second host of the same API, with its own
            port, faults and request log. The options for network, money and time are then those of the other.

    Raises:
        ValueError: `speed`, `port` or `fail_provisioning` is out of range.
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
        shares_world_with: Simulator | None = None,
    ) -> None:
        if not 0 < speed < math.inf:
            raise ValueError(f"speed must be above 0, not {speed!r}")
        if not 0 <= port < 2**16:
            raise ValueError(f"port must be from 0 to 65535, not {port!r}")
        if not 0 <= ready_after < MAX_SECONDS:
            raise ValueError(f"ready_after must be at least 0 and below {MAX_SECONDS:.0e} seconds, not {ready_after!r}")
        if create_as not in get_args(CreateAs):
            raise ValueError(f"create_as must be {' or '.join(map(repr, get_args(CreateAs)))}, not {create_as!r}")
        if isinstance(balance, bool) or not isinstance(balance, int):
            raise ValueError(f"balance must be a whole number of Wei, not {balance!r}")
        self._world: World
        self._store: WorldStore | None
        if shares_world_with is not None:
            other = shares_world_with
            self._world, self._store = other._world, other._store  # noqa: SLF001 (another one of this class)
        else:
            simulated = SimulatedClock(clock, speed)
            self._world = World(simulated, seed=seed, balance=balance, ready_after=ready_after, create_as=create_as)
            self._store = WorldStore(self._world, Path(state).absolute()) if state is not None else None
            self.fail_provisioning = fail_provisioning
        contract = load_contract(spec)
        self._request_log = RequestLog()
        self._injections = Injections({operation.id for operation in contract.operations}, self._apply_host_state)
        control = ControlAPI(self._injections, self._request_log, self.advance, lambda: self.now, self.leak_report)
        pipeline = RequestPipeline(self._world, contract, self._request_log, self._injections, self._transaction)
        self._app = Router([control.route(), *pipeline.routes()])
        self._host = host
        self._port = port
        self._lock = RLock()
        self._server: ServerThread | None = None

    def start(self) -> None:
        """Start serving; on return the simulator accepts connections.

        Raises:
            OSError: The port is taken.
            StateError: The state file cannot be used.
        """
        with self._lock:
            if self._server is not None:
                return
            with ExitStack() as cleanup:
                if self._store is not None:
                    self._store.open()
                    cleanup.callback(self._store.close)
                self._server = ServerThread(self._app, self._host, self._port)
                self._port = self._server.port
                cleanup.pop_all()
            self._apply_host_state()

    def close(self, grace: float | None = GRACE) -> None:
        """Stop serving and remove all faults; on return the port is free and the thread has ended.

        Closing twice is allowed.

        Args:
            grace: Seconds that requests in flight are given to finish, None for no limit.
        """
        with self._lock:
            if self._server is None:
                return
            self._injections.clear()
            server, self._server = self._server, None
        try:
            server.stop(grace)
        finally:
            if self._store is not None:
                self._store.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The base URL, known once the simulator has started."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def api_key(self) -> str:
        """The API key of the default account, which owns some nodes."""
        return self._world.account.api_key

    @property
    def second_api_key(self) -> str:
        """The API key of a second account with its own nodes and sessions, whose balance is quoted in JSON."""
        return self._world.second_account.api_key

    @property
    def fail_provisioning(self) -> float:
        """The probability that provisioning a session fails, 0 to 1; may be set, for sessions that start later."""
        return self._world.sessions.fail_provisioning

    @fail_provisioning.setter
    def fail_provisioning(self, probability: float) -> None:
        if not 0 <= probability <= 1:
            raise ValueError(f"fail_provisioning must be from 0 to 1, not {probability!r}")
        self._world.sessions.fail_provisioning = probability

    def top_up(self, amount: int, api_key: str | None = None) -> None:
        """Add to the balance of an account.

        Args:
            amount: Wei, at least 0.
            api_key: The key of the account, by default of the default account.

        Raises:
            ValueError: The amount is negative, or no account has the key.
        """
        account = self._world.account if api_key is None else self._world.account_of(api_key)
        if account is None:
            raise ValueError("no account has this API key")
        if amount < 0:
            raise ValueError(f"amount must be at least 0 Wei, not {amount!r}")
        with self._transaction():
            self._world.sessions.top_up(account, amount)

    def take_offline(self, node_id: int) -> None:
        """Take a node offline until `bring_online`, which ends its sessions.

        Raises:
            ValueError: There is no such node.
        """
        with self._transaction():
            self._world.take_offline(self._node(node_id))

    def bring_online(self, node_id: int) -> None:
        """Bring a node back online, whatever the reason it was offline for.

        Raises:
            ValueError: There is no such node.
        """
        with self._transaction():
            self._world.bring_online(self._node(node_id))

    def _node(self, node_id: int) -> Node:
        node = self._world.network.nodes.get(node_id)
        if node is None:
            raise ValueError(f"there is no node {node_id!r}")
        return node

    @property
    def idle_jobs(self) -> list[tuple[int, int]]:
        """The node id and job id of the idle jobs: the completed one, then the running one."""
        return list(self._world.idle_jobs)

    @property
    def requests(self) -> list[RecordedRequest]:
        """A copy of the request log: the last 5,000 requests, oldest first."""
        return self._request_log.requests()

    def clear_requests(self) -> None:
        """Clear the request log."""
        self._request_log.clear()

    def inject(
        self,
        fault: FaultFunction,
        *,
        operation: str | None = None,
        method: str | None = None,
        path: str | None = None,
        times: int | None = None,
        duration: float | None = None,
    ) -> Injection:
        """Inject a fault: apply it to all requests that match, from now on.

        Args:
            fault: One of `octaspace_sdk.simulator.faults`, a `Fault` of your own, or a function with its signature.
            operation: Only for this operation of openapi.yaml, such as "services.mr.create"; * stands for any text.
            method: Only for this HTTP method.
            path: Only for this path; * and {name} stand for any text.
            times: Only for this many requests, at least 1.
            duration: Only for this many seconds of real time, above 0.

        Returns:
            Injection: A handle with `remove` and `hits`, and a context manager that removes the fault.

        Raises:
            ValueError: The fault could never apply.
        """
        matcher = RequestMatcher(operation=operation, method=method, path=path, times=times, duration=duration)
        return self._injections.add(fault, matcher)

    @property
    def injections(self) -> list[Injection]:
        """The faults in force, in the order they are applied."""
        return list(self._injections)

    def advance(self, seconds: float) -> None:
        """Skip simulated time: sessions become ready and are charged for it.

        Args:
            seconds: How many, at least 0.

        Raises:
            ValueError: `seconds` is negative or too large.
        """
        if not 0 <= seconds < MAX_SECONDS:
            raise ValueError(f"seconds must be at least 0 and below {MAX_SECONDS:.0e}, not {seconds!r}")
        with self._world.lock:
            self._world.clock.advance(seconds)

    @property
    def now(self) -> datetime:
        """The simulated time."""
        return datetime.fromtimestamp(self._world.clock.now_ms() / 1000, UTC)

    def assert_no_leaks(self) -> None:
        """Check that no session of any account is still running.

        Raises:
            AssertionError: Sessions are running; the message is the leak report.
        """
        if report := self.leak_report():
            raise AssertionError(report)

    def leak_report(self) -> str | None:
        """Return which sessions of all accounts are still running and what they cost, None if there are none."""
        with self._transaction():
            return leak_report(self._world)

    def virtual_clock(self) -> Clock:
        """Return a clock for clients whose waits take no real time and advance simulated time instead."""
        return make_virtual_clock(self.advance)

    def _transaction(self) -> AbstractContextManager[None]:
        """Return a context with exclusive access to the world, whose changes are saved if there is a state file."""
        store = self._store
        return store.transaction() if store is not None and store.is_open else self._world.transaction()

    def _apply_host_state(self) -> None:
        with self._lock:
            if self._server is None:
                return
            if self._injections.host_is_down:
                self._server.down()
            else:
                self._server.up()
