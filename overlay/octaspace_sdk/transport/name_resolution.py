"""The addresses of a host, looked up in threads of their own: one for each name, shared by all callers.

A look-up cannot be interrupted, only left behind, and a resolver may be silent for minutes. The threads of an event
loop's executor would soon be used up by that, and the names of healthy hosts would wait behind it; the threads of any
executor are joined at exit. These are daemons, and nobody waits for them longer than a call may take.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from ipaddress import ip_address
from time import monotonic
from typing import Any

import attrs
import httpcore

from octaspace_sdk.support.fork_safe_lock import ForkSafeLock
from octaspace_sdk.support.one_shot_event import OneShotEvent
from octaspace_sdk.transport.waiting import wait_for, wait_for_async

_GIVEN_UP_AFTER = 30.0  # seconds; then the next caller asks a resolver that was silent again


@attrs.frozen
class Address:
    """The address that a socket connects to."""

    family: int
    sockaddr: tuple[Any, ...]

    @property
    def host(self) -> str:
        """The IP address, with its zone if it has one."""
        host, _, *flow_and_zone = self.sockaddr
        zone = flow_and_zone[1] if flow_and_zone else 0
        return f"{host}%{zone}" if zone else str(host)


def resolve(host: str, port: int, timeout: float | None) -> list[Address]:
    """Return the addresses of a host, in the system's order.

    Raises:
        httpcore.ConnectError: It has none, or cannot be looked up.
        httpcore.ConnectTimeout: The resolver did not answer in time.
    """
    look_up = _look_up(host)
    wait_for(look_up.done, timeout)
    return look_up.addresses(port)


async def resolve_async(host: str, port: int, timeout: float | None) -> list[Address]:
    """Return the addresses of a host, in the system's order; raise what `resolve` raises."""
    look_up = _look_up(host)
    await wait_for_async(look_up.done, timeout)
    return look_up.addresses(port)


class _LookUp:
    """One question to the resolver, and its answer."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._began = monotonic()
        self._found: list[Address] = []
        self._error: BaseException | None = None
        self.done = OneShotEvent()

    @property
    def is_under_way(self) -> bool:
        return not self.done.is_set and monotonic() - self._began < _GIVEN_UP_AFTER

    def run(self) -> None:
        try:
            found = socket.getaddrinfo(self._host, None, type=socket.SOCK_STREAM)
            self._found = list(dict.fromkeys(Address(family, sockaddr) for family, _, _, _, sockaddr in found))
        except BaseException as error:
            self._error = error
        finally:
            self.done.set()

    def addresses(self, port: int) -> list[Address]:
        """Return the answer, with a port; raise what `resolve` raises."""
        host, error = self._host, self._error
        if not self.done.is_set:
            raise httpcore.ConnectTimeout(f"resolving the name {host} timed out")
        # Of any class: UnicodeError stands for "a..b", and for a label of more than 63 characters.
        if isinstance(error, Exception):
            raise httpcore.ConnectError(f"the name {host} does not resolve: {error}") from None
        if error is not None:  # Ctrl-C, where there was no thread of its own
            raise error
        if not self._found:
            raise httpcore.ConnectError(f"the name {host} has no address")
        return [Address(found.family, (found.sockaddr[0], port, *found.sockaddr[2:])) for found in self._found]


_look_ups: dict[tuple[int, str], _LookUp] = {}
"""The latest for each name, by process: a forked child has none of its parent's threads."""
_lock = ForkSafeLock()


def _look_up(host: str) -> _LookUp:
    """Return the look-up of a name that is under way, or begin one; an IP address needs no thread."""
    if _is_ip_address(host):
        look_up = _LookUp(host.replace("%25", "%"))  # how a URL writes the zone of an address (RFC 6874)
        look_up.run()
        return look_up
    key = os.getpid(), host
    with _lock:
        known = _look_ups.get(key)
        if known is not None and known.is_under_way:
            return known
        for name in [name for name, other in list(_look_ups.items()) if not other.is_under_way]:
            _look_ups.pop(name, None)  # a signal handler that uses the client may have removed it
        look_up = _LookUp(host)
        try:
            if sys.is_finalizing():  # a thread that is started now never runs
                look_up.run()
            else:
                threading.Thread(target=look_up.run, name="octaspace-resolve", daemon=True).start()
        except RuntimeError:  # no more threads to be had
            look_up.run()
        _look_ups[key] = look_up
        return look_up


def _is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
