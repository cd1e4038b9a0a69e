"""Failover on real sockets: the first healthy host is kept to, and a dead one costs nothing after its first failure."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
from anyio import to_thread
from tests.support.clients import KEY, done, without_jitter
from tests.support.counting_server import Counting
from tests.support.misbehaviour import (
    accept_and_close,
    never_answer,
    stall_handshake,
)
from tests.support.servers import (
    Blackhole,
    Refusing,
    Server,
    Unresolvable,
    healthy,
)

from octaspace_sdk import NetworkError
from octaspace_sdk.calls.host_pool import COOL_DOWN, MAX_EXPLORERS
from octaspace_sdk.support.clock import Clock, use_clock

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

AT_ONCE = 20


class Seen:
    """Which host each attempt went to."""

    def __init__(self) -> None:
        self.hosts: list[str] = []

    def __call__(self, event: Any) -> None:
        self.hosts.append(event.url.removesuffix("/accounts/balance"))

    def count(self) -> Counter[str]:
        return Counter(self.hosts)


@pytest.fixture
def seen() -> Seen:
    return Seen()


async def all_at_once(flavour: str, call: Callable[[], Any], times: int = AT_ONCE) -> list[Any]:
    """What calls in as many threads or tasks came to."""
    results: list[Any] = []
    if flavour == "sync":
        barrier = threading.Barrier(times)

        def one() -> Any:
            barrier.wait(60)
            return call()

        def run() -> None:
            with ThreadPoolExecutor(times) as pool:
                results.extend(future.result() for future in [pool.submit(one) for _ in range(times)])

        await to_thread.run_sync(run)
    else:

        async def one_more() -> None:
            results.append(await call())

        async with anyio.create_task_group() as group:
            for _ in range(times):
                group.start_soon(one_more)
    return results


async def test_first_host_is_kept_to_while_it_is_healthy(connect, serve, server):
    other = serve(Counting())
    client = connect(base_urls=[server.url, other.url])
    for _ in range(5):
        assert await done(client.accounts.balance()) == 7
    assert (len(server.acted), len(other.acted)) == (5, 0)
    assert other.connections == 0


DEAD = {
    "refuses": Refusing,
    "closes": lambda: Server(accept_and_close),
    "blackhole": Blackhole,
    "does not resolve": Unresolvable,
    "is silent": lambda: Server(never_answer),
}


@pytest.mark.parametrize("how", DEAD)
async def test_dead_host_is_tried_once(connect, serve, server, seen, how):
    place = serve(DEAD[how]())
    client = connect(base_urls=[place.url, server.url], timeout=1.2, on_request=seen)
    assert await done(client.accounts.balance()) == 7
    began = time.monotonic()
    for _ in range(20):
        assert await done(client.accounts.balance()) == 7
    assert time.monotonic() - began < 6.0, "a call has paid for the dead host"
    assert seen.count() == {place.url: 1, server.url: 21}


@pytest.mark.parametrize("how", DEAD)
async def test_calls_at_once_all_succeed_and_later_ones_pay_nothing(connect, serve, server, seen, flavour, how):
    place = serve(DEAD[how]())
    client = connect(base_urls=[place.url, server.url], timeout=4.0, on_request=seen)
    assert await all_at_once(flavour, client.accounts.balance) == [7] * AT_ONCE
    assert 1 <= seen.count()[place.url] <= AT_ONCE
    seen.hosts.clear()
    assert await all_at_once(flavour, client.accounts.balance) == [7] * AT_ONCE
    assert seen.count() == {server.url: AT_ONCE}


CROWD = 60  # calls at once, on 20 connections


@pytest.mark.parametrize("how", ["blackhole", "stalls in the handshake"])
async def test_a_crowd_in_front_of_a_black_hole_all_succeed(connect, serve, server, seen, flavour, how):
    """Two calls find out for all. The others wait for that, or for a connection, and go where it is healthy."""
    dead = serve(Blackhole() if how == "blackhole" else Server(stall_handshake, scheme="https"))
    client = connect(base_urls=[dead.url, server.url], timeout=5.0, on_request=seen)
    assert await all_at_once(flavour, client.accounts.balance, CROWD) == [7] * CROWD
    assert seen.count() == {dead.url: MAX_EXPLORERS, server.url: CROWD}


async def test_a_crowd_that_acts_is_sent_once_each(connect, serve, server, flavour):
    client = connect(base_urls=[serve(Blackhole()).url, server.url], timeout=5.0)

    def create() -> Any:
        return client.services.mr.create(node_id=1, disk_size=1, image="x")

    assert len(await all_at_once(flavour, create, CROWD)) == CROWD
    assert server.acted == ["POST /services/mr"] * CROWD


async def test_a_crowd_goes_to_the_first_host_when_it_is_healthy(connect, serve, server, seen, flavour):
    client = connect(base_urls=[server.url, serve(Counting()).url], on_request=seen)
    assert await all_at_once(flavour, client.accounts.balance, CROWD) == [7] * CROWD
    assert seen.count() == {server.url: CROWD}


async def test_a_host_that_went_away_costs_a_crowd_no_call(connect, serve, server, seen, flavour):
    """Known as healthy, it is tried by as many as have a connection; those that wait for one go elsewhere."""
    first = serve(Reviving())
    first.alive = True
    first.may_answer.set()
    client = connect(base_urls=[first.url, server.url], timeout=5.0, on_request=seen)
    assert await done(client.accounts.balance()) == 7
    first.alive = False
    first.close()
    assert await all_at_once(flavour, client.accounts.balance, CROWD) == [7] * CROWD
    assert seen.count()[server.url] == CROWD


async def test_request_that_acts_fails_over_when_it_certainly_did_not_arrive(connect, serve, server):
    client = connect(base_urls=[serve(Refusing()).url, server.url])
    created = await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
    assert created.uuid
    assert server.acted == ["POST /services/mr"]


async def test_request_that_acts_does_not_fail_over_when_it_may_have_arrived(connect, serve, server):
    """Two hosts, the first of which times out after acting: one machine, one clear error."""
    silent = serve(Server(never_answer))
    client = connect(base_urls=[silent.url, server.url], timeout=1.0)
    with pytest.raises(NetworkError, match=r"sessions\.list\(\)") as caught:
        await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
    assert caught.value.may_have_been_processed is True
    assert (silent.acted, server.acted) == (["POST /services/mr"], [])


async def test_clients_with_other_options_know_of_the_dead_host_too(connect, serve, server, seen):
    client = connect(base_urls=[serve(Refusing()).url, server.url])
    await done(client.accounts.balance())
    await done(client.with_options(timeout=5, on_request=seen).accounts.balance())
    assert seen.count() == {server.url: 1}


async def test_all_hosts_dead_is_one_error_that_names_them(connect, serve):
    places = [serve(Refusing()), serve(Refusing())]
    client = without_jitter(connect, base_urls=[place.url for place in places])
    with pytest.raises(NetworkError) as caught:
        await done(client.accounts.balance())
    assert [one.host for one in caught.value.attempts] == [place.url for place in places] * 3
    assert caught.value.may_have_been_processed is False


class Reviving(Server):
    """Hangs up on everyone until it is revived; then it notes who came, and answers when it may."""

    def __init__(self) -> None:
        self.alive = False
        self.came = threading.Event()
        self.may_answer = threading.Event()
        super().__init__(self._behave_as_it_is)

    def _behave_as_it_is(self, wire: Any) -> None:
        if not self.alive:
            accept_and_close(wire)
            return
        wire.await_bytes()
        self.came.set()
        self.may_answer.wait(60)
        healthy(wire)


async def test_one_call_finds_out_whether_a_host_is_back_while_the_others_stay(connect, serve, server, seen, flavour):
    later = 0.0
    reviving = serve(Reviving())
    urls = [reviving.url, server.url]
    with use_clock(Clock(monotonic=lambda: time.monotonic() + later)):
        client = connect(base_urls=urls, timeout=5.0)
    assert await done(client.accounts.balance()) == 7
    reviving.alive = True
    later = COOL_DOWN + 1
    probed: list[int] = []
    watched = client.with_options(on_request=seen)
    async with anyio.create_task_group() as group:

        async def probe() -> None:
            if flavour == "sync":
                probed.append(await to_thread.run_sync(client.accounts.balance))
            else:
                probed.append(await client.accounts.balance())

        group.start_soon(probe)
        with anyio.fail_after(60):
            while not reviving.came.is_set():
                await anyio.sleep(0.001)
        assert await all_at_once(flavour, watched.accounts.balance) == [7] * AT_ONCE
        assert seen.count() == {server.url: AT_ONCE}, "another call went along"
        reviving.may_answer.set()
    assert probed == [7]
    seen.hosts.clear()
    assert await done(watched.accounts.balance()) == 7
    assert seen.count() == {reviving.url: 1}, "it did not go back to the first host"


async def test_key_goes_to_each_host(connect, serve, server):
    client = connect(base_urls=[serve(Server(accept_and_close)).url, server.url])
    await done(client.accounts.balance())
    assert [one.headers["authorization"] for one in server.received] == [KEY]
