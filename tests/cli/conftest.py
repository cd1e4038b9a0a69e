"""The program, run in this process against a simulator whose clock moves only while the program waits."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.support.clocks import ManualClock

from octaspace_sdk import OctaSpace
from octaspace_sdk.cli.program import run
from octaspace_sdk.simulator import Simulator
from octaspace_sdk.support.clock import use_clock


@attrs.frozen
class Result:
    """How a run of the program ended, and what it wrote."""

    status: int
    output: str
    errors: str

    @property
    def json(self) -> Any:
        return json.loads(self.output)


@pytest.fixture(scope="session")
def make_simulator() -> Iterator[Callable[..., Simulator]]:
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(Simulator(**{"clock": ManualClock(), "speed": 1.0} | options))


@pytest.fixture(scope="session")
def shared_simulator(make_simulator: Callable[..., Simulator]) -> Simulator:
    return make_simulator()


@pytest.fixture
def simulator(shared_simulator: Simulator) -> Iterator[Simulator]:
    """A simulator on which nothing runs before a test, nor after it, and that has seen no request yet."""
    shared_simulator.clear_requests()
    yield shared_simulator
    with OctaSpace(shared_simulator.api_key, base_url=shared_simulator.url) as client:
        client.sessions.stop_all()


@pytest.fixture
def config_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the program keeps its profiles; no keyring of the machine is used."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return tmp_path / "config"


@pytest.fixture
def environment(simulator: Simulator, config_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTA_BASE_URLS", simulator.url)
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def octaspace(
    simulator: Simulator, environment: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Runs the program without a terminal; its waits take no time."""

    def start(*arguments: str, stdin: str = "") -> Result:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        with use_clock(simulator.virtual_clock()):
            try:
                status = run(arguments)
            except SystemExit as error:  # of completion
                status = int(error.code or 0)
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return start


@pytest.fixture
def client(simulator: Simulator) -> Iterator[OctaSpace]:
    """What the program should agree with."""
    with use_clock(simulator.virtual_clock()), OctaSpace(simulator.api_key, base_url=simulator.url) as client:
        yield client
