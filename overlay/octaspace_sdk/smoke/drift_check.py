"""Reads all that a live API lets a client read, and compares the answers with openapi.yaml.

The operations are those of the packaged document, so a new one there is read without a change here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import attrs

from octaspace_api.request import segment
from octaspace_sdk.client import OctaSpace
from octaspace_sdk.errors import APIError, OctaSpaceError
from octaspace_sdk.smoke.corrections import Corrections, Difference
from octaspace_sdk.smoke.fatal_errors import FatalReason, fatal_reason
from octaspace_sdk.smoke.schema_diff import Comparison
from octaspace_sdk.spec import Operation, Pointer, Spec, SpecNode

IdleJob = tuple[int, int]
"""Node id and job id; no listing of the API names any."""

MAX_VARIETIES = 8  # items of a listing whose details are read

# Two items of a listing that differ in one of these may differ in the fields of their details.
VARIETY_FIELDS = ("service", "kind", "state")

GONE = {404, 405, 410, 501}
"""Statuses of a host that does not have an operation."""


@attrs.frozen
class ReadOperation:
    """An operation that only reads and answers in JSON."""

    id: str
    path: str
    takes_recent: bool
    is_deprecated: bool
    answer_schema: Pointer
    listing: tuple[str, str] | None
    """The operation that lists its ids, and the field of the items."""

    @property
    def needs_ids(self) -> bool:
        return "{" in self.path


@attrs.frozen
class UnreadOperation:
    """An operation that was not looked at, failed with some of its ids, or is not there any more."""

    operation: str
    reason: str
    outcome: Literal["skipped", "failed", "gone"]


@attrs.frozen
class DriftReport:
    """How the API behind a client differs from openapi.yaml."""

    differences: list[Difference]
    corrected_document: dict[str, Any]
    unread: list[UnreadOperation]
    unseen: list[str]
    """Optional fields that no answer had."""
    answers: int
    """How many answers were compared."""
    ended: FatalReason | None
    """Why nothing more was tried."""

    def of(self, outcome: str) -> list[UnreadOperation]:
        """Return the operations of an outcome."""
        return [operation for operation in self.unread if operation.outcome == outcome]


def check_drift(client: OctaSpace, idle_job: IdleJob | None, document: Mapping[str, Any] | None = None) -> DriftReport:
    """Read the API behind a client; return how it differs from openapi.yaml, the packaged one by default."""
    spec = Spec() if document is None else Spec(document)
    comparison = Comparison(spec)
    crawler = ReadCrawler(client, comparison, idle_job)
    crawler.crawl(list(read_operations(spec)))
    corrections = Corrections(comparison)
    return DriftReport(
        differences=corrections.differences(),
        corrected_document=corrections.document,
        unread=[*crawler.unread, *_left_out(spec)],
        unseen=corrections.unseen(),
        answers=crawler.answers,
        ended=crawler.ended,
    )


def read_operations(spec: Spec) -> Iterator[ReadOperation]:
    """Yield every GET that is safe to send, needs no query and answers in JSON."""
    for operation in spec.operations():
        if _why_left_out(operation) is None:
            content = operation.node.at("responses", "200", "content")
            takes_recent = any(parameter["name"] == "recent" for parameter in _query(operation))
            is_deprecated = bool(operation.data.get("deprecated"))
            schema = _schema_of(content)
            yield ReadOperation(operation.id, operation.path, takes_recent, is_deprecated, schema, operation.listing)


class ReadCrawler:
    """Calls read operations and hands their answers to a comparison."""

    def __init__(self, client: OctaSpace, comparison: Comparison, idle_job: IdleJob | None) -> None:
        self._client = client
        self._comparison = comparison
        self._idle_job = idle_job
        self._listings: dict[str, list[Any]] = {}
        self._recent_listings: dict[str, list[Any]] = {}
        self._failures: dict[ReadOperation, list[OctaSpaceError | ValueError]] = defaultdict(list)
        self._read_once: set[ReadOperation] = set()
        self._skipped: list[UnreadOperation] = []
        self.answers = 0
        self.ended: FatalReason | None = None

    def crawl(self, operations: list[ReadOperation]) -> None:
        """Read the listings first, because they have the ids that the other operations need."""
        for operation in sorted(operations, key=lambda operation: operation.needs_ids):
            if operation.needs_ids:
                self._read_details(operation)
            else:
                self._listings[operation.id] = self._read(operation)
                if operation.takes_recent:
                    self._recent_listings[operation.id] = self._read(operation, recent=True)

    @property
    def unread(self) -> list[UnreadOperation]:
        """The operations that were not read, or not with all ids."""
        return [*self._skipped, *(each for operation in self._failures for each in self._unread(operation))]

    def _unread(self, operation: ReadOperation) -> Iterator[UnreadOperation]:
        failures = self._failures[operation]
        statuses = [error.status_code if isinstance(error, APIError) else 0 for error in failures]
        # One id that is not found may be that of a session which has just ended.
        is_certain = operation not in self._read_once and (len(failures) > 1 or not operation.needs_ids)
        if is_certain and GONE.issuperset(statuses):
            reason = f"GET {operation.path} answered {statuses[0]}"
            yield UnreadOperation(operation.id, reason, "skipped" if operation.is_deprecated else "gone")
            return
        for error in failures:
            yield UnreadOperation(operation.id, f"{type(error).__name__}: {error}", "failed")

    def _read_details(self, operation: ReadOperation) -> None:
        if self.ended is not None:
            return
        if "{job_id}" in operation.path:
            if self._idle_job is None:
                self._skip(operation, "no --idle-job was given")
            else:
                self._read(operation, dict(zip(("node_id", "job_id"), self._idle_job, strict=True)))
            return
        ids = list(self._varieties(operation, self._listings))
        recent = list(self._varieties(operation, self._recent_listings)) if operation.takes_recent else []
        if not ids and not recent:
            self._skip(operation, "the description names no listing with an id for it")
        for each in ids:
            self._read(operation, each)
        for each in recent:
            self._read(operation, each, recent=True)

    def _skip(self, operation: ReadOperation, reason: str) -> None:
        self._skipped.append(UnreadOperation(operation.id, reason, "skipped"))

    def _read(
        self, operation: ReadOperation, ids: Mapping[str, int | str] | None = None, *, recent: bool = False
    ) -> list[Any]:
        """Compare an answer with its schema; return its items, none when it is not a listing."""
        if self.ended is not None:
            return []
        path = operation.path
        try:
            for name, value in (ids or {}).items():
                path = path.replace(f"{{{name}}}", segment(name, value))
            answer = self._client.request("GET", path, params={"recent": "true"} if recent else None).json()
        except (OctaSpaceError, ValueError) as error:  # ValueError: an id that no URL can hold
            self._failures[operation].append(error)
            self.ended = fatal_reason(error)
            return []
        self.answers += 1
        self._read_once.add(operation)
        self._comparison.observe(operation.id, operation.answer_schema, answer)
        return _items(answer)

    def _varieties(self, operation: ReadOperation, listings: Mapping[str, list[Any]]) -> Iterator[dict[str, int | str]]:
        """Yield the path parameters of the first item of each variety."""
        if operation.listing is None:
            return
        listing, id_field = operation.listing
        ids: dict[tuple[str, ...], int | str] = {}
        for item in listings.get(listing, ()):
            if isinstance(item, dict) and isinstance(item.get(id_field), (str, int)) and item[id_field] != "":
                ids.setdefault(tuple(str(item.get(field)) for field in VARIETY_FIELDS), item[id_field])
        for value in list(ids.values())[:MAX_VARIETIES]:
            yield {id_field: value}


def _items(answer: Any) -> list[Any]:
    """Return the items of a listing, also of one within an object."""
    if isinstance(answer, dict):
        return next((value for value in answer.values() if isinstance(value, list) and value), [])
    return answer if isinstance(answer, list) else []


def _left_out(spec: Spec) -> Iterator[UnreadOperation]:
    for operation in spec.operations():
        if (reason := _why_left_out(operation)) is not None:
            yield UnreadOperation(operation.id, reason, "skipped")


def _why_left_out(operation: Operation) -> str | None:
    """Return why an operation is not called; None when it is."""
    if not operation.reads:
        return "it acts"
    if required := [parameter["name"] for parameter in _query(operation) if parameter.get("required")]:
        return f"it needs {required[0]}"
    if operation.method == "HEAD" or "application/json" not in operation.node.at("responses", "200", "content").value:
        return "it does not answer in JSON"
    return None


def _query(operation: Operation) -> list[Mapping[str, Any]]:
    return [parameter.value for parameter in operation.parameters if parameter.value["in"] == "query"]


def _schema_of(content: SpecNode) -> Pointer:
    """Return where the schema of a JSON answer is written, its own references not followed."""
    return (*content.at("application/json").pointer, "schema")
