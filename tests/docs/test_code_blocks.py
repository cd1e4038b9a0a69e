"""Every Python block of the README and of the pages runs as it stands, against one simulator, and leaves nothing running."""

from __future__ import annotations

import inspect
import logging
import re
import socket
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from octaspace_sdk import OctaSpace
from octaspace_sdk.simulator import Simulator
from octaspace_sdk.support.clock import use_clock

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^(?P<indent> *)```python\n(?P<source>.*?)^ *```", re.DOTALL | re.MULTILINE)
NAMED_FILE = re.compile(r"`\w+\.py`[^\n]*:\n\n\Z")
"""What stands before a file of a project: tests/simulator/test_documentation.py runs those, together."""


def _blocks() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        name = page.relative_to(ROOT).as_posix()
        for number, found in enumerate(BLOCK.finditer(text), start=1):
            if NAMED_FILE.search(text[: found.start()]) is None:
                source = re.sub(f"^{found['indent']}", "", found["source"], flags=re.MULTILINE)
                yield f"{name}:{number}", source


BLOCKS = dict(_blocks())


@pytest.fixture(scope="module")
def network() -> Iterator[Simulator]:
    """A simulator whose clock moves only when a client waits."""
    with Simulator(clock=lambda: 0.0, speed=1.0, ready_after=1.0) as simulator, use_clock(simulator.virtual_clock()):
        yield simulator


@pytest.fixture(autouse=True)
def same_logging() -> Iterator[None]:
    """Some blocks set up logging, which the tests that follow must not see."""
    loggers = [logging.getLogger(), logging.getLogger("octaspace_sdk")]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


def _can_run(source: str) -> bool:
    """Whether all is installed that a block shows: polars is large, and left out of the tools."""
    return "import polars" not in source or find_spec("polars") is not None


@pytest.mark.parametrize("name", [name for name, source in BLOCKS.items() if _can_run(source)])
def test_block_runs_as_it_stands(name, network, request, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)  # some write files
    monkeypatch.setattr(socket, "getaddrinfo", _no_other_machine)
    monkeypatch.setenv("OCTA_API_KEY", network.api_key)
    if "mock" not in BLOCKS[name]:  # mocks stand in for the public host
        monkeypatch.setenv("OCTA_BASE_URL", network.url)
    names: dict[str, object] = {"__name__": "__main__"}
    exec(compile(BLOCKS[name], name, "exec"), names)
    for test in [value for key, value in names.items() if key.startswith("test_")]:
        assert callable(test)
        fixtures = [name for name in inspect.signature(test).parameters if name != "respx_mock"]  # its decorator's
        test(**{name: request.getfixturevalue(name) for name in fixtures})
    for value in names.values():
        if isinstance(value, OctaSpace):  # that of a web server lives as long as the program
            value.close()
    assert not network.leak_report()
    assert "Traceback" not in capsys.readouterr().err


def _no_other_machine(host, *arguments, **options):
    assert host in ("127.0.0.1", b"127.0.0.1"), f"a block looks up {host}"
    return _getaddrinfo(host, *arguments, **options)


_getaddrinfo = socket.getaddrinfo


def test_there_are_blocks_in_the_readme_and_in_the_pages():
    assert sum(name.startswith("README.md") for name in BLOCKS) >= 2
    assert len(BLOCKS) >= 40
