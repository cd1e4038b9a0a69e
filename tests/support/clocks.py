"""A clock that a test advances."""

from __future__ import annotations

import attrs


@attrs.define
class ManualClock:
    """Seconds that pass by `advance` only."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
