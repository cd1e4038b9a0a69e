"""Runs cells of the matrix, for the tests and for the printed table alike."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import attrs
from anyio.from_thread import start_blocking_portal
from tests.faults import matrix
from tests.faults.matrix import Cell, Expected
from tests.support.clients import without_jitter
from tests.support.servers import Host, Server, healthy, trusting
from tests.support.waiting import by_then

from octaspace_sdk import AsyncOctaSpace, NetworkError, OctaSpace, OctaSpaceError

KEY = "octa-key-8c1f5a-that-nobody-may-see"


@attrs.frozen
class Outcome:
    """What became of one cell."""

    result: str
    may: bool | None
    faulty: int
    healthy: int | None
    seconds: float
    problems: tuple[str, ...]
    """Where that is not what was expected."""


class Recorder:
    """A logger that keeps every line."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def debug(self, message: str) -> None:
        self.lines.append(message)

    error = warning = debug


@attrs.frozen
class Reply:
    """What came of one call."""

    value: Any
    error: Exception | None
    seconds: float

    @property
    def result(self) -> str:
        """`ok`, or the name of the error's class."""
        return "ok" if self.error is None else type(self.error).__name__


Call = Callable[[Any], Any]
"""Calls a method of the client; on an async one, its result is awaited."""
SendRequest = Callable[[Call], Reply]


@contextlib.contextmanager
def client_of(mode: str, *hosts: Host, library: str = "", **options: Any) -> Iterator[SendRequest]:
    """A sync or async client of these hosts, and a way to call it that is the same for both.

    With `library`, `httpx` or `httpx2`, it sends with an HTTP client that a caller might have made.
    """
    options["base_urls"] = [host.url for host in hosts]
    http: Any = importlib.import_module(library) if library else None
    with contextlib.ExitStack() as stack:
        if mode == "sync":
            if http:
                options["http_client"] = stack.enter_context(http.Client())
            client = stack.enter_context(without_jitter(OctaSpace, KEY, **options))
            yield partial(_asked, client)
        else:
            portal = stack.enter_context(start_blocking_portal())
            if http:
                options["http_client"] = stack.enter_context(portal.wrap_async_context_manager(http.AsyncClient()))
            made = without_jitter(AsyncOctaSpace, KEY, **options)
            async_client = stack.enter_context(portal.wrap_async_context_manager(made))
            yield partial(portal.call, _asked_async, async_client)


def _asked(client: OctaSpace, call: Call) -> Reply:
    value, problem = None, None
    started = time.perf_counter()
    try:
        value = call(client)
    except Exception as error:
        problem = error
    return Reply(value, problem, time.perf_counter() - started)


async def _asked_async(client: AsyncOctaSpace, call: Call) -> Reply:
    value, problem = None, None
    started = time.perf_counter()
    try:
        value = await call(client)
    except Exception as error:
        problem = error
    return Reply(value, problem, time.perf_counter() - started)


def run(cell: Cell) -> Outcome:
    """Runs one cell; where a healthy server had only a moment to answer, on a busy machine, once more with more time."""
    outcome = _run(cell)
    if not outcome.problems or cell.fault.timeout > matrix.TIMEOUT:
        return outcome
    return _run(attrs.evolve(cell, fault=attrs.evolve(cell.fault, timeout=10 * cell.fault.timeout)))


def _run(cell: Cell) -> Outcome:
    """Runs one cell on servers and a client of its own."""
    sockets, threads = open_sockets(), threading.active_count()
    logger, fault = Recorder(), cell.fault
    with contextlib.ExitStack() as stack:
        hosts = [stack.enter_context(fault.host())]
        if cell.hosts == 2:
            hosts.append(stack.enter_context(Server(healthy)))
        options = {"timeout": fault.timeout, "max_retries": fault.max_retries, "logger": logger}
        with client_of(cell.mode, *hosts, library=cell.library, **options) as ask:
            reply = ask(cell.kind.call)
            problems = [] if hosts[0].all_closed(cell.expected.kept) else ["a broken connection was kept"]
        problems += _problems(cell, hosts, reply)
    if any(KEY in line for line in logger.lines):
        problems.append("the key was logged")
    if not by_then(lambda: threading.active_count() <= threads):
        problems.append(f"{threading.active_count() - threads} threads were left running")
    if open_sockets() > sockets:
        problems.append(f"{open_sockets() - sockets} sockets were left open")
        with warnings.catch_warnings(action="ignore"):
            gc.collect()  # so that no other cell is blamed for them
    return Outcome(
        reply.result,
        getattr(reply.error, "may_have_been_processed", None),
        len(hosts[0].acted),
        len(hosts[1].acted) if cell.hosts == 2 else None,
        reply.seconds,
        tuple(problems),
    )


def run_fault(name: str) -> list[Outcome]:
    """All cells of one fault, in a process that knows nothing of it yet."""
    with trusting():
        return [run(cell) for cell in matrix.cells_of(matrix.FAULTS[name])]


# --- what does not hold -----------------------------------------------------------------------------------------------


def _problems(cell: Cell, hosts: list[Host], reply: Reply) -> Iterator[str]:
    expected = cell.expected
    if reply.result != expected.result:
        yield f"is {reply.result} ({reply.error}), not {expected.result}"
    elif reply.error is None and not cell.kind.is_right(reply.value):
        yield f"returned {reply.value!r}"
    if not cell.at_least <= reply.seconds <= cell.at_most:
        yield f"took {reply.seconds:.3f} s, not {cell.at_least:g} to {cell.at_most:g} s"
    yield from _of_the_servers(cell, expected, hosts)
    if reply.error is not None:
        yield from _of_the_error(expected, reply.error, hosts[0].url, reply.seconds)


def _of_the_servers(cell: Cell, expected: Expected, hosts: list[Host]) -> Iterator[str]:
    for name, host, times in zip(("faulty", "healthy"), hosts, (expected.faulty, expected.healthy), strict=False):
        if host.acted != [cell.kind.line] * times:
            yield f"the {name} server acted on {host.acted}, not {times} times on {cell.kind.line}"
        if any(one.headers.get("authorization") != KEY for one in getattr(host, "received", ())):
            yield f"the {name} server did not get the key"
    if not cell.kind.repeatable and sum(len(host.acted) for host in hosts) > 1:
        yield "a request that acts was acted on twice"
    if not all(host.all_closed() for host in hosts):
        yield "a connection was open after the client was closed"
    trap = getattr(hosts[0], "trap", None)
    if trap is not None and trap.connections:
        yield "the other origin was contacted"


def _of_the_error(expected: Expected, error: Exception, url: str, seconds: float) -> Iterator[str]:
    if not isinstance(error, OctaSpaceError):
        yield f"a {type(error).__module__}.{type(error).__name__} escaped"
    may = error.may_have_been_processed if isinstance(error, NetworkError) else None
    if may != expected.may:
        yield f"may_have_been_processed is {may}, not {expected.may}"
    for name, wanted in expected.shows.items():
        value = getattr(error, name, "missing")
        if not (wanted(value) if callable(wanted) else value == wanted):
            yield f"{name} is {value!r}"
    attempts = getattr(error, "attempts", ())
    outcomes = tuple((one.outcome, one.status) for one in attempts)
    if expected.attempts is not None and outcomes != expected.attempts:
        yield f"attempts are {outcomes}, not {expected.attempts}"
    if any(one.host != url for one in attempts):
        yield f"attempts name {[one.host for one in attempts]}, not {url}"
    if any(one.seconds < 0 for one in attempts) or sum(one.seconds for one in attempts) > seconds:
        yield f"attempts took {[one.seconds for one in attempts]} of {seconds} s"
    said = "\n".join([str(error), *getattr(error, "__notes__", ())])
    missing = [text for text in expected.says if text not in said]
    if missing:
        yield f"does not say {' nor '.join(missing)}: {said}"
    if KEY in everything_said_by(error):
        yield "the key is in the error"


def everything_said_by(error: BaseException) -> str:
    """All that a log or a bug report could show of an error and of what it came from, local variables included."""
    texts, seen, waiting = [], set[int](), [error]
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            waiting += [other for other in (one.__cause__, one.__context__) if other is not None]
            texts += [str(one), repr(one), repr(vars(one))]
            texts += traceback.TracebackException.from_exception(one, capture_locals=True).format()
    return "\n".join(texts)


def open_sockets() -> int:
    """Sockets of this process, where the system tells."""
    try:
        numbers = os.listdir("/proc/self/fd")
    except OSError:
        return 0
    return sum(_is_socket(number) for number in numbers)


def _is_socket(number: str) -> bool:
    try:
        return os.readlink(f"/proc/self/fd/{number}").startswith("socket:")
    except OSError:  # the listing's own descriptor is closed by now
        return False
