"""Makes docs/error-decisions.md from the fault matrix, so that the page says what the tests prove.

python -m tests.docs.error_decisions    # writes the page
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.faults.matrix import FAULTS, GET, POST, Expected, Fault, Kind

PAGE = Path(__file__).parents[2] / "docs" / "error-decisions.md"

HEAD = """\
# Outcome of each fault

What a call does when a server, a network or a proxy fails, and what to do about it. The table is made from the fault
matrix of the tests, which cause each of these faults on real sockets, on both clients.

A call that *reads* (a list, a balance, a log) may be sent again. A call that *acts* (renting, setting prices, rebooting
a node) is sent again only if nothing of it was sent before. "Next host" means a client with several `base_urls`.
Faults that are tried again are shown with `max_retries=2`, the default; the others without retries.

| what happened | a call that reads | a call that acts | what to do |
| --- | --- | --- | --- |
"""

WORDS = {
    "healthy": "a healthy server",
    "half-dead-name": "one of the addresses of a name is dead",
    "tls-healthy": "a healthy server, with TLS",
    "refuse": "connection refused",
    "unresolvable": "host name not found (DNS)",
    "blackhole": "connect timeout: packets are dropped",
    "tls-untrusted": "certificate of an unknown authority",
    "tls-expired": "certificate expired",
    "tls-wrong-name": "certificate of another name",
    "tls-accept-and-close": "connection closed during the TLS handshake",
    "tls-but-plain-text": "plain text where TLS was expected",
    "tls-stall-handshake": "TLS handshake stalls",
    "tls-drip-handshake": "TLS handshake arrives byte by byte",
    "silent-resolver": "DNS does not answer",
    "empty-label": "impossible host name",
    "long-label": "host name too long",
    "unknown-zone": "unknown network interface",
    "refuse-retried": "connection refused, with retries",
    "accept-and-close": "connection closed at once",
    "never-answer": "read timeout: no answer",
    "reset-before-reading": "connection reset before the request was read",
    "reset-while-reading": "connection reset while the request was read",
    "reset-after-reading": "connection reset after the request was read",
    "reset-mid-body": "connection reset within the answer",
    "truncate": "answer shorter than its Content-Length",
    "broken-chunks": "broken chunked encoding",
    "cut-chunks": "chunked answer without an end",
    "drip-headers": "headers arrive byte by byte",
    "drip-interim": "interim answers (1xx) without an end",
    "flood-headers": "headers without an end",
    "drip-body": "body arrives byte by byte",
    "stall-mid-body": "body stalls",
    "garbage": "answer is not HTTP",
    "tls-reset-after-reading": "TLS connection reset after the request was read",
    "tls-truncate": "TLS connection cut within the answer",
    "tls-drip-body": "body arrives byte by byte, with TLS",
    "tls-never-answer": "read timeout, with TLS",
    "reset-retried": "connection reset after the request was read, with retries",
    "http-1.0": "HTTP/1.0",
    "empty-200": "200 with an empty body",
    "html-200": "200 with HTML",
    "html-520": "520 with HTML (a proxy in front)",
    "invalid-utf-8": "body is not UTF-8",
    "not-gzip": "body is not gzip, though it says so",
    "502-not-gzip": "502 with a broken body",
    "gzip-bomb": "gzip bomb",
    "empty-objects": "millions of empty objects",
    "endless-body": "body without an end",
    "64-mib": "64 MiB of JSON",
    "redirect": "redirect",
    "429-no-retry-after": "429 without Retry-After",
    "429-0": "429, Retry-After: 0",
    "429-0.05": "429, Retry-After below a second",
    "429-20": "429, Retry-After longer than the timeout",
    "429-86400": "429, Retry-After of a day",
    "429-date-past": "429, Retry-After in the past",
    "429-date-future": "429, Retry-After is a far date",
    "429-garbage": "429, Retry-After is no number",
    "429-negative": "429, Retry-After is negative",
    "429-nan": "429, Retry-After is nan",
    "503-forever": "503",
    "503-no-retries": "503, with `max_retries=0`",
    "503-then-200": "503 once",
    "503-for-a-moment": "503 once, with Retry-After",
    "408-forever": "408",
    "500-forever": "500",
    "502-forever": "502",
    "504-forever": "504",
    "501-forever": "501",
    "reset-then-200": "connection reset once, with retries",
}
"""Each fault of the matrix in words."""

NOTHING_SENT = (
    "Nothing was sent: call again when you like. Check the address, DNS, the proxy, the firewall and the certificate."
)
UNKNOWN = (
    "The request may have been processed. After a rental look at `error.possible_sessions` and `sessions.list()`, "
    "after a change read it back, before you call again."
)
STATUS = {
    307: "Read `error.message`: it names the target. The address of the host is wrong, or a proxy stands in front.",
    408: "The host waited too long for the request; call again later.",
    429: "Wait `error.retry_after` seconds, then call again, and less often.",
}
SERVER_FAILED = (
    "The service failed. A call that reads can be repeated later; after a call that acts, look whether it was "
    "processed first. `failover_on_status=` sends calls that read to the next host."
)
UNREADABLE = (
    "Not an answer of the API: look at `error.body` and at what stands in front of the host. A call that acts may have been "
    "processed: look at `sessions.list()`, or read the change back."
)


def make_page() -> str:
    """Return the page."""
    rows: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name, fault in FAULTS.items():
        rows[_outcome(fault, GET), _outcome(fault, POST), _remedy(fault)].append(WORDS[name])
    lines = (f"| {'; '.join(faults)} | {' | '.join(outcomes)} |\n" for outcomes, faults in rows.items())
    return HEAD + "".join(lines)


def _outcome(fault: Fault, kind: Kind) -> str:
    """Returns what becomes of a call with one host, and with a second one where that differs."""
    alone, with_another = fault.expected(kind, 1), fault.expected(kind, 2)
    said = "; ".join(_result(alone))
    if with_another.healthy and alone.result != "ok":
        return f"the next host answers; without one: {said}"
    return said


def _result(expected: Expected) -> Iterator[str]:
    tries = len(expected.attempts) if expected.attempts else expected.faulty
    if expected.result == "ok":
        yield "succeeds" if tries == 1 else "is sent again, and succeeds"
        return
    yield f"`{expected.result}`" + (f" after {tries} attempts" if tries > 1 else "")
    if expected.may is not None:
        yield f"`may_have_been_processed` is {expected.may}"


def _remedy(fault: Fault) -> str:
    acting = fault.expected(POST, 1)
    if acting.result == "ok":
        return "Nothing."
    if acting.may is not None:
        return UNKNOWN if acting.may else NOTHING_SENT
    if acting.result == "DecodeError":
        return UNREADABLE
    return STATUS.get(acting.shows["status_code"], SERVER_FAILED)


if __name__ == "__main__":
    PAGE.write_text(make_page(), encoding="utf-8")
