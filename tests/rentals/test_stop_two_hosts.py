"""The first of two hosts breaks while a session runs: the stop reaches the second."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import attrs
import pytest
from tests.rentals.conftest import entered
from tests.support.clients import done
from tests.support.relay import RENTALS, Forward, Relay, ignore, lose, refuse, reset, unheard
from tests.support.servers import Wire

from octaspace_sdk import AsyncOctaSpace, OctaSpace, ServiceUnavailableError
from octaspace_sdk.support.clock import current_clock, use_clock

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


def cut_off(wire: Wire, forward: Forward) -> None:
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Le")
    wire.reset()


BROKEN = {
    "stall": ignore,
    "stall after acting": unheard,
    "reset": reset,
    "answer lost": lose,
    "cut off": cut_off,
    "503": refuse("503 Service Unavailable"),
    "404 of an ingress": refuse("404 Not Found", b"default backend - 404"),
    "401": refuse("401 Unauthorized"),
    "403": refuse("403 Forbidden"),
    "page of a captive portal": refuse("200 OK", b"<html>hello</html>"),
}


@pytest.fixture
def second(simulator, clock, relay) -> Iterator[Relay]:
    with Relay(simulator, clock.advance) as second:
        yield second
        assert second.all_closed(), "a connection is left open"


@pytest.fixture
async def client(relay, second, simulator, flavour) -> AsyncIterator[Any]:
    kind = OctaSpace if flavour == "sync" else AsyncOctaSpace
    with use_clock(attrs.evolve(current_clock(), uniform=lambda low, high: 0.0)):
        client = kind(simulator.api_key, base_urls=[relay.url, second.url], timeout=3.0)
    yield client
    await done(client.close() if flavour == "sync" else client.aclose())


@pytest.mark.parametrize("name", BROKEN)
async def test_the_stop_reaches_the_healthy_host(client, relay, second, running, name):
    async with entered(RENTALS["mr"](client)):
        for kind in relay.counts:
            relay.always_meets(kind, BROKEN[name])
    assert running() == []
    assert (relay.counts["create"], second.counts["create"]) == (1, 0)
    assert relay.counts["stop"] == 1, "the broken host was asked again"
    assert second.counts["stop"] == 1


async def test_an_ordinary_call_never_fails_over_on_an_http_error(client, relay, second, flavour):
    relay.always_meets("other", BROKEN["503"])
    with pytest.raises(ServiceUnavailableError):
        await done(client.with_options(max_retries=0).accounts.balance())
    assert second.counts["other"] == 0
