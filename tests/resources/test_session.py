"""Waiting until a session can be used."""

from __future__ import annotations

import json

import pytest
from tests.support.clients import done, skipping_clock
from tests.support.operations import UUID
from tests.support.recorder import Answer, answer, load

from octaspace_sdk import (
    AuthenticationError,
    DecodeError,
    NotFoundError,
    RequestTimeoutError,
    ServiceUnavailableError,
    is_not_found,
)
from octaspace_sdk.support.clock import use_clock

pytestmark = pytest.mark.anyio

READY, NOT_YET = load("services/session/info_mr.json"), load("services/session/info_provisioning.json")
SOON = {"poll_interval": 0.001, "timeout": 30}
ONE_LOOK = {"poll_interval": 60, "timeout": 50}  # and the time is over


def not_yet(progress: str) -> dict[str, object]:
    return NOT_YET | {"progress": progress}


@pytest.fixture
def session(connect):
    with use_clock(skipping_clock()):
        return connect(max_retries=0).services.session(UUID)


async def test_handle_sends_nothing_by_itself(server, session):
    assert session.uuid == UUID
    assert (server.requests, server.connections) == ([], 0)


async def test_ready_session_is_returned_at_once(server, session):
    server.answers(READY)
    info = await done(session.wait_ready())
    assert (info.uuid, info.is_ready, info.charge_amount) == (UUID, True, 31428028938060847852)
    assert (server.last.method, server.last.target) == ("GET", f"/services/{UUID}/info")


async def test_progress_is_told_until_it_is_ready(server, session):
    server.answers(not_yet("queued"), not_yet("pulling image"), not_yet("pulling image"), READY)
    told: list[tuple[str, bool]] = []
    info = await done(session.wait_ready(**SOON, on_progress=lambda one: told.append((one.progress, one.is_ready))))
    assert told == [("queued", False), *[("pulling image", False)] * 2, ("service configured", True)]
    assert info.is_ready
    assert len(server.requests) == 4


TRANSIENT = [
    answer({}, 503),
    answer({}, 500),
    answer({}, 502),
    answer({}, 520),
    answer({}, 429, Retry_After="0"),
    Answer(b'{"uuid": "', cut=3),
]


@pytest.mark.parametrize("bad", TRANSIENT, ids=lambda one: f"{one.status}{' cut off' if one.cut else ''}")
async def test_passing_trouble_is_waited_out(server, session, bad):
    server.answers(bad, not_yet("queued"), bad, bad, READY)
    assert (await done(session.wait_ready(**SOON))).is_ready
    assert len(server.requests) == 5


async def test_session_that_was_just_created_may_be_unknown_at_first(server, session):
    server.answers(answer({"error": "Session not found"}, 404), not_yet("queued"), READY)
    assert (await done(session.wait_ready(**SOON))).is_ready


async def test_session_that_has_gone_is_not_waited_for(server, session):
    server.answers(not_yet("queued"), answer({"error": "Session not found"}, 404), READY)
    with pytest.raises(NotFoundError, match="Session not found"):
        await done(session.wait_ready(**SOON))
    assert len(server.requests) == 2


async def test_session_that_never_was_is_not_found(server, session):
    server.answers(answer({"error": "Session not found"}, 404))
    with pytest.raises((NotFoundError, RequestTimeoutError)) as caught:
        await done(session.wait_ready(**ONE_LOOK))
    assert is_not_found(caught.value)


FINAL = [(answer({}, 401), AuthenticationError), (answer(b"<html>"), DecodeError), (answer([]), DecodeError)]


@pytest.mark.parametrize(("bad", "kind"), FINAL, ids=["401", "no JSON", "no object"])
async def test_what_will_not_pass_is_raised_at_once(server, session, bad, kind):
    server.answers(bad, READY)
    with pytest.raises(kind):
        await done(session.wait_ready(**SOON))
    assert len(server.requests) == 1


async def test_time_over_says_that_it_still_runs(server, session):
    server.answers(not_yet("pulling image"))
    with pytest.raises(RequestTimeoutError, match="may still run and cost money") as caught:
        await done(session.wait_ready(**ONE_LOOK))
    for part in (UUID, "50 s", "pulling image"):
        assert part in str(caught.value)
    assert not any(one.method == "POST" for one in server.requests)


async def test_time_over_in_trouble_names_the_trouble(server, session):
    server.answers(answer({"message": "down for a while"}, 503))
    with pytest.raises(RequestTimeoutError, match="may still run") as caught:
        await done(session.wait_ready(**ONE_LOOK))
    assert isinstance(caught.value.__cause__, ServiceUnavailableError)


@pytest.mark.parametrize("ready", [None, "yes", {}, [True], 0])
async def test_only_true_is_ready(server, session, ready):
    server.answers(READY | {"is_ready": ready}, READY)
    assert (await done(session.wait_ready(**SOON))).is_ready is True
    assert len(server.requests) == 2


@pytest.mark.parametrize("ready", ['"true"', "1"])
async def test_true_in_other_words_is_ready(server, session, ready):
    server.answers(json.dumps(READY).replace('"is_ready": true', f'"is_ready": {ready}').encode(), answer({}, 401))
    assert (await done(session.wait_ready(**SOON))).is_ready is True


async def test_drift_is_no_reason_to_stop_waiting(server, session):
    server.answers({"progress": 5}, {"uuid": UUID, "is_ready": False}, READY)
    assert (await done(session.wait_ready(**SOON))).is_ready


WRONG = [0, -1, float("nan"), float("inf"), "5", True, None]


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("name", ["timeout", "poll_interval"])
async def test_times_that_cannot_be_waited_for_are_refused(server, session, name, value):
    with pytest.raises(ValueError, match=name):
        await done(session.wait_ready(**SOON | {name: value}))
    assert server.requests == []


async def test_on_progress_that_raises_is_heard(server, session):
    """Unlike a hook it is the caller's own way to give up."""

    def give_up(info: object) -> None:
        raise KeyError("enough")

    server.answers(NOT_YET)
    with pytest.raises(KeyError, match="enough"):
        await done(session.wait_ready(**SOON, on_progress=give_up))
    assert len(server.requests) == 1


async def test_stop_after_waiting_goes_to_the_same_session(server, session):
    server.answers(not_yet("queued"), READY, {"status": "stopped"})
    await done(session.wait_ready(**SOON))
    assert await done(session.stop(score=4)) is None
    last = server.requests[-1]
    assert (last.method, last.target, last.json) == ("POST", f"/services/{UUID}/stop", {"score": 4})


async def test_raw_session_answers_with_bytes(server, client):
    server.answers(NOT_YET)
    assert (await done(client.raw.services.session(UUID).info())).json() == NOT_YET


async def test_unknown_session_says_so_and_never_that_it_may_still_run(server, session):
    server.answers(answer({"error": "Session not found"}, 404))
    with pytest.raises(NotFoundError, match=rf"no such session after .* s of 404: {UUID}") as caught:
        await done(session.wait_ready(poll_interval=10, timeout=50))
    assert "still run" not in str(caught.value)
