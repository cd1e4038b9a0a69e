"""What the generator accepts works: the call on both clients, its request, its value, and its static type."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any

import pytest
import yaml
from tests.generator.test_refused_changes import CHANGES
from tests.support.project import Project
from tests.support.recorder import Answer, Recorded, Recorder

pytestmark = pytest.mark.slow

ROWS: list[dict[str, Any]] = yaml.load((CHANGES / "works.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
BY_NAME = {re.sub(r"\W", "_", row["change"]).lower(): row for row in ROWS}


def operation_of(name: str, row: dict[str, Any]) -> dict[str, Any]:
    media = {"application/json": {"schema": row.get("answer")}}
    operation: dict[str, Any] = {
        "operationId": f"changes.{name}",
        "tags": ["changes"],
        "summary": row["change"],
        "responses": {"200": {"description": "Done.", **({"content": media} if "answer" in row else {})}},
    }
    if "parameters" in row:
        operation["parameters"] = row["parameters"]
    if "body" in row:
        content = {"application/json": {"schema": row["body"]}}
        operation["requestBody"] = {"required": not row.get("optional"), "content": content}
    if "responses" in row:
        operation["responses"] = row["responses"]
    return operation | row.get("operation", {})


def add_all(document: dict[str, Any]) -> None:
    tags = {"changes"}
    for name, row in BY_NAME.items():
        operation = operation_of(name, row)
        tags.add(operation["tags"][0])
        document["paths"].setdefault(row.get("path", f"/{name}"), {})[row.get("method", "get")] = operation
        for schema, described in row.get("schemas", {}).items():
            assert schema not in document["components"]["schemas"], schema
            document["components"]["schemas"][schema] = described
    known = {tag["name"] for tag in document["tags"]}
    document["tags"] += [{"name": tag, "description": f"About {tag}."} for tag in sorted(tags - known)]


def path_of(row: dict[str, Any]) -> str | None:
    return row["wire"].partition(" ")[0].partition("?")[0] if "wire" in row else None


BY_PATH = {path_of(row): row for row in ROWS if "wire" in row}


def code_of(name: str, row: dict[str, Any]) -> str:
    return f"client.{row.get('call_path', f'changes.{name}')}({row['call']})"


CALLER = """
    import datetime as dt
    import inspect, json, sys, warnings
    from uuid import UUID
    import anyio
    from octaspace_sdk import AsyncOctaSpace, OctaSpace

    def shown(value):
        if isinstance(value, list):
            return [shown(item) for item in value]
        return value.to_dict() if hasattr(value, "to_dict") else value.hex() if isinstance(value, bytes) else value

    async def main(kind):
        client = kind("key", base_url=URL, on_drift=lambda drift: None, max_retries=0)
        for name, (code, also) in json.load(sys.stdin if CALLS is None else open(CALLS)).items():
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                try:
                    value = eval(code)
                    value = await value if inspect.isawaitable(value) else value
                    found = {"value": shown(value), "also": {each: eval(each, {"value": value}) for each in also}}
                except Exception as error:
                    found = {"error": f"{type(error).__name__}: {error}"}
            found["warnings"] = [str(each.message) for each in caught if each.category is DeprecationWarning]
            print(json.dumps([name, found], default=repr))
        client.close() if kind is OctaSpace else await client.aclose()

    URL, CALLS = sys.argv[1:]
    for kind in (OctaSpace, AsyncOctaSpace):
        anyio.run(main, kind)
"""


def answered(request: Recorded) -> Any:
    row = BY_PATH[request.path]
    if "text" in row:
        return Answer(row["text"].encode(), row.get("status", 200), {"Content-Type": row.get("type", "text/plain")})
    body = json.dumps(row["sends"]).encode() if "sends" in row else b""
    return Answer(body, row.get("status", 200), {"Content-Type": "application/json"})


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("project"))
    project.describe(add_all)
    done = project.generate()
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.fixture(scope="module")
def results(project: Project) -> dict[str, list[tuple[dict[str, Any], Recorded | None]]]:
    """What each call came to and what it sent, on the sync client and on the async one."""
    calls = {name: (code_of(name, row), list(row.get("also", {}))) for name, row in BY_NAME.items()}
    (project.folder / "calls.json").write_text(json.dumps(calls))
    with Recorder() as server:
        server.answers(answered)
        done = project.run("-c", textwrap.dedent(CALLER), server.url, str(project.folder / "calls.json"))
        assert done.returncode == 0, done.stderr
        sent = list(server.requests)
    found: dict[str, list[tuple[dict[str, Any], Recorded | None]]] = {}
    for name, result in map(json.loads, done.stdout.splitlines()):
        path = path_of(BY_NAME[name])
        request = next((request for request in sent if request.path == path), None)
        if request is not None:
            sent.remove(request)
        found.setdefault(name, []).append((result, request))
    assert sent == []
    return found


@pytest.mark.parametrize("name", BY_NAME)
def test_change_works(results, name):
    row = BY_NAME[name]
    assert len(results[name]) == 2
    for result, request in results[name]:
        if "error" in row:
            assert result.get("error", "").startswith(f"ValueError: {row['error']}"), result
            continue
        assert "error" not in result, result
        assert request is not None
        target, _, body = row["wire"].partition(" ")
        assert (request.method, request.target) == (row.get("method", "get").upper(), target)
        assert request.body.decode() == body
        assert {key: request.headers.get(key) for key in row.get("headers", {})} == row.get("headers", {})
        if "value" in row:
            assert result["value"] == row["value"]
        assert result["also"] == row.get("also", {})
        assert result["warnings"] == ([row["warns"]] if "warns" in row else [])


def test_everything_is_well_typed(project):
    lines = [
        "import datetime as dt",
        "from uuid import UUID",
        "from typing import Any, assert_type",
        "from octaspace_api.models import Rating, RentalRequest_, Tree",
    ]
    lines += ["from octaspace_sdk import AsyncOctaSpace, OctaSpace", ""]
    for kind, prefix in (("OctaSpace", ""), ("AsyncOctaSpace", "await ")):
        lines += ["", f"{'async ' if prefix else ''}def use_{kind}(client: {kind}) -> None:"]
        for name, row in BY_NAME.items():
            code = f"{prefix}{code_of(name, row)}"
            if not row.get("untyped"):
                lines.append(f"    assert_type({code}, {row['is']})" if "is" in row else f"    {code}")
    (project.folder / "user.py").write_text("\n".join([*lines, ""]), encoding="utf-8")
    options = ("--strict", "--no-incremental", "--cache-dir", "/dev/null")
    done = project.run("-m", "mypy", *options, "user.py", "generated/octaspace_api")
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_many_changes():
    refused = yaml.load((CHANGES / "refused.yaml").read_text(), Loader=yaml.CSafeLoader)
    assert len(ROWS) == len(BY_NAME)
    assert len(ROWS) + len(refused) >= 150
