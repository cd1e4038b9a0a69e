"""Work that has to be done to its end, where there is no thread to do it in: the program is ending."""

from __future__ import annotations

import threading

import pytest

from octaspace_sdk.rentals.cancellation import UninterruptibleJob


@pytest.fixture(autouse=True)
def no_threads(monkeypatch):
    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(threading.Thread, "start", start)


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


def raise_(error: type[BaseException] | None) -> None:
    if error is not None:
        raise error
