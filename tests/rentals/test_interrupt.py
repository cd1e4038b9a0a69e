"""Ctrl-C, at each stage and at each line: one creation, and nothing is left running when the program has ended."""

from __future__ import annotations

import contextlib
import linecache
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, Self

import pytest
from tests.rentals.conftest import skipping_clock
from tests.support.clients import without_jitter
from tests.support.relay import RENTALS, Hold, lose, pass_on, refuse, reset
from tests.support.waiting import PATIENCE, by_then, readable

import octaspace_sdk.rentals.cancellation
import octaspace_sdk.rentals.context_managers
from octaspace_sdk import NetworkError, OctaSpace, OctaSpaceError
from octaspace_sdk.support.clock import use_clock

pytestmark = pytest.mark.slow

RENTER = Path(__file__).with_name("renter.py")

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGINT for one process alone")


# --- a program that is sent SIGINT --------------------------------------------------------------------------------------


class Program:
    """renter.py, and the means to interrupt it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def in_block(self) -> None:
        """Returns when it says that it is in the block."""
        assert self._hears() == "in the block\n", self._process.communicate(timeout=PATIENCE)

    def interrupt(self) -> None:
        """Sends SIGINT and returns when it has arrived, or the program has ended.

        Python sees a signal that came just before it fell asleep only when it wakes: the next signal wakes it.
        """
        self._process.send_signal(signal.SIGINT)
        while not readable(self._process.stdout, PATIENCE / 10):
            self._process.send_signal(signal.SIGINT)
        while "told\n" not in (word := self._hears()):
            if not word:
                return

    def _hears(self) -> str:
        """Its next word; none when it has ended."""
        assert self._process.stdout is not None
        assert readable(self._process.stdout), "it is silent"
        return os.read(self._process.stdout.fileno(), 100).decode()

    def end(self) -> tuple[int, str, str]:
        """Its exit status and what it said, when it has ended."""
        out, err = self._process.communicate(timeout=PATIENCE)
        return self._process.returncode, out.decode(), err.decode()


@pytest.fixture
def start(relay, simulator, mode) -> Iterator[Any]:
    """Starts the program; it is gone after the test."""
    with contextlib.ExitStack() as stack:

        def start(*, stay: bool = True, poll_interval: float = 0.001) -> Program:
            command = [sys.executable, str(RENTER), mode, relay.url, str(poll_interval), "stay" if stay else "leave"]
            environment = os.environ | {"OCTA_API_KEY": simulator.api_key}
            process = stack.enter_context(
                subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            )
            stack.callback(process.kill)
            return Program(process)

        yield start


@pytest.fixture(params=["sync", "asyncio", "trio"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def reached(hold: Hold) -> bool:
    return hold.reached.wait(PATIENCE)


def press_until(program: Program, reacted: Callable[[], object]) -> None:
    """Interrupts a program as a person does: again, when nothing happens.

    Python swallows a KeyboardInterrupt that arrives in a callback of a weak reference, of which event loops have many.
    """
    for _ in range(5):
        program.interrupt()
        if by_then(reacted, 3.0):
            return


def all_is_well(program: Program, relay: Any, running: Any) -> None:
    code, _, err = program.end()
    assert running() == [], err
    assert relay.counts["create"] == 1
    assert relay.counts["stop"] >= 1
    assert err.rstrip().endswith("KeyboardInterrupt"), err
    assert code == -signal.SIGINT


@posix
@pytest.mark.parametrize("processed", [True, False], ids=["processed", "unprocessed"])
def test_while_the_creation_is_answered(start, relay, running, processed):
    hold = Hold() if processed else Hold(then=pass_on)
    relay.meets("create", hold)
    program = start()
    assert reached(hold)
    program.interrupt()
    hold.release()
    all_is_well(program, relay, running)
    assert relay.counts["info"] == 0, "it went on waiting"


@posix
def test_while_it_is_looked_at(start, relay, running):
    hold = Hold()
    relay.meets("info", hold)
    program = start()
    assert reached(hold)
    press_until(program, lambda: relay.counts["stop"])
    try:
        all_is_well(program, relay, running)
    finally:
        hold.release()


@posix
def test_between_two_looks(start, relay, running):
    relay.ready = False
    program = start(poll_interval=60)
    assert by_then(lambda: relay.counts["info"])
    press_until(program, lambda: relay.counts["stop"])
    all_is_well(program, relay, running)
    assert relay.counts["info"] == 1


@posix
def test_in_the_block(start, relay, running):
    program = start()
    program.in_block()
    assert len(running()) == 1
    program.interrupt()
    all_is_well(program, relay, running)


AT_STOP = pytest.mark.parametrize(
    "then", [None, pass_on, reset], ids=["when it has been processed", "before it is processed", "and the stop fails"]
)


@posix
@AT_STOP
def test_while_it_is_stopped_after_a_block_that_was_fine(start, relay, running, then):
    hold = Hold(then)
    relay.meets("stop", hold)
    program = start(stay=False)
    assert reached(hold)
    program.interrupt()
    hold.release()
    all_is_well(program, relay, running)


@posix
@AT_STOP
def test_twice_the_second_time_while_it_is_stopped(start, relay, running, then):
    hold = Hold(then)
    relay.meets("stop", hold)
    program = start()
    program.in_block()
    program.interrupt()
    assert reached(hold)
    program.interrupt()
    hold.release()
    all_is_well(program, relay, running)


@posix
def test_twice_while_the_creation_is_answered(start, relay, running, mode):
    """The second Ctrl-C has asyncio.run cancel whatever there is: if the session is lost, at least that is said."""
    hold = Hold(then=pass_on)
    relay.meets("create", hold)
    program = start()
    assert reached(hold)
    program.interrupt()
    program.interrupt()
    hold.release()
    if mode != "asyncio":
        all_is_well(program, relay, running)
    else:
        _, _, err = program.end()
        assert relay.counts["create"] == 1
        assert running() == [] or "sessions.list()" in err, err


@posix
@pytest.mark.parametrize("mode", ["sync", "trio"])
def test_many_times(start, relay, running):
    """But for asyncio.run, which at the third gives up even its own cleaning up."""
    creating, stopping = Hold(), Hold()
    relay.meets("create", creating)
    relay.meets("stop", stopping)
    program = start()
    assert reached(creating)
    program.interrupt()
    creating.release()
    assert reached(stopping), "it was not stopped"
    for _ in range(3):
        program.interrupt()
    stopping.release()
    all_is_well(program, relay, running)


# --- KeyboardInterrupt within this process ----------------------------------------------------------------------------


@pytest.fixture
def sync_client(relay, simulator) -> Iterator[OctaSpace]:
    with without_jitter(OctaSpace, simulator.api_key, base_url=relay.url, max_retries=0, timeout=5.0) as client:
        yield client


@pytest.fixture
def patient_client(relay, simulator) -> Iterator[OctaSpace]:
    """A client whose waits take no real time."""
    with use_clock(skipping_clock()):
        client = OctaSpace(simulator.api_key, base_url=relay.url, max_retries=0, timeout=5.0)
    with client:
        yield client


@contextlib.contextmanager
def ctrl_c_when(hold: Hold) -> Iterator[None]:
    """Sends SIGINT to this thread when a request is held, and lets the request go on when it has come."""
    told = threading.Event()
    here = threading.get_ident()

    def tell(number: int, frame: FrameType | None) -> None:
        told.set()
        raise KeyboardInterrupt

    def interrupt() -> None:
        if hold.reached.wait(PATIENCE):
            signal.pthread_kill(here, signal.SIGINT)
            told.wait(PATIENCE)
        hold.release()

    before = signal.signal(signal.SIGINT, tell)
    thread = threading.Thread(target=interrupt, name="ctrl-c")
    thread.start()
    try:
        yield
    finally:
        hold.release()
        thread.join()
        signal.signal(signal.SIGINT, before)


@posix
@pytest.mark.usefixtures("no_logging")
@pytest.mark.parametrize("trouble", ["503 Service Unavailable", "401 Unauthorized"])
def test_creation_that_fails_does_not_swallow_ctrl_c(sync_client, relay, trouble):
    """Who goes on with the next offer after an error must not go on after Ctrl-C."""
    hold = Hold(then=refuse(trouble))
    relay.meets("create", hold)
    with pytest.raises((KeyboardInterrupt, BaseExceptionGroup, OctaSpaceError)) as caught, ctrl_c_when(hold):
        with RENTALS["mr"](sync_client):
            pytest.fail("the block was entered")
    assert _is_ctrl_c(caught.value), repr(caught.value)
    assert relay.counts["create"] == 1


@posix
@pytest.mark.usefixtures("no_logging")
@pytest.mark.parametrize("fine", [True, False], ids=["block was fine", "block failed"])
def test_stop_that_fails_for_good_does_not_swallow_ctrl_c(patient_client, relay, running, fine):
    hold = Hold(then=refuse("401 Unauthorized"))
    relay.always_meets("stop", refuse("401 Unauthorized"))
    relay.meets("stop", hold)
    with pytest.raises((KeyboardInterrupt, BaseExceptionGroup, OctaSpaceError)) as caught, ctrl_c_when(hold):
        with RENTALS["mr"](patient_client) as session:
            if not fine:
                raise RuntimeError("mine")
    assert _is_ctrl_c(caught.value), repr(caught.value)
    assert running() == [session.uuid]


def _is_ctrl_c(error: BaseException) -> bool:
    """Whether no `except Exception` would hide it."""
    return isinstance(error, KeyboardInterrupt) or (
        isinstance(error, BaseExceptionGroup) and error.subgroup(KeyboardInterrupt) is not None
    )


class CtrlCAtLine:
    """Raises KeyboardInterrupt at the n-th line of context_managers.py and cancellation.py that this thread runs.

    The moment in which a new thread has been started, and that is not yet known here, counts as a line as well.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self.lines: list[str] = []

    def __enter__(self) -> Self:
        self._before = sys.gettrace()
        sys.settrace(self._enter)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _enter(self, frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        return self._line if code.co_filename in OURS or code is threading.Thread.start.__code__ else None

    def _line(self, frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        text = linecache.getline(code.co_filename, frame.f_lineno).strip()
        # Leaving a `with` is a line as well, where Python itself takes no signal: it would not release a lock.
        ours = code.co_filename in OURS and not text.startswith("with ")
        if event == "line" and (ours or text.startswith("self._started.wait()")):
            self.lines.append(f"{frame.f_lineno} in {code.co_name}: {text}")
            if len(self.lines) == self._number:
                raise KeyboardInterrupt
        return self._line


OURS = (octaspace_sdk.rentals.context_managers.__file__, octaspace_sdk.rentals.cancellation.__file__)


@pytest.mark.parametrize("block_fails", [False, True], ids=["block is fine", "block fails"])
def test_ctrl_c_at_any_line_leaves_nothing_running(sync_client, relay, running, block_fails):
    leaks: list[str] = []
    number = 0
    while True:
        number += 1
        made = relay.counts["create"]
        with CtrlCAtLine(number) as at:
            _rent(sync_client, block_fails)
        if len(at.lines) < number:
            break
        assert by_then(lambda: not any(thread.name == "octaspace-rental" for thread in threading.enumerate()))
        assert relay.counts["create"] - made <= 1
        for uuid in running():
            leaks.append(at.lines[-1])
            sync_client.services.session(uuid).stop()
    assert number > 20, "no lines were seen"
    assert leaks == []
    # None counts as being started still: then it would not be certain which session is the new one.
    relay.always_meets("create", lose)
    with pytest.raises(NetworkError, match="which is stopped"), RENTALS["vpn"](sync_client, on_unknown="stop"):
        pytest.fail("the block was entered")


def _rent(client: OctaSpace, block_fails: bool) -> None:
    with contextlib.suppress(KeyboardInterrupt, RuntimeError), RENTALS["vpn"](client):
        if block_fails:
            raise RuntimeError("mine")
