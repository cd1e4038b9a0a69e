"""When to try again: how long to wait, and how much trying again a client can afford."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from octaspace_api.units import utc_from_text
from octaspace_sdk.support.fork_safe_lock import ForkSafeLock

# Also decides which statuses below 500 `wait_ready` waits out (rentals/lifecycle.py).
RETRYABLE = frozenset({408, 429, 500, 502, 503, 504})

FIRST_WAIT = 0.5  # seconds; doubles with each retry
MAX_WAIT = 8.0
MAX_RETRY_AFTER = 60.0  # a longer wait is for the caller to decide, in a call without a deadline too


def backoff(retry: int, uniform: Callable[[float, float], float]) -> float:
    """Return the seconds to wait before a retry (counted from 0): full jitter below 0.5, 1, 2 ... 8 s."""
    return uniform(0.0, min(FIRST_WAIT * 2.0 ** min(retry, 10), MAX_WAIT))


def retry_after(value: str | None, now: Callable[[], float], date: str | None = None) -> float | None:
    """Return the seconds that `Retry-After` asks for, from a number or an HTTP date; None when it says nothing usable.

    Args:
        value: The header.
        now: The wall clock, in Unix seconds.
        date: The `Date` header of the same answer: a date is measured from it, because the server's clock and the
            client's may differ.
    """
    if value is None or not value.isascii() or "_" in value or not (text := value.strip()):
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = _until(text, now, date)
    return seconds if 0.0 <= seconds < float("inf") else None


def _until(text: str, now: Callable[[], float], date: str | None) -> float:
    moment, sent = _parsed(text), _parsed(date or "")
    if moment is None:
        return -1.0
    left = moment.timestamp() - (now() if sent is None else sent.timestamp())
    return 0.0 if left < 0.0 else left


def _parsed(date: str) -> datetime | None:
    return utc_from_text(_SHORT_YEAR.sub(r"-20\1 ", date)) if date.isascii() else None


_SHORT_YEAR = re.compile(
    r"(?<=[a-z])-(\d\d) "
)  # of one of the three forms of HTTP dates: Wednesday, 21-Oct-15 07:28:00 GMT


class RetryBudget:
    """A client's allowance for retries, a token bucket: a retry acquires tokens, a success releases some.

    When many calls fail, the allowance is soon gone and the others fail at once, which is what stops a retry storm.
    """

    CAPACITY = 100
    COST = 5

    def __init__(self) -> None:
        self._left = self.CAPACITY
        self._lock = ForkSafeLock()

    def acquire(self) -> bool:
        """Acquire the tokens of one retry; return whether there were enough."""
        with self._lock:
            if self._left < self.COST:
                return False
            self._left -= self.COST
            return True

    def release(self, *, retried: bool) -> None:
        """Release the tokens of a retry that has succeeded, or one for a call that succeeded at once."""
        if self._left < self.CAPACITY:
            with self._lock:
                self._left = min(self.CAPACITY, self._left + (self.COST if retried else 1))
