"""A lock that a child process can use although a thread of its parent held it at the fork."""

from __future__ import annotations

import os
import threading
import weakref


def ForkSafeLock() -> threading.RLock:  # noqa: N802 (as threading.RLock)
    """Return a lock to hold for a moment; a forked child begins with a free one.

    The thread that holds it may take it again: in a signal handler that uses the client, too.

    It is Python's own lock and no wrapper: `with` on it takes no signal between taking the lock and guarding it, while
    Ctrl-C in an `__enter__` written in Python would leave the lock taken for ever.
    """
    lock = threading.RLock()
    _all.add(lock)
    return lock


_all: weakref.WeakSet[threading.RLock] = weakref.WeakSet()


def _renew_all() -> None:
    for lock in list(_all):
        lock._at_fork_reinit()  # type: ignore[attr-defined] # noqa: SLF001 (as the standard library renews its own)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
