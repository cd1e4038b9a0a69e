"""Task groups that nobody outside of them needs to know of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ungrouped() -> Iterator[None]:
    """Make a block around a task group from which a single exception, such as Ctrl-C, comes out without its group."""
    try:
        yield
        return
    except BaseExceptionGroup as group:
        single, *others = group.exceptions
        if others:
            raise
    raise single
