"""`make` says in one line what it needs and does not find, and how to go on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tools import check

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("make") is None or sys.platform == "win32", reason="there is no make"),
]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone, as far as make looks at it."""
    requirements = ("tools/requirements.txt", "tools/docs/requirements.txt", "tools/package-lock.json")
    for name in ("Makefile", "pyproject.toml", *requirements):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("overlay/octaspace_sdk/_version.py", "bin/nothing"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    return tmp_path


def install(clone: Path, name: str, script: str) -> None:
    (clone / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
    (clone / "bin" / name).chmod(0o755)


def install_python(clone: Path, name: str, version: tuple[int, int]) -> None:
    """A Python that says to be of a version, and makes no environment."""
    install(clone, name, f'[ "$1" = -c ] && exec {sys.executable} -c "import sys; sys.version_info = {version}; $2"')


def make(clone: Path, *arguments: str) -> tuple[int, str]:
    """Runs make where only what was installed is on the path."""
    command = [shutil.which("make") or "make", *arguments]
    done = subprocess.run(command, cwd=clone, env={"PATH": str(clone / "bin")}, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_python_that_is_too_old_is_one_line_with_the_way_to_name_another(clone):
    install_python(clone, "python3", (3, 9))
    status, said = make(clone, "test")
    assert status == 2
    line, *rest = said.splitlines()
    assert "Python 3.11 or newer is needed, and python3 is not" in line
    assert "make PYTHON=python3.12 test" in line
    assert all(each.startswith("make: ***") for each in rest)
    assert not (clone / ".venv").exists()


def test_python_that_is_not_there_is_the_same_line(clone):
    status, said = make(clone, "check")
    assert status == 2
    assert "Python 3.11 or newer is needed, and python3 is not" in said.splitlines()[0]


def test_python_that_is_named_is_used(clone):
    install_python(clone, "python3", (3, 9))
    install_python(clone, "python3.12", (3, 12))
    _, said = make(clone, "test", "PYTHON=python3.12")
    assert "is needed" not in said
    assert "making the environment .venv" in said


def test_python_of_the_tests_need_not_be_a_command(clone):
    install_python(clone, "python3", (3, 11))
    _, said = make(clone, "test-python", "PYTHON=3.14")
    assert "is needed" not in said
    assert "making the environment .venv" in said


@pytest.mark.parametrize("target", ["check", "test"])
def test_npm_is_used_where_it_is_installed(clone, target):
    assert "npm ci" not in make(clone, "--dry-run", target)[1]
    install(clone, "npm", "exit 1")
    assert "npm ci" in make(clone, "--dry-run", target)[1]


def test_check_without_npm_says_what_it_skips(clone, monkeypatch, capsys):
    kept = {name: command for name, command in check.COMMANDS.items() if command[0] == "node"}
    assert set(kept) == {"pyright", "redocly lint"}
    monkeypatch.setattr(check, "COMMANDS", {"quick": [sys.executable, "-c", ""], **kept})
    monkeypatch.setattr(check, "generated_is_fresh", lambda: True)
    monkeypatch.setenv("PATH", str(clone / "bin"))
    with pytest.raises(SystemExit) as ended:
        check.main()
    assert ended.value.code == 0
    *_, last = capsys.readouterr().out.splitlines()
    assert last.startswith("skipped, because npm is not installed")
    assert "pyright, redocly lint" in last


def test_other_python_that_is_not_installed_is_one_line(clone):
    command = [sys.executable, str(ROOT / "tools" / "other_environment.py"), "--python", "3.99"]
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "Python 3.99 is not installed: name another one, as in make test-python PYTHON=3.12"
    ]
