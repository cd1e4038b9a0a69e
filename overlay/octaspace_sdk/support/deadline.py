"""How much time is left."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Self, overload

import attrs

_SOON = 1e-6  # seconds; sockets and locks take 0 for "do not block" and None for "no limit"
_LONGEST = 4e6  # seconds; sockets and locks refuse longer waits, on some platforms from 49 days on


@attrs.frozen
class Deadline:
    """A moment at which something must be over, or no such moment."""

    at: float | None
    """Seconds of `clock`; None for no limit."""
    clock: Callable[[], float] = attrs.field(default=monotonic, repr=False)

    @classmethod
    def after(cls, seconds: float | None, clock: Callable[[], float] = monotonic) -> Self:
        """Return the deadline that is `seconds` away; None for no limit."""
        return cls(None if seconds is None else clock() + seconds, clock)

    @property
    def expired(self) -> bool:
        """Whether the moment has come; a clock that returns NaN is past all of them."""
        return self.at is not None and not self.clock() < self.at

    def expires_within(self, seconds: float) -> bool:
        """Return whether the moment comes before `seconds` are over."""
        return self.at is not None and not self.clock() + seconds < self.at

    @overload
    def remaining(self, cap: float) -> float: ...

    @overload
    def remaining(self, cap: float | None = None) -> float | None: ...

    def remaining(self, cap: float | None = None) -> float | None:
        """Return the seconds left that can be waited at once, above 0 and at most `cap`; None for no limit."""
        if self.at is None:
            return cap
        left = min(max(_SOON, self.at - self.clock()), _LONGEST)  # in this order, NaN is `_SOON`
        return left if cap is None else min(left, cap)
