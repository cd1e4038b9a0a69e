"""Cached properties without the lock that they have below Python 3.12."""

from contextlib import nullcontext
from functools import cached_property


class LockFree:
    """Its cached properties have no lock: all instances would share it, and a fork would leave it taken for ever.

    Two threads may both compute a value, as from Python 3.12 on.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for value in vars(cls).values():
            if isinstance(value, cached_property):
                vars(value)["lock"] = nullcontext()
