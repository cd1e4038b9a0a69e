"""Ctrl-C at any line of a call: its slot comes back, and its connection answers no other call."""

from __future__ import annotations

import _thread
import contextlib
import linecache
import os
import signal
import sys
import threading
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, Self

import httpcore
import pytest
from tests.support.clients import KEY
from tests.support.counting_server import Counting
from tests.support.proxy import Proxy

import octaspace_sdk.transport
from octaspace_sdk import OctaSpace
from octaspace_sdk.support.fork_safe_lock import ForkSafeLock

pytestmark = pytest.mark.slow

FOLDERS = (str(Path(octaspace_sdk.transport.__file__).parent), str(Path(httpcore.__file__).parent))
# Python takes no signal where a `with` block is left, nor between the end of a block and the first call of its
# `finally`: Ctrl-C cannot come there.
GUARDED = ("with ", "for _ in taken:", "slots.put(None)")


class CtrlCAtLine:
    """Notes the lines of the transport and of httpcore, and raises KeyboardInterrupt at the n-th."""

    def __init__(self, number: int | None) -> None:
        self._number = number
        self.lines: list[tuple[str, int]] = []

    def __enter__(self) -> Self:
        self._before = sys.gettrace()
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        return self._line if frame.f_code.co_filename.startswith(FOLDERS) else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        line = frame.f_code.co_filename, frame.f_lineno
        if event == "line" and not text_of(line).startswith(GUARDED):
            self.lines.append(line)
            if len(self.lines) == self._number:
                raise KeyboardInterrupt
        return self._line


@cache
def text_of(line: tuple[str, int]) -> str:
    return linecache.getline(*line).strip()


@pytest.fixture(params=["direct", "TLS", "proxy", "tunnel"])
def place(request, serve, monkeypatch, trusted) -> Counting:
    is_tls = request.param in ("TLS", "tunnel")
    place: Counting = serve(Counting(certificate="good" if is_tls else None))
    if request.param in ("proxy", "tunnel"):
        monkeypatch.setenv("HTTPS_PROXY" if is_tls else "HTTP_PROXY", serve(Proxy()).url)
    return place


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kept", [False, True], ids=["new connection", "kept connection"])
def test_ctrl_c_at_any_line_gives_the_slot_back(place, kept):
    """With one slot: a lost one ends all calls, one too many lets two connections be open."""

    def new_client() -> OctaSpace:
        return OctaSpace(KEY, base_url=place.url, max_connections=1, timeout=30, max_retries=0)

    lost: list[str] = []
    client = new_client()
    if kept:
        client.accounts.balance()
    with CtrlCAtLine(None) as all_lines:
        client.accounts.balance()
    for number in turns(all_lines.lines):
        if not kept:
            client.close()
            client = new_client()
        with CtrlCAtLine(number) as at, contextlib.suppress(KeyboardInterrupt):
            client.accounts.balance()
        try:
            assert client.accounts.balance() == 7
            assert place.all_closed(at_most=1)
        except Exception as error:
            path, line = at.lines[-1]
            lost.append(f"{Path(path).name}:{line}: {text_of(at.lines[-1])} ({error})")
            client.close()
            client = new_client()
    client.close()
    assert len(all_lines.lines) > 40, "no lines were seen"
    assert lost == []
    assert place.all_closed()


def turns(lines: list[tuple[str, int]]) -> list[int]:
    """Which lines to interrupt: each at its first turn, or with OCTA_TEST_EVERY_LINE=1 at each turn."""
    if os.environ.get("OCTA_TEST_EVERY_LINE"):
        return list(range(1, len(lines) + 1))
    return sorted({line: number for number, line in reversed(list(enumerate(lines, 1)))}.values())


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no such timer")
@pytest.mark.usefixtures("no_logging")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_signals_at_any_time_leave_the_slots(serve):
    if threading.current_thread() is not threading.main_thread():
        pytest.skip("signals come to the main thread only")
    place = serve(Counting())

    interrupted = threading.Event()

    def interrupt(*_: object) -> None:
        interrupted.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with OctaSpace(KEY, base_url=place.url, max_connections=2, timeout=30, max_retries=0) as client:
            for turn in range(SIGNALS):
                interrupted.clear()
                with contextlib.suppress(KeyboardInterrupt):
                    signal.setitimer(signal.ITIMER_REAL, 1e-5 + turn % 97 * 1e-5)
                    while not interrupted.is_set():  # Python drops what is raised within a finalizer
                        client.accounts.balance()
            assert [client.accounts.balance() for _ in range(3)] == [7] * 3
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert place.all_closed()


SIGNALS = int(os.environ.get("OCTA_TEST_SIGNALS", "500"))


def test_a_fork_safe_lock_is_one_that_python_guards():
    """`with` on a lock written in Python can be interrupted between taking it and guarding it."""
    assert type(ForkSafeLock()) is _thread.RLock
