"""What a release publishes can be built by anyone, byte for byte, and has one version; what is wrong stops it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import attrs
import pytest
import yaml
from tools import release as tool
from tools.package_readme import with_absolute_links
from tools.release import Release, ReleaseError

from octaspace_sdk import __version__

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "dist", "site", "__pycache__", ".*_cache", ".hypothesis", ".schemathesis"
)


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@a.example"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    """A release of almost nothing, in a repository of its own."""
    root = tmp_path / "root"
    for name, text in {
        tool.VERSION_FILE: '__version__ = "1.2.0"\n',
        "CHANGELOG.md": "# Changelog\n\n## 1.2.0 (2030-01-02)\n\n### Added\n\n- This.\n\n## 1.1.0 (2030-01-01)\n\n- That.\n",
        "dist/old.whl": "",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "changes").mkdir()
    (root / ".gitignore").write_text("/dist\n")
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "All")
    monkeypatch.setattr(tool, "ROOT", root)
    monkeypatch.setattr(tool, "DIST", root / "dist")
    (tmp_path / "work").mkdir()
    return Release("1.2.0", root, tmp_path / "work", [])


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project."""
    return Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("project") / "source", ignore=NOT_COPIED))


@pytest.fixture
def built(release: Release, tree: Path) -> Release:
    """The project as a release."""
    built = attrs.evolve(release, version=tool.read_version(tree), source=tree)
    tool.build(built)
    return built


@pytest.mark.slow
def test_wheel_and_sdist_are_the_same_bytes_wherever_and_whenever_they_are_built(built, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(built.source, elsewhere)
    for path in elsewhere.rglob("*"):
        os.utime(path, (2_000_000_000, 2_000_000_000))
    kept = {path.name: path.read_bytes() for path in (built.wheel, built.sdist)}
    assert {path.name for path in tool.DIST.iterdir()} == set(kept)
    again = attrs.evolve(built, source=elsewhere, work=tmp_path)
    tool.build(again)
    assert {path.name: path.read_bytes() for path in (again.wheel, again.sdist)} == kept


@pytest.mark.slow
def test_wheel_has_the_packages_their_types_and_the_licence_and_the_sdist_all_that_tests_need(built):
    with zipfile.ZipFile(built.wheel) as wheel:
        names = set(wheel.namelist())
    info = f"octaspace_sdk-{built.version}.dist-info"
    assert {name.split("/")[0] for name in names} == {"octaspace_api", "octaspace_sdk", info}
    assert {"octaspace_api/py.typed", "octaspace_sdk/py.typed", f"{info}/licenses/LICENSE"} <= names
    with tarfile.open(built.sdist) as sdist:
        files = {name.partition("/")[2] for name in sdist.getnames()}
    wanted = [
        "tests/conftest.py",
        "generator/generate.py",
        "tools/check.py",
        "openapi.yaml",
        "Makefile",
        "examples/tour.py",
    ]
    assert set(wanted) <= files
    assert not [name for name in files if name.startswith((".venv", ".git/", "dist", "tools/node_modules"))]


@pytest.mark.slow
def test_page_of_the_package_has_links_that_work_there_and_metadata_that_the_workflow_can_publish(built):
    with zipfile.ZipFile(built.wheel) as wheel:
        metadata = wheel.read(f"octaspace_sdk-{built.version}.dist-info/METADATA").decode()
    links = re.findall(r"\]\(([^)#][^)]*)\)", metadata)
    assert len(links) > 30
    assert [link for link in links if not link.startswith("https://")] == []
    # The twine of gh-action-pypi-publish refuses versions that it does not know: look it up before this number grows.
    assert "Metadata-Version: 2.5\n" in metadata
    [action] = re.findall(
        r"gh-action-pypi-publish@\w+ # v([\d.]+)", (ROOT / ".github/workflows/release.yml").read_text()
    )
    assert tuple(map(int, action.split("."))) >= (1, 14, 1)


def test_links_of_the_readme_lead_to_the_repository():
    text = "[Install](docs/install.md) [here](#install) [site](https://octa.space) ![A search](docs/a.svg)"
    assert with_absolute_links(text, source="https://github.com/o/r") == (
        "[Install](https://github.com/o/r/blob/HEAD/docs/install.md) [here](#install) [site](https://octa.space) "
        "![A search](https://raw.githubusercontent.com/o/r/HEAD/docs/a.svg)"
    )


def test_packages_of_all_languages_name_one_repository():
    source = PROJECT["project"]["urls"]["Source"]
    package = json.loads((ROOT / "clients/typescript/package.json").read_text())
    assert package["repository"]["url"] == f"git+{source}.git"
    module = (ROOT / "clients/go/go.mod").read_text().splitlines()[0]
    assert module == f"module {source.removeprefix('https://')}/clients/go"


@pytest.mark.slow
def test_package_without_types_is_refused(release, tree, tmp_path):
    untyped = tmp_path / "untyped"
    shutil.copytree(tree, untyped)
    (untyped / "generated/octaspace_api/py.typed").unlink()
    broken = attrs.evolve(release, version=tool.read_version(untyped), source=untyped)
    tool.build(broken)
    with pytest.raises(ReleaseError, match="lacks octaspace_api/py.typed"):
        tool.check_contents(broken)


@pytest.mark.slow
def test_version_that_was_released_is_refused(release):
    tool.check_tags(release)
    git(release.source, "tag", "v1.2.0")
    tool.check_tags(release)  # this is the release itself
    git(release.source, "commit", "--allow-empty", "--message", "More")
    with pytest.raises(ReleaseError, match="v1.2.0 was released already: write the next version into overlay"):
        tool.check_tags(release)
    git(release.source, "tag", "v1.3.0")
    with pytest.raises(ReleaseError, match="HEAD is tagged v1.3.0, and .*_version.py says 1.2.0"):
        tool.check_tags(release)


@pytest.mark.slow
def test_what_is_not_committed_is_said_and_never_tagged(release, capsys):
    tool.check_tree(is_dry=False)
    (release.source / "more.py").touch()
    tool.check_tree(is_dry=True)
    assert "1 files are not committed, and not in it: more.py" in capsys.readouterr().out
    assert tool.main(["--tag"]) == 1
    assert "not released: 1 files are not committed" in capsys.readouterr().out


@pytest.mark.slow
def test_what_fails_is_shown(release, capsys):
    with pytest.raises(ReleaseError, match="git no-such-command failed"):
        tool.git("no-such-command")
    assert "no-such-command" in capsys.readouterr().out
    with pytest.raises(ReleaseError, match="no-such-program is not installed"):
        tool.run("no-such-program")


def test_version_comes_from_one_place_and_has_three_numbers(release):
    assert tool.read_version(ROOT) == __version__
    assert PROJECT["tool"]["hatch"]["version"]["path"] == tool.VERSION_FILE
    (release.source / tool.VERSION_FILE).write_text('__version__ = "next"\n')
    with pytest.raises(ReleaseError, match="has no __version__"):
        tool.read_version(release.source)


def test_notes_of_a_release_are_its_part_of_the_changelog(release):
    assert tool.release_notes(release) == "### Added\n\n- This.\n"
    tool.write_changelog(release)
    with pytest.raises(ReleaseError, match=r"nothing in changes/, and no 1.3.0 in CHANGELOG.md"):
        tool.write_changelog(attrs.evolve(release, version="1.3.0"))


def test_each_change_is_a_file_of_a_known_kind():
    kinds = set(PROJECT["tool"]["towncrier"]["fragment"])
    others = {"README.md", *PROJECT["tool"]["towncrier"]["ignore"]}
    for path in (ROOT / "changes").iterdir():
        name = path.name.split(".")
        assert path.name in others or (len(name) == 3 and name[1] in kinds and name[2] == "md"), path.name
        assert path.read_text().strip(), path.name


@pytest.mark.slow
def test_client_of_another_language_is_packed_with_the_same_version(release):
    script = release.source / "clients" / "go" / "pack"
    script.parent.mkdir(parents=True)
    script.write_text('#!/bin/sh\necho go > "$2/octaspace-go-$1.zip"\n')
    script.chmod(0o755)
    tool.pack_clients(release)
    assert (tool.DIST / "octaspace-go-1.2.0.zip").read_text() == "go\n"
    script.write_text('#!/bin/sh\necho go > "$2/octaspace-go-0.9.zip"\n')
    with pytest.raises(ReleaseError, match=r"clients/go/pack made .*octaspace-go-0.9.zip.*, not 1.2.0"):
        tool.pack_clients(release)


@pytest.mark.slow
def test_client_that_cannot_be_packed_here_says_why(release, capsys):
    script = release.source / "clients" / "typescript" / "pack"
    script.parent.mkdir(parents=True)
    script.write_text('#!/bin/sh\necho "skipped: npm is not installed"\n')
    script.chmod(0o755)
    tool.pack_clients(release)
    assert capsys.readouterr().out == "typescript: skipped: npm is not installed\n"
    script.write_text("#!/bin/sh\n")
    with pytest.raises(ReleaseError, match=r"clients/typescript/pack made nothing, not 1.2.0"):
        tool.pack_clients(release)


def test_hashes_are_of_every_file(release):
    tool.write_sums(release)
    lines = (tool.DIST / "SHA256SUMS").read_text().splitlines()
    hashes = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tool.DIST.iterdir()}
    assert hashes == {name: digest for name, digest in files.items() if name != "SHA256SUMS"}
    assert set(hashes) == {"RELEASE_NOTES.md", "old.whl"}


def test_pythons_that_are_promised_are_those_that_are_tested():
    prefix = "Programming Language :: Python :: 3."
    promised = [name.split(" :: ")[-1] for name in PROJECT["project"]["classifiers"] if name.startswith(prefix)]
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == promised
    assert PROJECT["project"]["requires-python"] == f">={promised[0]}"
