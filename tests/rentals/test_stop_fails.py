"""A stop that fails is tried again; one that fails for ever is told, together with whatever made the block end."""

from __future__ import annotations

import logging

import pytest
from tests.rentals.conftest import entered
from tests.support.relay import RENTALS, ignore, lose, refuse, reset, unheard
from tests.support.servers import answer

from octaspace_sdk import (
    APIError,
    AuthenticationError,
    ConnectionFailedError,
    DecodeError,
    NetworkError,
    PermissionDeniedError,
    RequestTimeoutError,
    ServiceUnavailableError,
    ValidationError,
)
from octaspace_sdk.rentals.lifecycle import STOP_ATTEMPTS

pytestmark = pytest.mark.anyio

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
FINAL = {"401": ("401 Unauthorized", AuthenticationError), "403": ("403 Forbidden", PermissionDeniedError)}


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


async def test_stop_is_tried_many_times(client, relay, running, service):
    relay.meets("stop", *[DOWN] * (STOP_ATTEMPTS - 1))
    async with entered(RENTALS[service](client)):
        pass
    assert running() == []
    assert relay.counts["stop"] == STOP_ATTEMPTS


async def test_stop_that_is_tried_again_hides_no_exception(client, relay, running):
    relay.meets("stop", DOWN, reset)
    error = RuntimeError("mine")
    with pytest.raises(RuntimeError) as caught:
        async with entered(RENTALS["mr"](client)):
            raise error
    assert caught.value is error
    assert running() == []


async def test_stop_that_fails_for_good_is_raised_alone_after_a_block_that_was_fine(client, relay, running, service):
    relay.always_meets("stop", DOWN)
    with pytest.raises(ServiceUnavailableError) as caught:
        async with entered(RENTALS[service](client)) as session:
            pass
    assert running() == [session.uuid]
    assert relay.counts["stop"] == STOP_ATTEMPTS
    note = caught.value.__notes__[-1]
    assert session.uuid in note
    assert "may still run and cost money" in note


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [(reset, ConnectionFailedError), (ignore, RequestTimeoutError), (DOWN, ServiceUnavailableError)],
)
async def test_stop_that_fails_for_good_comes_with_the_error_of_the_block(client, relay, running, trouble, kind):
    relay.always_meets("stop", trouble)
    error = RuntimeError("mine")
    with pytest.raises(ExceptionGroup) as caught:
        async with entered(RENTALS["mr"](client.with_options(timeout=0.5 if trouble is ignore else 5.0))) as session:
            raise error
    both = caught.value
    assert both.exceptions[0] is error
    assert isinstance(both.exceptions[1], kind)
    assert len(both.exceptions) == 2
    assert session.uuid in str(both)
    assert any("may still run and cost money" in note for note in both.__notes__)
    assert running() == [session.uuid]


async def test_stop_that_fails_for_good_comes_with_the_timeout_of_the_wait(client, relay, running):
    relay.ready = False
    relay.always_meets("stop", DOWN)
    with pytest.raises(ExceptionGroup) as caught:
        async with entered(RENTALS["mr"](client, ready_timeout=0.05, poll_interval=60)):
            pytest.fail("the block was entered")
    first, second = caught.value.exceptions
    assert isinstance(first, RequestTimeoutError)
    assert isinstance(second, ServiceUnavailableError)
    [uuid] = running()
    assert uuid in str(caught.value)


@pytest.mark.parametrize("name", FINAL)
async def test_stop_that_will_never_be_allowed_is_not_tried_again(client, relay, running, name):
    status, kind = FINAL[name]
    relay.always_meets("stop", refuse(status))
    with pytest.raises(kind) as caught:
        async with entered(RENTALS["vpn"](client)) as session:
            pass
    assert relay.counts["stop"] == 1
    assert session.uuid in caught.value.__notes__[-1]
    assert running() == [session.uuid]


async def test_ctrl_c_is_not_lost_in_a_stop_that_fails(client, relay, running):
    relay.always_meets("stop", DOWN)
    error = KeyboardInterrupt()
    with pytest.raises(BaseExceptionGroup) as caught:
        async with entered(RENTALS["mr"](client)) as session:
            raise error
    assert caught.value.exceptions[0] is error
    assert isinstance(caught.value.exceptions[1], ServiceUnavailableError)
    assert running() == [session.uuid]


async def test_failing_attempts_to_stop_are_logged(hurried, relay, running, caplog):
    relay.meets("stop", reset)
    with caplog.at_level(logging.ERROR, "octaspace_sdk"):
        async with entered(RENTALS["mr"](hurried)):
            pass
    assert any("/stop failed" in record.getMessage() for record in caplog.records)
    assert running() == []


REFUSED = {
    "500": (refuse("500 Internal Server Error"), APIError),
    "503": (DOWN, ServiceUnavailableError),
    "401": (refuse("401 Unauthorized"), AuthenticationError),
    "422": (refuse("422 Unprocessable Entity"), ValidationError),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_refused_creation_leaves_nothing_to_stop(client, relay, running, service, name):
    act, kind = REFUSED[name]
    relay.always_meets("create", act)
    with pytest.raises(kind) as caught:
        async with entered(RENTALS[service](client.with_options(max_retries=2))):
            pytest.fail("the block was entered")
    if name.startswith("5"):  # a gateway may have passed it on
        assert "sessions.list()" in caught.value.__notes__[-1]
    assert relay.counts == {"create": 1, "info": 0, "stop": 0, "other": 0}
    assert running() == []


@pytest.mark.parametrize("trouble", [reset, lose, ignore, unheard], ids=lambda act: act.__name__)
async def test_creation_whose_outcome_is_unknown_says_what_to_do_and_is_not_repeated(client, relay, service, trouble):
    relay.always_meets("create", trouble)
    with pytest.raises(NetworkError, match=r"sessions\.list\(\)") as caught:
        async with entered(RENTALS[service](client.with_options(timeout=0.5, max_retries=2))):
            pytest.fail("the block was entered")
    assert caught.value.may_have_been_processed is True
    assert relay.counts == {"create": 1, "info": 0, "stop": 0, "other": 0}


async def test_creation_that_answers_nonsense_says_what_to_do(client, relay, service):
    relay.meets("create", refuse("200 OK", b"<html>all is well</html>"))
    with pytest.raises(DecodeError) as caught:
        async with entered(RENTALS[service](client)):
            pytest.fail("the block was entered")
    said = "\n".join([str(caught.value), *getattr(caught.value, "__notes__", ())])
    assert "sessions.list()" in said
    assert relay.counts["create"] == 1


async def test_stop_whose_answer_cannot_be_unpacked_is_a_stop(client, relay, running):
    """Its status has said all that there is to know."""

    def unreadable(wire, forward):
        forward()
        wire.send(answer(b"no gzip", "Content-Encoding: gzip"))

    relay.meets("stop", unreadable)
    async with entered(RENTALS["mr"](client)):
        pass
    assert running() == []
    assert relay.counts["stop"] == 1
