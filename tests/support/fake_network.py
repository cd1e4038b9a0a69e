"""A network without sockets: hosts that follow a script, and a clock that only they and the waits move.

A host is a function from the number of an attempt (from 0) to a `Deed`. The world treats the deed as a transport would:
reaching the host takes at most the connect timeout, and everything together at most until the attempt's deadline.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any

import attrs

from octaspace_api import Request
from octaspace_api.operations.accounts import accounts_generate_wallet
from octaspace_api.operations.nodes import nodes_list, nodes_reboot, nodes_update_prices
from octaspace_api.operations.services_mr import services_mr_create
from octaspace_api.operations.services_render import services_render_create
from octaspace_api.operations.services_session import services_session_stop
from octaspace_api.operations.services_vpn import services_vpn_create
from octaspace_sdk import Attempt, RawResponse
from octaspace_sdk.calls.drivers import Sleep, Steps, drive
from octaspace_sdk.calls.host_pool import HostPool
from octaspace_sdk.calls.retry_loop import ClientState, call
from octaspace_sdk.calls.retry_policy import RetryBudget
from octaspace_sdk.config import Policy
from octaspace_sdk.resources.custom_request import build_custom_request
from octaspace_sdk.support.clock import Clock
from octaspace_sdk.support.redaction import Headers
from octaspace_sdk.transport.failures import POOL_TIMEOUT
from octaspace_sdk.transport.protocol import Failure, PreparedRequest, SendAttempt, SendWhenFree, Wait

A, B, C, D = (f"https://{name}.test" for name in "abcd")
NEVER = 1e9  # seconds: longer than any timeout
WALL_CLOCK_AT_START = 1_445_412_480.0  # Wed, 21 Oct 2015 07:28:00 GMT

LIST = nodes_list()
REBOOT = nodes_reboot(1)
RENT = services_mr_create(node_id=1, disk_size=10, image="ubuntu")
RENT_RENDER = services_render_create(node_id=1, disk_size=10)
CONNECT_VPN = services_vpn_create(node_id=1, subkind="wg")
STOP = services_session_stop("u-1")
SET_PRICES = nodes_update_prices(1, {"base": 1})
MAKE_WALLET = accounts_generate_wallet()
PUT = build_custom_request("PUT", "/thing", params=None, json={}, idempotent=None)
DELETE = build_custom_request("DELETE", "/thing", params=None, json=None, idempotent=None)
HEAD = build_custom_request("HEAD", "/thing", params=None, json=None, idempotent=None)

REPEATABLE = {"GET": LIST, "HEAD": HEAD, "PUT": PUT, "DELETE": DELETE}
ACTING = {"acting GET": REBOOT, "POST": RENT, "PATCH": SET_PRICES}
KINDS: Mapping[str, Request[Any]] = REPEATABLE | ACTING


@attrs.frozen(kw_only=True)
class Deed:
    """What a host does with one attempt."""

    reply: RawResponse | Failure
    connect: float = 0.0
    """Seconds until it can be reached."""
    seconds: float = 0.01
    """Seconds from there to the reply."""

    @property
    def delivered(self) -> bool:
        return self.reply.possibly_sent if isinstance(self.reply, Failure) else True


Host = Callable[[int], Deed]


def answers(status: int = 200, body: bytes = b"{}", *, connect: float = 0.0, seconds: float = 0.01, **headers) -> Deed:
    """Answers; headers are given as `Retry_After="1"`."""
    lower = {name.lower().replace("_", "-"): value for name, value in headers.items()}
    reply = RawResponse(status=status, headers=lower, content=body, url="to be set")
    return Deed(reply=reply, connect=connect, seconds=seconds)


def refuses(*, seconds: float = 0.01) -> Deed:
    """Cannot be reached, and says so: refused, unresolved, unreachable, TLS not agreed."""
    return Deed(reply=Failure("no connection", possibly_sent=False), seconds=seconds)


def swallows() -> Deed:
    """Cannot be reached, and does not even say so."""
    return Deed(reply=Failure("connecting timed out", possibly_sent=False, timed_out=True), connect=NEVER)


def breaks(*, seconds: float = 0.01) -> Deed:
    """Takes the request and breaks the connection."""
    return Deed(reply=Failure("the connection broke", possibly_sent=True), seconds=seconds)


def stalls() -> Deed:
    """Takes the request and never answers."""
    return Deed(reply=Failure("waiting for the answer timed out", possibly_sent=True, timed_out=True), seconds=NEVER)


def garbles(status: int = 200) -> Deed:
    """Answers with something that cannot be unpacked."""
    body_error = "its compressed body cannot be read"
    return Deed(
        reply=RawResponse(
            status=status, headers={}, content=b"what came before", url="to be set", body_error=body_error
        )
    )


def has_no_place() -> Deed:
    """This client has no free connection: nothing is known about the host."""
    return Deed(
        reply=Failure(
            "waiting for a free connection timed out", possibly_sent=False, timed_out=True, host_at_fault=False
        ),
        seconds=0.01,
    )


def script(*deeds: Deed) -> Host:
    """These deeds in turn; the last of them from then on."""
    return lambda attempt: deeds[min(attempt, len(deeds) - 1)]


class Log:
    """A logger of one's own."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def debug(self, message: str) -> None:
        self.lines.append(("debug", message))

    def error(self, message: str) -> None:
        self.lines.append(("error", message))


class World:
    """Hosts, a clock and what a client shares between its calls."""

    def __init__(self, *hosts: Host | Deed, uniform: Callable[[float, float], float] = lambda low, high: high) -> None:
        self.urls = [A, B, C, D][: len(hosts)]
        self.hosts: dict[str, Host] = {
            url: script(host) if isinstance(host, Deed) else host for url, host in zip(self.urls, hosts, strict=True)
        }
        self.started = self.time = 1000.0
        self.pool = HostPool(self.urls, self.clock)
        self.state = ClientState(
            hosts=self.pool,
            budget=RetryBudget(),
            clock=Clock(monotonic=self.clock, io_monotonic=self.clock, wall=self.wall_clock, uniform=uniform),
        )
        self.log = Log()
        self.asked: Counter[str] = Counter()
        """How often each host was asked."""
        self.acted: Counter[str] = Counter(dict.fromkeys(self.urls, 0))
        """How often a request arrived at each host."""
        self.arrived: Counter[str] = Counter()
        """How often a request with this path and query arrived anywhere."""
        self.sends: list[SendAttempt] = []
        self.slept: list[float] = []
        self.seen: list[Attempt] = []
        """What `error.attempts` ought to say."""

    def clock(self) -> float:
        return self.time

    def wall_clock(self) -> float:
        return WALL_CLOCK_AT_START + self.time - self.started

    @property
    def elapsed(self) -> float:
        return self.time - self.started

    def steps(
        self,
        request: Request[Any] = LIST,
        *,
        timeout: float | None = 30.0,
        max_retries: int = 2,
        avoid: Collection[str] = (),
        **hooks: Any,
    ) -> Steps[RawResponse]:
        """A call, for `run` or for a test to drive by hand."""
        target = request.path + ("?" + "&".join(map("=".join, request.query)) if request.query else "")
        prepared = PreparedRequest(
            operation=request.operation,
            method=request.method,
            target=target,
            headers=Headers({"Authorization": "octa-secret-key"}),
            content=None,
            idempotent=request.idempotent,
            recovery_hint=request.recovery_hint,
        )
        policy = Policy(timeout=timeout, max_retries=max_retries, **{"logger": self.log} | hooks)
        return call(prepared, policy, self.state, avoid)

    def run(self, request: Request[Any] = LIST, **options: Any) -> RawResponse:
        """A call from its beginning to its end."""
        return drive(self.steps(request, **options), self.send, self.sleep)

    def error(self, request: Request[Any] = LIST, **options: Any) -> Any:
        """The error that a call ends with."""
        try:
            response = self.run(request, **options)
        except Exception as error:
            return error
        raise AssertionError(f"no error but HTTP {response.status}")

    def send(self, step: SendWhenFree) -> RawResponse | Failure:
        """One attempt, over at once by the reader's watch; a connection is always free."""
        send = step.next_attempt()
        return POOL_TIMEOUT if send is None else self.perform(send)

    def perform(self, send: SendAttempt | Wait) -> RawResponse | Failure:
        assert isinstance(send, SendAttempt), "another call is trying the host"
        reply, ends = self.begin(send)
        self.finish(send, reply, self.time, ends)
        return reply

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def begin(self, send: SendAttempt) -> tuple[RawResponse | Failure, float]:
        """An attempt's reply, and when it will be there."""
        self.sends.append(send)
        deed = self.hosts[send.base_url](self.asked[send.base_url])
        self.asked[send.base_url] += 1
        end = NEVER if send.deadline.at is None else send.deadline.at
        reached = self.time + deed.connect
        last_moment = min(self.time + send.connect_timeout, end)
        if reached > last_moment:
            return Failure("connecting timed out", possibly_sent=False, timed_out=True), last_moment
        if deed.delivered and send.on_reached is not None:
            send.on_reached()
        self.acted[send.base_url] += deed.delivered
        self.arrived[send.request.target] += deed.delivered
        reply = deed.reply
        if reached + deed.seconds > end:
            if isinstance(reply, Failure):
                return attrs.evolve(reply, timed_out=True), end
            return Failure("waiting for the answer timed out", possibly_sent=True, timed_out=True), end
        if isinstance(reply, RawResponse):
            reply = attrs.evolve(reply, url=send.base_url + send.request.target)
        return reply, reached + deed.seconds

    def finish(self, send: SendAttempt, reply: RawResponse | Failure, began: float, ends: float) -> None:
        self.time = ends
        self.seen.append(_attempt(send, reply, ends - began))

    def run_together(self, calls: Sequence[tuple[float, Steps[RawResponse]]]) -> list[RawResponse | Exception]:
        """Calls that overlap, each from its own moment on; what each came to."""
        order = count()
        results: dict[int, RawResponse | Exception] = {}
        events: list[tuple[float, int, Callable[[], None]]] = []

        def at(moment: float, event: Callable[[], None]) -> None:
            heapq.heappush(events, (moment, next(order), event))

        def resume(number: int, reply: Any) -> None:
            try:
                step = calls[number][1].send(reply)
            except StopIteration as done:
                results[number] = done.value
            except Exception as error:
                results[number] = error
            else:
                if isinstance(step, Sleep):
                    at(self.time + step.seconds, partial(resume, number, None))
                else:
                    ask(number, step)

        def ask(number: int, step: SendWhenFree) -> None:
            attempt = step.next_attempt()
            if isinstance(attempt, Wait):
                once = iter([step])  # the finding and the end of the wait both ask again

                def ask_again() -> None:
                    for waiting in once:
                        ask(number, waiting)

                attempt.finding.add_callback(lambda: at(self.time, ask_again))
                at(self.time + attempt.seconds, ask_again)
            elif attempt is None:
                at(self.time, partial(resume, number, POOL_TIMEOUT))
            else:
                reply, ends = self.begin(attempt)
                at(ends, partial(resume, number, reply))

        for number, (start, _) in enumerate(calls):
            at(self.time + start, partial(resume, number, None))
        while events:
            self.time, _, event = heapq.heappop(events)
            event()
        return [results[number] for number in range(len(calls))]

    def put_out(self, url: str) -> None:
        """The host fails now, as a call saw it, and cools down."""
        others = [other for other in self.urls if other != url]
        choice = self.pool.choose(others)
        assert choice is not None
        assert choice.url == url
        self.pool.failed(choice)


def _attempt(send: SendAttempt, reply: RawResponse | Failure, seconds: float) -> Attempt:
    if isinstance(reply, Failure):
        return Attempt(send.base_url, "unknown" if reply.possibly_sent else "not_sent", None, seconds)
    outcome = "answered" if reply.status < 400 else "rejected"
    return Attempt(send.base_url, outcome, reply.status, seconds)
