"""What the hooks and the logger of a caller are told about a call."""

from __future__ import annotations

import logging

import pytest
from tests.support.fake_network import (
    KINDS,
    LIST,
    RENT,
    A,
    B,
    World,
    answers,
    breaks,
    garbles,
    has_no_place,
    refuses,
    script,
    stalls,
)

from octaspace_sdk import (
    RequestEvent,
    ResponseEvent,
)


def told(deeds, request=LIST, **options):
    """The events of a call in order, the world, and the error if there was one."""
    events: list[RequestEvent | ResponseEvent] = []
    world = World(*deeds)
    error = None
    try:
        world.run(request, on_request=events.append, on_response=events.append, **options)
    except Exception as problem:
        error = problem
    return events, world, error


def test_hooks_are_told_before_and_after_each_attempt():
    events, _, _ = told([refuses(seconds=2), script(answers(503, seconds=3, X_Request_Id="r-1"), answers(201))])
    assert [type(event) for event in events] == [RequestEvent, ResponseEvent] * 3
    assert [event.attempt for event in events] == [1, 1, 2, 2, 3, 3]
    assert [event.url for event in events] == [url + "/nodes" for url in (A, A, B, B, B, B)]
    assert {(event.operation, event.method) for event in events} == {("nodes.list", "GET")}
    after = [
        (event.status, event.error, round(event.seconds, 6), event.request_id)
        for event in events
        if isinstance(event, ResponseEvent)
    ]
    assert after == [(None, "no connection", 2, None), (503, None, 3, "r-1"), (201, None, 0.01, None)]


@pytest.mark.parametrize(
    "deed",
    [answers(), answers(302), answers(404), answers(503), refuses(), breaks(), stalls(), has_no_place(), garbles()],
)
@pytest.mark.parametrize("kind", ["GET", "POST"])
def test_hooks_are_told_of_the_end_of_each_attempt_whatever_it_was(deed, kind):
    events, world, _ = told([deed, deed], KINDS[kind], timeout=20, max_retries=1)
    assert [type(event) for event in events] == [RequestEvent, ResponseEvent] * len(world.sends)


@pytest.mark.parametrize("hook", ["on_request", "on_response"])
def test_a_hook_that_raises_changes_nothing(hook):
    def broken(event: object) -> None:
        raise RuntimeError("octa-secret-key")

    world = World(refuses(), script(answers(503), answers()))
    assert world.run(LIST, **{hook: broken}).status == 200
    assert world.log.lines.count(("error", f"{hook} raised RuntimeError")) == 3


def test_a_logger_that_raises_does_not_hide_what_became_of_a_request():
    class Broken:
        def debug(self, message: str) -> None:
            raise OSError("disk full")

        error = debug

    assert World(refuses(), answers(201)).run(RENT, logger=Broken()).status == 201


def test_each_attempt_is_logged_with_its_number_and_what_became_of_it():
    world = World(refuses(seconds=1.5), script(answers(503, seconds=0.25, X_Request_Id="r-1"), answers()))
    world.run(LIST)
    assert world.log.lines == [
        ("debug", f"GET {A}/nodes (attempt 1)"),
        ("error", f"GET {A}/nodes failed after 1500 ms (attempt 1): no connection"),
        ("debug", f"GET {B}/nodes (attempt 2)"),
        ("debug", f"GET {B}/nodes -> 503 in 250 ms (attempt 2, request id r-1)"),
        ("debug", f"GET {B}/nodes (attempt 3)"),
        ("debug", f"GET {B}/nodes -> 200 in 10 ms (attempt 3, request id none)"),
    ]


@pytest.fixture
def standard(caplog):
    """A logger of the standard library."""
    caplog.set_level(logging.DEBUG, "mine")
    return logging.getLogger("mine")


def test_a_standard_logger_is_told_of_failover_and_retries_and_of_no_error_in_a_call_that_succeeds(standard, caplog):
    world = World(refuses(seconds=1.5), script(answers(503, seconds=0.25), answers()))
    world.run(LIST, logger=standard)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("DEBUG", f"GET {A}/nodes (attempt 1)"),
        ("INFO", f"GET {A}/nodes failed after 1500 ms (attempt 1): no connection"),
        ("INFO", f"GET /nodes: failing over to {B}"),
        ("DEBUG", f"GET {B}/nodes (attempt 2)"),
        ("DEBUG", f"GET {B}/nodes -> 503 in 250 ms (attempt 2, request id none)"),
        ("INFO", f"GET /nodes: retrying in 0.5 s (1 of 2): {B}: HTTP 503"),
        ("DEBUG", f"GET {B}/nodes (attempt 3)"),
        ("DEBUG", f"GET {B}/nodes -> 200 in 10 ms (attempt 3, request id none)"),
    ]


def test_a_call_without_an_answer_is_one_error_of_a_standard_logger(standard, caplog):
    error = World(refuses(), refuses()).error(LIST, logger=standard, max_retries=0)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [str(error)]


def test_records_of_a_standard_logger_carry_what_they_say(standard, caplog):
    World(answers(seconds=0.25, X_Request_Id="r-1")).run(LIST, logger=standard)
    answered = caplog.records[-1]
    facts = {"operation": "nodes.list", "method": "GET", "url": f"{A}/nodes", "attempt": 1, "status": 200}
    assert facts.items() <= vars(answered).items()
    assert answered.seconds == pytest.approx(0.25)
    assert answered.request_id == "r-1"
    assert answered.call_id == caplog.records[0].call_id


def test_events_of_a_call_share_an_id_and_have_the_headers_of_the_response():
    events, _, _ = told([refuses(), answers(X_Request_Id="r-1")])
    others, _, _ = told([answers()])
    assert len({event.call_id for event in events}) == 1
    assert {event.call_id for event in events}.isdisjoint({event.call_id for event in others})
    assert [event.headers for event in events if isinstance(event, ResponseEvent)] == [None, {"x-request-id": "r-1"}]


def test_a_logger_that_is_not_listening_costs_no_text():
    class Deaf:
        def isEnabledFor(self, level: int) -> bool:  # noqa: N802 (the name in logging.Logger)
            return False

        def debug(self, message: str) -> None:
            raise AssertionError(message)

    assert World(answers()).run(LIST, logger=Deaf()).status == 200
