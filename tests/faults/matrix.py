"""The fault matrix as data: what must become of each kind of request, at each fault, with one host and with two.

The rules are promises 1, 2 and 3 of the design, and not taken from the code:

- `Never`: no byte of the request was written. Other hosts are tried, for every kind; without one it is a NetworkError
  that says nothing was sent.
- `Unknown`: bytes were written, and no usable answer came. Only a repeatable request fails over to the next host; one that
  acts is a NetworkError with `may_have_been_processed`.
- `Answered`: the server answered over HTTP. Other hosts are never asked; a repeatable request may be sent again to the
  same one, where the status allows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import attrs
from tests.support import misbehaviour, servers
from tests.support.misbehaviour import (
    Redirecting,
)
from tests.support.servers import (
    BALANCE,
    HTML,
    REFUSAL,
    UUID,
    Blackhole,
    HalfDead,
    Host,
    Named,
    Refusing,
    Server,
    Unresolvable,
    Unspoken,
)

SLACK = 5.0  # seconds: what a busy machine may add to a deadline; a dripping server holds for 10

# --- the requests -----------------------------------------------------------------------------------------------------


@attrs.frozen
class Kind:
    """One of the four kinds of requests."""

    name: str
    line: str
    """Method and path, as a server sees them."""
    repeatable: bool
    call: Callable[[Any], Any] = attrs.field(repr=False)
    """Sends it on a client; on an async one, the result is to be awaited."""
    is_right: Callable[[Any], bool] = attrs.field(repr=False)
    """Whether a value is what the healthy servers answer."""
    has_value: bool
    """Whether it answers anything: what comes for the others is not looked at."""
    hint: str = ""
    """What an error must point to when a server may have acted, or has."""


GET = Kind("GET", "GET /accounts/balance", True, lambda api: api.accounts.balance(), lambda it: it == BALANCE, True)
ACTING_GET = Kind(
    "acting-GET", "GET /nodes/65/reboot", False, lambda api: api.nodes.reboot(65), lambda it: it is None, False
)
POST = Kind(
    "POST",
    "POST /services/mr",
    False,
    lambda api: api.services.mr.create(node_id=65, disk_size=10, image="ubuntu:24.04", envs={"TOKEN": "abc"}),
    lambda it: it.uuid == UUID,
    True,
    "sessions.list()",
)
PATCH = Kind(
    "PATCH",
    "PATCH /nodes/65/prices",
    False,
    lambda api: api.nodes.update_prices(65, {"base": 1000, "storage": 20}),
    lambda it: it is None,
    False,
)
KINDS = (GET, ACTING_GET, POST, PATCH)

# --- what must happen -------------------------------------------------------------------------------------------------

NEVER_DELIVERED, UNKNOWN = ("not_sent", None), ("unknown", None)


@attrs.frozen(kw_only=True)
class Expected:
    """What must become of one call."""

    result: str
    """`ok`, or the name of the error's class."""
    faulty: int
    """How often the faulty server acts."""
    healthy: int = 0
    may: bool | None = None
    """`may_have_been_processed`, for a NetworkError."""
    attempts: tuple[tuple[str, int | None], ...] | None = None
    """Outcome and status of each attempt, all at the faulty host; None where the error tells of none."""
    shows: Mapping[str, Any] = attrs.field(factory=dict)
    """Attributes of the error: their values, or what tests them."""
    says: tuple[str, ...] = ()
    """What the error must say, in its text or its notes."""
    kept: int = 0
    """Connections to the faulty host that may be kept for later calls; a broken one must not."""


@attrs.frozen(kw_only=True)
class Never:
    error: str = "ConnectionFailedError"
    tries: int = 1
    """How often a repeatable request tries a host that is the only one."""

    def __call__(self, kind: Kind, hosts: int) -> Expected:
        if hosts > 1:
            return Expected(result="ok", faulty=0, healthy=1)
        tries = self.tries if kind.repeatable else 1
        return Expected(result=self.error, faulty=0, may=False, attempts=(NEVER_DELIVERED,) * tries)


@attrs.frozen(kw_only=True)
class Unknown:
    acted: int = 1
    """How often the faulty server acts at each attempt."""
    error: str = "ConnectionFailedError"
    tries: int = 1
    """How often a repeatable request tries a host that is the only one."""
    recovers: bool = False
    """Whether the last of these tries succeeds."""

    def __call__(self, kind: Kind, hosts: int) -> Expected:
        if kind.repeatable and hosts > 1:
            return Expected(result="ok", faulty=self.acted, healthy=1)
        tries = self.tries if kind.repeatable else 1
        if kind.repeatable and self.recovers:
            return Expected(result="ok", faulty=self.acted * tries, kept=1)
        return Expected(
            result=self.error,
            faulty=self.acted * tries,
            may=True,
            attempts=(UNKNOWN,) * tries,
            says=() if kind.repeatable else ("may have been processed", kind.hint),
        )


@attrs.frozen(kw_only=True)
class Answered:
    result: str
    status: int = 200
    tries: int = 1
    """How often a repeatable request is sent, to the same host."""
    recovers: bool = False
    """Whether the last of these tries succeeds."""
    without_value: str | None = None
    """The result where no value is wanted, when it is another."""
    shows: Mapping[str, Any] = attrs.field(factory=dict)
    kept: int = 1

    def __call__(self, kind: Kind, hosts: int) -> Expected:
        tries = self.tries if kind.repeatable else 1
        result = self.without_value if self.without_value and not kind.has_value else self.result
        if kind.repeatable and self.recovers:
            result = "ok"
        if result in ("ok", "DecodeError"):
            says = ("may have been processed", kind.hint) if result != "ok" and not kind.repeatable else ()
            return Expected(result=result, faulty=tries, kept=self.kept, says=says)
        outcome = "rejected" if self.status >= 400 else "answered"
        return Expected(
            result=result,
            faulty=tries,
            attempts=((outcome, self.status),) * tries,
            shows={"status_code": self.status, **self.shows},
            says=("may have been processed", kind.hint) if self.status >= 500 and not kind.repeatable else (),
            kept=self.kept,
        )


# --- the faults -------------------------------------------------------------------------------------------------------

TIMEOUT = 0.4  # seconds, where the fault lasts until the time is over
AMPLE = 20.0  # seconds, where it does not: nothing here takes that long
MUCH = 60.0  # seconds, where there are so many bytes that a busy machine takes a while
AT_ONCE = 10.0  # seconds within which a call ends that must not wait: far from AMPLE, on a busy machine too


@attrs.frozen
class Fault:
    """One bad thing, and what must come of it."""

    name: str
    host: Callable[[], Host] = attrs.field(repr=False)
    expected: Callable[[Kind, int], Expected]
    timeout: float = attrs.field(default=AMPLE, kw_only=True)
    max_retries: int = attrs.field(default=0, kw_only=True)
    at_least: float = attrs.field(default=0.0, kw_only=True)
    """Seconds that a repeatable request must wait, because the server said so."""
    at_most: float | None = attrs.field(default=None, kw_only=True)
    """Seconds that a call may take, when that is less than its timeout."""


def _server(behave: servers.Behaviour, **options: Any) -> Callable[[], Server]:
    return partial(Server, behave, **options)


def _serving(*responds: servers.Respond, **options: Any) -> Callable[[], Server]:
    return _server(servers.serving(*responds), **options)


def _refusing(status: str, *headers: str) -> servers.Respond:
    return servers.saying(REFUSAL, *headers, status=status)


LATE = Unknown(error="RequestTimeoutError")
UNREADABLE = Answered(result="DecodeError", without_value="ok")

NO_FAULT = [
    Fault("healthy", _server(servers.healthy), Answered(result="ok")),
    Fault("half-dead-name", HalfDead, Answered(result="ok"), at_most=AT_ONCE),
    Fault("tls-healthy", _server(servers.healthy, certificate="good"), Answered(result="ok")),
]

NEVER_ARRIVED = [
    Fault("refuse", Refusing, Never()),
    Fault("unresolvable", Unresolvable, Never()),
    Fault("blackhole", Blackhole, Never(error="RequestTimeoutError"), timeout=TIMEOUT),
    Fault("tls-untrusted", _server(servers.healthy, certificate="untrusted"), Never()),
    Fault("tls-expired", _server(servers.healthy, certificate="expired"), Never()),
    Fault("tls-wrong-name", _server(servers.healthy, certificate="wrong-name"), Never()),
    Fault("tls-accept-and-close", _server(misbehaviour.close_in_handshake, scheme="https"), Never()),
    Fault("tls-but-plain-text", _server(misbehaviour.plain_text_for_tls, scheme="https"), Never()),
    Fault(
        "tls-stall-handshake",
        _server(misbehaviour.stall_handshake, scheme="https"),
        Never(error="RequestTimeoutError"),
        timeout=TIMEOUT,
    ),
    Fault(
        "tls-drip-handshake",
        _server(misbehaviour.drip_handshake, scheme="https"),
        Never(error="RequestTimeoutError"),
        timeout=TIMEOUT,
    ),
    Fault("silent-resolver", Unspoken, Never(error="RequestTimeoutError"), timeout=TIMEOUT),
    Fault("empty-label", partial(Named, "a..b"), Never()),
    Fault("long-label", partial(Named, "a" * 64 + ".invalid"), Never()),
    Fault("unknown-zone", partial(Named, "[fe80::1%25nowhere]"), Never()),
    Fault("refuse-retried", Refusing, Never(tries=3), max_retries=2),
]

NO_ANSWER = [
    Fault("accept-and-close", _server(misbehaviour.accept_and_close), Unknown(acted=0)),
    Fault("never-answer", _server(misbehaviour.never_answer), LATE, timeout=TIMEOUT),
    Fault("reset-before-reading", _server(misbehaviour.reset_before_reading), Unknown(acted=0)),
    Fault("reset-while-reading", _server(misbehaviour.reset_while_reading), Unknown(acted=0)),
    Fault("reset-after-reading", _server(misbehaviour.reset_after_reading), Unknown()),
    Fault("reset-mid-body", _server(misbehaviour.reset_in_the_answer), Unknown()),
    Fault("truncate", _server(misbehaviour.truncate), Unknown()),
    Fault("broken-chunks", _server(misbehaviour.break_chunks), Unknown()),
    Fault("cut-chunks", _server(misbehaviour.cut_chunks), Unknown()),
    Fault("drip-headers", _server(misbehaviour.drip_headers), LATE, timeout=TIMEOUT),
    Fault("drip-interim", _server(misbehaviour.drip_interim), LATE, timeout=TIMEOUT),
    Fault("flood-headers", _server(misbehaviour.flood_headers), Unknown()),
    Fault("drip-body", _server(misbehaviour.drip_body), LATE, timeout=TIMEOUT),
    Fault("stall-mid-body", _server(misbehaviour.stall_in_the_body), LATE, timeout=TIMEOUT),
    Fault("garbage", _server(misbehaviour.garbage), Unknown()),
    Fault("tls-reset-after-reading", _server(misbehaviour.reset_after_reading, certificate="good"), Unknown()),
    Fault("tls-truncate", _server(misbehaviour.truncate, certificate="good"), Unknown()),
    Fault("tls-drip-body", _server(misbehaviour.drip_body, certificate="good"), LATE, timeout=TIMEOUT),
    Fault("tls-never-answer", _server(misbehaviour.never_answer, certificate="good"), LATE, timeout=TIMEOUT),
    Fault("reset-retried", _server(misbehaviour.reset_after_reading), Unknown(tries=3), max_retries=2),
]

ODD_ANSWERS = [
    Fault("http-1.0", _server(misbehaviour.http10), Answered(result="ok", kept=0)),
    Fault("empty-200", _serving(servers.saying(b"")), UNREADABLE),
    Fault("html-200", _serving(servers.saying(HTML, kind="text/html")), Answered(result="DecodeError")),
    Fault(
        "html-520",
        _serving(servers.saying(HTML, status="520 ", kind="text/html")),
        Answered(result="ServerError", status=520),
        max_retries=2,
    ),
    Fault("invalid-utf-8", _serving(misbehaviour.not_utf8), UNREADABLE),
    Fault("not-gzip", _serving(servers.saying(b"plain text", "Content-Encoding: gzip")), UNREADABLE),
    Fault(
        "502-not-gzip",
        _serving(servers.saying(HTML, "Content-Encoding: gzip", status="502 Bad Gateway", kind="text/html")),
        Answered(result="BadGatewayError", status=502, tries=3),
        max_retries=2,
    ),
    Fault("gzip-bomb", _serving(misbehaviour.bomb), UNREADABLE, timeout=MUCH),
    Fault("empty-objects", _serving(misbehaviour.empty_objects), UNREADABLE),
    Fault("endless-body", _server(misbehaviour.endless), UNREADABLE, timeout=MUCH),
    Fault("64-mib", _serving(misbehaviour.large), Answered(result="ok"), timeout=MUCH),
    Fault("redirect", Redirecting, Answered(result="APIError", status=307), max_retries=2),
]


def _rate_limited(name: str, value: str | None, seconds: Any, **options: Any) -> Fault:
    headers = () if value is None else (f"Retry-After: {value}",)
    tries = options.pop("tries", 3)
    answered = Answered(result="RateLimitError", status=429, tries=tries, shows={"retry_after": seconds})
    host = _serving(_refusing("429 Too Many Requests", *headers))
    return Fault(f"429-{name}", host, answered, max_retries=2, **options)


def _failing(name: str, status: str, error: str, **options: Any) -> Fault:
    answered = Answered(result=error, status=int(status[:3]), tries=options.pop("tries", 3))
    return Fault(name, _serving(_refusing(status)), answered, **{"max_retries": 2, **options})


def _about(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, float) and low <= value <= high


CENTURY = 100 * 365 * 86400.0
RETRIED = [
    _rate_limited("no-retry-after", None, None),
    _rate_limited("0", "0", 0.0),
    _rate_limited("0.05", "0.05", 0.05, at_least=0.1),
    _rate_limited("20", "20", 20.0, tries=1, at_most=AT_ONCE),
    _rate_limited("86400", "86400", 86400.0, tries=1, at_most=AT_ONCE),
    _rate_limited("date-past", "Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    _rate_limited("date-future", "Wed, 21 Oct 2099 07:28:00 GMT", _about(86400.0, CENTURY), tries=1, at_most=AT_ONCE),
    _rate_limited("garbage", "when the cows come home", None),
    _rate_limited("negative", "-5", None),
    _rate_limited("nan", "nan", None),
    _failing("503-forever", "503 Service Unavailable", "ServiceUnavailableError"),
    _failing("503-no-retries", "503 Service Unavailable", "ServiceUnavailableError", tries=1, max_retries=0),
    Fault(
        "503-then-200",
        _serving(_refusing("503 Service Unavailable"), servers.well),
        Answered(result="ServiceUnavailableError", status=503, tries=2, recovers=True),
        max_retries=2,
    ),
    Fault(
        "503-for-a-moment",
        _serving(_refusing("503 Service Unavailable", "Retry-After: 0.05"), servers.well),
        Answered(result="ServiceUnavailableError", status=503, tries=2, recovers=True, shows={"retry_after": 0.05}),
        max_retries=2,
        at_least=0.05,
    ),
    _failing("408-forever", "408 Request Timeout", "APIError"),
    _failing("500-forever", "500 Internal Server Error", "ServerError"),
    _failing("502-forever", "502 Bad Gateway", "BadGatewayError"),
    _failing("504-forever", "504 Gateway Timeout", "GatewayTimeoutError"),
    _failing("501-forever", "501 Not Implemented", "ServerError", tries=1),
]


def _reset_once() -> Server:
    def behave(wire: servers.Wire) -> None:
        while received := wire.request():
            if len(wire.server.acted) == 1:
                wire.reset()
                return
            wire.send(servers.well(received))

    return Server(behave)


RETRIED.append(Fault("reset-then-200", _reset_once, Unknown(tries=2, recovers=True), max_retries=2))

GROUPS = (NO_FAULT, NEVER_ARRIVED, NO_ANSWER, ODD_ANSWERS, RETRIED)
FAULTS = {fault.name: fault for group in GROUPS for fault in group}

# --- the cells --------------------------------------------------------------------------------------------------------


@attrs.frozen
class Cell:
    """One fault, met by one kind of request."""

    fault: Fault
    kind: Kind
    hosts: int
    """1, or 2: the faulty one first, then a healthy one."""
    mode: str
    """`sync` or `async`."""
    library: str = ""
    """`httpx` or `httpx2`, to send with a client of the caller's."""

    @property
    def name(self) -> str:
        hosts = "one-host" if self.hosts == 1 else "two-hosts"
        return "/".join(filter(None, (self.fault.name, self.kind.name, hosts, self.mode, self.library)))

    @property
    def expected(self) -> Expected:
        return self.fault.expected(self.kind, self.hosts)

    @property
    def at_most(self) -> float:
        """Seconds that the call may take: a tenth more than its timeout, and what a busy machine adds."""
        return self.fault.at_most or 1.1 * self.fault.timeout + SLACK

    @property
    def at_least(self) -> float:
        return self.fault.at_least if self.kind.repeatable else 0.0


MODES = ("sync", "async")


def cells_of(fault: Fault, modes: tuple[str, ...] = MODES) -> Iterator[Cell]:
    for mode in modes:
        for kind in KINDS:
            for hosts in (1, 2):
                yield Cell(fault, kind, hosts, mode)


def cells(mode: str) -> list[Cell]:
    """The cells that the tests run: all of GET and POST, and of the other two those of one fault of each group.

    PATCH and the GET that acts behave as POST does, which tests/calls holds for every outcome; `make faults` has all.
    """
    examples = {group[0].name for group in GROUPS}
    return [
        cell
        for fault in FAULTS.values()
        for cell in cells_of(fault, (mode,))
        if cell.kind in (GET, POST) or fault.name in examples
    ]


# Without drip-headers and a stalled handshake: the sockets of a caller's sync client are its own (see `http_client`).
GIVEN = [
    *("tls-healthy", "refuse", "blackhole", "tls-untrusted"),
    *("accept-and-close", "never-answer", "reset-after-reading", "reset-mid-body", "drip-body"),
    *("stall-mid-body", "garbage", "html-520", "not-gzip", "redirect", "429-86400", "503-then-200"),
]


def cells_of_custom_clients() -> list[Cell]:
    """What must hold with a caller's own HTTP client as well: a part of the matrix."""
    return [
        Cell(FAULTS[name], kind, 2, mode, library)
        for name in GIVEN
        for kind in (GET, POST)
        for mode in MODES
        for library in ("httpx", "httpx2")
    ]
