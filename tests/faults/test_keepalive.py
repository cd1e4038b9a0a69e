"""A kept connection that the server closes: noticed before writing it costs nothing, just as the request is written it
is the one case where nobody can know."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from tests.faults.matrix import GET, KINDS, MODES, Kind
from tests.faults.runner import client_of
from tests.support.servers import Server, Wire, answer, healthy, well
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.slow

modes = pytest.mark.parametrize("mode", MODES)
kinds = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])


def answers_once(then: Callable[[Wire], object]) -> Callable[[Wire], None]:
    """On the first connection one request is answered, and then something else happens; all others are healthy."""

    def behave(wire: Wire) -> None:
        if wire.number > 1:
            healthy(wire)
        elif received := wire.request():
            wire.send(well(received))
            then(wire)

    return behave


def reset_unread(wire: Wire) -> None:
    wire.await_bytes()
    wire.reset()


def close_unread(wire: Wire) -> None:
    wire.await_bytes()
    wire.hang_up()


def close_in_the_middle(wire: Wire) -> None:
    wire.read(10)
    wire.hang_up()


def close_read(wire: Wire) -> None:
    wire.request()
    wire.finish()


RACES = {
    "reset": (reset_unread, 0),
    "close": (close_unread, 0),
    "part": (close_in_the_middle, 0),
    "all": (close_read, 1),
}
races = pytest.mark.parametrize("race", RACES)


@modes
@races
def test_a_repeatable_request_goes_again_when_the_connection_closes_under_it(mode: str, race: str) -> None:
    then, acted = RACES[race]
    with Server(answers_once(then)) as server, client_of(mode, server) as ask:
        assert ask(GET.call).result == "ok"
        reply = ask(GET.call)
        assert (reply.result, GET.is_right(reply.value)) == ("ok", True)
        assert server.connections == 2
        assert server.acted == [GET.line] * (2 + acted)


@modes
@races
@pytest.mark.parametrize("kind", KINDS[1:], ids=[kind.name for kind in KINDS[1:]])
def test_what_acts_is_not_on_a_connection_that_closes_under_it(mode: str, race: str, kind: Kind) -> None:
    """It could not be sent again: nobody would know whether it was processed."""
    then, _ = RACES[race]
    with Server(answers_once(then)) as server, Server(healthy) as other, client_of(mode, server, other) as ask:
        assert ask(GET.call).result == "ok"
        reply = ask(kind.call)
        assert (reply.result, kind.is_right(reply.value)) == ("ok", True)
        assert server.connections == 2
        assert server.acted == [GET.line, kind.line]
        assert other.acted == []


class OnCue:
    """Lets the first connection go idle, and does something to it when the test says so."""

    def __init__(self, then: Callable[[Wire], object]) -> None:
        self._then = then
        self._cue, self._done = threading.Event(), threading.Event()

    def __call__(self, wire: Wire) -> None:
        self._cue.wait(PATIENCE)
        try:
            self._then(wire)
        finally:
            self._done.set()

    def now(self) -> None:
        self._cue.set()
        assert self._done.wait(PATIENCE)


def say_408_and_close(wire: Wire) -> None:
    wire.send(answer(b"", "Connection: close", status="408 Request Timeout"))
    wire.hang_up()


IDLE_ENDS = {"close": Wire.hang_up, "reset": Wire.reset, "408": say_408_and_close}


@modes
@kinds
@pytest.mark.parametrize("end", IDLE_ENDS)
def test_an_idle_close_is_noticed_before_anything_is_written(mode: str, kind: Kind, end: str) -> None:
    on_cue = OnCue(IDLE_ENDS[end])
    with Server(answers_once(on_cue)) as server, client_of(mode, server, max_retries=0) as ask:
        assert ask(kind.call).result == "ok"
        on_cue.now()
        reply = ask(kind.call)
        assert (reply.result, kind.is_right(reply.value)) == ("ok", True)
        assert server.acted == [kind.line] * 2
        assert server.connections == 2
        assert server.all_closed(at_most=1)


@modes
@kinds
def test_an_announced_close_is_heeded(mode: str, kind: Kind) -> None:
    def behave(wire: Wire) -> None:
        if received := wire.request():
            wire.send(well(received).replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            wire.finish()

    with Server(behave) as server, client_of(mode, server, max_retries=0) as ask:
        assert [ask(kind.call).result for _ in range(3)] == ["ok"] * 3
        assert server.acted == [kind.line] * 3
        assert server.connections == 3
        assert server.all_closed()


@modes
def test_a_healthy_connection_is_kept(mode: str) -> None:
    with Server(healthy) as server, client_of(mode, server) as ask:
        assert [ask(GET.call).result for _ in range(5)] == ["ok"] * 5
        assert server.connections == 1
        assert [ask(kind.call).result for kind in KINDS * 5] == ["ok"] * len(KINDS) * 5
        assert server.connections == 1 + 5 * sum(not kind.repeatable for kind in KINDS), "what acts has one of its own"
        assert server.all_closed(at_most=1)


@modes
@kinds
def test_an_answer_that_nobody_asked_for_answers_nothing(mode: str, kind: Kind) -> None:
    """Bytes after an answer, or on an idle connection, must not be taken for the answer to the next request."""
    stray = answer(b'{"uuid": "somebody-elses", "balance": 666}')
    on_cue = OnCue(lambda wire: wire.send(stray))

    def then(wire: Wire) -> None:
        on_cue(wire)
        healthy(wire)

    with Server(answers_once(then)) as server, client_of(mode, server, max_retries=0) as ask:
        assert ask(kind.call).result == "ok"
        on_cue.now()
        reply = ask(kind.call)
        assert (reply.result, kind.is_right(reply.value)) == ("ok", True)
        assert server.connections == 2
