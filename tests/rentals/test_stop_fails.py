"""A stop that fails is tried again; one that fails for ever is told, together with whatever made the block end."""

from __future__ import annotations

import logging

import pytest
from tests.rentals.conftest import entered
from tests.support.clients import done
from tests.support.relay import RENTALS, Act, ignore, lose, refuse, reset, unheard
from tests.support.servers import answer

from octaspace_sdk import (
    APIError,
    AuthenticationError,
    ConnectionFailedError,
    DecodeError,
    NotFoundError,
    RequestTimeoutError,
    ServiceUnavailableError,
    ValidationError,
)
from octaspace_sdk.calls.retry_policy import MAX_WAIT
from octaspace_sdk.rentals.lifecycle import STOP_TOTAL_TIMEOUT

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

DOWN = refuse("503 Service Unavailable")
TRANSIENT = {
    "503": DOWN,
    "500": refuse("500 Internal Server Error"),
    "429": refuse("429 Too Many Requests"),
    "520": refuse("520 Whatever", b"<html>"),
    "reset": reset,
    "answer lost": lose,
    "timeout": ignore,
    "timeout after acting": unheard,
}
REFUSALS = {
    word[:3]: refuse(word)
    for word in (
        "307 Temporary Redirect",
        "400 Bad Request",
        "401 Unauthorized",
        "403 Forbidden",
        "404 Not Found",
        "405 Method Not Allowed",
        "409 Conflict",
        "422 Unprocessable Entity",
        "423 Locked",
        "425 Too Early",
        "429 Too Many Requests",
    )
}


@pytest.fixture
def hurried(client):
    """A client that gives up soon, so that each attempt to stop takes a moment."""
    return client.with_options(timeout=1.0)


@pytest.mark.parametrize("trouble", TRANSIENT)
async def test_stop_that_fails_is_tried_again(hurried, relay, running, trouble):
    relay.meets("stop", TRANSIENT[trouble])
    async with entered(RENTALS["mr"](hurried, score=4)):
        pass
    assert running() == []
    assert relay.counts["create"] == 1
    assert set(relay.bodies) == {b'{"score":4}'}
    assert relay.counts["stop"] >= 2


async def test_stop_is_tried_for_minutes(patient, relay, running, service):
    refusals = int(STOP_TOTAL_TIMEOUT / MAX_WAIT)
    relay.meets("stop", *[DOWN] * refusals)
    async with entered(RENTALS[service](patient)):
        pass
    assert running() == []
    assert relay.counts["stop"] == refusals + 1


async def test_stop_that_is_tried_again_hides_no_exception(client, relay, running):
    relay.meets("stop", DOWN, reset)
    error = RuntimeError("mine")
    with pytest.raises(RuntimeError) as caught:
        async with entered(RENTALS["mr"](client)):
            raise error
    assert caught.value is error
    assert running() == []


async def test_stop_that_fails_for_good_is_raised_alone_after_a_block_that_was_fine(patient, relay, running, service):
    relay.always_meets("stop", DOWN)
    with pytest.raises(ServiceUnavailableError) as caught:
        async with entered(RENTALS[service](patient)) as session:
            pass
    assert running() == [session.uuid]
    assert relay.counts["stop"] > STOP_TOTAL_TIMEOUT / MAX_WAIT
    note = caught.value.__notes__[-1]
    assert session.uuid in note
    assert "may still run and cost money" in note


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [(reset, ConnectionFailedError), (ignore, RequestTimeoutError), (DOWN, ServiceUnavailableError)],
)
async def test_stop_that_fails_for_good_comes_with_the_error_of_the_block(patient, relay, running, trouble, kind):
    relay.always_meets("stop", trouble)
    error = RuntimeError("mine")
    with pytest.raises(ExceptionGroup) as caught:
        async with entered(RENTALS["mr"](patient.with_options(timeout=0.1 if trouble is ignore else 5.0))) as session:
            raise error
    both = caught.value
    assert both.exceptions[0] is error
    assert isinstance(both.exceptions[1], kind)
    assert len(both.exceptions) == 2
    assert session.uuid in str(both)
    assert any("may still run and cost money" in note for note in both.__notes__)
    assert running() == [session.uuid]


async def test_stop_that_fails_for_good_comes_with_the_timeout_of_the_wait(patient, relay, running):
    relay.ready = False
    relay.always_meets("stop", DOWN)
    with pytest.raises(ExceptionGroup) as caught:
        async with entered(RENTALS["mr"](patient, ready_timeout=0.05, poll_interval=60)):
            pytest.fail("the block was entered")
    first, second = caught.value.exceptions
    assert isinstance(first, RequestTimeoutError)
    assert isinstance(second, ServiceUnavailableError)
    [uuid] = running()
    assert uuid in str(caught.value)


@pytest.mark.parametrize("name", REFUSALS)
async def test_any_refusal_of_a_stop_can_pass(patient, relay, running, name):
    relay.meets("stop", *[REFUSALS[name]] * 3)
    async with entered(RENTALS["vpn"](patient)):
        pass
    assert running() == []
    assert relay.counts["stop"] == 4


async def test_a_refusal_that_does_not_pass_is_raised_with_the_session_named(patient, relay, running, caplog):
    relay.always_meets("stop", refuse("401 Unauthorized"))
    with pytest.raises(AuthenticationError) as caught, caplog.at_level(logging.ERROR, "octaspace_sdk"):
        async with entered(RENTALS["vpn"](patient)) as session:
            pass
    assert relay.counts["stop"] > STOP_TOTAL_TIMEOUT / MAX_WAIT
    assert session.uuid in caught.value.__notes__[-1]
    assert [record.getMessage() for record in caplog.records] == [caught.value.__notes__[-1]]
    assert running() == [session.uuid]


async def test_ctrl_c_is_not_lost_in_a_stop_that_fails(patient, relay, running):
    relay.always_meets("stop", DOWN)
    error = KeyboardInterrupt()
    with pytest.raises(BaseExceptionGroup) as caught:
        async with entered(RENTALS["mr"](patient)) as session:
            raise error
    assert caught.value.exceptions[0] is error
    assert isinstance(caught.value.exceptions[1], ServiceUnavailableError)
    assert running() == [session.uuid]


async def test_failing_attempts_to_stop_are_logged(hurried, relay, running, caplog):
    relay.meets("stop", reset)
    with caplog.at_level(logging.ERROR, "octaspace_sdk"):
        async with entered(RENTALS["mr"](hurried)):
            pass
    assert any("/stop: " in record.getMessage() for record in caplog.records)
    assert running() == []


REFUSED = {
    "500": (refuse("500 Internal Server Error"), APIError),
    "503": (DOWN, ServiceUnavailableError),
    "401": (refuse("401 Unauthorized"), AuthenticationError),
    "422": (refuse("422 Unprocessable Entity"), ValidationError),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_refused_creation_leaves_nothing_to_stop(patient, relay, running, service, name):
    act, kind = REFUSED[name]
    relay.always_meets("create", act)
    with pytest.raises(kind) as caught:
        async with entered(RENTALS[service](patient.with_options(max_retries=2))):
            pytest.fail("the block was entered")
    unknown = name.startswith("5")  # a gateway may have passed it on
    if unknown:
        assert "sessions.list()" in caught.value.__notes__[-1]
    assert relay.counts == {"create": 1, "info": 0, "stop": 0, "other": unknown}
    assert running() == []


async def test_creation_that_answers_nonsense_says_what_to_do(client, relay, service):
    relay.meets("create", refuse("200 OK", b"<html>all is well</html>"))
    with pytest.raises(DecodeError) as caught:
        async with entered(RENTALS[service](client)):
            pytest.fail("the block was entered")
    said = "\n".join([str(caught.value), *getattr(caught.value, "__notes__", ())])
    assert "sessions.list()" in said
    assert relay.counts["create"] == 1


async def test_stop_whose_answer_cannot_be_unpacked_is_looked_up(client, relay, running):
    """The list of sessions says that it was one."""

    def unreadable(wire, forward):
        forward()
        wire.send(answer(b"no gzip", "Content-Encoding: gzip"))

    relay.meets("stop", unreadable)
    async with entered(RENTALS["mr"](client)):
        pass
    assert running() == []
    assert (relay.counts["stop"], relay.counts["other"]) == (1, 1)


def saying(status: str, body: bytes, kind: str = "application/json") -> Act:
    return lambda wire, forward: wire.send(answer(body, status=status, kind=kind))


BELIEVED = {
    "a captive portal": saying("200 OK", b"<html>Please accept our terms</html>", "text/html"),
    "a refusal inside": saying("200 OK", b'{"status": 409, "reason": "the node is busy"}'),
    "a list": saying("200 OK", b'["stopped"]'),
    "accepted for later": saying("202 Accepted", b'{"status": "queued"}'),
    "the 404 of a default backend": saying("404 Not Found", b"default backend - 404", "text/plain"),
}


@pytest.mark.parametrize("name", BELIEVED)
async def test_answer_that_does_not_say_stopped_is_not_believed(patient, relay, running, name):
    relay.meets("stop", BELIEVED[name], BELIEVED[name])
    async with entered(RENTALS["mr"](patient)):
        pass
    assert running() == []
    assert (relay.counts["stop"], relay.counts["other"]) == (3, 2)


@pytest.mark.parametrize("name", BELIEVED)
async def test_answer_of_a_stranger_is_no_proof_either(patient, relay, running, name):
    """Who answers the stop in the place of the API answers the question for the sessions as well."""
    relay.always_meets("stop", BELIEVED[name])
    relay.always_meets("other", BELIEVED[name])
    with pytest.raises((DecodeError, NotFoundError)) as caught:
        async with entered(RENTALS["mr"](patient)) as session:
            pass
    assert session.uuid in caught.value.__notes__[-1]
    assert running() == [session.uuid]


@pytest.mark.parametrize("name", BELIEVED)
async def test_stop_that_worked_although_it_was_answered_oddly_is_one_stop(client, relay, running, name):
    def act(wire, forward):
        forward()
        BELIEVED[name](wire, forward)

    relay.meets("stop", act)
    async with entered(RENTALS["mr"](client)):
        pass
    assert running() == []
    assert (relay.counts["stop"], relay.counts["other"]) == (1, 1)


@pytest.mark.parametrize("body", [b"", b" \n", b'{"status": "stopped"}', b'{"status": "stopped", "charged": 5}'])
async def test_answer_that_says_stopped_is_believed(client, relay, body):
    def act(wire, forward):
        forward()
        wire.send(answer(body))

    relay.meets("stop", act)
    async with entered(RENTALS["mr"](client)):
        pass
    assert (relay.counts["stop"], relay.counts["other"]) == (1, 0)


async def test_client_that_was_closed_in_the_block_still_stops_the_session(client, relay, running, flavour):
    async with entered(RENTALS["mr"](client)):
        await done(client.close() if flavour == "sync" else client.aclose())
    assert running() == []
    assert relay.counts["stop"] == 1
