"""What a signal handler raises ends a call, whatever its class: nothing is sent again, and nothing else takes its place.

A job queue ends a job that takes too long in this way.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httpx
import pytest
from tests.support.clients import KEY
from tests.support.secret_search import everything, places
from tests.support.servers import Refusing, Server, Wire, healthy
from tests.support.waiting import by_then

from octaspace_sdk import ConnectionFailedError, OctaSpace
from octaspace_sdk.support.fork_safe_lock import ForkSafeLock
from octaspace_sdk.support.handler_errors import raised_by_handler

pytestmark = pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="Windows sends no signals to a thread")


class JobTimeout(Exception):
    pass


KINDS = [JobTimeout, TimeoutError, ConnectionResetError, RuntimeError, ValueError, AssertionError, SystemExit]


class Raising:
    def __init__(self, kind: type[BaseException]) -> None:
        self._kind = kind

    def method(self, number: int, frame: object) -> None:
        raise self._kind("the job is over")

    def __call__(self, number: int, frame: object) -> None:
        self.method(number, frame)


@pytest.fixture
def handle() -> Iterator[Callable[[Any], None]]:
    before = signal.getsignal(signal.SIGUSR1)
    yield lambda handler: signal.signal(signal.SIGUSR1, handler) and None
    signal.signal(signal.SIGUSR1, before)


@pytest.fixture
def interrupting(serve) -> Server:
    """Sends the signal when the first request has arrived, and answers the others."""
    main = threading.main_thread().ident
    assert main is not None

    def behave(wire: Wire) -> None:
        if wire.number > 1:
            healthy(wire)
        elif wire.request():
            signal.pthread_kill(main, signal.SIGUSR1)
            wire.wait()

    return serve(Server(behave))


@pytest.mark.parametrize(
    ("kind", "own"),
    # An error of writing that comes out of a caller's connection is one to httpcore, which goes on.
    [(kind, own) for kind in KINDS for own in (False, True) if not (own and kind is ConnectionResetError)],
)
def test_it_comes_out_of_the_call_and_nothing_is_sent_again(interrupting, handle, kind, own):
    handle(Raising(kind).method)
    with httpx.Client() as http, OctaSpace(KEY, base_url=interrupting.url, http_client=http if own else None) as client:
        with pytest.raises(kind, match="the job is over") as caught:
            client.accounts.balance()
        assert interrupting.acted == ["GET /accounts/balance"]
        assert places(everything(caught.value)) == []
        assert client.accounts.balance() == 7
    assert interrupting.all_closed()


def test_host_is_not_to_blame(serve, interrupting, handle):
    handle(Raising(JobTimeout))
    second = serve(Server(healthy))
    with OctaSpace(KEY, base_urls=[interrupting.url, second.url]) as client:
        with pytest.raises(JobTimeout):
            client.accounts.balance()
        client.accounts.balance()
    assert second.acted == []


def test_what_a_handler_raised_before_the_call_does_not_come_out_of_it(serve, handle):
    handle(Raising(JobTimeout).method)
    with OctaSpace(KEY, base_url=serve(Refusing()).url, max_retries=0) as client:
        try:
            signal.raise_signal(signal.SIGUSR1)
        except JobTimeout:
            with pytest.raises(ConnectionFailedError):
                client.accounts.balance()


FORMS: dict[str, Callable[[Raising], Any]] = {
    "method": lambda raising: raising.method,
    "object": lambda raising: raising,
    "function": lambda raising: lambda number, frame: raising.method(number, frame),
    "partial": lambda raising: partial(lambda extra, number, frame: raising.method(number, frame), 1),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_handler_is_known(handle, form):
    handle(FORMS[form](Raising(TimeoutError)))
    with pytest.raises(TimeoutError) as caught:
        signal.raise_signal(signal.SIGUSR1)
    assert raised_by_handler(caught.value) is caught.value
    wrapped = ConnectionError()
    wrapped.__cause__ = caught.value
    assert raised_by_handler(wrapped) is caught.value
    assert raised_by_handler(TimeoutError()) is None


def test_an_error_of_an_enumeration_is_not_that_of_a_handler():
    """The words for "no handler" are members of one."""
    with pytest.raises(ValueError, match="not a valid") as caught:
        signal.Handlers(7)
    assert raised_by_handler(caught.value) is None


def test_errors_that_were_raised_from_each_other_are_looked_at_once():
    first, second = OSError("first"), OSError("second")
    first.__cause__, second.__cause__ = second, first
    assert raised_by_handler(first) is None


def test_handler_may_take_a_lock_that_is_held(handle):
    lock = ForkSafeLock()
    taken: list[bool] = []
    handle(lambda number, frame: taken.append(lock.acquire(timeout=5) and lock.release() is None))
    with lock:
        signal.raise_signal(signal.SIGUSR1)
    assert taken == [True]


def test_handler_may_use_the_client(serve, server, handle, resolver):
    """In the middle of a call of the same client, where it holds the lock of its hosts or of the names."""
    port = server.url.rpartition(":")[2]
    resolver.names = {"here.test": ["127.0.0.1"]}
    answers: list[Any] = []
    busy: list[int] = []
    over = threading.Event()
    main = threading.main_thread().ident
    assert main is not None
    urls = [f"http://here.test:{port}", server.url]
    with OctaSpace(KEY, base_urls=urls, allow_insecure=True) as client:

        def create(*signalled: object) -> None:
            if not busy:  # on a busy machine, the next signal comes before this one was handled
                busy.extend(signalled[:1])
                answers.append(client.services.mr.create(node_id=1, disk_size=1, image="x"))
                busy.clear()

        create()  # imports what it takes
        handle(create)

        def send_signals() -> None:
            while not over.wait(0.002):
                signal.pthread_kill(main, signal.SIGUSR1)

        sender = threading.Thread(target=send_signals)
        sender.start()
        try:
            assert by_then(lambda: client.services.mr.create(node_id=1, disk_size=1, image="x") and len(answers) > 50)
        finally:
            over.set()
            sender.join()
