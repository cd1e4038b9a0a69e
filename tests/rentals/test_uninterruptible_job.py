"""Work that has to be done to its end, where there is no thread to do it in: the program is ending, or at its limits."""

from __future__ import annotations

import signal
import threading

import pytest

from octaspace_sdk.rentals.cancellation import UninterruptibleJob


def no_thread(thread: threading.Thread) -> None:
    raise RuntimeError("can't create new thread at interpreter shutdown")


@pytest.fixture(autouse=True)
def no_threads(monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", no_thread)


def test_it_is_done_in_place():
    done = []
    job = UninterruptibleJob(lambda: done.append(threading.current_thread()), repeatable=False)
    assert job.finish() is None
    assert job.finish() is None
    assert (done, job.problem) == ([threading.main_thread()], None)


def test_repeatable_work_is_begun_again_after_ctrl_c():
    turns = iter([KeyboardInterrupt, KeyboardInterrupt, None])
    job = UninterruptibleJob(lambda: raise_(next(turns)), repeatable=True)
    job.finish()
    assert job.problem is None
    assert next(turns, "over") == "over"


def test_other_work_is_not_done_twice():
    turns = iter([KeyboardInterrupt, None])
    job = UninterruptibleJob(lambda: raise_(next(turns)), repeatable=False)
    job.finish()
    assert isinstance(job.problem, KeyboardInterrupt)
    assert list(turns) == [None]


def test_it_is_done_in_place_where_a_thread_ends_before_it_begins(monkeypatch):
    """As with a tracer that raises, or with no memory left."""
    monkeypatch.setattr(threading.Thread, "start", lambda thread: None)
    monkeypatch.setattr(threading.Thread, "join", lambda thread: None)
    done = []
    job = UninterruptibleJob(lambda: done.append(threading.current_thread()), repeatable=False)
    assert job.finish() is None
    assert done == [threading.main_thread()]


def test_a_handler_of_a_signal_interrupts_it_with_whatever_error(monkeypatch):
    """Also with the class of the error that there is no thread to be had, raised where one is begun."""

    def start(thread: threading.Thread) -> None:
        monkeypatch.setattr(threading.Thread, "start", no_thread)
        signal.raise_signal(signal.SIGINT)

    def handle(number: int, frame: object) -> None:
        raise RuntimeError("the job is over")

    before = signal.signal(signal.SIGINT, handle)
    try:
        monkeypatch.setattr(threading.Thread, "start", start)
        done = []
        interruption = UninterruptibleJob(lambda: done.append(1), repeatable=False).finish()
    finally:
        signal.signal(signal.SIGINT, before)
    assert str(interruption) == "the job is over"
    assert done == [1]


def test_too_deep_in_the_stack_it_is_not_begun(monkeypatch):
    def start(thread: threading.Thread) -> None:
        raise RecursionError

    monkeypatch.setattr(threading.Thread, "start", start)
    job = UninterruptibleJob(lambda: None, repeatable=False)
    with pytest.raises(RecursionError):
        job.finish()
    monkeypatch.setattr(threading.Thread, "start", no_thread)
    assert job.finish() is None


def raise_(error: type[BaseException] | None) -> None:
    if error is not None:
        raise error
