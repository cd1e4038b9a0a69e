"""A call with a response: any success, the error of each status, and bodies that cannot be unpacked."""

from __future__ import annotations

import pytest
from tests.support.fake_network import (
    ACTING,
    CONNECT_VPN,
    KINDS,
    LIST,
    RENT,
    RENT_RENDER,
    REPEATABLE,
    A,
    B,
    World,
    answers,
    garbles,
    refuses,
    script,
)

from octaspace_sdk import (
    APIError,
    BadGatewayError,
    ConnectionFailedError,
    DecodeError,
    GatewayTimeoutError,
    RateLimitError,
    ServerError,
    ServiceUnavailableError,
)
from octaspace_sdk.errors import error_class

RETRYABLE = {
    408: APIError,
    429: RateLimitError,
    500: ServerError,
    502: BadGatewayError,
    503: ServiceUnavailableError,
    504: GatewayTimeoutError,
}
FINAL = {
    status: error_class(status)
    for status in (
        199,
        400,
        401,
        402,
        403,
        404,
        405,
        409,
        410,
        413,
        418,
        422,
        425,
        451,
        499,
        501,
        505,
        507,
        520,
        524,
        599,
    )
} | {600: APIError, 999: APIError}
REDIRECTS = [300, 301, 302, 303, 304, 307, 308]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 206, 299])
@pytest.mark.parametrize("kind", KINDS)
def test_any_status_of_success_is_one(status, kind):
    world = World(answers(status, b"body", X_Request_Id="r-1"), answers())
    response = world.run(KINDS[kind])
    assert (response.status, response.content, response.request_id) == (status, b"body", "r-1")
    assert response.url == A + KINDS[kind].path
    assert world.asked == {A: 1}


def test_a_success_lists_the_attempts_before_it():
    world = World(script(answers(503), answers(429), answers()))
    response = world.run(LIST)
    assert list(response.attempts) == world.seen
    assert [(attempt.outcome, attempt.status) for attempt in response.attempts] == [
        ("rejected", 503),
        ("rejected", 429),
        ("answered", 200),
    ]


def test_a_success_at_the_first_attempt_lists_that_one():
    world = World(answers())
    assert list(world.run(LIST).attempts) == world.seen


@pytest.mark.parametrize(("status", "error"), FINAL.items())
@pytest.mark.parametrize("kind", KINDS)
def test_other_statuses_are_errors_at_once(status, error, kind):
    world = World(answers(status, b'{"message": "no"}'), answers())
    found = world.error(KINDS[kind], max_retries=5)
    assert type(found) is error
    assert (found.status_code, found.message, found.method) == (status, "no", KINDS[kind].method)
    assert found.url == A + KINDS[kind].path
    assert world.asked == {A: 1}
    assert list(found.attempts) == world.seen


@pytest.mark.parametrize(("status", "error"), RETRYABLE.items())
@pytest.mark.parametrize("kind", REPEATABLE)
def test_repeatable_requests_are_retried_at_the_host_that_refused(status, error, kind):
    world = World(answers(status), answers())
    found = world.error(KINDS[kind], max_retries=2)
    assert type(found) is error
    assert world.asked == {A: 3}
    assert [attempt.status for attempt in found.attempts] == [status] * 3
    assert list(found.attempts) == world.seen


@pytest.mark.parametrize(("status", "error"), RETRYABLE.items())
@pytest.mark.parametrize("kind", ACTING)
def test_requests_that_act_are_not_retried_whatever_the_status(status, error, kind):
    world = World(answers(status, Retry_After="0"), answers())
    assert type(world.error(KINDS[kind], max_retries=5)) is error
    assert world.asked == {A: 1}
    assert world.slept == []


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
@pytest.mark.parametrize("kind", ACTING)
def test_a_server_error_says_what_to_do_about_a_request_that_acts(status, kind):
    [note] = World(answers(status)).error(KINDS[kind]).__notes__
    assert note.startswith("It may have been processed: look at ")


@pytest.mark.parametrize(
    ("kind", "status"), [*(("GET", status) for status in RETRYABLE), ("POST", 401), ("POST", 422), ("POST", 429)]
)
def test_an_error_that_leaves_nothing_open_has_no_such_note(kind, status):
    assert not hasattr(World(answers(status)).error(KINDS[kind]), "__notes__")


@pytest.mark.parametrize("status", [*RETRYABLE, *FINAL])
def test_http_errors_never_fail_over_nor_cool_a_host_down(status):
    world = World(answers(status), answers())
    for _ in range(3):
        world.error(LIST, max_retries=1)
    assert set(world.asked) == {A}


def test_retries_after_a_failover_stay_where_the_call_went():
    world = World(refuses(), script(answers(503), answers(503), answers()), answers())
    assert world.run(LIST).status == 200
    assert [send.base_url for send in world.sends] == [A, B, B, B]


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_redirect_is_an_error_that_names_the_target(status, kind):
    world = World(answers(status, Location="https://elsewhere.test/x"), answers())
    error = world.error(KINDS[kind])
    assert type(error) is APIError
    assert error.status_code == status
    assert "https://elsewhere.test/x" in str(error)
    assert world.asked == {A: 1}


@pytest.mark.parametrize("headers", [{}, {"Location": ""}])
def test_a_redirect_that_does_not_say_where_is_an_error_that_says_what_is_missing(headers):
    error = World(answers(302, **headers)).error(LIST)
    assert "redirected, but the answer has no Location header" in str(error)


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"\xff\xfe", b"[", b"[" * 100_000, b'"x"', b"null"])
def test_an_error_with_any_body_is_still_that_error(body):
    error = World(answers(502, body, X_Request_Id="r-2")).error(LIST, max_retries=0)
    assert type(error) is BadGatewayError
    assert error.request_id == "r-2"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hosts", [1, 2])
def test_a_success_that_cannot_be_unpacked_ends_the_call(kind, hosts):
    world = World(*[garbles()] * hosts)
    error = world.error(KINDS[kind], max_retries=5)
    assert type(error) is DecodeError
    assert error.body == b"what came before"
    assert world.asked == {A: 1}
    assert world.slept == []


@pytest.mark.parametrize("request_", [RENT, RENT_RENDER, CONNECT_VPN], ids=lambda value: value.operation)
def test_a_success_that_cannot_be_unpacked_says_what_to_do_about_a_request_that_acts(request_):
    [note] = World(garbles(201)).error(request_).__notes__
    assert note.startswith("It may have been processed: look at sessions.list()")


@pytest.mark.parametrize("kind", REPEATABLE)
def test_a_success_that_cannot_be_unpacked_leaves_nothing_open_for_a_repeatable_request(kind):
    assert not hasattr(World(garbles()).error(KINDS[kind]), "__notes__")


@pytest.mark.parametrize(("status", "attempts"), [(404, 1), (302, 1), (503, 3), (429, 3)])
def test_an_error_that_cannot_be_unpacked_is_the_error_of_its_status(status, attempts):
    world = World(garbles(status), answers())
    error = world.error(LIST, max_retries=2)
    assert isinstance(error, APIError)
    assert error.status_code == status
    assert world.asked == {A: attempts}


@pytest.mark.parametrize("status", RETRYABLE)
def test_an_answered_attempt_before_the_network_failed_counts_as_sent(status):
    world = World(script(answers(status), refuses()))
    error = world.error(LIST, max_retries=1)
    assert isinstance(error, ConnectionFailedError)
    assert [attempt.status for attempt in error.attempts] == [status, None]
    assert error.may_have_been_processed
    assert "nothing was sent" not in str(error)
