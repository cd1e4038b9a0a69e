"""A forked child never uses its parent's connections, and leaves them as they are."""

from __future__ import annotations

import asyncio
import faulthandler
import multiprocessing
import os
import pickle
import select
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from functools import cached_property
from types import FrameType
from typing import Any
from unittest import mock

import pytest
from anyio import run as anyio_run
from tests.support.calls_in_child import balance
from tests.support.clients import KEY
from tests.support.waiting import by_then

from octaspace_sdk import AsyncOctaSpace, OctaSpace
from octaspace_sdk.calls.host_pool import COOL_DOWN, HostPool
from octaspace_sdk.decoding import payload
from octaspace_sdk.decoding.payload import Payload
from octaspace_sdk.response import RawResponse
from octaspace_sdk.transport.http_transport import Transport

pytestmark = pytest.mark.slow

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no os.fork")


def in_child(work: Callable[[], Any]) -> Any:
    """What some work comes to in a forked child."""
    receive, send = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 and newer warn of threads
        child = os.fork()
    if child == 0:
        try:
            os.close(receive)
            faulthandler.register(signal.SIGALRM, file=send)
            signal.alarm(45)
            try:
                said: tuple[bool, Any] = (True, work())
            except BaseException:
                said = (False, traceback.format_exc())
            os.write(send, pickle.dumps(said))
        finally:
            os._exit(0)
    os.close(send)
    data = b""
    try:
        while select.select([receive], [], [], 60)[0] and (part := os.read(receive, 65536)):
            data += part
    finally:
        os.close(receive)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert data.startswith(b"\x80"), f"the child hangs: {data.decode()}"
    fine, value = pickle.loads(data)
    assert fine, value
    return value


@forks
def test_child_has_connections_of_its_own(server):
    with OctaSpace(KEY, base_url=server.url) as client:
        assert client.accounts.balance() == 7
        assert in_child(lambda: (client.accounts.balance(), client.accounts.balance())) == (7, 7)
        assert client.accounts.balance() == 7
    assert server.by_connection == [1, 2, 2, 1]


@forks
def test_child_that_closes_its_copy_leaves_the_parents_connections(server):
    def work() -> int:
        value = client.accounts.balance()
        client.close()
        return value

    with OctaSpace(KEY, base_url=server.url) as client:
        client.accounts.balance()
        assert in_child(work) == 7
        assert in_child(client.close) is None
        assert client.accounts.balance() == 7
    assert server.by_connection == [1, 2, 1]


@forks
def test_child_that_closes_has_closed_only_what_is_its_own(server):
    def work() -> str:
        client.close()
        try:
            client.accounts.balance()
        except Exception as error:
            return type(error).__name__
        return "no error"

    with OctaSpace(KEY, base_url=server.url) as client:
        client.accounts.balance()
        assert in_child(work) == "ConnectionFailedError"
        assert client.accounts.balance() == 7
    assert server.by_connection == [1, 1]


@forks
def test_child_works_while_a_thread_of_its_parent_is_in_the_middle_of_a_call(server):
    answers: list[int] = []
    with OctaSpace(KEY, base_url=server.url, max_connections=1) as client:
        server.hold()
        thread = threading.Thread(target=lambda: answers.append(client.accounts.balance()))
        thread.start()
        assert by_then(lambda: server.held)
        # The only connection is in use, and the only place taken: neither is the child's business.
        receive, send = os.pipe()

        def work() -> int:
            os.write(send, b"!")
            return client.accounts.balance()

        def release() -> None:
            os.read(receive, 1)
            by_then(lambda: len(server.held) == 2)
            server.release()

        releasing = threading.Thread(target=release)
        releasing.start()
        assert in_child(work) == 7
        for one in (thread, releasing):
            one.join()
        assert answers == [7]
        assert client.accounts.balance() == 7
        os.close(receive)
        os.close(send)
    assert sorted(server.by_connection) == [1, 1, 2]


@forks
def test_child_of_a_parent_that_is_decoding_can_decode():
    """Below Python 3.12 a cached property has a lock, the same one for all instances."""
    decoding, go_on = threading.Event(), threading.Event()

    def parse(content: bytes) -> int:
        if content == b"slow":
            decoding.set()
            go_on.wait(60)
        return 7

    def plain(content: bytes) -> object:
        return Payload(RawResponse(status=200, headers={}, content=content, url="")).plain

    with mock.patch.object(payload, "parse_lenient", parse):
        thread = threading.Thread(target=plain, args=(b"slow",))
        thread.start()
        try:
            assert decoding.wait(60)
            assert in_child(lambda: plain(b"7")) == 7
        finally:
            go_on.set()
            thread.join()


def test_no_resource_is_made_under_a_lock(server):
    with OctaSpace(KEY, base_url=server.url) as client:
        kinds = [*type(client).__mro__, *type(client.services).__mro__, *type(client.raw).__mro__]
    cached = [value for kind in kinds for value in vars(kind).values() if isinstance(value, cached_property)]
    assert len(cached) > 5
    assert all(isinstance(value.lock, nullcontext) for value in cached)


@forks
def test_child_of_a_busy_parent_always_works(server, no_logging):
    """Whatever lock a thread of the parent holds at that moment, but for two that Python does not free in a child.

    That of a module that it imports: all modules that a call takes have been imported after the first. And that of a
    file that it writes to: a child that logs to this file waits for ever, whichever library logs.
    """
    stop = threading.Event()

    def call() -> None:
        while not stop.is_set():
            client.accounts.balance()

    with OctaSpace(KEY, base_url=server.url) as client:
        client.accounts.balance()
        threads = [threading.Thread(target=call) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(10):
                assert in_child(client.accounts.balance) == 7
        finally:
            stop.set()
            for thread in threads:
                thread.join()


@forks
@pytest.mark.parametrize("line", range(4))
def test_two_threads_of_a_child_that_begin_at_once_use_no_connection_of_the_parent(server, line):
    """Another thread calls at any one line of the moment in which this one notices that it is in a child."""

    def work() -> list[Any]:
        came: list[Any] = []
        seen = 0

        def call() -> None:
            try:
                came.append(client.accounts.balance())
            except BaseException as error:
                came.append(repr(error))

        def call_and_tell() -> None:
            sys.settrace(lambda frame, event, _: tell() if frame.f_code.co_name == "_exchange" else None)
            call()

        exchanging = threading.Event()
        tell = exchanging.set
        other = threading.Thread(target=call_and_tell)

        def at_line(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal seen
            if frame.f_code is Transport.reset.__code__:
                seen += 1
                if seen == line + 1:
                    other.start()
                    exchanging.wait(0.05)  # it may have to wait for this thread
                return at_line
            return at_line if frame.f_code is Transport.send.__code__ else None

        sys.settrace(at_line)
        call()
        sys.settrace(None)
        if other.ident is None:
            other.start()
        other.join()
        return came

    with OctaSpace(KEY, base_url=server.url) as client:
        client.accounts.balance()
        server.hold()
        releasing = threading.Thread(target=lambda: (by_then(lambda: len(server.held) == 2, 0.3), server.release()))
        releasing.start()
        came = in_child(work)
        releasing.join()
        assert came == [7, 7]
        assert server.by_connection.count(1) == 1, "a child used its parent's connection"


@forks
def test_child_of_a_child_has_connections_of_its_own(server):
    def work() -> int:
        client.accounts.balance()
        return in_child(client.accounts.balance)

    with OctaSpace(KEY, base_url=server.url) as client:
        client.accounts.balance()
        assert in_child(work) == 7
    assert server.by_connection == [1, 2, 3]


@forks
def test_client_with_other_options_is_as_safe(server):
    with OctaSpace(KEY, base_url=server.url) as client:
        other = client.with_options(timeout=5)
        other.accounts.balance()
        assert in_child(lambda: (client.accounts.balance(), other.accounts.balance())) == (7, 7)
    assert server.by_connection == [1, 2, 2]


@forks
def test_child_over_tls_leaves_the_parents_connection(serve, trusted):
    from tests.support.counting_server import Counting

    server = serve(Counting(certificate="good"))
    with OctaSpace(KEY, base_url=server.url) as client:
        client.accounts.balance()
        assert in_child(client.accounts.balance) == 7
        assert client.accounts.balance() == 7
    assert server.by_connection == [1, 2, 1]


@forks
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_child_of_an_async_parent_has_connections_of_its_own(server, backend):
    async def main() -> None:
        async with AsyncOctaSpace(KEY, base_url=server.url) as client:
            assert await client.accounts.balance() == 7
            assert in_child(lambda: in_loop_of_its_own(client)) == 7
            assert await client.accounts.balance() == 7

    anyio_run(main, backend=backend)
    assert server.by_connection == [1, 2, 1]


def in_loop_of_its_own(client: AsyncOctaSpace) -> int:
    """In a child forked within a loop, which must not be taken for one that is running here."""
    values: list[int] = []
    thread = threading.Thread(target=lambda: values.append(asyncio.run(ask(client))))
    thread.start()
    thread.join()
    [value] = values
    return value


async def ask(client: AsyncOctaSpace) -> int:
    return await client.accounts.balance()


@pytest.mark.parametrize("pickle_api_key", [True, False])
def test_spawned_process_works_with_a_pickled_client(server, monkeypatch, pickle_api_key):
    if not pickle_api_key:
        monkeypatch.setenv("OCTA_API_KEY", KEY)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    with OctaSpace(KEY, base_url=server.url, pickle_api_key=pickle_api_key) as client, ours, theirs:
        client.accounts.balance()
        process = context.Process(target=balance, args=(client, theirs))
        process.start()
        assert ours.poll(20), "it hangs"
        assert ours.recv() == 7
        process.join()
        assert process.exitcode == 0
        process.close()
        assert client.accounts.balance() == 7
    assert server.by_connection == [1, 2, 1]
    assert {one.headers["authorization"] for one in server.received} == {KEY}


@forks
def test_child_born_while_its_parent_probes_a_host_may_probe_it_too():
    time = 0.0
    pool = HostPool(["https://a.test", "https://b.test"], lambda: time)
    first = pool.choose()
    assert first is not None
    pool.failed(first)
    time = COOL_DOWN + 1
    probe = pool.choose()
    assert probe is not None
    assert probe.probe

    def another() -> str:
        choice = pool.choose()
        assert choice is not None
        return choice.url

    assert in_child(another) == "https://a.test"
    assert another() == "https://b.test"
