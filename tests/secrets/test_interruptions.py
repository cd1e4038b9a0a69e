"""No call that is interrupted or cancelled shows the API key."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import httpx
import pytest
from anyio import get_cancelled_exc_class
from tests.support.clients import KEY, done
from tests.support.misbehaviour import (
    drip_headers,
    never_answer,
    stall_handshake,
    stall_in_the_body,
)
from tests.support.proxy import Proxy
from tests.support.secret_search import balance, everything, places, rent
from tests.support.servers import (
    Blackhole,
    Server,
)
from tests.support.waiting import PATIENCE, by_then

from octaspace_sdk import (
    AsyncOctaSpace,
    OctaSpace,
    OctaSpaceError,
)

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


posix = pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="Windows cannot signal a thread")

# The standard library leaves a socket that is interrupted while it connects to the garbage collector.
half_open = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def ctrl_c_soon(no_logging: None) -> Iterator[Callable[..., None]]:
    """Sends SIGINT to the main thread a few milliseconds after something has become true."""
    main, threads = threading.main_thread().ident, list[threading.Thread]()
    assert main is not None

    def interrupt(reached: Callable[[], object]) -> None:
        by_then(reached)
        threading.Event().wait(0.03)
        signal.pthread_kill(main, signal.SIGINT)

    def start(reached: Callable[[], object] = lambda: True) -> None:
        threads.append(threading.Thread(target=interrupt, args=(reached,)))
        threads[0].start()

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield start
    threads[0].join()
    signal.signal(signal.SIGINT, before)


INTERRUPTED: dict[str, Callable[[], Any]] = {
    "waiting for the answer": lambda: Server(never_answer),
    "reading headers": lambda: Server(drip_headers),
    "reading the body": lambda: Server(stall_in_the_body),
    "waiting for the answer over TLS": lambda: Server(never_answer, certificate="good"),
    "in the handshake": lambda: Server(stall_handshake, scheme="https"),
    "connecting": Blackhole,
}
HALF_OPEN = ("in the handshake", "connecting")


@posix
@pytest.mark.parametrize("how", ["own pool", "httpx", "proxy"])
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=half_open if name in HALF_OPEN else ()) for name in INTERRUPTED],
)
def test_ctrl_c_does_not_show_the_key(serve, trusted, ctrl_c_soon, monkeypatch, name, how):
    place = serve(INTERRUPTED[name]())
    if how == "proxy":
        monkeypatch.setenv("ALL_PROXY", serve(Proxy()).url)
    own = httpx.Client() if how == "httpx" else None
    with OctaSpace(KEY, base_url=place.url, timeout=PATIENCE, http_client=own) as client:
        with pytest.raises(KeyboardInterrupt) as caught:
            ctrl_c_soon(lambda: place.acted or name in HALF_OPEN)
            rent(client)
    if own is not None:
        own.close()
    assert places(everything(caught.value)) == []


@posix
def test_ctrl_c_while_waiting_for_a_place_does_not_show_the_key(server, ctrl_c_soon):
    server.hold()
    with OctaSpace(KEY, base_url=server.url, timeout=PATIENCE, max_connections=1) as client:
        thread = threading.Thread(target=lambda: balance(client))
        thread.start()
        assert by_then(lambda: server.held)
        with pytest.raises(KeyboardInterrupt) as caught:
            ctrl_c_soon()
            balance(client)
        server.release()
        thread.join()
    assert places(everything(caught.value)) == []


@posix
@pytest.mark.parametrize("runner", ["asyncio", "trio"])
def test_ctrl_c_in_an_event_loop_does_not_show_the_key(serve, ctrl_c_soon, runner):
    place = serve(Server(never_answer))

    async def main() -> None:
        async with AsyncOctaSpace(KEY, base_url=place.url, timeout=PATIENCE) as client:
            ctrl_c_soon(lambda: place.acted)
            await rent(client)

    with pytest.raises(KeyboardInterrupt) as caught:
        anyio.run(main, backend=runner)
    assert places(everything(caught.value)) == []


@pytest.mark.parametrize("flavour", ["asyncio", "trio"])
@pytest.mark.parametrize("name", INTERRUPTED)
async def test_cancellation_does_not_show_the_key(connect, serve, trusted, name):
    client = connect(base_url=serve(INTERRUPTED[name]()).url, timeout=PATIENCE)
    caught: list[BaseException] = []
    with anyio.move_on_after(0.03):
        try:
            await rent(client)
        except get_cancelled_exc_class() as error:
            caught.append(error)
            raise
    [error] = caught
    assert places(everything(error)) == []


@pytest.mark.parametrize("flavour", ["asyncio"])
@pytest.mark.parametrize("name", INTERRUPTED)
async def test_cancelled_task_does_not_show_the_key(connect, serve, trusted, name):
    client = connect(base_url=serve(INTERRUPTED[name]()).url, timeout=PATIENCE)
    with pytest.raises(TimeoutError) as caught:
        async with asyncio.timeout(0.03):
            await rent(client)
    assert isinstance(caught.value.__cause__ or caught.value.__context__, asyncio.CancelledError)
    assert places(everything(caught.value)) == []


async def test_closing_meanwhile_does_not_show_the_key(connect, server, flavour):
    client = connect(timeout=PATIENCE)
    server.hold()
    caught: list[BaseException] = []

    async def call() -> None:
        try:
            if flavour == "sync":
                await anyio.to_thread.run_sync(balance, client)
            else:
                await balance(client)
        except OctaSpaceError as error:
            caught.append(error)

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        with anyio.fail_after(60):
            while not server.held:
                await anyio.sleep(0.001)
        await done(client.close() if flavour == "sync" else client.aclose())
    [error] = caught
    assert places(everything(error)) == []
