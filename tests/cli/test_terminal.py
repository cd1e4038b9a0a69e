"""The real program in a pseudo-terminal: questions, Ctrl-C and SIGTERM while a machine starts, and what is never shown."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import anyio.to_thread
import pexpect
import pytest
from tests.support.processes import Program, program

from octaspace_sdk import OctaSpace
from octaspace_sdk.simulator import Simulator
from octaspace_sdk.simulator.faults import ErrorStatus

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]

PATIENCE = 60.0
DEPLOY = ("compute", "deploy", "--node", "5205", "--image", "ubuntu:24.04", "--disk", "20")


@pytest.fixture(scope="module")
def simulators() -> Iterator[dict[str, Simulator]]:
    """One on which sessions are ready at once, and one on which they never are."""
    with Simulator(speed=5000.0) as quick, Simulator(speed=1.0, ready_after=1e6) as never:
        yield {"quick": quick, "never": never}


@pytest.fixture(params=["never"])
def simulator(simulators: dict[str, Simulator], request: pytest.FixtureRequest) -> Iterator[Simulator]:
    chosen = simulators[request.param]
    yield chosen
    with OctaSpace(chosen.api_key, base_url=chosen.url) as client:
        client.sessions.stop_all()


quick = pytest.mark.parametrize("simulator", ["quick"], indirect=True)


@pytest.fixture
def environment(simulator: Simulator, config_home: Path) -> dict[str, str]:
    return {"OCTA_BASE_URLS": simulator.url, "OCTA_API_KEY": simulator.api_key, "TERM": "xterm"}


@pytest.fixture
def terminal(environment: dict[str, str]) -> Iterator[Callable[..., pexpect.spawn]]:
    """Starts the program in a terminal."""
    started: list[pexpect.spawn] = []

    def start(*arguments: str, **changes: str) -> pexpect.spawn:
        command = ["-W", "error", "-m", "octaspace_sdk.cli", *arguments]
        child = pexpect.spawn(
            sys.executable, command, env={**os.environ, **environment, **changes}, encoding="utf-8", timeout=PATIENCE
        )
        child.setwinsize(40, 100)
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def ended(child: pexpect.spawn) -> tuple[int, str]:
    """Waits for the end; returns the exit status, and what was shown since the last match."""
    child.expect(pexpect.EOF)
    shown = child.before
    child.close()
    assert child.exitstatus is not None, f"killed by signal {child.signalstatus}"
    return child.exitstatus, shown


def interrupted_at_a_question(child: pexpect.spawn) -> tuple[int, str]:
    """Presses Ctrl-C, and again where Python has missed it: between writing a prompt and reading it does not look."""
    child.sendintr()
    if child.expect(["interrupted", pexpect.TIMEOUT], timeout=10):
        child.sendintr()
    return ended(child)


def wrapped(text: str) -> str:
    """Returns a regular expression for words that a narrow terminal may break into lines."""
    return r"\s+".join(text.split())


def read_errors_until(child: Program, text: bytes) -> None:
    while text not in (line := child.process.stderr.readline()):
        assert line


def running(simulator: Simulator) -> list[str]:
    with OctaSpace(simulator.api_key, base_url=simulator.url) as client:
        return [session.uuid for session in client.sessions.list()]


@quick
def test_question_is_asked_and_answered(terminal, simulator):
    child = terminal(*DEPLOY, "--wait")
    child.expect(r"costs \$0\.286 per hour.*Rent it\? \[y/N\]: ")
    assert running(simulator) == []
    child.sendline("y")
    status, shown = ended(child)
    assert status == 0
    [uuid] = running(simulator)
    assert uuid in shown
    assert "Traceback" not in shown


@quick
@pytest.mark.parametrize("answer", ["n", ""])
def test_no_is_no(terminal, simulator, answer):
    child = terminal(*DEPLOY)
    child.expect(r"\[y/N\]: ")
    child.sendline(answer)
    status, shown = ended(child)
    assert status == 11
    assert shown.endswith("octaspace: nothing was done\r\n")
    assert running(simulator) == []


@quick
def test_ctrl_c_at_the_question_is_no(terminal, simulator):
    child = terminal(*DEPLOY)
    child.expect(r"\[y/N\]: ")
    status, shown = interrupted_at_a_question(child)
    assert status == 130
    assert "Traceback" not in shown
    assert running(simulator) == []


@pytest.fixture
def waiting(terminal):
    """A deployment that waits for a session that never becomes ready."""
    child = terminal(*DEPLOY, "--wait", "--yes")
    child.expect("allocating node")
    return child


@pytest.mark.parametrize("answer", ["y", ""])
def test_ctrl_c_while_it_starts_asks_and_stops_it(waiting, simulator, answer):
    [uuid] = running(simulator)
    waiting.sendintr()
    waiting.expect(rf"Stop session {uuid}\?.*\[Y/n\]: ")
    assert running(simulator) == [uuid]
    waiting.sendline(answer)
    status, shown = ended(waiting)
    assert status == 130
    assert f"Session {uuid} was stopped" in shown
    assert "Traceback" not in shown
    assert running(simulator) == []


def test_time_that_it_takes_is_shown(waiting, simulator):
    waiting.expect(r"0:00:0[1-9]")
    waiting.sendintr()
    waiting.expect(r"\[Y/n\]: ")
    waiting.sendline("y")
    ended(waiting)


def test_ctrl_c_while_it_starts_can_keep_it(waiting, simulator):
    [uuid] = running(simulator)
    waiting.sendintr()
    waiting.expect(r"\[Y/n\]: ")
    waiting.sendline("n")
    status, shown = ended(waiting)
    assert status == 130
    assert f"Session {uuid} runs on, and costs money" in shown
    assert running(simulator) == [uuid]


def test_second_ctrl_c_stops_it(waiting, simulator):
    waiting.sendintr()
    waiting.expect(r"\[Y/n\]: ")
    assert interrupted_at_a_question(waiting)[0] == 130
    assert running(simulator) == []


def test_stop_that_is_refused_says_so_and_a_second_ctrl_c_does_not_end_it(waiting, simulator):
    [uuid] = running(simulator)
    with simulator.inject(ErrorStatus(503), operation="services.session.stop"):
        waiting.sendintr()
        waiting.expect(r"\[Y/n\]: ")
        waiting.sendline("y")
        waiting.expect(
            wrapped(
                rf"still stopping session {uuid} after \d+ s: HTTP 503; by hand: octaspace sessions stop {uuid[:8]}"
            )
        )
        waiting.sendintr()
        waiting.expect(wrapped("HTTP 503; Ctrl-C does not end it, because the session costs money; by hand: "))
        assert running(simulator) == [uuid]
    status, shown = ended(waiting)
    assert status == 130
    assert f"Session {uuid} was stopped" in shown
    assert running(simulator) == []


def test_stop_that_is_not_answered_says_every_few_seconds_that_it_goes_on(waiting, simulator):
    [uuid] = running(simulator)
    answered = Event()

    async def held_back(exchange, call_next):
        await anyio.to_thread.run_sync(answered.wait, PATIENCE)
        return await call_next()

    with simulator.inject(held_back, operation="services.session.stop"):
        waiting.sendintr()
        waiting.expect(r"\[Y/n\]: ")
        waiting.sendline("y")
        waiting.expect(f"stopping session {uuid}")
        waiting.expect(
            wrapped(rf"still stopping session {uuid} after \d+ s; by hand: octaspace sessions stop {uuid[:8]}")
        )
        answered.set()
        assert ended(waiting)[0] == 130
    assert running(simulator) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_while_it_starts_stops_it(waiting, simulator, number):
    waiting.kill(number)
    status, shown = ended(waiting)
    assert status == 128 + number
    assert "was stopped" in shown
    assert running(simulator) == []


def test_signal_at_the_question_whether_to_stop_stops_it(waiting, simulator):
    waiting.sendintr()
    waiting.expect(r"\[Y/n\]: ")
    waiting.kill(signal.SIGTERM)
    assert ended(waiting)[0] == 143
    assert running(simulator) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_without_a_terminal_stops_it(environment, simulator, number):
    with program("-m", "octaspace_sdk.cli", *DEPLOY, "--wait", "--yes", env=environment) as child:
        read_errors_until(child, b"allocating node")
        child.process.send_signal(number)
        status, errors = child.finish(PATIENCE)
    assert status == 128 + number
    assert errors.index("stopping session") < errors.index("was stopped")
    assert "Traceback" not in errors
    assert running(simulator) == []


@pytest.mark.parametrize("wait", [(), ("--wait",)], ids=["no-wait", "wait"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_while_the_request_is_on_its_way_stops_what_it_starts(environment, simulator, number, wait):
    arrived, signalled = Event(), Event()

    async def held_back(exchange, call_next):
        arrived.set()
        await anyio.to_thread.run_sync(signalled.wait, PATIENCE)
        return await call_next()

    with (
        simulator.inject(held_back, operation="services.mr.create"),
        program("-m", "octaspace_sdk.cli", *DEPLOY, *wait, "--yes", env=environment) as child,
    ):
        assert arrived.wait(PATIENCE)
        child.process.send_signal(number)
        if number == signal.SIGINT:
            read_errors_until(child, b"interrupted: what the service starts now is stopped as soon as it answers")
        signalled.set()
        status, errors = child.finish(PATIENCE)
    assert status == 128 + number
    assert "No session was left running." in errors
    assert running(simulator) == []


@quick
def test_login_does_not_show_the_key(terminal, simulator):
    child = terminal("auth", "login", OCTA_API_KEY="")
    child.expect(r"API key.*: ")
    child.sendline(simulator.api_key)
    status, shown = ended(child)
    assert status == 0
    assert "Logged in as ops@example.net" in shown
    assert simulator.api_key not in shown


@quick
def test_watch_shows_it_again_until_ctrl_c(terminal):
    child = terminal("compute", "search", "rtx 4090", "--limit", "1", "--watch", "--interval", "1s")
    for _ in range(2):
        child.expect("node_id")
        child.expect("RTX 4090")
    child.sendintr()
    status, shown = ended(child)
    assert status == 130
    assert "Traceback" not in shown


@quick
def test_no_color(terminal):
    assert "\x1b[3" not in ended(terminal("compute", "list", NO_COLOR="1"))[1]


@quick
def test_pipe_that_is_closed_is_no_traceback(environment):
    with program("-m", "octaspace_sdk.cli", "compute", "list", "-o", "json", env=environment) as child:
        child.process.stdout.close()
        child.process.wait(PATIENCE)
        assert child.process.stderr.read() == b""
