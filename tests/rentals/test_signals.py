"""SIGTERM and SIGHUP end a program that has rented as Ctrl-C does: its sessions are stopped first."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.relay import RENTALS, Hold, pass_on, refuse
from tests.support.waiting import PATIENCE, by_then, readable

from octaspace_sdk import OctaSpace

RENTER = Path(__file__).with_name("renter_signalled.py")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.every_python,
    pytest.mark.skipif(os.name != "posix", reason="Windows cannot send these signals"),
]

SIGTERM, SIGHUP = signal.SIGTERM, signal.SIGHUP
Program = subprocess.Popen[bytes]


@pytest.fixture(params=["sync", "asyncio", "trio"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def start(relay, simulator) -> Iterator[Callable[..., Program]]:
    """Starts the program; it is gone after the test."""
    with contextlib.ExitStack() as stack:

        def start(mode: str, handled: str = "on", *, before: tuple[str, ...] = ()) -> Program:
            command = [*before, sys.executable, str(RENTER), mode, relay.url, handled]
            environment = os.environ | {"OCTA_API_KEY": simulator.api_key}
            process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


def in_block(program: Program) -> None:
    assert program.stdout is not None
    assert readable(program.stdout), "it is silent"
    assert os.read(program.stdout.fileno(), 100) == b"in the block\n", program.communicate(timeout=PATIENCE)


def delivered(program: Program) -> None:
    """Returns when no signal is waiting for the program any more, and Python has had the time to react to it."""
    status = Path(f"/proc/{program.pid}/status")
    if status.exists():
        assert by_then(lambda: "ShdPnd:\t0000000000000000" in status.read_text())
    threading.Event().wait(0.1)


def ended(program: Program, number: int) -> str:
    """Waits for the program to end with the status of the signal; returns what it said."""
    out, err = program.communicate(timeout=PATIENCE)
    assert program.returncode == 128 + number, err.decode()
    assert b"handlers: [True, True]" in out
    return err.decode()


def quietly_ended(program: Program, number: int) -> None:
    assert ended(program, number) == ""


@pytest.mark.parametrize("number", [SIGTERM, SIGHUP])
def test_in_the_block(start, relay, running, mode, number):
    program = start(mode)
    in_block(program)
    assert len(running()) == 1
    program.send_signal(number)
    quietly_ended(program, number)
    assert running() == []
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 1)


@pytest.mark.parametrize("processed", [True, False], ids=["processed", "unprocessed"])
def test_while_the_creation_is_answered(start, relay, running, mode, processed):
    hold = Hold() if processed else Hold(then=pass_on)
    relay.meets("create", hold)
    program = start(mode)
    assert hold.reached.wait(PATIENCE)
    program.send_signal(SIGTERM)
    delivered(program)
    hold.release()
    ended(program, SIGTERM)
    assert running() == []
    assert (relay.counts["create"], relay.counts["info"], relay.counts["stop"]) == (1, 0, 1)


def test_while_it_becomes_ready(start, relay, running, mode):
    relay.ready = False
    program = start(mode)
    assert by_then(lambda: relay.counts["info"] > 3)
    program.send_signal(SIGTERM)
    ended(program, SIGTERM)
    assert running() == []


@pytest.mark.parametrize("second", [SIGTERM, SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("then", [pass_on, refuse("503 Service Unavailable")], ids=["stops", "fails at first"])
def test_a_second_signal_does_not_abandon_the_stop(start, relay, running, mode, second, then):
    hold = Hold(then)
    relay.meets("stop", hold)
    program = start(mode)
    in_block(program)
    program.send_signal(SIGTERM)
    assert hold.reached.wait(PATIENCE), "it was not stopped"
    program.send_signal(second)
    delivered(program)
    hold.release()
    program.communicate(timeout=PATIENCE)
    assert running() == []
    assert program.returncode in (128 + SIGTERM, 128 + second, -second)


@pytest.mark.parametrize("mode", ["nested", "tasks"])
def test_several_rentals_are_all_stopped(start, relay, running, mode):
    program = start(mode)
    in_block(program)
    assert len(running()) == 2
    program.send_signal(SIGTERM)
    ended(program, SIGTERM)
    assert running() == []


def test_signals_can_be_left_alone(start, relay, running, mode):
    program = start(mode, "off")
    in_block(program)
    program.send_signal(SIGTERM)
    program.communicate(timeout=PATIENCE)
    assert program.returncode == -SIGTERM
    assert len(running()) == 1


@pytest.mark.skipif(shutil.which("nohup") is None, reason="there is no nohup")
def test_a_signal_that_is_ignored_stays_so(start, relay, running, mode):
    program = start(mode, before=("nohup",))
    in_block(program)
    program.send_signal(SIGHUP)
    delivered(program)
    assert len(running()) == 1
    assert program.poll() is None
    program.send_signal(SIGTERM)
    program.communicate(timeout=PATIENCE)
    assert program.returncode == 128 + SIGTERM
    assert running() == []


def _namespaces() -> bool:
    unshare = shutil.which("unshare")
    return bool(unshare) and not subprocess.run([unshare, *PID_1, "true"], capture_output=True).returncode


PID_1 = ("--map-root-user", "--pid", "--fork", "--kill-child")


@pytest.mark.skipif(not _namespaces(), reason="there are no namespaces to be process 1 of")
def test_as_process_1(start, relay, running, mode):
    """The kernel ignores a signal that process 1 has no handler for."""
    program = start(mode, before=("unshare", *PID_1))
    in_block(program)
    [child] = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()
    os.kill(int(child), SIGTERM)
    ended(program, SIGTERM)
    assert running() == []


@pytest.fixture
def sync_client(relay, simulator) -> Iterator[OctaSpace]:
    with OctaSpace(simulator.api_key, base_url=relay.url, timeout=5.0) as client:
        yield client


@pytest.fixture
def mine() -> Iterator[Any]:
    def mine(number: int, frame: object) -> None:
        pass

    before = signal.signal(SIGTERM, mine)
    yield mine
    signal.signal(SIGTERM, before)


def test_a_handler_of_somebody_else_stays(sync_client, mine):
    with RENTALS["mr"](sync_client):
        assert signal.getsignal(SIGTERM) is mine
        assert signal.getsignal(SIGHUP) is not signal.SIG_DFL
    assert (signal.getsignal(SIGTERM), signal.getsignal(SIGHUP)) == (mine, signal.SIG_DFL)


def test_a_handler_that_is_set_in_the_block_stays(sync_client, mine):
    signal.signal(SIGTERM, signal.SIG_DFL)
    with RENTALS["mr"](sync_client):
        signal.signal(SIGTERM, mine)
    assert signal.getsignal(SIGTERM) is mine


def test_another_thread_sets_no_handler(sync_client, running):
    seen: list[Any] = []

    def rent() -> None:
        with RENTALS["mr"](sync_client):
            seen.append(signal.getsignal(SIGTERM))

    thread = threading.Thread(target=rent)
    thread.start()
    thread.join(PATIENCE)
    assert seen == [signal.SIG_DFL]
    assert running() == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("end", ["leaves the block", "SIGTERM"])
def test_a_forked_child_never_stops_the_machine_of_its_parent(sync_client, relay, running, end):
    with RENTALS["mr"](sync_client) as session:
        manager = RENTALS["vpn"](sync_client)
        manager.__enter__()
        child = os.fork()
        if child == 0:
            status = 1  # of a child that fails, and must not go on with the tests
            try:
                if end == "SIGTERM":
                    os.kill(os.getpid(), SIGTERM)
                manager.__exit__(None, None, None)
                status = 7
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        assert status == (SIGTERM if end == "SIGTERM" else 7 << 8)
        assert session.uuid in running()
        assert len(running()) == 2
        assert relay.counts["stop"] == 0
        manager.__exit__(None, None, None)
    assert running() == []
