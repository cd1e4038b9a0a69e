"""Which base URL a call goes to: the first healthy one, in the order given; one that failed cools down.

At most two concurrent calls try a host whose state is unknown; the others wait for their outcome. Otherwise many calls
to an unreachable host would hold all connections of the client until connecting times out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from weakref import ReferenceType, WeakSet, ref

import attrs

from octaspace_sdk.support.fork_safe_lock import ForkSafeLock
from octaspace_sdk.support.one_shot_event import OneShotEvent

COOL_DOWN = 30.0  # seconds, after a first failure
MAX_COOL_DOWN = 300.0
PROBE_CONNECT_TIMEOUT = 1.0  # seconds a call that tries a failed host again may spend on reaching it
MAX_EXPLORERS = 2  # calls that try a host of which nothing is known


@attrs.define(eq=False)
class Host:
    """One base URL and its recent failures.

    Calls that probe or explore are referenced weakly: one that Ctrl-C ends, at whatever point, leaves no mark behind.
    """

    url: str
    failures: int = 0
    cooling_until: float = 0.0
    probed_by: ReferenceType[Choice] | None = None
    """The call that tries it again."""
    reached: bool = False
    """Whether a request could be written to it since it last failed."""
    explorers: WeakSet[Choice] = attrs.field(factory=WeakSet)
    """The calls that try it while nothing is known of it."""
    finding: OneShotEvent = attrs.field(factory=OneShotEvent)
    """Set when one of them has reached it or has given up."""


@attrs.frozen(eq=False)
class Choice:
    """The host for the next attempt; a probe finds out whether a host that failed is back."""

    host: Host
    probe: bool = False
    explores: bool = False
    """Whether nothing is known of the host."""

    @property
    def url(self) -> str:
        return self.host.url


@attrs.frozen
class Unexplored:
    """A host that other calls are trying to reach: its finding is worth waiting for."""

    url: str
    finding: OneShotEvent


class HostPool:
    """The hosts of one client. A host that failed at network level cools down and is tried last meanwhile."""

    def __init__(self, urls: Sequence[str], clock: Callable[[], float]) -> None:
        self.hosts = [Host(url) for url in urls]
        self._clock = clock
        self._lock = ForkSafeLock()
        self._pid = os.getpid()

    def __len__(self) -> int:
        return len(self.hosts)

    def choose(
        self, tried: Sequence[str] = (), avoid: Collection[str] = (), waited: Collection[str] = ()
    ) -> Choice | Unexplored | None:
        """Return the host for a call's next attempt; None when the call has tried them all.

        Args:
            tried: The base URLs that the call has tried.
            avoid: The base URLs that it should use only when no other is healthy.
            waited: The base URLs of which it has waited for a finding; it does not wait for them again.
        """
        if len(self.hosts) == 1:  # nowhere else to go: neither probing nor cooling down means anything
            return None if tried else Choice(self.hosts[0])
        with self._lock:
            self._forget_calls_of_parent()
            left = [host for host in self.hosts if host.url not in tried]
            left.sort(key=lambda host: host.url in avoid)
            now = self._clock()
            for host in left:
                if host.failures:
                    if host.cooling_until <= now and (host.probed_by is None or host.probed_by() is None):
                        choice = Choice(host, probe=True)
                        host.probed_by = ref(choice)
                        return choice
                elif host.reached:
                    return Choice(host)
                elif len(host.explorers) < MAX_EXPLORERS:
                    choice = Choice(host, explores=True)
                    host.explorers.add(choice)
                    return choice
                elif host.url not in waited:
                    return Unexplored(host.url, host.finding)
            soonest = min(left, key=lambda host: host.cooling_until, default=None)
            return Choice(soonest) if soonest else None

    def reached(self, choice: Choice) -> None:
        """Note that the host is connected, and the request is about to be written."""
        host = choice.host
        if not host.reached:
            with self._lock:
                host.reached = True
                _settle(host)

    def succeeded(self, choice: Choice) -> None:
        """Note that the host answered, with whatever status."""
        host = choice.host
        if host.failures or not host.reached or choice.probe:
            with self._lock:
                host.failures, host.cooling_until, host.probed_by, host.reached = 0, 0.0, None, True
                self._end(choice)

    def failed(self, choice: Choice) -> None:
        """Note that the host could not be reached, or broke off."""
        host = choice.host
        with self._lock:
            if choice.probe or host.cooling_until <= self._clock():
                host.failures += 1
                # min() first: 2.0 ** 2000 would be an error, not infinity.
                doubled = COOL_DOWN * 2.0 ** min(host.failures - 1, 10)
                host.cooling_until = self._clock() + min(doubled, MAX_COOL_DOWN)
            host.reached = False
            self._end(choice)

    def released(self, choice: Choice) -> None:
        """Note that the attempt ended without showing how the host is."""
        if choice.probe or choice.explores:
            with self._lock:
                self._end(choice)

    @staticmethod
    def _end(choice: Choice) -> None:
        """End what the call was finding out; clear the probe mark unless a later call owns it by now."""
        host = choice.host
        if host.probed_by is not None and host.probed_by() is choice:
            host.probed_by = None
        host.explorers.discard(choice)
        _settle(host)

    def _forget_calls_of_parent(self) -> None:
        """Clear the marks of calls, which a forked child inherits without the calls."""
        if self._pid != os.getpid():
            self._pid = os.getpid()
            for host in self.hosts:
                host.probed_by, host.finding, host.explorers = None, OneShotEvent(), WeakSet()


def _settle(host: Host) -> None:
    """Wake the calls that wait for this host; each then chooses anew."""
    finding, host.finding = host.finding, OneShotEvent()
    finding.set()
