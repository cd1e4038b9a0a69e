"""A host with several addresses (RFC 8305): one that is dead costs a quarter of a second, and that only once."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from tests.faults.runner import open_sockets
from tests.support.clients import done
from tests.support.misbehaviour import (
    http10,
)
from tests.support.servers import (
    Server,
)

from octaspace_sdk import NetworkError
from octaspace_sdk.transport import happy_eyeballs
from octaspace_sdk.transport.happy_eyeballs import AddressOrder
from octaspace_sdk.transport.name_resolution import Address

pytestmark = pytest.mark.anyio

NAME = "several.test"
NEVER = 60.0  # seconds: no test may take that long
LATER = "127.0.0.2"


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


@contextmanager
def black_hole(address: str, port: int) -> Iterator[None]:
    """An address that never answers a connect: the queue of its listening socket is full."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # another may have been there just before
        listener.bind((address, port))
        listener.listen(0)
        with socket.create_connection((address, port)):
            yield


@pytest.fixture(params=["::1", LATER] if has_ipv6() else [LATER])
def dead(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def closing() -> Iterator[Server]:
    """Closes after each answer, so that each call makes a connection."""
    with Server(http10) as server:
        yield server


def port_of(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


@pytest.fixture
def client(connect, closing):
    return connect(base_url=f"http://{NAME}:{port_of(closing)}", timeout=NEVER, max_retries=0, allow_insecure=True)


async def test_dead_address_costs_a_quarter_of_a_second(client, closing, resolver, dead):
    resolver.names = {NAME: [dead, "127.0.0.1"]}
    with black_hole(dead, port_of(closing)):
        began = time.monotonic()
        assert await done(client.accounts.balance()) == 7
        assert 0.2 < time.monotonic() - began < 5.0


async def test_address_that_worked_is_used_first_by_the_next_connection(client, closing, resolver, dead, monkeypatch):
    resolver.names = {NAME: [dead, "127.0.0.1"]}
    with black_hole(dead, port_of(closing)):
        assert await done(client.accounts.balance()) == 7
        monkeypatch.setattr(happy_eyeballs, "DELAY", NEVER)
        began = time.monotonic()
        assert await done(client.accounts.balance()) == 7
        assert time.monotonic() - began < 5.0


async def test_when_the_address_that_worked_is_dead_another_is_used(client, closing, resolver, dead):
    resolver.names = {NAME: [dead, "127.0.0.1"]}
    family = socket.AF_INET6 if ":" in dead else socket.AF_INET
    with Server(http10, address=(dead, port_of(closing)), family=family):
        assert await done(client.accounts.balance()) == 7
        assert closing.connections == 0
    with black_hole(dead, port_of(closing)):
        assert await done(client.accounts.balance()) == 7
    assert closing.connections == 1


async def test_refused_address_is_followed_at_once_by_the_next(client, closing, resolver, dead, monkeypatch):
    monkeypatch.setattr(happy_eyeballs, "DELAY", NEVER)
    resolver.names = {NAME: [dead, "127.0.0.1"]}
    began = time.monotonic()
    assert await done(client.accounts.balance()) == 7
    assert time.monotonic() - began < 5.0


async def test_addresses_that_all_refuse_are_a_failed_connection(connect, closing, resolver):
    resolver.names = {NAME: ["127.0.0.2", "127.0.0.3"]}
    client = connect(base_url=f"http://{NAME}:{port_of(closing)}", max_retries=0, allow_insecure=True)
    with pytest.raises(NetworkError) as caught:
        await done(client.accounts.balance())
    assert caught.value.may_have_been_processed is False
    assert "no connection" in str(caught.value)


async def test_addresses_that_are_all_dead_take_the_timeout_and_leave_no_socket(connect, closing, resolver):
    dead = ["127.0.0.2", "127.0.0.3", "127.0.0.4"]
    resolver.names = {NAME: dead}
    with ExitStack() as stack:
        for address in dead:
            stack.enter_context(black_hole(address, port_of(closing)))
        client = connect(base_url=f"http://{NAME}:{port_of(closing)}", timeout=0.7, allow_insecure=True)
        before = open_sockets()
        began = time.monotonic()
        with pytest.raises(NetworkError) as caught:
            await done(client.accounts.balance())
        assert 0.6 < time.monotonic() - began < 5.0
        assert caught.value.may_have_been_processed is False
        assert open_sockets() == before


V4, V6 = socket.AF_INET, socket.AF_INET6


def addresses(*hosts: str) -> list[Address]:
    return [Address(V6 if ":" in host else V4, (host, 80)) for host in hosts]


@pytest.mark.parametrize(
    ("resolved", "expected"),
    [
        (["::1", "::2", "::3", "1.1.1.1", "2.2.2.2"], ["::1", "1.1.1.1", "::2", "2.2.2.2", "::3"]),
        (["1.1.1.1", "2.2.2.2", "::1"], ["1.1.1.1", "::1", "2.2.2.2"]),
        (["1.1.1.1", "2.2.2.2"], ["1.1.1.1", "2.2.2.2"]),
        (["::1"], ["::1"]),
    ],
)
def test_families_take_turns_beginning_with_the_one_that_the_system_prefers(resolved, expected):
    ordered = AddressOrder().sort("host", 80, addresses(*resolved))
    assert [address.host for address in ordered] == expected


def test_address_that_worked_comes_first_for_its_host_only():
    order = AddressOrder()
    order.record("host", 80, addresses("1.1.1.1")[0])
    both = addresses("::1", "1.1.1.1")
    assert [address.host for address in order.sort("host", 80, both)] == ["1.1.1.1", "::1"]
    assert [address.host for address in order.sort("other", 80, both)] == ["::1", "1.1.1.1"]


def test_address_that_worked_and_is_no_longer_the_hosts_is_not_tried():
    order = AddressOrder()
    order.record("host", 80, addresses("1.1.1.1")[0])
    assert [address.host for address in order.sort("host", 80, addresses("2.2.2.2"))] == ["2.2.2.2"]
