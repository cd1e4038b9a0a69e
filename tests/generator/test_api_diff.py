"""What a changed description means for callers, which version it asks for, and what `make check` says of it."""

from __future__ import annotations

import copy
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from generator.build import build_api
from generator.diff import Change, Effect, differences, proposed_version
from generator.document import parse
from tests.generator.test_refused_changes import BASE, CHANGES, owner_of
from tools import api_diff

ROWS: list[dict[str, Any]] = yaml.load((CHANGES / "differences.yaml").read_text(), Loader=yaml.CSafeLoader)
EFFECTS = ["nothing", *reversed(Effect)]


def changed(document: dict[str, Any], row: dict[str, Any], key: str = "set") -> dict[str, Any]:
    document = copy.deepcopy(document)
    for old, new in row.get("move", {}).items() if key == "set" else ():
        owner, name = owner_of(document, old)
        other, new_name = owner_of(document, new)
        other[new_name] = owner.pop(name)
    for pointer in row.get("delete", ()) if key == "set" else ():
        owner, name = owner_of(document, pointer)
        del owner[name]
    for pointer, value in row.get(key, {}).items():
        owner, name = owner_of(document, pointer)
        if isinstance(owner, list) and name == len(owner):
            owner.append(value)
        else:
            owner[name] = value
    return document


def changes_of(row: dict[str, Any]) -> list[Change]:
    """What changes from `from`, or from the base, to what is `set`."""
    old = changed(BASE, row, "from")
    new = changed(BASE if "from" in row else old, row)
    return differences(*(build_api(parse(yaml.safe_dump(each))) for each in (old, new)))


@pytest.mark.parametrize("row", ROWS, ids=[row["change"] for row in ROWS])
def test_change_is_told_to_callers(row):
    found = changes_of(row)
    worst = max([EFFECTS.index("nothing"), *(EFFECTS.index(change.effect) for change in found)])
    assert EFFECTS[worst] == row["effect"], found
    text = "\n".join(map(str, found))
    assert all(words in text for words in row["says"]), text


def test_many_changes_of_each_kind_are_tried():
    effects = [row["effect"] for row in ROWS]
    assert effects.count("breaking") >= 26
    assert len(effects) - effects.count("breaking") >= 9


@pytest.mark.parametrize(
    ("old", "effects", "new"),
    [
        ("0.1.0", [], "0.1.0"),
        ("0.1.0", [Effect.BREAKING, Effect.ADDITIVE], "0.2.0"),
        ("0.1.3", [Effect.ADDITIVE], "0.1.4"),
        ("1.2.3", [Effect.BREAKING], "2.0.0"),
        ("1.2.3", [Effect.ADDITIVE, Effect.DOCUMENTATION], "1.3.0"),
        ("1.2.3", [Effect.DOCUMENTATION], "1.2.4"),
        ("1.2.3-rc.1", [Effect.DOCUMENTATION], "1.2.4"),
    ],
)
def test_version_follows_from_the_worst_change(old, effects, new):
    assert proposed_version(old, [Change(effect, "x", "y") for effect in effects]) == new


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose last commit has the base as openapi.yaml."""
    (tmp_path / "openapi.yaml").write_text(yaml.safe_dump(BASE))
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.net"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "base"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path / "openapi.yaml"


BROKEN = {"delete": ["/components/schemas/Thing/properties/label"]}


def test_breaking_change_needs_a_version(repository):
    repository.write_text(yaml.safe_dump(changed(BASE, BROKEN)))
    comparison = api_diff.compare(None, repository)
    assert (comparison.base, comparison.proposal, comparison.is_version_too_low) == ("HEAD", "2.0.0", True)
    repository.write_text(yaml.safe_dump(changed(BASE, BROKEN | {"set": {"/info/version": "2.0.0"}})))
    assert not api_diff.compare(None, repository).is_version_too_low


def test_last_release_is_compared_with(repository):
    subprocess.run(["git", "tag", "v1.0.0"], cwd=repository.parent, check=True)
    assert api_diff.compare(None, repository).base == "v1.0.0"


def test_file_is_compared_with(repository, tmp_path):
    old = tmp_path / "old.yaml"
    old.write_text(yaml.safe_dump(changed(BASE, BROKEN)))
    assert [str(change) for change in api_diff.compare(str(old), repository).changes] == ["Thing.label: is new"]


def test_base_that_is_not_there_is_said(repository):
    with pytest.raises(api_diff.BaseError, match="v9 is no file"):
        api_diff.compare("v9", repository)


def test_report_proposes_a_version_and_lines_for_the_changelog(repository):
    repository.write_text(yaml.safe_dump(changed(BASE, BROKEN | {"set": {"/paths/~1things/get/summary": "Show"}})))
    assert api_diff.report(api_diff.compare(None, repository), with_draft=True).splitlines() == [
        "Breaking (1)",
        "  Thing.label: is gone",
        "",
        "Documentation (1)",
        "  things.list(): is documented in other words",
        "",
        "Version: 1.0.0 at HEAD, now 1.0.0",
        "Proposed: 2.0.0",
        "",
        "Draft for a file in changes/",
        "- Breaking: `Thing.label` is gone.",
    ]
