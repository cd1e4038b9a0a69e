"""Which base URL a call goes to: the first healthy one, in the order given; one that failed cools down."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence

import attrs

from octaspace_sdk.support.fork_safe_lock import ForkSafeLock

COOL_DOWN = 30.0  # seconds, after a first failure
MAX_COOL_DOWN = 300.0
PROBE_CONNECT_TIMEOUT = 1.0  # seconds a call that tries a failed host again may spend on reaching it


@attrs.define
class Host:
    """One base URL and its recent failures."""

    url: str
    failures: int = 0
    cooling_until: float = 0.0
    probed_by: int = 0
    """The ticket of the call that tries it again, 0 for none."""
    probed_in: int = 0
    """The process of that call: a forked child inherits the ticket, but not the call."""


@attrs.frozen
class Choice:
    """The host for the next attempt; a probe finds out whether a host that failed is back."""

    host: Host
    ticket: int = 0

    @property
    def probe(self) -> bool:
        return self.ticket > 0

    @property
    def url(self) -> str:
        return self.host.url


class HostPool:
    """The hosts of one client. A host that failed at network level cools down and is tried last meanwhile."""

    def __init__(self, urls: Sequence[str], clock: Callable[[], float]) -> None:
        self.hosts = [Host(url) for url in urls]
        self._clock = clock
        self._lock = ForkSafeLock()
        self._tickets = 0

    def __len__(self) -> int:
        return len(self.hosts)

    def choose(self, tried: Sequence[str] = (), avoid: Collection[str] = ()) -> Choice | None:
        """The host for a call's next attempt, or None when the call has tried them all.

        Args:
            tried: The base URLs that the call has tried.
            avoid: The base URLs that it should use only when no other is healthy.
        """
        if len(self.hosts) == 1:  # nowhere else to go: neither probing nor cooling down means anything
            return None if tried else Choice(self.hosts[0])
        with self._lock:
            left = [host for host in self.hosts if host.url not in tried]
            left.sort(key=lambda host: host.url in avoid)
            now = self._clock()
            for host in left:
                if not host.failures:
                    return Choice(host)
                if host.cooling_until <= now and not (host.probed_by and host.probed_in == os.getpid()):
                    self._tickets += 1
                    host.probed_by, host.probed_in = self._tickets, os.getpid()
                    return Choice(host, host.probed_by)
            soonest = min(left, key=lambda host: host.cooling_until, default=None)
            return Choice(soonest) if soonest else None

    def succeeded(self, choice: Choice) -> None:
        """The host answered, with whatever status."""
        host = choice.host
        if host.failures or host.probed_by:
            with self._lock:
                host.failures, host.cooling_until, host.probed_by = 0, 0.0, 0

    def failed(self, choice: Choice) -> None:
        """The host could not be reached, or broke off."""
        host = choice.host
        with self._lock:
            if choice.probe or host.cooling_until <= self._clock():
                host.failures += 1
                # min() first: 2.0 ** 2000 would be an error, not infinity.
                doubled = COOL_DOWN * 2.0 ** min(host.failures - 1, 10)
                host.cooling_until = self._clock() + min(doubled, MAX_COOL_DOWN)
            self._end_probe(choice)

    def released(self, choice: Choice) -> None:
        """The attempt ended without showing how the host is."""
        if choice.probe:
            with self._lock:
                self._end_probe(choice)

    @staticmethod
    def _end_probe(choice: Choice) -> None:
        """Clears the probe mark unless a later call owns it by now."""
        if choice.probe and choice.host.probed_by == choice.ticket:
            choice.host.probed_by = 0
