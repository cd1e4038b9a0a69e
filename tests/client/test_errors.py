"""What a caller catches, and what it says."""

from __future__ import annotations

import copy
import pickle
import traceback

import httpx
import msgspec
import pytest
from tests.support.clients import KEY, done
from tests.support.operations import OPERATIONS, UUID, name
from tests.support.recorder import Answer, answer, load, sample

import octaspace_sdk
from octaspace_api.models import ProvisionRejection
from octaspace_sdk import (
    APIError,
    Attempt,
    AuthenticationError,
    BadGatewayError,
    ConfigurationError,
    ConnectionFailedError,
    DecodeError,
    GatewayTimeoutError,
    NetworkError,
    NotFoundError,
    OctaSpaceError,
    PermissionDeniedError,
    ProvisionRejectedError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
    ServiceUnavailableError,
    ValidationError,
    is_auth_error,
    is_not_found,
    is_rate_limit,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def client(connect):
    return connect(max_retries=0)


SAMPLES = [
    (400, APIError, "Node not found", None),
    (401, AuthenticationError, "invalid api key", None),
    (403, PermissionDeniedError, "account is not the owner of this node", None),
    (404, NotFoundError, "Session not found", None),
    (422, ValidationError, "Unprocessable Entity", "validation_failed"),
    (429, RateLimitError, "too many requests", None),
    (500, ServerError, "INTERNAL_ERROR", None),
]


@pytest.mark.parametrize(("status", "kind", "message", "code"), SAMPLES)
async def test_each_error_sample(server, client, status, kind, message, code):
    server.answers(answer(sample(f"errors/{status}.json"), status, X_Request_Id="req-7", Retry_After="17"))
    with pytest.raises(APIError) as caught:
        await done(client.nodes.find(65))
    error = caught.value
    assert type(error) is kind
    assert (error.status_code, error.message, error.code) == (status, message, code)
    assert (error.request_id, error.retry_after) == ("req-7", 17.0)
    assert error.body == load(f"errors/{status}.json")
    assert (error.method, error.url) == ("GET", f"{server.url}/nodes/65")
    [attempt] = error.attempts
    assert isinstance(attempt, Attempt)
    assert (attempt.host, attempt.status, attempt.outcome) == (server.url, status, "rejected")
    assert attempt.seconds >= 0
    for part in (message, str(status), "req-7", "GET", "/nodes/65"):
        assert part in str(error)


async def test_refused_values_are_named(server, client):
    server.answers(answer(sample("errors/422.json"), 422))
    with pytest.raises(ValidationError, match="disk_size: must be greater than 0"):
        await done(client.services.render.create(node_id=1, disk_size=1))


STATUSES = [
    *((status, APIError) for status in (402, 418, 451, 600, 999)),
    *((status, ServerError) for status in (501, 520, 527, 599)),
    *((502, BadGatewayError), (503, ServiceUnavailableError), (504, GatewayTimeoutError)),
]


@pytest.mark.parametrize(("status", "kind"), STATUSES)
async def test_each_status_has_a_class(server, client, status, kind):
    server.answers(answer({"message": "why"}, status))
    with pytest.raises(APIError) as caught:
        await done(client.apps.list())
    assert type(caught.value) is kind
    assert (caught.value.status_code, caught.value.message) == (status, "why")
    assert (caught.value.request_id, caught.value.retry_after, caught.value.code) == (None, None, None)


@pytest.mark.parametrize("operation", OPERATIONS, ids=name)
async def test_every_operation_raises_it(server, client, operation):
    server.answers(answer(sample("errors/401.json"), 401))
    with pytest.raises(AuthenticationError, match="invalid api key"):
        await done(operation.call(client))
    with pytest.raises(AuthenticationError, match="invalid api key"):
        await done(operation.call(client.raw))


MESSAGES = [
    ({"message": "m", "error": "e", "detail": "d"}, "m"),
    ({"message": "", "error": "e", "detail": "d"}, "e"),
    ({"message": "  ", "error": "", "detail": "d"}, "d"),
    ({"message": None, "error": 7, "detail": "d"}, "d"),
    ({"message": {"text": "m"}, "error": ["e"], "detail": "d"}, "d"),
    ({"detail": "d"}, "d"),
    ({"message": "", "error": None}, "Bad Request"),
    ({}, "Bad Request"),
    ([], "Bad Request"),
    (None, "Bad Request"),
    ("text", "Bad Request"),
]


@pytest.mark.parametrize(("body", "message"), MESSAGES)
async def test_message_is_the_first_text_there_is(server, client, body, message):
    server.answers(answer(body, 400))
    with pytest.raises(APIError) as caught:
        await done(client.apps.list())
    assert (caught.value.message, caught.value.body) == (message, body)


@pytest.mark.parametrize(("code", "shown"), [("E1", "E1"), (17, "17"), (0, "0"), ("", None), (None, None), ([], None)])
async def test_code_is_text_or_nothing(server, client, code, shown):
    server.answers(answer({"message": "m", "code": code}, 400))
    with pytest.raises(APIError) as caught:
        await done(client.apps.list())
    assert caught.value.code == shown


async def test_html_of_a_proxy_is_kept_as_text(server, client):
    server.answers(answer(sample("errors/502.html"), 502, Content_Type="text/html"))
    with pytest.raises(BadGatewayError) as caught:
        await done(client.apps.list())
    assert caught.value.message == "Bad Gateway"
    assert caught.value.body == sample("errors/502.html").decode()
    assert "<html>" not in str(caught.value)


@pytest.mark.parametrize(("status", "message"), [(404, "Not Found"), (520, "no reason given")])
async def test_empty_error(server, client, status, message):
    server.answers(answer(b"", status))
    with pytest.raises(APIError) as caught:
        await done(client.apps.list())
    assert (caught.value.message, caught.value.body) == (message, "")


async def test_long_text_of_a_server_is_shortened_in_the_message_only(server, client):
    server.answers(answer({"message": "x" * 100_000}, 400))
    with pytest.raises(APIError) as caught:
        await done(client.apps.list())
    assert len(str(caught.value)) < 1000
    assert len(caught.value.message) == 100_000


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_is_an_error_that_names_its_target(server, client, status):
    server.answers(answer(b"", status, Location=f"{server.url}/elsewhere"), {})
    with pytest.raises(APIError, match="/elsewhere") as caught:
        await done(client.accounts.profile())
    assert (type(caught.value), caught.value.status_code) == (APIError, status)
    assert len(server.requests) == 1


@pytest.mark.parametrize(("header", "seconds"), [("0", 0.0), ("1.5", 1.5), ("soon", None), ("-1", None), ("", None)])
async def test_retry_after_of_a_limit(server, client, header, seconds):
    server.answers(answer({}, 429, Retry_After=header))
    with pytest.raises(RateLimitError) as caught:
        await done(client.apps.list())
    assert caught.value.retry_after == seconds


async def test_attempts_are_all_told(server, connect):
    server.answers(answer({}, 503, Retry_After="0"), answer({}, 500, Retry_After="0"), answer({}, 404))
    with pytest.raises(NotFoundError, match="3 attempts") as caught:
        await done(connect(max_retries=2).apps.list())
    assert [one.status for one in caught.value.attempts] == [503, 500, 404]


NOT_USABLE = [(b"", "empty"), (b" \n", "empty"), (b"<html>", "JSON"), (b'{"uid": 1', "JSON"), (b"\xff\xfe", "JSON")]
WRONG_KINDS = [(b"[]", "array"), (b"null", "null"), (b"7", "integer"), (b'"text"', "text"), (b"[" * 100_000, "deep")]


@pytest.mark.parametrize(("body", "why"), NOT_USABLE + WRONG_KINDS, ids=lambda one: repr(one[:12]))
async def test_answer_that_is_not_one_is_a_decode_error(server, client, body, why):
    server.answers(answer(body, X_Request_Id="req-8"))
    with pytest.raises(DecodeError, match=why) as caught:
        await done(client.accounts.profile())
    assert (caught.value.body, caught.value.request_id) == (body, "req-8")
    assert "req-8" in str(caught.value)
    assert "accounts.profile" in str(caught.value)


@pytest.mark.parametrize("body", [b"{}", b"null", b"", b"3"], ids=repr)
async def test_list_that_is_none_is_a_decode_error(server, client, body):
    server.answers(body)
    with pytest.raises(DecodeError):
        await done(client.sessions.list())


def acts_and_returns_nothing(client):
    return [lambda: client.nodes.reboot(65), lambda: client.nodes.update_prices(65), client.services.session(UUID).stop]


@pytest.mark.parametrize("body", [b"", b" \n", b"{}", b"[]", b"null", b'{"status": "stopped", "uuid": 1}'], ids=repr)
async def test_answer_that_says_no_more_than_done(server, client, body):
    server.answers(body)
    for call in acts_and_returns_nothing(client):
        assert await done(call()) is None


@pytest.mark.parametrize("body", [b"OK", b"<html>welcome to the airport</html>", b'{"status": "stop'], ids=repr)
async def test_page_of_a_proxy_is_not_done(server, connect, body):
    """A captive portal answers everything with 200: whoever believes it pays for a machine that runs on."""
    server.answers(answer(body, X_Request_Id="req-8"))
    client = connect(max_retries=0)
    for call in acts_and_returns_nothing(client):
        with pytest.raises(DecodeError, match="not JSON|not say that the session was stopped") as caught:
            await done(call())
        assert (caught.value.body, caught.value.request_id) == (body, "req-8")
    assert len(server.requests) == 3


REFUSALS = [b'{"status": "error", "message": "not yours"}', b'{"message": "maintenance"}', b"true", b'"stopping"', b"0"]


@pytest.mark.parametrize("body", REFUSALS, ids=repr)
async def test_stop_is_done_when_the_answer_says_so(server, client, body):
    server.answers(body)
    with pytest.raises(DecodeError, match="not say.*may still run and cost money") as caught:
        await done(client.services.session(UUID).stop())
    assert caught.value.body == body
    assert caught.value.__notes__ == [
        "It may have been processed: look at sessions.list() to see whether the session still runs."
    ]


UNREADABLE = answer(b"not gzip", Content_Encoding="gzip")


async def test_stop_whose_answer_cannot_be_read_is_not_done(server, client):
    server.answers(UNREADABLE)
    with pytest.raises(DecodeError, match="may still run"):
        await done(client.services.session(UUID).stop())


async def test_reboot_whose_answer_cannot_be_read_was_done(server, client):
    server.answers(UNREADABLE)
    assert await done(client.nodes.reboot(65)) is None


async def test_no_connection_is_named_and_nothing_was_sent(server, connect):
    with pytest.raises(ConnectionFailedError) as caught:
        await done(connect(base_url="http://127.0.0.1:9", max_retries=0).apps.list())
    assert caught.value.may_have_been_processed is False
    assert [one.outcome for one in caught.value.attempts] == ["not_sent"]
    assert "127.0.0.1:9" in str(caught.value)


async def test_answer_cut_off_may_have_been_processed(server, client):
    server.answers(Answer(b'{"uuid": "5dd2d308"}', cut=5))
    with pytest.raises(ConnectionFailedError, match=r"sessions\.list\(\)") as caught:
        await done(client.services.vpn.create(node_id=1))
    assert caught.value.may_have_been_processed is True
    assert len(server.requests) == 1


ODD = [
    Answer(b"not gzip", headers={"Content-Encoding": "gzip"}),
    Answer(b"{}", headers={"Content-Type": "text/html; charset=unknown-9"}),
    Answer(b"[{]", 200),
    Answer(b"[]", 500, {"Content-Encoding": "deflate"}),
    Answer(b"x", 302, {"Location": "http://[broken"}),
    Answer(b"x", 204),
    Answer(b"[]", cut=1),
]


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_no_exception_of_a_library_gets_out(server, client, odd):
    server.answers(odd)
    with pytest.raises(OctaSpaceError) as caught:
        await done(client.apps.list())
    text = "".join(traceback.format_exception(caught.value))
    assert KEY not in text
    assert not isinstance(caught.value, (httpx.HTTPError, msgspec.MsgspecError))
    assert type(caught.value).__module__.startswith("octaspace_sdk")


def helpers(error: BaseException | None) -> tuple[bool, bool, bool]:
    return (is_auth_error(error), is_not_found(error), is_rate_limit(error))


def api(kind: type[APIError], status: int) -> APIError:
    return kind(status_code=status, method="GET", url="http://h/x")


AUTH, MISSING, LIMIT = api(AuthenticationError, 401), api(NotFoundError, 404), api(RateLimitError, 429)


def raised(outer: BaseException, inner: BaseException, *, within: bool, hidden: bool = False) -> BaseException:
    try:
        try:
            raise inner
        except BaseException as error:
            if within:
                raise outer  # noqa: B904
            raise outer from (None if hidden else error)
    except BaseException as error:
        return error


CHAINS = [
    (lambda: AUTH, (True, False, False)),
    (lambda: MISSING, (False, True, False)),
    (lambda: LIMIT, (False, False, True)),
    (lambda: api(PermissionDeniedError, 403), (False, False, False)),
    (lambda: None, (False, False, False)),
    (lambda: raised(RuntimeError("outer"), AUTH, within=False), (True, False, False)),
    (lambda: raised(RuntimeError("outer"), MISSING, within=True), (False, True, False)),
    (lambda: raised(RuntimeError("outer"), MISSING, within=False, hidden=True), (False, False, False)),
    (lambda: ExceptionGroup("all", [ValueError(), ExceptionGroup("some", [LIMIT])]), (False, False, True)),
    (lambda: raised(KeyError(), BaseExceptionGroup("all", [KeyboardInterrupt(), AUTH]), within=False), (True, 0, 0)),
]


@pytest.mark.parametrize(("make", "expected"), CHAINS)
def test_helpers_look_through_causes_and_groups(make, expected):
    assert helpers(make()) == expected


def test_helpers_end_on_a_chain_that_bites_its_tail():
    one, other = RuntimeError("one"), RuntimeError("other")
    one.__cause__, other.__cause__ = other, one
    assert helpers(one) == (False, False, False)


ATTEMPTS = [Attempt("http://h", "rejected", 503, 0.25), Attempt("http://i", "unknown", None, 1.0)]
FULL = {"method": "POST", "url": "http://h/x", "request_id": "r", "retry_after": 2.0, "attempts": ATTEMPTS}
PICKLED = [
    OctaSpaceError("text"),
    ConfigurationError("text"),
    NetworkError("text", may_have_been_processed=True, attempts=ATTEMPTS),
    ConnectionFailedError("text", attempts=ATTEMPTS),
    RequestTimeoutError("text", may_have_been_processed=True),
    DecodeError("text", body=b"\xff", request_id="r"),
    ProvisionRejectedError([ProvisionRejection(id=0, reason="Node not found", status=1)], request_id="r"),
    *(
        kind(status_code=status, body={"message": "m", "code": "c"}, **FULL)
        for kind, status in [(APIError, 400), *((kind, status) for status, kind, *_ in SAMPLES), (BadGatewayError, 502)]
    ),
    ServiceUnavailableError(status_code=503, message="mine", **FULL),
    GatewayTimeoutError(status_code=504, **FULL),
]


def test_every_error_is_in_the_table_of_pickles():
    public = {getattr(octaspace_sdk, one) for one in octaspace_sdk.__all__ if one.endswith("Error")}
    assert {type(error) for error in PICKLED} == public


@pytest.mark.parametrize("copied", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy, copy.deepcopy])
@pytest.mark.parametrize("error", PICKLED, ids=lambda error: type(error).__name__)
def test_errors_survive_pickling_and_copying(error, copied):
    error.add_note("a note")
    again = copied(error)
    assert type(again) is type(error)
    assert (str(again), repr(again), again.args) == (str(error), repr(error), error.args)
    assert vars(again) == vars(error)


async def test_an_error_of_a_call_survives_pickling_without_the_key(server, client):
    server.answers(answer({"message": "no"}, 403, X_Request_Id="r"))
    with pytest.raises(PermissionDeniedError) as caught:
        await done(client.apps.list())
    packed = pickle.dumps(caught.value)
    assert KEY.encode() not in packed
    assert vars(pickle.loads(packed)) == vars(caught.value)
