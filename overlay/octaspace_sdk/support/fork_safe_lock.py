"""A lock that a child process can use although a thread of its parent held it at the fork."""

from __future__ import annotations

import os
import threading
import weakref


def ForkSafeLock() -> threading.Lock:  # noqa: N802 (as threading.Lock)
    """Returns a lock to hold for a moment; a forked child begins with a free one.

    It is Python's own lock and no wrapper: `with` on it takes no signal between taking the lock and guarding it, while
    Ctrl-C in an `__enter__` written in Python would leave the lock taken for ever.
    """
    lock = threading.Lock()
    _all.add(lock)
    return lock


_all: weakref.WeakSet[threading.Lock] = weakref.WeakSet()


def _renew_all() -> None:
    for lock in list(_all):
        lock._at_fork_reinit()  # type: ignore[attr-defined] # what the standard library does with its own


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
