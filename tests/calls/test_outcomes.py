"""What a call comes to: the response or the typed error, what that says was sent, and what hooks and logs are told."""

from __future__ import annotations

import pytest
from tests.support.fake_network import (
    ACTING,
    CONNECT_VPN,
    KINDS,
    LIST,
    MAKE_WALLET,
    REBOOT,
    RENT,
    RENT_RENDER,
    REPEATABLE,
    SET_PRICES,
    STOP,
    A,
    B,
    C,
    World,
    answers,
    breaks,
    garbles,
    has_no_place,
    refuses,
    script,
    stalls,
    swallows,
)

from octaspace_api.operations.services_mr import services_mr_list
from octaspace_sdk import (
    APIError,
    AuthenticationError,
    BadGatewayError,
    ConnectionFailedError,
    DecodeError,
    GatewayTimeoutError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RequestEvent,
    RequestTimeoutError,
    ResponseEvent,
    ServerError,
    ServiceUnavailableError,
    ValidationError,
)
from octaspace_sdk.calls.drivers import Sleep
from octaspace_sdk.calls.retry_loop import Steps

RETRYABLE = {
    408: APIError,
    429: RateLimitError,
    500: ServerError,
    502: BadGatewayError,
    503: ServiceUnavailableError,
    504: GatewayTimeoutError,
}
FINAL = {
    400: APIError,
    401: AuthenticationError,
    402: APIError,
    403: PermissionDeniedError,
    404: NotFoundError,
    405: APIError,
    409: APIError,
    410: APIError,
    413: APIError,
    418: APIError,
    422: ValidationError,
    425: APIError,
    451: APIError,
    499: APIError,
    501: ServerError,
    505: ServerError,
    507: ServerError,
    520: ServerError,
    524: ServerError,
    599: ServerError,
    199: APIError,
    600: APIError,
    999: APIError,
}
REDIRECTS = [300, 301, 302, 303, 304, 307, 308]


# failures of the network, by what they leave open

DEEDS = {
    "refuses": refuses(),
    "swallows": swallows(),
    "breaks": breaks(),
    "stalls": stalls(),
    "has no place": has_no_place(),
}
NOTHING, SAFE, ADVICE = "nothing was sent", "it is safe to try again", "it may have been processed: "
REFUSED, TIMEOUT = ConnectionFailedError, RequestTimeoutError

# deed, what kind of request, hosts: error, may it have been processed, attempts (max_retries=1, timeout=60), the advice
OUTCOMES = [
    ("refuses", "repeatable", 1, REFUSED, False, 2, NOTHING),
    ("refuses", "repeatable", 2, REFUSED, False, 4, NOTHING),
    ("refuses", "repeatable", 3, REFUSED, False, 6, NOTHING),
    ("refuses", "acting", 1, REFUSED, False, 1, NOTHING),
    ("refuses", "acting", 2, REFUSED, False, 2, NOTHING),
    ("refuses", "acting", 3, REFUSED, False, 3, NOTHING),
    ("swallows", "repeatable", 1, TIMEOUT, False, 2, NOTHING),
    ("swallows", "repeatable", 2, TIMEOUT, False, 4, NOTHING),
    ("swallows", "acting", 1, TIMEOUT, False, 1, NOTHING),
    ("swallows", "acting", 2, TIMEOUT, False, 2, NOTHING),
    ("breaks", "repeatable", 1, REFUSED, True, 2, SAFE),
    ("breaks", "repeatable", 2, REFUSED, True, 4, SAFE),
    ("breaks", "acting", 1, REFUSED, True, 1, ADVICE),
    ("breaks", "acting", 2, REFUSED, True, 1, ADVICE),
    ("stalls", "repeatable", 1, TIMEOUT, True, 1, SAFE),
    ("stalls", "repeatable", 2, TIMEOUT, True, 2, SAFE),
    ("stalls", "acting", 1, TIMEOUT, True, 1, ADVICE),
    ("stalls", "acting", 2, TIMEOUT, True, 1, ADVICE),
    ("has no place", "repeatable", 1, TIMEOUT, False, 1, NOTHING),
    ("has no place", "repeatable", 2, TIMEOUT, False, 1, NOTHING),
    ("has no place", "acting", 1, TIMEOUT, False, 1, NOTHING),
    ("has no place", "acting", 2, TIMEOUT, False, 1, NOTHING),
]
CELLS = [
    pytest.param(deed, kind, hosts, *rest, id=f"{kind} {deed} {hosts}")
    for deed, group, hosts, *rest in OUTCOMES
    for kind in (REPEATABLE if group == "repeatable" else ACTING)
]


@pytest.mark.parametrize(("deed", "kind", "hosts", "error", "processed", "attempts", "advice"), CELLS)
def test_network_failures(deed, kind, hosts, error, processed, attempts, advice):
    world = World(*[DEEDS[deed]] * hosts)
    found = world.error(KINDS[kind], timeout=60, max_retries=1)
    assert type(found) is error
    assert found.may_have_been_processed is processed
    assert found.may_have_been_processed is bool(world.acted.total())
    assert list(found.attempts) == world.seen
    assert len(found.attempts) == attempts
    assert {attempt.outcome for attempt in found.attempts} == {"unknown" if processed else "not_sent"}
    assert [advice in str(found) for advice in (NOTHING, SAFE, ADVICE)].count(True) == 1
    assert advice in str(found)


@pytest.mark.parametrize(
    ("request_", "look_at"),
    [
        (RENT, "sessions.list()"),
        (RENT_RENDER, "sessions.list()"),
        (CONNECT_VPN, "sessions.list()"),
        (MAKE_WALLET, "accounts.profile()"),
        (REBOOT, "nodes.find()"),
        (SET_PRICES, "nodes.list()"),
    ],
    ids=lambda value: getattr(value, "operation", ""),
)
@pytest.mark.parametrize("deed", [breaks(), stalls()], ids=["breaks", "stalls"])
def test_the_error_says_where_to_look_before_trying_again(request_, look_at, deed):
    error = World(deed, answers()).error(request_)
    assert error.may_have_been_processed
    assert look_at in str(error)


def test_a_stop_is_repeatable():
    """A session that has ended stays ended: the stop goes to the next host although the first may have acted."""
    world = World(breaks(), answers())
    assert world.run(STOP).status == 200
    assert world.asked == {A: 1, B: 1}


def test_a_host_to_avoid_is_used_when_no_other_is_healthy():
    world = World(answers(), answers())
    assert world.run(LIST, avoid=[A]).url.startswith(B)
    assert world.run(LIST, avoid=[A, B]).url.startswith(A)
    world = World(answers(), breaks())
    assert world.run(LIST, avoid=[A]).url.startswith(A)
    assert world.asked == {A: 1, B: 1}
    world.run(LIST, avoid=[A])
    assert world.asked == {A: 2, B: 1}, "a host that cools down is worse than one to avoid"


def test_the_error_says_what_was_asked_of_whom_and_why_it_failed():
    error = World(refuses(), swallows()).error(RENT, timeout=6)
    assert str(error).startswith(f"POST /services/mr: {A}: no connection; {B}: no connection in time; nothing was sent")
    assert str(error).endswith("timeout 6 s")


def test_the_error_says_each_reason_once():
    assert str(World(refuses()).error(LIST, max_retries=5)).count("no connection") == 1


def test_the_error_does_not_repeat_the_query_or_a_header():
    world = World(breaks())
    error = world.error(services_mr_list({"token": "swordfish"}))
    assert world.sends[0].request.target.endswith("?token=swordfish")
    assert "swordfish" not in f"{error} {world.log.lines}"
    assert "octa-secret-key" not in f"{error} {world.log.lines} {world.sends}"


@pytest.mark.parametrize("kind", ACTING)
def test_a_request_that_acts_goes_to_the_next_host_when_it_certainly_never_arrived(kind):
    world = World(refuses(), swallows(), answers(201))
    response = world.run(KINDS[kind])
    assert response.status == 201
    assert [attempt.outcome for attempt in response.attempts] == ["not_sent", "not_sent", "answered"]
    assert world.acted == {A: 0, B: 0, C: 1}


@pytest.mark.parametrize("kind", ACTING)
@pytest.mark.parametrize("deed", [breaks(), stalls(), garbles()], ids=["breaks", "stalls", "garbles"])
def test_a_request_that_acts_is_never_sent_again_once_it_may_have_arrived(kind, deed):
    world = World(refuses(), deed, answers())
    world.error(KINDS[kind], timeout=10, max_retries=5)
    assert world.asked == {A: 1, B: 1}
    assert world.acted.total() == 1


@pytest.mark.parametrize("kind", REPEATABLE)
@pytest.mark.parametrize("deed", [refuses(), swallows(), breaks(), stalls()])
def test_a_repeatable_request_goes_on_to_the_next_host(kind, deed):
    world = World(deed, deed, answers())
    assert world.run(KINDS[kind], timeout=30, max_retries=0).status == 200
    assert world.asked == {A: 1, B: 1, C: 1}


def test_one_unknown_attempt_among_others_makes_the_outcome_unknown():
    error = World(breaks(), refuses()).error(LIST, max_retries=0)
    assert error.may_have_been_processed
    assert [attempt.outcome for attempt in error.attempts] == ["unknown", "not_sent"]
    assert SAFE in str(error)


@pytest.mark.parametrize("status", RETRYABLE)
def test_an_answered_attempt_before_the_network_failed_counts_as_sent(status):
    world = World(script(answers(status), refuses()))
    error = world.error(LIST, max_retries=1)
    assert isinstance(error, ConnectionFailedError)
    assert [attempt.status for attempt in error.attempts] == [status, None]
    assert error.may_have_been_processed
    assert NOTHING not in str(error)


# answers


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


def test_a_redirect_to_nowhere_is_an_error_too():
    assert "redirected" in str(World(answers(302)).error(LIST))


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"\xff\xfe", b"[", b"[" * 100_000, b'"x"', b"null"])
def test_an_error_with_any_body_is_still_that_error(body):
    error = World(answers(502, body, X_Request_Id="r-2")).error(LIST, max_retries=0)
    assert type(error) is BadGatewayError
    assert error.request_id == "r-2"


# answers that cannot be unpacked


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
    assert note.startswith("The request was processed: look at sessions.list()")


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


# which failures say something about the host


@pytest.mark.parametrize(
    ("deed", "kind", "blamed"),
    [
        (refuses(), "GET", True),
        (refuses(), "POST", True),
        (swallows(), "GET", True),
        (swallows(), "POST", True),
        (breaks(), "GET", True),
        (stalls(), "GET", True),
        (stalls(), "POST", True),
        (stalls(), "acting GET", True),
        (breaks(), "POST", True),
        (has_no_place(), "GET", False),
        (has_no_place(), "POST", False),
        (garbles(), "GET", False),
        (answers(503), "GET", False),
        (answers(429), "POST", False),
        (answers(404), "GET", False),
        (answers(302), "GET", False),
    ],
)
def test_a_host_is_left_alone_only_for_failures_that_are_its_own(deed, kind, blamed):
    world = World(script(deed, answers()), answers())
    try:
        world.run(KINDS[kind], timeout=10, max_retries=0)
    except (APIError, ConnectionFailedError, RequestTimeoutError, DecodeError):
        assert not (blamed and kind == "GET")
    assert world.acted.total() <= 1 or kind == "GET"
    world.sends.clear()
    world.run(LIST)
    assert [send.base_url for send in world.sends] == [B if blamed else A]


@pytest.mark.parametrize(
    "deed", [answers(), answers(404), answers(503), garbles()], ids=["200", "404", "503", "garbles"]
)
def test_any_answer_brings_a_host_back(deed):
    world = World(script(deed, answers()), answers())
    world.put_out(A)
    world.time += 30
    steps = world.steps(LIST, max_retries=0)
    with pytest.raises((StopIteration, APIError, DecodeError)):
        steps.send(world.send(next(steps)))
    assert [send.base_url for send in world.sends] == [A]
    choices = [world.pool.choose() for _ in range(3)]
    assert [(one.url, one.probe) for one in choices] == [(A, False)] * 3


def test_a_request_that_acts_and_fails_as_a_probe_has_its_host_cool_down_again():
    """The request itself goes nowhere else; the calls after it do not wait for that host again."""
    world = World(script(stalls(), answers()), answers())
    world.put_out(A)
    world.time += 30
    world.error(RENT, timeout=5)
    assert world.asked == {A: 1}
    choice = world.pool.choose()
    assert (choice.url, choice.probe) == (B, False)


# calls that are given up


def probing_call() -> tuple[World, Steps]:
    """A call in the middle of probing the first host."""
    world = World(answers(), answers())
    world.put_out(A)
    world.time += 30
    steps = world.steps(LIST)
    attempt = next(steps).next_attempt()
    assert attempt is not None
    assert attempt.base_url == A
    other = world.pool.choose()
    assert (other.url, other.probe) == (B, False)
    return world, steps


def assert_probe_is_free(world: World) -> None:
    probe = world.pool.choose()
    assert (probe.url, probe.probe) == (A, True)


def test_closing_a_call_in_mid_attempt_leaves_the_probe_to_the_next_call():
    world, steps = probing_call()
    steps.close()
    assert_probe_is_free(world)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError, MemoryError, GeneratorExit])
def test_an_error_thrown_into_an_attempt_comes_out_and_leaves_the_probe_to_the_next_call(error):
    world, steps = probing_call()
    with pytest.raises(error):
        steps.throw(error())
    assert_probe_is_free(world)


def test_dropping_a_call_in_mid_attempt_leaves_the_probe_to_the_next_call():
    world, steps = probing_call()
    del steps
    assert_probe_is_free(world)


def test_ctrl_c_within_a_hook_leaves_the_probe_to_the_next_call():
    world = World(answers(), answers())
    world.put_out(A)
    world.time += 30

    def interrupted(event: RequestEvent) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.run(LIST, on_request=interrupted)
    assert_probe_is_free(world)


def test_closing_a_call_that_waits_does_nothing():
    world = World(answers(503))
    steps = world.steps(LIST)
    assert isinstance(steps.send(world.send(next(steps))), Sleep)
    steps.close()
    assert world.asked == {A: 1}
    assert world.pool.choose().url == A


# hooks and logs


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
    assert world.log.lines.count(("error", "broken raised RuntimeError")) == 3


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


def test_a_logger_that_is_not_listening_costs_no_text():
    class Deaf:
        def isEnabledFor(self, level: int) -> bool:  # noqa: N802 (the name in logging.Logger)
            return False

        def debug(self, message: str) -> None:
            raise AssertionError(message)

    assert World(answers()).run(LIST, logger=Deaf()).status == 200
