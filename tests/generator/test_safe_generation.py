"""Whatever happens while code is generated, the package that is there stays as it was."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from generator import generate as module
from generator.generate import GeneratorError, check_package, generate, main, swap
from tests.generator.test_refused_changes import CHANGES
from tests.support.project import ROOT

BASE = CHANGES / "base.yaml"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    target = tmp_path / "generated" / "octaspace_api"
    (target / "old").mkdir(parents=True)
    (target / "old" / "kept.py").write_text("kept")
    return target


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_new_package_replaces_the_old_one_as_a_whole(target, tmp_path):
    generate(BASE, target)
    assert (target / "models" / "thing.py").is_file()
    assert not (target / "old").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["generated"]


def test_description_without_any_model_is_generated(tmp_path):
    description = tmp_path / "openapi.yaml"
    description.write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ntags: [{name: things}]\npaths:\n  /things: {get: {operationId: "
        "things.ping, tags: [things], responses: {'204': {description: Done.}}}}\n"
    )
    generate(description, tmp_path / "octaspace_api")
    assert (tmp_path / "octaspace_api" / "resources" / "things.py").is_file()


def test_target_that_is_not_there_is_made(tmp_path):
    generate(BASE, tmp_path / "a" / "b" / "octaspace_api")
    assert (tmp_path / "a" / "b" / "octaspace_api" / "py.typed").is_file()


@pytest.mark.parametrize("system", ["linux", "other"])
def test_folders_are_swapped(tmp_path, monkeypatch, system):
    monkeypatch.setattr(module.sys, "platform", system)
    for name in ("new", "target"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    swap(tmp_path / "new", tmp_path / "target")
    assert [path.name for path in (tmp_path / "target").iterdir()] == ["new"]


STEPS = ("write_package", "check_package", "swap")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt(), RuntimeError("bug")], ids=repr)
def test_failure_of_a_step_changes_nothing(target, monkeypatch, step, error):
    def fail(*_: object) -> None:
        raise error

    before = files(target.parent)
    monkeypatch.setattr(module, step, fail)
    with pytest.raises(KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else SystemExit) as stopped:
        main(target, BASE)
    assert files(target.parent) == before
    if not isinstance(error, KeyboardInterrupt):
        assert str(stopped.value).startswith(f"generator: {type(error).__name__}")
        assert "Traceback" not in str(stopped.value)


KILLED = """
    import sys, time
    from pathlib import Path
    from generator import generate

    def wait(*_):
        print("here", flush=True)
        time.sleep(600)

    setattr(generate, sys.argv[1], wait)
    generate.main(Path(sys.argv[2]), Path(sys.argv[3]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_kill_in_the_middle_changes_nothing(target, step):
    before = files(target.parent)
    command = [sys.executable, "-c", textwrap.dedent(KILLED), step, str(target), str(BASE)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGKILL)
    assert files(target.parent) == before


@pytest.mark.parametrize(
    ("code", "words"),
    [("import nothing_like_it", "nothing_like_it"), ("def f(:", "SyntaxError"), ("raise ValueError('odd')", "odd")],
)
def test_package_that_cannot_be_imported_is_not_put_in_place(tmp_path, code, words):
    generate(BASE, tmp_path / "octaspace_api")
    (tmp_path / "octaspace_api" / "units.py").write_text(code)
    with pytest.raises(GeneratorError, match=words):
        check_package(tmp_path / "octaspace_api")


def test_model_that_cannot_be_decoded_is_not_put_in_place(tmp_path):
    generate(BASE, tmp_path / "octaspace_api")
    model = tmp_path / "octaspace_api" / "models" / "thing.py"
    model.write_text(model.read_text().replace("id: int", "id: int | Missing"))
    with pytest.raises(GeneratorError, match="Missing"):
        check_package(tmp_path / "octaspace_api")


def test_command_says_refusals_in_lines_and_fails(target, tmp_path):
    description = tmp_path / "openapi.yaml"
    description.write_text(BASE.read_text().replace("x-unit: wei", "x-unit: gwei").replace("in: query", "in: cookie"))
    done = subprocess.run(
        [sys.executable, "-m", "generator.generate", str(target), str(description)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    first, second, last = done.stderr.splitlines()
    assert first.startswith("openapi.yaml:23: /paths/~1things/get/parameters/0: a cookie is not supported; ")
    assert second.startswith("openapi.yaml:87: /components/schemas/Thing/properties/price/x-unit: 'gwei' is no unit")
    assert last == "nothing under generated/ was changed"
