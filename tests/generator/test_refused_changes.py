"""What cannot become code is refused: one line for each reason, with place, line and remedy, and nothing is written."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from generator.build import build_api
from generator.document import InvalidDescriptionError, Refusal, parse
from generator.generate import generate, main
from generator.python.behaviours import check_behaviours
from generator.python.names import check_names

CHANGES = Path(__file__).parent / "changes"
BASE = yaml.load((CHANGES / "base.yaml").read_text(), Loader=yaml.CSafeLoader)
ROWS: list[dict[str, Any]] = yaml.load((CHANGES / "refused.yaml").read_text(), Loader=yaml.CSafeLoader)


def changed(row: dict[str, Any]) -> str:
    document = copy.deepcopy(BASE)
    for pointer in row.get("delete", ()):
        owner, key = owner_of(document, pointer)
        del owner[key]
    for pointer, value in row.get("set", {}).items():
        owner, key = owner_of(document, pointer)
        if isinstance(owner, list) and key == len(owner):
            owner.append(value)
        else:
            owner[key] = value
    return yaml.safe_dump(document, sort_keys=False)


def owner_of(document: Any, pointer: str) -> tuple[Any, Any]:
    node, (*above, last) = document, pointer.split("/")[1:]
    steps = [step.replace("~1", "/").replace("~0", "~") for step in (*above, last)]
    for step in steps[:-1]:
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node, int(steps[-1]) if isinstance(node, list) else steps[-1]


def refusals(text: str) -> list[Refusal]:
    try:
        document = parse(text)
        api = build_api(document)
        check_names(api, document)
        check_behaviours(api, document)
        document.raise_refusals()
    except InvalidDescriptionError as error:
        return error.refusals
    return []


def test_what_is_changed_is_not_refused_itself():
    assert refusals(yaml.safe_dump(BASE)) == []


@pytest.mark.parametrize("row", ROWS, ids=[row["change"] for row in ROWS])
def test_change_is_refused(row):
    text = changed(row)
    found = refusals(text)
    place = row.get("at", next(iter(row.get("set", {"": None}))))
    named = [refusal for refusal in found if refusal.pointer == place]
    assert named, "\n".join(map(str, found))
    line = str(named[0])
    assert all(word in line for word in row["says"]), line
    assert re.fullmatch(r"openapi\.yaml:\d+: \S+: [^;]+; .+", line)
    key = place.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    assert key.isdecimal() or key in text.splitlines()[named[0].line - 1]


def test_every_change_is_another():
    assert len({row["change"] for row in ROWS}) == len(ROWS)


def test_all_reasons_are_said_at_once():
    row = {
        "set": {
            "/paths/~1things/get/x-idempotant": True,
            "/components/schemas/Thing/properties/price/x-unit": "gwei",
            "/paths/~1things/get/parameters/0/in": "cookie",
        }
    }
    found = refusals(changed(row))
    assert {refusal.pointer for refusal in found} == {
        "/paths/~1things/get/x-idempotant",
        "/components/schemas/Thing/properties/price/x-unit",
        "/paths/~1things/get/parameters/0",
    }
    assert [refusal.line for refusal in found] == sorted(refusal.line for refusal in found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: b: c", ["openapi.yaml:1", "is not YAML"]),
        ("a: 1\na: 2", ["openapi.yaml:2", "is not YAML", "a"]),
        ("- a", ["is not an OpenAPI document"]),
        ("", ["is not an OpenAPI document"]),
        ("a: &x\n  b: *x\n", ["alias contains itself"]),
        ("a: .nan", ["JSON has no such number"]),
        ("a: !!binary aGk=", ["JSON has no bytes"]),
        ('a: "\\ud83d"', ["half of a character"]),
        ("a: !ruby/object {}", ["is not YAML"]),
        ("\t", ["is not"]),
        ("[" * 3000, ["is not YAML"]),
    ],
)
def test_text_that_is_no_description(text, words):
    [refusal] = refusals(text)
    assert all(word in str(refusal) for word in words), refusal


def test_refusal_writes_nothing(tmp_path, capsys):
    description, target = tmp_path / "openapi.yaml", tmp_path / "generated" / "octaspace_api"
    target.mkdir(parents=True)
    (target / "kept.py").touch()
    description.write_text(changed(ROWS[0]))
    with pytest.raises(SystemExit) as stopped:
        main(target, description)
    assert "did you mean x-idempotent?" in str(stopped.value)
    assert "nothing under generated/ was changed" in str(stopped.value)
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == [
        "generated",
        "generated/octaspace_api",
        "generated/octaspace_api/kept.py",
        "openapi.yaml",
    ]


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(InvalidDescriptionError, match="cannot be read"):
        generate(tmp_path / "none.yaml", tmp_path / "octaspace_api")
