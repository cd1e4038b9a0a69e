"""Simulated time: Unix milliseconds that run faster than the clock behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

EPOCH_MS = 1_776_161_866_000
"""Where simulated time begins, in Unix milliseconds: always the same, so that a seed fixes the timestamps too."""


class SimulatedClock:
    """Milliseconds since the Unix epoch, derived from a clock of real seconds."""

    def __init__(self, source: Callable[[], float], speed: float) -> None:
        self._source = source
        self._speed = speed
        self._held_ms: int | None = None
        self._skipped = 0.0
        self.resume(EPOCH_MS)

    def resume(self, now_ms: int) -> None:
        """Have it be `now_ms` now, and go on from there."""
        self._began_ms = now_ms
        self._origin = self._source()

    @contextmanager
    def held(self, not_before: int) -> Iterator[None]:
        """Have one moment last for the block, `not_before` at least."""
        if self.now_ms() < not_before:
            self.resume(not_before)
        before, self._held_ms = self._held_ms, self.now_ms()
        try:
            yield
        finally:
            self._held_ms = before

    def advance(self, seconds: float) -> None:
        """Have `seconds` of simulated time pass at once."""
        self._began_ms += round(seconds * 1000)
        self._skipped += seconds

    def seconds(self) -> float:
        """Return seconds as clients count them: those of the clock behind, and those that were skipped."""
        return self._source() + self._skipped

    def now_ms(self) -> int:
        """Return the simulated time in Unix milliseconds."""
        if self._held_ms is not None:
            return self._held_ms
        return self._began_ms + round((self._source() - self._origin) * self._speed * 1000)
