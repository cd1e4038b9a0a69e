"""Looking up names: a resolver that is silent holds up nobody else, and none of its faults escapes untyped."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio import to_thread
from tests.support.clients import KEY, done
from tests.support.waiting import by_then

from octaspace_sdk import AsyncOctaSpace, ConnectionFailedError, NetworkError, RequestTimeoutError
from octaspace_sdk.transport import name_resolution

pytestmark = pytest.mark.anyio

AT_ONCE = 30
ROOT = Path(__file__).parents[2]


async def all_at_once(flavour: str, call: Any) -> list[Any]:
    results: list[Any] = []

    async def one() -> None:
        results.append(await (to_thread.run_sync(call) if flavour == "sync" else call()))

    async with anyio.create_task_group() as group:
        for _ in range(AT_ONCE):
            group.start_soon(one)
    return results


async def test_healthy_name_is_not_kept_waiting_by_a_silent_one(connect, server, resolver, flavour):
    port = server.url.rpartition(":")[2]
    resolver.names = {"silent.test": resolver.silent, "healthy.test": ["127.0.0.1"]}
    urls = [f"http://silent.test:{port}", f"http://healthy.test:{port}"]
    client = connect(base_urls=urls, timeout=4.0, allow_insecure=True)
    assert await all_at_once(flavour, client.accounts.balance) == [7] * AT_ONCE


async def test_callers_share_one_look_up_of_a_name(connect, server, resolver, flavour):
    resolver.names = {"silent.test": resolver.silent}
    clients = [connect(base_url="http://silent.test", timeout=0.3, allow_insecure=True) for _ in range(3)]
    for client in clients:
        with pytest.raises(RequestTimeoutError, match="resolving the name .* timed out"):
            await done(client.accounts.balance())
    assert resolver.asked == ["silent.test"]
    assert all(thread.daemon for thread in resolver.threads), "the interpreter would wait for it at exit"


async def test_a_name_is_looked_up_anew_for_each_connection(connect, server, resolver):
    port = server.url.rpartition(":")[2]
    resolver.names = {"moving.test": ["127.0.0.9"]}
    client = connect(base_url=f"http://moving.test:{port}", timeout=5.0, max_retries=0, allow_insecure=True)
    with pytest.raises(ConnectionFailedError):
        await done(client.accounts.balance())
    resolver.names = {"moving.test": ["127.0.0.1"]}
    assert await done(client.accounts.balance()) == 7
    assert resolver.asked == ["moving.test"] * 2


async def test_a_look_up_that_takes_too_long_is_begun_again(connect, server, resolver, monkeypatch):
    later = 0.0
    monkeypatch.setattr(name_resolution, "monotonic", lambda: time.monotonic() + later)
    port = server.url.rpartition(":")[2]
    resolver.names = {"waking.test": resolver.silent}
    client = connect(base_url=f"http://waking.test:{port}", timeout=0.3, allow_insecure=True)
    with pytest.raises(RequestTimeoutError):
        await done(client.accounts.balance())
    resolver.names = {"waking.test": ["127.0.0.1"]}
    later = 31.0
    assert await done(client.with_options(timeout=10.0).accounts.balance()) == 7


def test_an_event_loop_ends_while_the_resolver_is_silent(resolver):
    """Its default executor, whose threads it would wait for, is left to the program."""
    resolver.names = {"silent.test": resolver.silent}

    async def main() -> None:
        async with AsyncOctaSpace(KEY, base_url="http://silent.test", timeout=0.2, allow_insecure=True) as client:
            with pytest.raises(RequestTimeoutError):
                await client.accounts.balance()

    asyncio.run(main())
    assert resolver.threads[0].is_alive()
    resolver.speaks.set()
    assert by_then(lambda: not resolver.threads[0].is_alive())


PROGRAM = """
import asyncio, socket, time
from octaspace_sdk import AsyncOctaSpace, OctaSpace, RequestTimeoutError

socket.getaddrinfo = lambda *arguments, **options: time.sleep(300)
options = {"base_url": "https://silent.test", "timeout": 0.2, "max_retries": 0}
with OctaSpace("key", **options) as client:
    try:
        client.accounts.balance()
    except RequestTimeoutError:
        print("sync")

async def main():
    async with AsyncOctaSpace("key", **options) as client:
        try:
            await client.accounts.balance()
        except RequestTimeoutError:
            print("async")

asyncio.run(main())
"""


@pytest.mark.slow
def test_a_program_ends_while_the_resolver_is_silent():
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout.split() == ["sync", "async"]


def _raising(error: BaseException) -> Any:
    def answer() -> Any:
        raise error

    return answer


FAULTS = {
    "no such name": _raising(socket.gaierror(socket.EAI_NONAME, "Name or service not known")),
    "no answer": _raising(socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")),
    "timed out": _raising(TimeoutError("timed out")),
    "no descriptor": _raising(OSError(24, "Too many open files")),
    "not a name": _raising(UnicodeError("label too long")),
    "out of range": _raising(OverflowError("port must be 0-65535")),
    "a bug": _raising(RuntimeError("of a replaced resolver")),
    "no address": [],
}
NAMES = {
    "a label of 64 characters": "a" * 64 + ".test",
    "an empty label": "a..b",
    "a name of 300 characters": ".".join(["a" * 59] * 5),
    "an unknown zone": "[fe80::1%25nowhere0]",
    "an unknown zone, not encoded": "[fe80::1%nowhere0]",
}


@pytest.mark.parametrize("how", [*FAULTS, *NAMES])
async def test_fault_of_a_resolver_is_a_failed_connection(connect, server, resolver, how):
    host = NAMES.get(how, "odd.test")
    resolver.names = {"odd.test": FAULTS.get(how, [])}
    client = connect(base_url=f"https://{host}", timeout=20.0, max_retries=0)
    with pytest.raises(ConnectionFailedError) as caught:
        await done(client.services.mr.create(node_id=1, disk_size=1, image="x"))
    assert caught.value.may_have_been_processed is False
    assert [attempt.outcome for attempt in caught.value.attempts] == ["not_sent"]
    assert "no connection" in str(caught.value)


@pytest.mark.parametrize("how", [*FAULTS, *NAMES])
async def test_fault_of_a_resolver_is_answered_by_the_next_host(connect, server, resolver, how):
    host = NAMES.get(how, "odd.test")
    resolver.names = {"odd.test": FAULTS.get(how, [])}
    client = connect(base_urls=[f"https://{host}", server.url], timeout=20.0)
    assert await done(client.accounts.balance()) == 7


def _link_local() -> str:
    """A link-local address of this machine with its zone, or empty text."""
    try:
        lines = Path("/proc/net/if_inet6").read_text().splitlines()
    except OSError:
        return ""
    for line in lines:
        digits, *_, name = line.split()
        if digits.startswith("fe80"):
            return ":".join(digits[index : index + 4] for index in range(0, 32, 4)) + f"%{name}"
    return ""


@pytest.mark.skipif(not _link_local(), reason="no link-local IPv6 address here")
async def test_address_with_a_zone_is_reached(connect, flavour):
    with socket.socket(socket.AF_INET6) as listener:
        sockaddr = socket.getaddrinfo(_link_local(), 0, type=socket.SOCK_STREAM)[0][4]
        listener.bind(sockaddr)
        listener.listen()
        host = _link_local().replace("%", "%25")
        client = connect(base_url=f"http://[{host}]:{listener.getsockname()[1]}", timeout=0.5, allow_insecure=True)
        with pytest.raises(NetworkError) as caught:
            await done(client.accounts.balance())
        assert caught.value.may_have_been_processed, "nothing was written to it"
