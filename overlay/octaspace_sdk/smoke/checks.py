"""Calls each operation that reads once; what needs an id takes it from an earlier answer.

The operations are those of the packaged document, so a new one there is called without a change here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any, Literal

import attrs

from octaspace_api.models import SessionLogs
from octaspace_api.operations import PUBLIC
from octaspace_sdk.client import OctaSpace
from octaspace_sdk.errors import OctaSpaceError
from octaspace_sdk.smoke.drift_check import IdleJob
from octaspace_sdk.spec import Operation, Spec, normalized_name

Verdict = Literal["passed", "failed", "skipped"]

RECENT = " (recent)"
"""Ends the name of a check that asks for finished sessions."""

EMPTY = {
    "nodes.list": "the account has no node",
    "sessions.list": "no session is running",
    f"sessions.list{RECENT}": "no session has finished",
}
"""Why an operation is skipped that needs an id from a listing without items."""

SUMMARIES: Mapping[str, Callable[[Any], str]] = {
    "network.info": lambda info: f"{info.nodes and info.nodes.count} nodes",
    "accounts.profile": lambda account: f"account {account.uid}",
    "accounts.balance": lambda wei: f"{wei / 10**18:.6f} OCTA",
    "nodes.find": lambda node: f"node {node.id}, {node.state}",
    "services.session.info": lambda info: info.progress or "",
    "idle_jobs.find": lambda job: job.status or "",
}
"""Summaries of answers that `_summary_of_type` cannot make."""


@attrs.frozen
class CheckResult:
    """The outcome of one check: `summary` says what came, what went wrong, or why it was skipped."""

    operation: str
    verdict: Verdict
    seconds: float
    summary: str
    error: Exception | None = None


class ReadChecks:
    """The read operations, in an order in which each finds the ids it needs; public ones first."""

    def __init__(self, client: OctaSpace) -> None:
        self._client = client
        self._answers: dict[str, Any] = {}

    def run(self, idle_job: IdleJob | None) -> Iterator[CheckResult]:
        """Yield a result for each read operation, and another one for each that can be asked for finished sessions."""
        for operation in sorted(_read_operations(), key=lambda each: ("{" in each.path, each.id not in PUBLIC)):
            yield self._check(operation, "", idle_job)
            if any(parameter.value["name"] == "recent" for parameter in operation.parameters):
                yield self._check(operation, RECENT, idle_job)

    def _check(self, operation: Operation, variant: str, idle_job: IdleJob | None) -> CheckResult:
        name = operation.id + variant
        started = time.perf_counter()
        verdict: Verdict = "passed"
        problem: Exception | None = None
        try:
            ids = self._ids(operation, variant, idle_job)
            value = self._answers[name] = self._call(operation, ids, {"recent": True} if variant else {})
        except _SkippedError as reason:
            return CheckResult(name, "skipped", 0.0, str(reason))
        except (OctaSpaceError, ValueError) as error:  # ValueError: an id of a listing that no URL can hold
            verdict, summary, problem = "failed", f"{type(error).__name__}: {error}", error
        except (AttributeError, TypeError, LookupError) as error:
            summary, problem = "a listing that it takes an id from has another shape; see --drift", error
            verdict = "failed"
        else:
            try:
                summary = SUMMARIES.get(operation.id, _summary_of_type)(value)
            except (AttributeError, TypeError, LookupError, ValueError, OverflowError):
                summary = "it has another shape than is described; see --drift"
        return CheckResult(name, verdict, time.perf_counter() - started, summary, problem)

    def _ids(self, operation: Operation, variant: str, idle_job: IdleJob | None) -> tuple[Any, ...]:
        """Return the values for the path of an operation.

        Raises:
            _SkippedError: There are none, or the query needs a value.
        """
        for parameter in operation.parameters:
            if parameter.value["in"] == "query" and parameter.value.get("required"):
                raise _SkippedError(f"it needs {parameter.value['name']}")
        names = re.findall(r"{([^{}]+)}", operation.path)
        if not names:
            return ()
        if names == ["node_id", "job_id"]:
            if idle_job is None:
                raise _SkippedError("no --idle-job was given")
            return idle_job
        if operation.listing is None:
            raise _SkippedError("the description names no listing with an id for it")
        listing, id_field = operation.listing
        items = self._answers.get(listing + variant)
        if not items:
            raise _SkippedError(EMPTY.get(listing + variant, f"{listing} has no items"))
        return (getattr(items[0], id_field),)

    def _call(self, operation: Operation, ids: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
        tag, _, method = operation.id.rpartition(".")
        resource = reduce(_attribute, tag.split("."), self._client)
        if callable(resource):  # a handle of one item: client.services.session(uuid)
            resource, ids = resource(ids[0]), ids[1:]
        return _attribute(resource, method)(*ids, **options)


def _attribute(owner: Any, name: str) -> Any:
    """Return the attribute for a word of an operation's id, which Python may spell in another way: import, ssh-keys."""
    spellings = (
        each for each in dir(owner) if not each.startswith("_") and normalized_name(each) == normalized_name(name)
    )
    return getattr(owner, next(spellings, name))


class _SkippedError(Exception):
    """An operation cannot be called, for the reason that this says."""


def _read_operations() -> Iterator[Operation]:
    for operation in Spec().operations():
        if operation.reads:
            yield operation


def _summary_of_type(value: Any) -> str:
    match value:
        case list():
            return f"{len(value)} entries"
        case bytes():
            return f"{len(value):,} bytes"
        case str():
            return f"{len(value)} characters"
        case SessionLogs():
            return f"{len(value.system or [])} lines"
    return type(value).__name__
