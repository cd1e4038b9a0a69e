"""What callers may use is written down, is used by a file that the type checkers read, and does not break unnoticed."""

from __future__ import annotations

import ast
import shutil
import subprocess
from pathlib import Path

import griffe
import pytest
from tools import public_api

USER_CODE = Path(__file__).resolve().parents[1] / "typing"


@pytest.fixture(scope="module")
def api() -> public_api.PublicAPI:
    return public_api.load(public_api.ROOT)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the packages as they are, tagged as a release."""
    root = tmp_path_factory.mktemp("released")
    for package in ("overlay/octaspace_sdk", "generated/octaspace_api"):
        shutil.copytree(public_api.ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    for command in (
        ["init", "--quiet"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@a.example", "commit", "--quiet", "--message", "a release"],
        ["tag", "v0.1.0"],
    ):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


@pytest.fixture
def changed(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That repository, for one test to change."""
    root = tmp_path / "changed"
    shutil.copytree(released, root)
    monkeypatch.setattr(public_api, "ROOT", root)
    monkeypatch.setattr(public_api, "LISTING", root / "public_api.txt")
    return root


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def check() -> int:
    assert public_api.main([]) == 0
    return public_api.main(["--check"])


def test_listing_is_what_the_code_has(api):
    assert public_api.LISTING.read_text() == api.listing(), "run make public-api, and read what it changes"


def test_listing_has_names_signatures_and_units_of_what_is_reached_from_a_client(api):
    lines = api.listing().splitlines()
    assert "    is_not_found(error: BaseException | None) -> bool" in lines
    assert "    list(*, country: str | None = None, app_uuid: str | None = None) -> builtins.list[Node]" in lines
    assert "    property price_per_hour: Decimal | None" in lines
    assert "    async find(node_id: int) -> NodeDetail" in lines
    assert not [line for line in lines if line.startswith(("class RequestExecutor", "class HostPool"))]


def test_every_type_of_a_signature_can_be_imported_for_an_annotation(api):
    assert "octaspace_sdk.resources.nodes.Nodes" in api.annotations
    assert api.not_exported() == {}


def test_every_handwritten_name_and_method_is_used_by_the_files_that_type_checkers_read(api):
    """What is generated is called by the tests of the operations: openapi.yaml is all that a new one needs."""
    used = set()
    for path in USER_CODE.glob("user_code*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    used.add(name)
    methods = {
        name
        for found in api.classes.values()
        for name, member in api.members(found).items()
        if isinstance(member, griffe.Function) and not name.startswith("__") and _is_handwritten(member)
    }
    generated = ("octaspace_api.models", "octaspace_api.resources")
    names = {name for module, names in api.modules.items() for name in names if module not in generated}
    assert len(methods) > 25
    assert sorted((names | methods) - used) == []


def _is_handwritten(member: griffe.Object | griffe.Alias) -> bool:
    return member.canonical_path.startswith("octaspace_sdk.")


@pytest.mark.slow
def test_what_breaks_callers_is_named_with_the_version_that_it_takes(changed, capsys):
    edit(changed / "generated/octaspace_api/resources/nodes.py", "*, country: str | None = None, ", "*, ")
    edit(changed / "overlay/octaspace_sdk/__init__.py", '    "format_usd",\n', "")
    assert check() == 1
    said = capsys.readouterr().out
    assert "NodesResource.list(country): Parameter was removed" in said
    assert "format_usd: Public object was removed" in said
    assert "0.1.0 is too low for them; write 0.2.0" in said
    edit(changed / "overlay/octaspace_sdk/_version.py", "0.1.0", "0.2.0")
    assert check() == 0


@pytest.mark.slow
def test_what_is_not_public_may_move_and_change(changed, capsys):
    edit(changed / "overlay/octaspace_sdk/calls/retry_policy.py", "class RetryBudget", "class Budget")
    (changed / "overlay/octaspace_sdk/rentals/session_handle.py").rename(changed / "overlay/octaspace_sdk/handles.py")
    for path in (changed / "overlay").rglob("*.py"):
        path.write_text(path.read_text().replace("octaspace_sdk.rentals.session_handle", "octaspace_sdk.handles"))
    assert check() == 0
    assert "0 breaking changes of the Python code since v0.1.0" in capsys.readouterr().out


@pytest.mark.slow
def test_listing_that_was_not_written_anew_fails(changed, capsys):
    assert public_api.main([]) == 0
    edit(changed / "overlay/octaspace_sdk/errors.py", "def is_rate_limit(", "def is_limited(")
    assert public_api.main(["--check"]) == 1
    assert "run make public-api" in capsys.readouterr().out


@pytest.mark.slow
def test_before_the_first_release_it_says_so(changed, capsys):
    subprocess.run(["git", "tag", "--delete", "v0.1.0"], cwd=changed, check=True, capture_output=True)
    assert check() == 0
    assert "no release to compare with" in capsys.readouterr().out
