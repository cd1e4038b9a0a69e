"""A creation whose answer is lost or useless: the session is stopped when its uuid is known, else looked for."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading

import pytest
from tests.rentals.conftest import entered
from tests.support.clients import done
from tests.support.relay import RENTALS, Hold, ignore, lose, refuse, reset, unheard
from tests.support.servers import answer
from tests.support.waiting import by_then, until

from octaspace_sdk import (
    APIError,
    AsyncOctaSpace,
    DecodeError,
    NetworkError,
    OctaSpace,
    OctaSpaceError,
    RequestTimeoutError,
    ResponseEvent,
)
from octaspace_sdk.rentals import creation

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

LOST = {"lost": lose, "unheard": unheard}
NEVER_ARRIVED = {"reset": reset, "ignored": ignore}


@pytest.fixture
def hurried(patient, request):
    """A client that waits not long for an answer that never comes, and no time in between."""
    never_answered = request.node.callspec.params.get("trouble") in ("unheard", "ignored")
    return patient.with_options(timeout=2.0 if never_answered else 10.0, max_retries=2)


def created_and_cut_off(wire, forward):
    """The session runs, and its uuid stands in an answer that cannot be decoded."""
    body = forward().partition(b"\r\n\r\n")[2]
    wire.send(answer(body.rpartition(b"}")[0] + b", \xff"))


def created_and_cut_off_within_gzip(wire, forward):
    packed = gzip.compress(forward().partition(b"\r\n\r\n")[2])
    wire.send(answer(packed[:-8], "Content-Encoding: gzip"))


def created_twice(wire, forward):
    forward()
    forward()
    wire.reset()


@pytest.mark.parametrize("trouble", LOST)
async def test_session_that_may_have_been_started_is_named(hurried, relay, running, service, trouble):
    relay.always_meets("create", LOST[trouble])
    with pytest.raises(NetworkError, match=r"sessions\.list\(\)") as caught:
        async with entered(RENTALS[service](hurried)):
            pytest.fail("the block was entered")
    [uuid] = running()
    assert caught.value.may_have_been_processed is True
    assert caught.value.possible_sessions == (uuid,)
    assert f"it may have started session {uuid} on node" in str(caught.value)
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 0)


@pytest.mark.parametrize("trouble", NEVER_ARRIVED)
async def test_creation_that_never_arrived_is_not_repeated_and_nothing_is_named(hurried, relay, service, trouble):
    relay.always_meets("create", NEVER_ARRIVED[trouble])
    with pytest.raises(NetworkError, match="no session that it may have started is listed") as caught:
        async with entered(RENTALS[service](hurried)):
            pytest.fail("the block was entered")
    assert caught.value.possible_sessions == ()
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 0)


async def test_sessions_of_others_are_not_named(hurried, relay, running, flavour):
    """One on another node, one of another service, and one that a block of this program holds."""
    await done(hurried.services.vpn.create(node_id=6794))
    async with entered(RENTALS["vpn"](hurried, node_id=5675)) as ours:
        relay.always_meets("create", lose)
        with pytest.raises(NetworkError) as caught:
            async with entered(RENTALS["vpn"](hurried, node_id=5675)):
                pytest.fail("the block was entered")
        assert len(running()) == 3
        [possible] = caught.value.possible_sessions
        assert possible != ours.uuid


@pytest.mark.parametrize("trouble", LOST)
async def test_session_that_is_certainly_the_new_one_is_stopped_if_asked_for(hurried, relay, running, service, trouble):
    relay.always_meets("create", LOST[trouble])
    with pytest.raises(NetworkError, match="which is stopped") as caught:
        async with entered(RENTALS[service](hurried, on_unknown="stop")):
            pytest.fail("the block was entered")
    assert running() == []
    assert caught.value.possible_sessions[0] in str(caught.value)
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 1)


async def test_session_that_was_there_before_is_not_stopped(hurried, relay, running):
    await done(hurried.services.vpn.create(node_id=6794))
    [before] = running()
    relay.always_meets("create", lose)
    with pytest.raises(NetworkError, match="which is stopped"):
        async with entered(RENTALS["vpn"](hurried, on_unknown="stop")):
            pytest.fail("the block was entered")
    assert running() == [before]


async def test_session_that_appears_late_is_found(hurried, relay, running):
    relay.always_meets("create", lose)
    relay.meets("other", refuse("200 OK", b"[]"), refuse("200 OK", b"[]"), refuse("503 Service Unavailable"))
    with pytest.raises(NetworkError) as caught:
        async with entered(RENTALS["mr"](hurried, on_unknown="stop")):
            pytest.fail("the block was entered")
    assert len(caught.value.possible_sessions) == 1
    assert running() == []


async def test_none_of_several_is_stopped(hurried, relay, running):
    relay.always_meets("create", created_twice)
    with pytest.raises(NetworkError, match=" or session ") as caught:
        async with entered(RENTALS["vpn"](hurried, on_unknown="stop")):
            pytest.fail("the block was entered")
    assert sorted(caught.value.possible_sessions) == sorted(running())
    assert relay.counts["stop"] == 0


async def test_nothing_is_stopped_when_it_is_not_known_what_ran_before(hurried, relay, running):
    relay.always_meets("create", lose)
    relay.meets("other", refuse("401 Unauthorized"))
    with pytest.raises(NetworkError) as caught:
        async with entered(RENTALS["mr"](hurried, on_unknown="stop")):
            pytest.fail("the block was entered")
    assert list(caught.value.possible_sessions) == running()
    assert relay.counts["stop"] == 0


@pytest.mark.parametrize("listed", [{"service": ""}, {"service": None}, {}])
@pytest.mark.parametrize("on_unknown", ["raise", "stop"])
async def test_session_without_a_service_is_named_and_not_stopped(hurried, relay, listed, on_unknown):
    """The listing may leave the service empty: the session is possibly another one's."""
    session = {"uuid": "5dd2d308-db91-4bda-86ff-e512d711b363", "node_id": 1, "duration": 1, **listed}
    answers = [[], [session]] if on_unknown == "stop" else [[session]]
    bodies = [refuse("200 OK", json.dumps(answer).encode()) for answer in answers]
    relay.always_meets("create", refuse("500 Internal Server Error"))
    relay.meets("other", *bodies)
    with pytest.raises(APIError, match=f"it may have started session {session['uuid']}") as caught:
        async with entered(RENTALS["mr"](hurried, node_id=1, on_unknown=on_unknown)):
            pytest.fail("the block was entered")
    assert caught.value.possible_sessions == (session["uuid"],)
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 0)


async def test_listing_that_fails_is_told(hurried, relay):
    relay.always_meets("create", lose)
    relay.always_meets("other", refuse("401 Unauthorized"))
    with pytest.raises(NetworkError, match="the sessions could not be listed: .*HTTP 401"):
        async with entered(RENTALS["mr"](hurried)):
            pytest.fail("the block was entered")


@pytest.mark.parametrize("act", [created_and_cut_off, created_and_cut_off_within_gzip])
async def test_session_is_stopped_although_its_answer_cannot_be_decoded(client, relay, running, service, act):
    relay.meets("create", act)
    with pytest.raises(DecodeError):
        async with entered(RENTALS[service](client)):
            pytest.fail("the block was entered")
    assert running() == []
    assert relay.counts["stop"] == 1


def test_session_is_stopped_although_a_hook_ends_the_program(simulator, relay, running):
    with pytest.raises(SystemExit), OctaSpace(simulator.api_key, base_url=relay.url, on_response=leave) as client:
        with RENTALS["mr"](client):
            pytest.fail("the block was entered")
    assert running() == []
    assert relay.counts["stop"] == 1


def test_session_is_stopped_although_a_hook_ends_the_event_loop(simulator, relay, running):
    async def rent() -> None:
        async with AsyncOctaSpace(simulator.api_key, base_url=relay.url, on_response=leave) as client:
            async with RENTALS["mr"](client):
                pytest.fail("the block was entered")

    with pytest.raises(SystemExit):
        asyncio.run(rent())
    assert running() == []
    assert relay.counts["stop"] == 1


def test_event_loop_that_ends_while_a_session_is_created_waits_for_it(simulator, relay, running):
    """Another task fails: asyncio.run then cancels all tasks that there are."""
    creation = Hold()
    relay.meets("create", creation)

    async def rent() -> None:
        async with AsyncOctaSpace(simulator.api_key, base_url=relay.url) as client, RENTALS["mr"](client):
            pytest.fail("the block was entered")

    async def main() -> None:
        renting = asyncio.create_task(rent())
        await until(creation.reached.is_set)
        threading.Thread(target=lambda: by_then(renting.cancelling) and creation.release()).start()
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        asyncio.run(main())
    assert running() == []
    assert (relay.counts["create"], relay.counts["stop"]) == (1, 1)


def leave(event: ResponseEvent) -> None:
    if event.operation.endswith(".create"):
        raise SystemExit(3)


async def test_creation_that_is_never_answered_ends_where_the_client_has_no_timeout(patient, relay, monkeypatch):
    """Nothing else would end it: Ctrl-C waits for it."""
    monkeypatch.setattr(creation, "CREATE_TIMEOUT", 0.5)
    relay.meets("create", ignore)
    with pytest.raises(RequestTimeoutError, match=r"sessions\.list\(\)"):
        async with entered(RENTALS["mr"](patient.with_options(timeout=None))):
            pytest.fail("the block was entered")
    assert relay.counts["create"] == 1


async def test_uuid_that_is_a_number_can_be_stopped(client, relay):
    relay.meets("create", refuse("200 OK", json.dumps([{"id": 0, "uuid": 7, "status": "queued"}]).encode()))
    relay.meets("info", refuse("401 Unauthorized"))
    relay.meets("stop", refuse("200 OK", b'{"status": "stopped"}'))
    with pytest.raises(APIError):
        async with entered(RENTALS["mr"](client)):
            pytest.fail("the block was entered")
    assert relay.counts["stop"] == 1


@pytest.mark.parametrize("value", ["Stop", None, True])
async def test_wrong_word_is_refused_before_anything_is_sent(client, relay, value):
    with pytest.raises(ValueError, match="on_unknown must be 'raise' or 'stop'"):
        async with entered(RENTALS["mr"](client, on_unknown=value)):
            pytest.fail("the block was entered")
    assert sum(relay.counts.values()) == 0


def test_errors_name_no_sessions_unless_asked():
    assert OctaSpaceError("any").possible_sessions == ()
