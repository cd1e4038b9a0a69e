"""Reads all that a live API lets a client read, and compares the answers with openapi.yaml.

The operations are those of the packaged document, so a new one there is read without a change here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from octaspace_api.request import segment
from octaspace_sdk.client import OctaSpace
from octaspace_sdk.errors import OctaSpaceError
from octaspace_sdk.smoke.schema_diff import Comparison, Difference
from octaspace_sdk.spec import Operation, Pointer, Spec, SpecNode

IdleJob = tuple[int, int]
"""Node id and job id; no listing of the API names any."""

MAX_VARIETIES = 8  # items of a listing whose details are read

# Below which path the ids of which listing are used.
LISTINGS = {"/nodes/{id}": ("nodes.list", "id"), "/services/{uuid}": ("sessions.list", "uuid")}

# Two items of a listing that differ in one of these may differ in the fields of their details.
VARIETY_FIELDS = ("service", "kind", "state")


@attrs.frozen
class ReadOperation:
    """An operation that only reads and answers in JSON."""

    id: str
    path: str
    takes_recent: bool
    answer_schema: Pointer

    @property
    def needs_ids(self) -> bool:
        return "{" in self.path


@attrs.frozen
class UnreadOperation:
    """An operation that was not read, or failed with some of its ids."""

    operation: str
    reason: str
    failed: bool
    """False when it was left out."""


@attrs.frozen
class DriftReport:
    """How the API behind a client differs from openapi.yaml."""

    differences: list[Difference]
    corrected_document: dict[str, Any]
    unread: list[UnreadOperation]

    @property
    def failed(self) -> bool:
        """Whether an operation could not be read."""
        return any(operation.failed for operation in self.unread)


def check_drift(client: OctaSpace, idle_job: IdleJob | None) -> DriftReport:
    """Reads the API behind a client; returns how it differs from the packaged openapi.yaml."""
    spec = Spec()
    comparison = Comparison(spec)
    crawler = ReadCrawler(client, comparison, idle_job)
    crawler.crawl(list(read_operations(spec)))
    return DriftReport(comparison.differences(), comparison.corrected_document(), crawler.unread)


def read_operations(spec: Spec) -> Iterator[ReadOperation]:
    """Yields every GET that is safe to send, needs no query and answers in JSON."""
    for operation in spec.operations():
        query = [parameter.value for parameter in operation.parameters if parameter.value["in"] == "query"]
        if not _is_safe(operation) or any(parameter.get("required") for parameter in query):
            continue
        content = operation.node.at("responses", "200", "content")
        if "application/json" in content.value:
            takes_recent = any(parameter["name"] == "recent" for parameter in query)
            yield ReadOperation(operation.id, operation.path, takes_recent, _schema_of(content))


class ReadCrawler:
    """Calls read operations and hands their answers to a comparison."""

    def __init__(self, client: OctaSpace, comparison: Comparison, idle_job: IdleJob | None) -> None:
        self._client = client
        self._comparison = comparison
        self._idle_job = idle_job
        self._listings: dict[str, list[Any]] = {}
        self._recent_listings: dict[str, list[Any]] = {}
        self.unread: list[UnreadOperation] = []

    def crawl(self, operations: list[ReadOperation]) -> None:
        """Reads the listings first, because they have the ids that the other operations need."""
        for operation in sorted(operations, key=lambda operation: operation.needs_ids):
            if operation.needs_ids:
                self._read_details(operation)
            else:
                self._listings[operation.id] = self._read(operation)
                if operation.takes_recent:
                    self._recent_listings[operation.id] = self._read(operation, recent=True)

    def _read_details(self, operation: ReadOperation) -> None:
        if "{job_id}" in operation.path:
            if self._idle_job is None:
                self.unread.append(UnreadOperation(operation.id, "no --idle-job was given", failed=False))
            else:
                self._read(operation, dict(zip(("node_id", "job_id"), self._idle_job, strict=True)))
            return
        for ids in self._varieties(operation, self._listings):
            self._read(operation, ids)
        if operation.takes_recent:
            for ids in self._varieties(operation, self._recent_listings):
                self._read(operation, ids, recent=True)

    def _read(
        self, operation: ReadOperation, ids: Mapping[str, int | str] | None = None, *, recent: bool = False
    ) -> list[Any]:
        """Compares an answer with its schema; returns its items, none when it is not a listing."""
        path = operation.path
        try:
            for name, value in (ids or {}).items():
                path = path.replace(f"{{{name}}}", segment(name, value))
            answer = self._client.request("GET", path, params={"recent": "true"} if recent else None).json()
        except (OctaSpaceError, ValueError) as error:  # ValueError: an id that no URL can hold
            self.unread.append(UnreadOperation(operation.id, f"{type(error).__name__}: {error}", failed=True))
            return []
        self._comparison.observe(operation.id, operation.answer_schema, answer)
        return answer if isinstance(answer, list) else []

    def _varieties(self, operation: ReadOperation, listings: Mapping[str, list[Any]]) -> Iterator[dict[str, int | str]]:
        """Yields the path parameters of the first item of each variety."""
        for prefix, (listing, id_field) in LISTINGS.items():
            if not operation.path.startswith(prefix):
                continue
            ids: dict[tuple[str, ...], int | str] = {}
            for item in listings.get(listing, ()):
                if isinstance(item, dict) and isinstance(item.get(id_field), (str, int)) and item[id_field] != "":
                    ids.setdefault(tuple(str(item.get(field)) for field in VARIETY_FIELDS), item[id_field])
            for value in list(ids.values())[:MAX_VARIETIES]:
                yield {id_field: value}


def _is_safe(operation: Operation) -> bool:
    return operation.method == "GET" and operation.data.get("x-idempotent") is not False


def _schema_of(content: SpecNode) -> Pointer:
    """Returns where the schema of a JSON answer is written, its own references not followed."""
    return (*content.at("application/json").pointer, "schema")
