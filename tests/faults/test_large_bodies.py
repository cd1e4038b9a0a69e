"""Bodies that are larger than they look, or without end: a typed error in time, in little memory."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from tests.faults.runner import client_of
from tests.support import servers
from tests.support.servers import MIB, Received, Server, Wire
from tests.support.waiting import PATIENCE, by_then

from octaspace_sdk import DecodeError, RequestTimeoutError

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("trusted")]
modes = pytest.mark.parametrize("mode", ["sync", "async"])

TIMEOUT = 5.0


def packed(body: bytes) -> servers.Respond:
    compressed = gzip.compress(body)
    return lambda _: servers.answer(compressed, "Content-Encoding: gzip")


def of_size(item: bytes, size: int = 16 * MIB) -> bytes:
    return b"[" + b",".join([item] * (size // (len(item) + 1))) + b"]"


MANY: dict[str, Callable[[], bytes]] = {
    "objects": lambda: of_size(b"{}"),
    "arrays": lambda: of_size(b"[]"),
    "numbers": lambda: of_size(b"0"),
    "texts": lambda: of_size(b'""'),
    "objects in a row": lambda: b"{}" * (8 * MIB),
    "objects in a field": lambda: b'{"balance": ' + of_size(b"{}") + b"}",
    "keys of one object": lambda: b"{" + b",".join(b'"%d":0' % number for number in range(1_500_000)) + b"}",
    "quotes": lambda: b'"' * (16 * MIB),
    "brackets": lambda: b"[" * (16 * MIB),
    "brackets that close": lambda: b"]" * (16 * MIB),
}


@pytest.mark.parametrize("what", MANY)
@pytest.mark.parametrize(("operation", "mode"), [("nodes", "sync"), ("nodes", "async"), ("balance", "sync")])
def test_sixteen_mebibytes_of_nothing_end_in_time(mode: str, what: str, operation: str) -> None:
    calls: dict[str, Any] = {"nodes": lambda api: api.nodes.list(), "balance": lambda api: api.accounts.balance()}
    with Server(servers.serving(packed(MANY[what]()))) as server, client_of(mode, server, timeout=TIMEOUT) as ask:
        began = time.process_time()
        reply = ask(calls[operation])
        assert time.process_time() - began < 1.1 * TIMEOUT, "of computing, whatever else the machine does"
        assert isinstance(reply.error, (DecodeError, RequestTimeoutError, type(None)))
        assert what.startswith("keys") or isinstance(reply.error, DecodeError)


@modes
def test_conversion_ends_with_the_timeout(mode: str) -> None:
    """As many objects as are let in, each of which lacks every field."""
    body = of_size(b"{}", 3 * 450_000)
    with Server(servers.serving(packed(body))) as server, client_of(mode, server, timeout=0.5) as ask:
        began = time.process_time()
        reply = ask(lambda api: api.nodes.list())
        assert time.process_time() - began < 3.0
        assert isinstance(reply.error, RequestTimeoutError)
        assert "decoding it timed out" in str(reply.error)
        assert reply.error.may_have_been_processed
        assert [attempt.outcome for attempt in reply.error.attempts] == ["answered"]


PROGRAM = """
import resource, sys
from octaspace_sdk import DecodeError, OctaSpace

with OctaSpace("key", base_url=sys.argv[1], timeout=5.0) as client:
    client.accounts.balance()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        client.nodes.list()
    except DecodeError:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_sixteen_mebibytes_of_nothing_take_little_memory() -> None:
    def respond(received: Received) -> bytes:
        return packed(MANY["objects"]())(received) if received.line == "GET /nodes" else servers.well(received)

    with Server(servers.serving(respond)) as server:
        command = [sys.executable, "-c", PROGRAM, server.url]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert int(ended.stdout) < 150 * 1024, "KiB"


@modes
def test_text_with_many_brackets_and_commas_is_not_many_items(mode: str) -> None:
    line = b'[info], {a: b}, \\"quoted\\" and \\\\ '
    body = b'{"balance": 7, "log": "' + line * (16 * MIB // len(line)) + b'"}'
    with Server(servers.serving(packed(body))) as server, client_of(mode, server, timeout=30.0) as ask:
        assert ask(lambda api: api.accounts.balance()).value == 7


class Endless(Server):
    """Sends a body without end, in the coding that is asked for, and counts its bytes."""

    def __init__(self, *headers: str, block: bytes = b"a" * MIB, first: bytes = b"") -> None:
        self.sent = 0
        self.ended = False
        self._head = "\r\n".join(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *headers]).encode() + b"\r\n\r\n"
        self._first, self._block = first, block
        super().__init__(self._flood)

    def _flood(self, wire: Wire) -> None:
        if not wire.request():
            return
        try:
            wire.send(self._head)
            began = time.monotonic()
            for block in [self._first, *[self._block] * 4096]:
                if block and not self.stopped.is_set() and time.monotonic() - began < PATIENCE:
                    wire.send(b"%x\r\n%s\r\n" % (len(block), block))
                    self.sent += len(block)
        finally:
            self.ended = True


@modes
@pytest.mark.parametrize("how", ["plain", "not gzip", "packed twice", "unknown coding", "a file"])
def test_body_beyond_its_limit_is_hung_up_on(mode: str, how: str) -> None:
    codings = {"not gzip": "gzip", "packed twice": "gzip, gzip", "unknown coding": "utf-8"}
    headers = [f"Content-Encoding: {codings[how]}"] if how in codings else []
    call: Any = (lambda api: api.nodes.download_logs(1)) if how == "a file" else (lambda api: api.accounts.balance())
    with Endless(*headers) as server, client_of(mode, server, timeout=30.0, max_retries=0) as ask:
        reply = ask(call)
        assert isinstance(reply.error, DecodeError), reply.error
        assert by_then(lambda: server.ended), "the client reads on"
        assert server.sent < 200 * MIB
        assert how != "plain" or "too large" in str(reply.error)


def test_limit_of_json_is_below_that_of_files() -> None:
    from octaspace_sdk.transport import body

    assert 64 * MIB < body.MAX_JSON_BYTES < body.MAX_FILE_BYTES
