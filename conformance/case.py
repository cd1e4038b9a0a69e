"""What a case is, and how the cases that are written by hand are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import yaml

ANYTHING = "..."
"""Stands for a value of which nothing is said."""

CASES = Path(__file__).parent / "cases"

KEYS = {
    "host": ("refusing", "blackhole", "healthy", "fault", "answers"),
    "answer": ("status", "headers", "json", "body", "base64", "sample", "kind", "delay", "drop", "cut", "then"),
    "client": ("api_key", "base_urls", "timeout", "max_retries", "user_agent", "jitter"),
    "step": ("call", "arguments", "expect", "sent", "advance", "await_closed"),
    "expect": ("value", "value_at", "error", "says", "waits", "waited_at_least", "at_most"),
    "error": (
        *("kind", "message", "status_code", "request_id", "retry_after", "code", "body", "method", "url", "attempts"),
        *("may_have_been_processed", "possible_sessions", "rejections"),
    ),
    "attempt": ("host", "outcome", "status"),
    "sent": ("line", "query", "body", "body_text", "headers"),
    "drift": ("operation", "path", "expected", "got", "sample"),
}
"""The keys of each part of a case: README.md says what they mean."""


class MisspeltCaseError(Exception):
    """A case has a key that nothing reads: it would hold whatever a client does."""


@attrs.frozen(kw_only=True)
class Case:
    """One row of the table, as plain data."""

    name: str
    hosts: tuple[Mapping[str, Any], ...]
    client: Mapping[str, Any] = attrs.field(factory=dict)
    steps: tuple[Mapping[str, Any], ...]
    received: tuple[tuple[str, ...], ...] | None = attrs.field(default=None)
    """Method and path of the requests that each host read whole; None where no matter."""
    log_has: tuple[str, ...] = ()
    drift: tuple[Mapping[str, Any], ...] | None = None
    """What is reported of the answers, as far as it is named; None where no matter."""
    events: tuple[str, ...] | None = None
    """What the hooks were told, in short; None where no matter."""

    def __attrs_post_init__(self) -> None:
        for part, written in self._parts():
            _refuse_unknown(self.name, part, written, KEYS[part])

    def _parts(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield each part of the case, with its name in `KEYS`."""
        for host in self.hosts:
            yield "host", host
            yield from (("answer", answer) for answer in host.get("answers", ()))
        yield "client", self.client
        for step in self.steps:
            expect = step.get("expect", {})
            error = expect.get("error", {})
            yield from (("step", step), ("sent", step.get("sent", {})), ("expect", expect), ("error", error))
            yield from (("attempt", attempt) for attempt in error.get("attempts", ()))
        yield from (("drift", drift) for drift in self.drift or ())


def handwritten() -> Iterator[Case]:
    """Yield the cases of `cases/`."""
    for path in sorted(CASES.glob("*.yaml")):
        for written in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            facts: dict[str, Any] = {
                key: tuple(value) if isinstance(value, list) else value for key, value in written.items()
            }
            facts["name"] = f"{path.stem}: {facts.get('name')}"
            _refuse_unknown(facts["name"], "case", facts, [field.name for field in attrs.fields(Case)])
            yield Case(**facts)


def _refuse_unknown(case: str, part: str, written: Mapping[str, Any], known: Sequence[str]) -> None:
    unknown = written.keys() - set(known)
    if unknown:
        names = ", ".join(map(repr, sorted(unknown)))
        raise MisspeltCaseError(f"case {case!r}: {part} has no {names}; its keys are {', '.join(known)}")
