"""Makes one mistake at a time in the runtime of a client, and says whether the table finds it: `make mutants`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import yaml
from tests.support.servers import trusting

from conformance.__main__ import run_all
from conformance.case import handwritten
from conformance.derived import derived
from conformance.languages import CLIENTS, LANGUAGES, Language

ROOT = CLIENTS.parent
MUTANTS = Path(__file__).parent / "mutants"
SOURCES = {"Python": "overlay/octaspace_sdk", "TypeScript": "clients/typescript/src/runtime", "Go": "clients/go"}


class StaleMutantError(Exception):
    """The text that a mutant changes is not in its file, or the file does not compile with the change."""


def main() -> None:
    """Print a line for each mutant; fail when one is not found."""
    parser = argparse.ArgumentParser(prog="python -m conformance.mutants", description=__doc__)
    parser.add_argument("--language", action="append", choices=SOURCES, help="the client to change; all without it")
    options = parser.parse_args()
    missed = []
    with trusting():
        for language in LANGUAGES:
            if language.name not in (options.language or SOURCES) or language.missing:
                continue
            mutants = yaml.safe_load((MUTANTS / f"{language.name.lower()}.yaml").read_text(encoding="utf-8"))
            found = 0
            for mutant in mutants:
                finders = list(finders_of(language, mutant))
                found += bool(finders)
                missed += [f"{language.name}: {mutant['name']}"] * (not finders)
                print(
                    f"{'found ' if finders else 'MISSED'} {language.name}: {mutant['name']}", *finders[:1], sep="\n    "
                )
            print(f"{language.name}: {found} of {len(mutants)} mutants found\n", flush=True)
    sys.exit(f"not found: {'; '.join(missed)}" if missed else 0)


def finders_of(language: Language, mutant: Mapping[str, str]) -> Iterator[str]:
    """Yield the cases that do not hold any more.

    Raises:
        StaleMutantError: The change cannot be made.
    """
    cases = [case for case in (*handwritten(), *derived()) if case.name.startswith(f"{mutant['group']}:")]
    with tempfile.TemporaryDirectory() as folder:
        changed = build(language, mutant, Path(folder))
        for outcome in run_all(changed, cases):
            if outcome.problems:
                yield f"{outcome.case.name}: {outcome.problems[0][:150]}"


def build(language: Language, mutant: Mapping[str, str], folder: Path) -> Language:
    """Return the client with the mistake, built in a folder."""
    copied = folder / "work"
    for part in ("overlay", "generated") if language.name == "Python" else (f"clients/{language.folder.name}",):
        ignored = shutil.ignore_patterns("node_modules", "dist", "__pycache__")
        shutil.copytree(ROOT / part, copied / part, ignore=ignored)
    file = copied / SOURCES[language.name] / mutant["file"]
    text = file.read_text(encoding="utf-8")
    if text.count(mutant["before"]) != 1:
        raise StaleMutantError(f"{language.name}: {mutant['name']}: {mutant['file']} has not that text once")
    file.write_text(text.replace(mutant["before"], mutant["after"]), encoding="utf-8")
    if language.name == "Python":
        path = os.pathsep.join(map(str, (copied / "overlay", copied / "generated", ROOT)))
        return attrs.evolve(language, environment={"PYTHONPATH": path})
    if language.name == "Go":
        command = ["go", "build", "-o", str(folder / "driver"), "./internal/driver"]
        driver: tuple[str, ...] = (str(folder / "driver"),)
    else:
        (copied / "clients/typescript/node_modules").symlink_to(language.folder / "node_modules")
        # Types are no matter here, and checking them takes most of the time.
        command = ["npx", "tsc", "-p", "tsconfig.driver.json", "--noCheck"]
        driver = ("node", str(copied / "clients/typescript/dist/driver/conformance/driver.js"))
    done = subprocess.run(command, cwd=copied / "clients" / language.folder.name, capture_output=True, text=True)
    if done.returncode:
        raise StaleMutantError(f"{language.name}: {mutant['name']} does not compile: {done.stdout}{done.stderr}")
    return attrs.evolve(language, driver=driver)


if __name__ == "__main__":
    main()
