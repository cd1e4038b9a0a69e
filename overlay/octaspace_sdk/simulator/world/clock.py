"""Simulated time: Unix milliseconds that run faster than the real clock they are derived from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from octaspace_sdk.simulator.network.entities import EPOCH_MS


class SimulatedClock:
    """A clock of simulated time.

    Args:
        source: The real clock, in seconds.
        speed: Simulated seconds per second of `source`.
    """

    def __init__(self, source: Callable[[], float], speed: float) -> None:
        self._source = source
        self._speed = speed
        self._frozen_ms: int | None = None
        self._skipped = 0.0
        self.resume(EPOCH_MS)

    def resume(self, now_ms: int) -> None:
        """Set the time to `now_ms`, from which it runs on."""
        self._base_ms = now_ms
        self._origin = self._source()

    @contextmanager
    def frozen(self, not_before: int) -> Iterator[None]:
        """Stop the clock for the block, at `not_before` if that is later than now."""
        if self.now_ms() < not_before:
            self.resume(not_before)
        previous, self._frozen_ms = self._frozen_ms, self.now_ms()
        try:
            yield
        finally:
            self._frozen_ms = previous

    def advance(self, seconds: float) -> None:
        """Skip `seconds` of simulated time."""
        self._base_ms += round(seconds * 1000)
        self._skipped += seconds

    def seconds(self) -> float:
        """Return monotonic seconds as clients measure them: those of the real clock plus the skipped ones."""
        return self._source() + self._skipped

    def now_ms(self) -> int:
        """Return the simulated time in Unix milliseconds."""
        if self._frozen_ms is not None:
            return self._frozen_ms
        return self._base_ms + round((self._source() - self._origin) * self._speed * 1000)
