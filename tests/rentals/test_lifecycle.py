"""A rented session is created once, waited for, handed over and stopped once, whatever happens in between."""

from __future__ import annotations

import inspect
import json
import sys
import time
from contextlib import suppress

import anyio
import pytest
from tests.rentals.conftest import entered
from tests.support.relay import RENTALS, refuse

from octaspace_sdk import (
    AuthenticationError,
    ProvisionRejectedError,
    RequestTimeoutError,
)
from octaspace_sdk.support.clock import Clock, use_clock

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def test_session_is_ready_in_the_block_and_stopped_after_it(client, relay, running, service):
    async with entered(RENTALS[service](client)) as session:
        assert running() == [session.uuid]
        assert session.details.is_ready is True
        assert session.details.uuid == session.uuid
        assert relay.counts == {"create": 1, "info": 2, "stop": 0, "other": 0}
    assert running() == []
    assert relay.counts == {"create": 1, "info": 2, "stop": 1, "other": 0}


async def test_nothing_is_sent_before_the_block_is_entered(client, relay, service):
    RENTALS[service](client)
    assert (relay.connections, sum(relay.counts.values())) == (0, 0)


@pytest.mark.parametrize(("score", "body"), [(None, b""), (1, {"score": 1}), (5, {"score": 5})])
async def test_score_goes_with_the_stop(client, relay, running, service, score, body):
    async with entered(RENTALS[service](client, score=score)):
        pass
    [sent] = relay.bodies
    assert (json.loads(sent) if sent else sent) == body
    assert running() == []


async def test_session_is_a_handle(client, running, flavour):
    async with entered(RENTALS["mr"](client)) as session:
        info = session.info() if flavour == "sync" else await session.info()
        assert (info.uuid, info.is_ready) == (session.uuid, True)
        assert running() == [session.uuid]


async def test_progress_is_told(client, relay):
    told: list[str | None] = []
    async with entered(RENTALS["mr"](client, on_progress=lambda info: told.append(info.progress))):
        pass
    assert told == ["pulling image", "service configured"]


class OfMyOwn(BaseException):
    """Nothing that a library would know."""


RAISED = [RuntimeError("mine"), KeyError("mine"), OfMyOwn(), KeyboardInterrupt(), SystemExit(3), GeneratorExit()]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
async def test_exception_in_the_block_comes_out_itself_after_the_stop(client, relay, running, service, error):
    manager = RENTALS[service](client)
    session = await enter(manager)
    assert running() == [session.uuid]
    assert not await leave(manager, error)
    assert error.__cause__ is None
    assert not hasattr(error, "__notes__")
    assert running() == []
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 1)


async def enter(manager):
    return await manager.__aenter__() if hasattr(manager, "__aenter__") else manager.__enter__()


async def leave(manager, error):
    """What a `with` statement does with an exception, without a frame of ours that could change it."""
    try:
        raise error
    except BaseException as raised:
        how = (type(raised), raised, raised.__traceback__)
        return await manager.__aexit__(*how) if hasattr(manager, "__aexit__") else manager.__exit__(*how)


@pytest.mark.parametrize("error", RAISED[:2], ids=lambda error: type(error).__name__)
async def test_exception_passes_the_with_statement_itself(client, running, error):
    with pytest.raises(type(error)) as caught:
        async with entered(RENTALS["mr"](client)):
            raise error
    assert caught.value is error
    assert running() == []


async def test_session_that_does_not_become_ready_is_stopped(client, relay, running, service):
    relay.ready = False
    with pytest.raises(RequestTimeoutError, match="not ready within 0.05 s") as caught:
        async with entered(RENTALS[service](client, ready_timeout=0.05, poll_interval=60)):
            pytest.fail("the block was entered")
    assert running() == []
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 1)
    assert not isinstance(caught.value.__cause__, ExceptionGroup)


async def test_session_is_stopped_when_looking_at_it_fails(client, relay, running, service):
    relay.meets("info", refuse("401 Unauthorized"))
    with pytest.raises(AuthenticationError):
        async with entered(RENTALS[service](client)):
            pytest.fail("the block was entered")
    assert running() == []
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 1)


async def test_session_is_stopped_when_on_progress_gives_up(client, running):
    def give_up(info: object) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        async with entered(RENTALS["mr"](client, on_progress=give_up)):
            pytest.fail("the block was entered")
    assert running() == []


@pytest.mark.parametrize("bad", ["503 Service Unavailable", "500 Internal Server Error", "429 Too Many Requests"])
async def test_passing_trouble_while_waiting_is_no_reason_to_stop(client, relay, running, bad):
    relay.meets("info", refuse(bad), refuse(bad))
    async with entered(RENTALS["mr"](client)) as session:
        assert running() == [session.uuid]
    assert running() == []


async def test_block_that_stops_the_session_itself_is_fine(client, relay, running, service, flavour):
    """A 404 says that it has ended: within the first seconds it is asked again, since a host may not know it yet."""
    async with entered(RENTALS[service](client)) as session:
        session.stop() if flavour == "sync" else await session.stop()
        assert running() == []
    assert running() == []
    assert relay.counts["create"] == 1


async def test_session_that_ended_by_itself_long_ago_is_not_asked_for_again(make_client, relay, flavour):
    later = 0.0
    with use_clock(Clock(monotonic=lambda: time.monotonic() + later)):
        client = make_client()
    async with entered(RENTALS["vpn"](client)) as session:
        session.stop() if flavour == "sync" else await session.stop()
        later = 100.0
    assert relay.counts["stop"] == 2


async def test_refused_rental_has_nothing_to_stop(client, relay, running):
    with pytest.raises(ProvisionRejectedError):
        async with entered(RENTALS["mr"](client, node_id=999999)):
            pytest.fail("the block was entered")
    assert relay.counts == {"create": 1, "info": 0, "stop": 0, "other": 0}
    assert running() == []


async def test_two_rentals_at_once_are_two_sessions(client, running):
    async with entered(RENTALS["mr"](client)) as one:
        async with entered(RENTALS["vpn"](client)) as other:
            assert set(running()) == {one.uuid, other.uuid}
        assert running() == [one.uuid]
    assert running() == []


async def test_manager_is_good_for_one_block(client, relay, running):
    manager = RENTALS["mr"](client)
    async with entered(manager):
        pass
    with pytest.raises((RuntimeError, AttributeError)):
        async with entered(manager):
            pytest.fail("the block was entered")
    assert relay.counts["create"] == 1
    assert running() == []


async def test_near_the_recursion_limit_nothing_is_rented_that_could_not_be_stopped(client, relay, running):
    """In an event loop, what waits for the creation would fail, and nobody would learn the uuid."""

    async def deeper(frames: int) -> None:
        if frames:
            await deeper(frames - 1)
        else:
            async with entered(RENTALS["mr"](client)):
                pass

    await deeper(0)  # all is imported
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 500)
    try:
        for room in [*range(20, 70), 300]:
            with suppress(RecursionError):
                await deeper(500 - room)
    finally:
        sys.setrecursionlimit(limit)
    assert running() == []
    assert relay.counts["create"] == relay.counts["stop"] == 2


WRONG = [
    ("mr", {"ready_timeout": 0}, "ready_timeout"),
    ("mr", {"ready_timeout": -1}, "ready_timeout"),
    ("mr", {"ready_timeout": float("nan")}, "ready_timeout"),
    ("mr", {"ready_timeout": "5"}, "ready_timeout"),
    ("mr", {"poll_interval": 0}, "poll_interval"),
    ("mr", {"poll_interval": None}, "poll_interval"),
    ("mr", {"on_progress": "print"}, "on_progress"),
    ("mr", {"on_progress": anyio.sleep}, "on_progress"),
    ("mr", {"score": 9}, "score"),
    ("mr", {"score": 0}, "score"),
    ("mr", {"score": 4.5}, "score"),
    ("mr", {"score": True}, "score"),
    ("mr", {"disk_size": 0}, "disk_size"),
    ("mr", {"image": 5}, "image"),
    ("mr", {"node_id": -1}, "node_id"),
    ("vpn", {"ready_timeout": 0}, "ready_timeout"),
    ("vpn", {"score": 9}, "score"),
    ("vpn", {"subkind": "v2ray"}, "protocol"),
    ("vpn", {"node_id": "1643"}, "node_id"),
    ("render", {"ready_timeout": 0}, "ready_timeout"),
    ("render", {"score": 9}, "score"),
    ("render", {"disk_size": None}, "disk_size"),
]


@pytest.mark.parametrize(("service", "wrong", "name"), WRONG)
async def test_wrong_arguments_are_refused_before_anything_is_sent(client, relay, service, wrong, name):
    with pytest.raises(ValueError, match=name):
        async with entered(RENTALS[service](client, **wrong)):
            pytest.fail("the block was entered")
    assert relay.connections == 0


async def test_unknown_arguments_are_refused_before_anything_is_sent(client, relay, service):
    with pytest.raises(TypeError, match="colour"):
        async with entered(RENTALS[service](client, colour="red")):
            pytest.fail("the block was entered")
    assert relay.connections == 0


async def test_waiting_for_the_answer_is_part_of_the_time(client, relay, running):
    """One look that is never answered does not outlast the time to become ready."""
    relay.always_meets("info", lambda wire, forward: wire.wait())
    began = time.monotonic()
    with pytest.raises(RequestTimeoutError):
        async with entered(RENTALS["mr"](client, ready_timeout=0.1)):
            pytest.fail("the block was entered")
    assert time.monotonic() - began < 10.0
    assert running() == []
