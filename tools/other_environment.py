"""The fast tests in another environment: `make test-python PYTHON=3.13`, `make test-oldest`, `make test-newest`.

With them run those that are marked `every_python`. Each environment is below .venv/environments. What follows the
options goes to pytest.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = [sys.executable, "-m", "uv"]
DEPENDENCIES = {
    "oldest": ["--requirements", "tools/oldest.txt"],
    "newest": ["--upgrade", "--requirements", "pyproject.toml", "--all-extras"],
}
# FastAPI, as it is pinned for the tests, needs a newer Starlette than the simulator does.
WITHOUT_FASTAPI = [
    "--ignore=tests/generated/test_web_frameworks.py",
    "--deselect=tests/docs/test_code_blocks.py::test_block_runs_as_it_stands[docs/data.md:4]",
]
TESTS = ["-q", "-n", "4", "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not slow or every_python"]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="a version, a command or a path")
    parser.add_argument("--dependencies", choices=DEPENDENCIES, help="what pyproject.toml allows; else what is pinned")
    options, for_pytest = parser.parse_known_args(arguments)
    found = find(options.python)
    if found is None:
        print(f"Python {options.python} is not installed: name another one, as in make test-python PYTHON=3.12")
        return 2
    version, interpreter = found
    if version < (3, 11):
        print(f"Python 3.11 or newer is needed, and {options.python} is {'.'.join(map(str, version))}")
        return 2
    name = "-".join(filter(None, [f"{version[0]}.{version[1]}", options.dependencies]))
    folder = ROOT / ".venv" / "environments" / name
    print(f"tests on Python {name}", flush=True)
    python = environment(folder, interpreter, DEPENDENCIES.get(options.dependencies))
    tests = [*TESTS, *(WITHOUT_FASTAPI if options.dependencies == "oldest" else [])]
    command = [python, "-m", "pytest", *tests, "-o", f"cache_dir={folder / 'pytest_cache'}", *for_pytest]
    return subprocess.run(command, cwd=ROOT).returncode


def find(name: str) -> tuple[tuple[int, int], str] | None:
    """Return version and path of a Python that is installed, by version (3.13), command (python3.13) or path."""
    command = f"python{name}" if name[:1].isdigit() else name
    environ = dict(os.environ)
    if version := re.fullmatch(r"python(\d+\.\d+)", command):
        environ["PYENV_VERSION"] = version[1]  # pyenv's commands exist for every version, and run the chosen one only
    code = "import sys; print(*sys.version_info[:2], sys.executable)"
    try:
        done = subprocess.run([command, "-c", code], env=environ, capture_output=True, text=True)
    except OSError:
        return None
    if done.returncode:
        return None
    major, minor, path = done.stdout.rstrip("\n").split(" ", 2)
    return (int(major), int(minor)), path


def environment(folder: Path, interpreter: str, dependencies: list[str] | None) -> str:
    """Make an environment, or bring one up to date, with the package as it is here; return its Python."""
    python = str(folder / "bin" / "python")
    install = ["pip", "install", "--quiet", "--python", python]
    for command in (
        ["venv", "--quiet", "--allow-existing", "--python", interpreter, str(folder)],
        [*install, "--requirements", "tools/requirements.txt"],
        *([[*install, *dependencies]] if dependencies else []),
        [*install, "--no-deps", "--no-build-isolation", "--editable", "."],
    ):
        subprocess.run([*UV, *command], cwd=ROOT, check=True)
    return python


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
