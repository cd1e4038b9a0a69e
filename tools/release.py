"""`make release`: build and check what a release publishes, into dist/. `make release DRY=no` also commits and tags it.

What is built is HEAD, with the files of changes/ moved into CHANGELOG.md. Nothing is published from here: pushing the
tag starts .github/workflows/release.yml, which runs the same and publishes. Arguments go to pytest, for the sdist.
"""

from __future__ import annotations

import datetime as dt
import filecmp
import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import attrs

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
VERSION_FILE = "overlay/octaspace_sdk/_version.py"
BIN = Path(sys.executable).parent
UV = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python"]
# Parts of the names of licences with which the dependencies may be used by anyone.
LICENCES = ["Apache", "BSD", "ISC", "MIT", "Mozilla Public License 2.0", "MPL-2.0", "PSF", "Python Software Foundation"]


class ReleaseError(Exception):
    """There is a reason not to release; it says which."""


@attrs.frozen
class Release:
    """What is released, and where its parts are meanwhile."""

    version: str
    source: Path
    """HEAD, with its changelog."""
    work: Path
    """A folder for what is not published."""
    tests: list[str]
    """Arguments of pytest."""

    @property
    def tag(self) -> str:
        return f"v{self.version}"

    @property
    def wheel(self) -> Path:
        return DIST / f"octaspace_sdk-{self.version}-py3-none-any.whl"

    @property
    def sdist(self) -> Path:
        return DIST / f"octaspace_sdk-{self.version}.tar.gz"


def main(arguments: list[str]) -> int:
    is_dry = "--tag" not in arguments
    tests = [argument for argument in arguments if argument != "--tag"]
    try:
        check_tree(is_dry=is_dry)
        with tempfile.TemporaryDirectory() as folder:
            source = export_head(Path(folder) / "source")
            release = Release(read_version(source), source, Path(folder), tests)
            print(f"octaspace-sdk {release.version}")
            for name, step in STEPS.items():
                step(release)
                print(f"ok   {name}", flush=True)
            if is_dry:
                print(f"dry run: dist/ is what {release.tag} would publish; make release DRY=no commits and tags it")
            else:
                commit_and_tag(release)
                print(f"tagged {release.tag}; to publish it: git push origin HEAD {release.tag}")
    except ReleaseError as error:
        print(f"not released: {error}")
        return 1
    return 0


def check_tags(release: Release) -> None:
    """Refuse a version that has a tag already, or another one than the tag says."""
    here = git("tag", "--points-at", "HEAD", "--list", "v*").split()
    if here and here != [release.tag]:
        raise ReleaseError(f"HEAD is tagged {', '.join(here)}, and {VERSION_FILE} says {release.version}")
    if not here and git("tag", "--list", release.tag):
        raise ReleaseError(f"{release.tag} was released already: write the next version into {VERSION_FILE}")


def write_changelog(release: Release) -> None:
    """Move the files of changes/ into CHANGELOG.md, where there are any."""
    if has_changes(release.source):
        towncrier(release.version, release.source)
    if not release_notes(release):
        raise ReleaseError(f"there is nothing in changes/, and no {release.version} in CHANGELOG.md")


def build(release: Release) -> None:
    """Make wheel and sdist, and both again from the unpacked sdist."""
    DIST.mkdir(exist_ok=True)
    for path in DIST.iterdir():
        path.unlink()
    run(sys.executable, "-m", "hatchling", "build", "-d", str(DIST), cwd=release.source)
    again = release.work / "again"
    run(sys.executable, "-m", "hatchling", "build", "-d", str(again), cwd=unpacked_sdist(release))
    for path in (release.wheel, release.sdist):
        if not filecmp.cmp(path, again / path.name, shallow=False):
            raise ReleaseError(f"{path.name} is not the same when it is built from the sdist")


def check_contents(release: Release) -> None:
    """Check what an index and a type checker ask of the files."""
    with zipfile.ZipFile(release.wheel) as wheel:
        missing = {"octaspace_api/py.typed", "octaspace_sdk/py.typed"} - set(wheel.namelist())
    if missing:
        raise ReleaseError(f"{release.wheel.name} lacks {', '.join(sorted(missing))}")
    run(str(BIN / "twine"), "check", "--strict", str(release.wheel), str(release.sdist))
    run(str(BIN / "check-wheel-contents"), str(release.wheel))


def run_sdist_tests(release: Release) -> None:
    """Run the fast tests, or those that are named, with the code of the unpacked sdist."""
    tree = unpacked_sdist(release)
    path = os.pathsep.join(str(tree / folder) for folder in ("overlay", "generated", "."))
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not slow", "-n", "4", "--dist", "loadfile", *release.tests]
    run(*command, cwd=tree, env={"PYTHONPATH": path})


def run_wheel(release: Release) -> None:
    """Run the tour and the command line with nothing but the wheel and its dependencies."""
    python = environment(release, "wheel", "[cli,simulator]")
    run(python, "-W", "error", str(release.source / "examples" / "tour.py"), cwd=release.work)
    for arguments in (["--version"], ["compute", "search", "--help"]):
        run(str(Path(python).with_name("octaspace")), *arguments, cwd=release.work)


def list_dependencies(release: Release) -> None:
    """Write an SBOM, and the licences, which have to allow any use."""
    python = environment(release, "dependencies", "")
    sbom = DIST / f"octaspace_sdk-{release.version}.cdx.json"
    project = (release.source / "pyproject.toml").read_text("utf-8")
    described = release.work / "pyproject.toml"
    described.write_text(
        project.replace('dynamic = ["readme", "version"]', f'version = "{release.version}"'), encoding="utf-8"
    )
    run(
        *[str(BIN / "cyclonedx-py"), "environment", python, "--pyproject", str(described), "--mc-type", "library"],
        *["--output-reproducible", "--of", "JSON", "-o", str(sbom)],
    )
    everything = environment(release, "licences", f"[{','.join(extras(release.wheel))}]")
    allowed = ["--partial-match", "--allow-only", ";".join(LICENCES)]
    listing = DIST / f"octaspace_sdk-{release.version}.licenses.md"
    run(str(BIN / "pip-licenses"), f"--python={everything}", *allowed, "--format=markdown", f"--output-file={listing}")


def pack_clients(release: Release) -> None:
    """Let each `clients/LANGUAGE/pack VERSION FOLDER` write its package into the folder, or say why it is skipped."""
    for script in sorted(release.source.glob("clients/*/pack")):
        before = set(DIST.iterdir())
        said = command_output(str(script), release.version, str(DIST), cwd=script.parent).decode().strip()
        made = {path.name for path in set(DIST.iterdir()) - before}
        if not made and said.startswith("skipped: "):
            print(f"{script.parent.name}: {said}")
        elif not made or not all(release.version in name for name in made):
            raise ReleaseError(f"clients/{script.parent.name}/pack made {made or 'nothing'}, not {release.version}")


def write_sums(release: Release) -> None:
    """Write the notes of the release, and SHA256SUMS."""
    (DIST / "RELEASE_NOTES.md").write_text(release_notes(release), encoding="utf-8")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(DIST.iterdir())]
    (DIST / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


STEPS = {
    "the version is new": check_tags,
    "CHANGELOG.md has the version": write_changelog,
    "wheel and sdist, the same bytes from the unpacked sdist": build,
    "twine, check-wheel-contents, py.typed": check_contents,
    "the tests, in the unpacked sdist": run_sdist_tests,
    "the wheel rents a machine where there is no source tree": run_wheel,
    "SBOM, and the licences of the dependencies": list_dependencies,
    "the clients of other languages": pack_clients,
    "release notes and hashes": write_sums,
}


def check_tree(*, is_dry: bool) -> None:
    changed = git("status", "--porcelain").splitlines()
    if changed and not is_dry:
        raise ReleaseError(f"{len(changed)} files are not committed: {changed[0][3:]} ...")
    if changed:
        print(f"{len(changed)} files are not committed, and not in it: {changed[0][3:]} ...")


def export_head(folder: Path) -> Path:
    with tarfile.open(fileobj=io.BytesIO(command_output("git", "archive", "HEAD"))) as archive:
        archive.extractall(folder, filter="data")
    return folder


def read_version(source: Path) -> str:
    found = re.search(r'^__version__ = "(\d+\.\d+\.\d+)"$', (source / VERSION_FILE).read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise ReleaseError(f'{VERSION_FILE} has no __version__ = "X.Y.Z"')
    return found[1]


def has_changes(source: Path) -> bool:
    return any(path.name.count(".") == 2 and path.suffix == ".md" for path in (source / "changes").glob("*"))


def towncrier(version: str, folder: Path) -> None:
    today = dt.datetime.now(dt.UTC).date().isoformat()
    run(str(BIN / "towncrier"), "build", "--yes", "--version", version, "--date", today, cwd=folder)


def release_notes(release: Release) -> str:
    """Return what CHANGELOG.md says of the version."""
    changelog = (release.source / "CHANGELOG.md").read_text("utf-8")
    found = re.search(rf"^## {re.escape(release.version)} .*?\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return found[1].strip() + "\n" if found else ""


def unpacked_sdist(release: Release) -> Path:
    tree = release.work / release.sdist.name.removesuffix(".tar.gz")
    if not tree.exists():
        with tarfile.open(release.sdist) as archive:
            archive.extractall(release.work, filter="data")
    return tree


def extras(wheel: Path) -> Iterator[str]:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        lines = archive.read(name).decode().splitlines()
    return (line.removeprefix("Provides-Extra: ") for line in lines if line.startswith("Provides-Extra: "))


def environment(release: Release, name: str, wanted: str) -> str:
    """Make an environment with the wheel and its dependencies alone; return its Python."""
    folder = release.work / name
    run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    python = str(folder / "bin" / "python")
    run(*UV, python, f"octaspace-sdk{wanted} @ {release.wheel.as_uri()}")
    return python


def commit_and_tag(release: Release) -> None:
    if has_changes(ROOT):
        towncrier(release.version, ROOT)
        git("commit", "--all", "--message", f"Release {release.version}")
    git("tag", "--annotate", "--message", f"octaspace-sdk {release.version}", release.tag)


def git(*arguments: str) -> str:
    return command_output("git", *arguments).decode()


def run(*command: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    command_output(*command, cwd=cwd, env=env)


def command_output(*command: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> bytes:
    """Return what a command prints; it is shown only when it fails."""
    # Without SOURCE_DATE_EPOCH, the bytes of wheel and sdist depend on the files alone.
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "SOURCE_DATE_EPOCH")}
    try:
        done = subprocess.run(command, cwd=cwd or ROOT, env={**environ, **(env or {})}, capture_output=True)
    except FileNotFoundError as error:
        raise ReleaseError(f"{error.filename} is not installed") from None
    if done.returncode:
        print((done.stdout + done.stderr).decode(errors="replace").rstrip())
        raise ReleaseError(f"{' '.join(command)[:200]} failed")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
