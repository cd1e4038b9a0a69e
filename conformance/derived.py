"""The cases that follow from what is stated elsewhere: requests, samples of answers, secret texts, and faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs
from generator.api_model import Location
from generator.python.names import argument_name
from tests.faults import matrix
from tests.support import samples
from tests.support.operations import OPERATIONS, Operation
from tests.support.recorder import sample
from tests.support.secret_texts import PLAIN_TEXTS, SECRET_TEXTS
from tests.support.servers import BALANCE, UUID

from conformance.case import ANYTHING, Case
from conformance.described import api

NOT_OF_THE_WIRE = {"half-dead-name", "silent-resolver"}
"""Faults that stand in for the resolver of a Python process."""

LARGE = {"64-mib", "gzip-bomb", "endless-body", "empty-objects"}
"""Faults of so many bytes that one request of each is enough."""

EITHER = {"drip-interim": {"any_of": ["RequestTimeoutError", "ConnectionFailedError"]}}
"""Faults that some HTTP libraries end before the time is over: after a few interim responses."""

VALUES: dict[str, Any] = {"GET": BALANCE, "POST": {"uuid": UUID}}
"""What the healthy server answers, by kind of request."""


def derived() -> Iterator[Case]:
    """Yield the derived cases."""
    yield from _requests()
    yield from _samples()
    yield from _reports()
    yield from _faults()


class _Recording:
    """Stands in for a client, and notes which operation is called with what."""

    def __init__(self, path: str = "", bound: tuple[Any, ...] = ()) -> None:
        self._path, self._bound = path, bound

    def __getattr__(self, name: str) -> _Recording:
        return _Recording(f"{self._path}.{name}" if self._path else name, self._bound)

    def __call__(self, *args: Any, **named: Any) -> Any:
        if any(tag.handle and tag.name == self._path for tag in api().tags):
            return _Recording(self._path, args)
        operation = api().operation(self._path)
        rest = [a for a in operation.arguments if a.location != Location.PATH]
        order = [*operation.arguments_in(Location.PATH), *rest]
        values = dict(zip([argument.name for argument in order], [*self._bound, *args], strict=False))
        names = {argument_name(argument): argument.name for argument in order}
        return self._path, values | {names[name]: value for name, value in named.items()}


def _step(call: Any) -> dict[str, Any]:
    """Return a call on a client as data."""
    operation, arguments = call(_Recording())
    return {"call": operation, "arguments": arguments}


def _requests() -> Iterator[Case]:
    for operation in OPERATIONS:
        name = f"requests: {operation.id}" + (f", {operation.variant}" if operation.variant else "")
        yield Case(
            name=name,
            hosts=({"answers": [_answer(operation)]},),
            steps=({**_step(operation.call), "sent": _sent(operation), "expect": {"value": ANYTHING}},),
            received=((operation.request,),),
        )


def _answer(operation: Operation) -> dict[str, Any]:
    if operation.answer:
        return {"sample": operation.answer}
    return {"body": operation.payload.decode() or "{}"}


def _sent(operation: Operation) -> dict[str, Any]:
    return {
        "line": operation.request,
        "query": [list(pair) for pair in operation.query],
        "body": operation.body,
        "headers": {"authorization": "{key}"},
    }


def _samples() -> Iterator[Case]:
    calls = {operation.id: _step(operation.call) for operation in reversed(OPERATIONS)}
    for operation, name, _, facts in samples.TABLE:
        wanted = {path: _plain(value) for path, value in facts.items() if not isinstance(value, type)}
        yield Case(
            name=f"samples: {operation}, {name}",
            hosts=({"answers": [{"sample": name}]},),
            steps=({**calls[operation], "expect": {"value": ANYTHING, "value_at": wanted}},),
            drift=(),
        )


def _reports() -> Iterator[Case]:
    """Yield a case of a report of each text, in a field that openapi.yaml does not mark as secret."""
    profile = json.loads(sample("accounts/profile.json"))
    for text in SECRET_TEXTS + PLAIN_TEXTS:
        shown: Any = {"matches": r'^"?\*\*\*"?$'} if text in SECRET_TEXTS else {"lacks": "***"}
        yield Case(
            name=f"secrets: the report of {text!r}",
            hosts=({"answers": [{"json": {**profile, "uid": text}}]},),
            steps=({"call": "accounts.profile", "expect": {"value": ANYTHING}},),
            drift=({"path": "uid", "sample": shown},),
        )


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.to_dict() if attrs.has(type(value)) else value


def _faults() -> Iterator[Case]:
    for cell in matrix.cells("sync"):
        large = cell.fault.name in LARGE
        if cell.fault.name in NOT_OF_THE_WIRE or (large and (cell.kind is not matrix.GET or cell.hosts > 1)):
            continue
        hosts: list[dict[str, Any]] = [{"fault": cell.fault.name}, {"healthy": True}]
        received = [cell.kind.line] * cell.expected.faulty, [cell.kind.line] * cell.expected.healthy
        yield Case(
            name=f"faults: {cell.fault.name}, {cell.kind.name}, {cell.hosts} host{'s' * (cell.hosts > 1)}",
            hosts=tuple(hosts[: cell.hosts]),
            client={"timeout": cell.fault.timeout, "max_retries": cell.fault.max_retries},
            steps=({**_step(cell.kind.call), "expect": _expected(cell)},),
            received=tuple(map(tuple, received[: cell.hosts])),
        )


def _expected(cell: matrix.Cell) -> dict[str, Any]:
    expected, common = cell.expected, {"at_most": cell.at_most}
    if cell.at_least:
        common["waited_at_least"] = cell.at_least
    if expected.result == "ok":
        return {"value": VALUES.get(cell.kind.name), **common}
    shown = {name: value for name, value in expected.shows.items() if not callable(value)}
    error: dict[str, Any] = {"kind": EITHER.get(cell.fault.name, expected.result), **shown}
    if expected.may is not None:
        error["may_have_been_processed"] = expected.may
    if expected.attempts is not None:
        error["attempts"] = [
            {"host": "{host 0}", "outcome": outcome, "status": status} for outcome, status in expected.attempts
        ]
    return {"error": error, "says": list(expected.says), **common}
