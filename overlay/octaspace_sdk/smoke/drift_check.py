"""What `python -m octaspace_sdk.smoke --drift` does: asks a live API for all that only reads, and compares.

The operations are those of the packaged openapi.yaml, so a new one there is looked at without a change here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import attrs

from octaspace_api.request import segment
from octaspace_sdk.client import OctaSpace
from octaspace_sdk.errors import OctaSpaceError
from octaspace_sdk.smoke.schema_diff import Comparison, Pointer, resolved
from octaspace_sdk.smoke.yaml_report import report

MOST_OF_A_KIND = 8

# Where the ids come from that the path of an operation needs, and what says that two of them differ in kind.
LISTINGS = {"/nodes/{id}": ("nodes.list", "id"), "/services/{uuid}": ("sessions.list", "uuid")}
KINDS = ("service", "kind", "state")


@attrs.frozen
class Reading:
    """An operation that only reads, and where its JSON answer is described."""

    operation: str
    path: str
    takes_recent: bool
    answer: Pointer


def readings(document: Mapping[str, Any]) -> Iterator[Reading]:
    """Every GET that does not act, needs no query and answers in JSON."""
    for path, methods in document["paths"].items():
        data = methods.get("get")
        if data is None or data.get("x-idempotent") is False:
            continue
        parameters = [resolved(document, one) for one in data.get("parameters", ())]
        if any(one["in"] == "query" and one.get("required") for one in parameters):
            continue
        place: Pointer = ("paths", path, "get", "responses", "200")
        response = data["responses"].get("200", {})
        if "$ref" in response:
            place = tuple(response["$ref"].removeprefix("#/").split("/"))
        if "application/json" in resolved(document, response).get("content", {}):
            recent = any(one["in"] == "query" and one["name"] == "recent" for one in parameters)
            yield Reading(data["operationId"], path, recent, (*place, "content", "application/json", "schema"))


class LiveAPI:
    """Calls the operations that read and hands their answers to a comparison."""

    def __init__(self, client: OctaSpace, comparison: Comparison, job: tuple[int, int] | None) -> None:
        self._client = client
        self._comparison = comparison
        self._job = job
        self._running: dict[str, list[Any]] = {}
        self._finished: dict[str, list[Any]] = {}
        self.failed: list[str] = []

    def run(self, operations: list[Reading]) -> None:
        """Listings first, because they have the ids that the others need."""
        for one in sorted(operations, key=lambda one: "{" in one.path):
            if "{" not in one.path:
                self._running[one.operation] = self._ask(one)
                if one.takes_recent:
                    self._finished[one.operation] = self._ask(one, {"recent": "true"})
                continue
            for ids in self._ids(one, self._running):
                self._ask(one, ids=ids)
            for ids in self._ids(one, self._finished) if one.takes_recent else ():
                self._ask(one, {"recent": "true"}, ids)

    def _ask(
        self, one: Reading, query: Mapping[str, str] | None = None, ids: Mapping[str, Any] | None = None
    ) -> list[Any]:
        path = one.path
        for name, value in (ids or {}).items():
            path = path.replace(f"{{{name}}}", segment(name, value))
        try:
            value = self._client.request("GET", path, params=query).json()
        except OctaSpaceError as error:
            self.failed.append(one.operation)
            self._say(f"{one.operation} could not be looked at: {type(error).__name__}: {error}")
            return []
        self._comparison.look(one.operation, one.answer, value)
        return value if isinstance(value, list) else []

    def _ids(self, one: Reading, listings: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
        """The path parameters of the first item of each kind."""
        if "{job_id}" in one.path and listings is self._running:
            if self._job:
                yield dict(zip(("node_id", "job_id"), self._job, strict=True))
            else:
                self._say(f"{one.operation} was left out: no --idle-job was given")
            return
        for prefix, (listing, name) in LISTINGS.items():
            if not one.path.startswith(prefix):
                continue
            kinds: dict[tuple[str, ...], Any] = {}
            for item in listings.get(listing, ()):
                if isinstance(item, dict) and isinstance(item.get(name), (str, int)) and item[name] != "":
                    kinds.setdefault(tuple(str(item.get(key)) for key in KINDS), item[name])
            for found in list(kinds.values())[:MOST_OF_A_KIND]:
                yield {name: found}

    @staticmethod
    def _say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)


def drift(client: OctaSpace, job: tuple[int, int] | None) -> int:
    """Prints how the API behind a client differs from openapi.yaml, as YAML to paste into it.

    Returns:
        The exit status: 3 when anything differs, else 1 when an operation could not be looked at, else 0.
    """
    document = json.loads((files("octaspace_api") / "openapi.json").read_text(encoding="utf-8"))
    comparison = Comparison(document)
    api = LiveAPI(client, comparison, job)
    api.run(list(readings(document)))
    differences = comparison.differences()
    print(report(differences, comparison.amended()) if differences else "# no field differs from openapi.yaml")
    if differences:
        return 3
    return 1 if api.failed else 0
