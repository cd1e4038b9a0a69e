"""`make check`: every check, each named, all of them run; fails when one failed.

Without npm, those that only npm has are skipped, and said to be.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GENERATED = ROOT / "generated" / "octaspace_api"
PYTHON = sys.executable

MADE_PAGES = [f"tests/docs/test_{name}.py" for name in ("made_pages", "cli_page", "errors_page")]
COMMANDS = {
    "ruff check": [PYTHON, "-m", "ruff", "check", "."],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "mypy": [PYTHON, "-m", "mypy", "-p", "octaspace_sdk", "-p", "octaspace_api"],
    "mypy, examples and user code": [PYTHON, "-m", "mypy", "examples", "tests/typing"],
    "mypy, generator and tools": [PYTHON, "-m", "mypy", "generator", "tools"],
    "mypy, conformance": [PYTHON, "-m", "mypy", "--follow-imports", "silent", "-p", "conformance"],
    "import layers": [str(Path(PYTHON).with_name("lint-imports")), "--no-logo", "--no-cache"],
    "imports are declared": [str(Path(PYTHON).with_name("deptry")), "--no-ansi", "overlay", "generated"],
    "pyright": ["node", "tools/node_modules/pyright/index.js", "--warnings"],
    "openapi-spec-validator": [PYTHON, "-m", "openapi_spec_validator", "openapi.yaml"],
    "api-diff": [PYTHON, "tools/api_diff.py", "--check"],
    "public API": [PYTHON, "tools/public_api.py", "--check"],
    "pages are fresh": [PYTHON, "-m", "pytest", "-q", *MADE_PAGES],
    "zizmor": [str(Path(PYTHON).with_name("zizmor")), "--offline", "--no-progress", "--quiet", ".github"],
    "clients are fresh": [PYTHON, "-m", "generator.clients", "--check"],
    "redocly lint": ["node", "tools/node_modules/@redocly/cli/bin/cli.js", "lint", "openapi.yaml"],
}
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}


def main() -> None:
    runnable = {name: command for name, command in COMMANDS.items() if shutil.which("npm") or command[0] != "node"}
    failed = [name for name, command in runnable.items() if not passes(name, command)]
    if not generated_is_fresh():
        failed.append("generated is fresh")
    skipped = [name for name in COMMANDS if name not in runnable]
    if skipped:
        print(f"skipped, because npm is not installed (it comes with Node.js): {', '.join(skipped)}")
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def passes(name: str, command: list[str]) -> bool:
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **QUIET}, capture_output=True, text=True)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr)
    return done.returncode == 0


def generated_is_fresh() -> bool:
    """Generate into a temporary folder and compare: the work tree stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "octaspace_api"
        command = [PYTHON, "-m", "generator.generate", str(target)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            print(f"FAIL generated is fresh\n{done.stderr.rstrip()}", flush=True)
            return False
        stale = differences(target, GENERATED)
    print(f"{'FAIL' if stale else 'ok  '} generated is fresh", flush=True)
    if stale:
        print("\n".join(f"  generated/octaspace_api/{path} is not what openapi.yaml gives" for path in stale))
        print("  run make generate, and commit what it writes; edits belong in openapi.yaml or generator/")
    return not stale


def differences(fresh: Path, kept: Path) -> list[str]:
    def files(root: Path) -> set[str]:
        paths = (path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(root).as_posix() for path in paths}

    names = files(fresh) | files(kept)
    return sorted(
        name
        for name in names
        if not ((fresh / name).is_file() and (kept / name).is_file())
        or not filecmp.cmp(fresh / name, kept / name, shallow=False)
    )


if __name__ == "__main__":
    main()
