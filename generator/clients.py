"""Writes what is generated of the clients in other languages: `make clients`."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from generator import portable
from generator.build import build_api
from generator.document import InvalidDescriptionError, load
from generator.generate import DESCRIPTION, ROOT
from generator.go import project as go
from generator.sdk_tables import SDK
from generator.typescript import project as typescript

TARGETS = (typescript, go, portable)
"""Each has the `FOLDER` of its client, the `FILES` that it writes there, and `write_client`."""


def main(arguments: list[str]) -> None:
    """Write every client; with `--check` say which files are not what openapi.yaml gives, and write none."""
    try:
        if arguments != ["--check"]:
            write_clients(ROOT)
            return
        with tempfile.TemporaryDirectory() as folder:
            write_clients(Path(folder))
            stale = stale_files(ROOT, Path(folder))
    except InvalidDescriptionError as error:
        sys.exit(str(error))
    if stale:
        advice = "run make clients, and commit what it writes; edits belong in openapi.yaml or generator/"
        sys.exit("\n".join([*(f"{path} is not what openapi.yaml gives" for path in stale), advice]))


def write_clients(root: Path, description: Path = DESCRIPTION) -> None:
    """Write what is generated of every client.

    Args:
        root: Where `clients/` is.
        description: openapi.yaml.

    Raises:
        InvalidDescriptionError: The description cannot become code.
    """
    api = build_api(load(description))
    version = sdk_version()
    for target in TARGETS:
        target.write_client(api, root / target.FOLDER, version)


def stale_files(kept: Path, fresh: Path) -> list[str]:
    """Return the generated files that are not what a description gives.

    Args:
        kept: A work tree.
        fresh: The folder into which `write_clients` has just written.
    """
    paths = [target.FOLDER / path for target in TARGETS for path in target.FILES]
    return [str(path) for path in paths if not _same(kept / path, fresh / path)]


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and one.read_bytes() == other.read_bytes()


def sdk_version() -> str:
    """Return the version of the SDK, which all languages have."""
    found = re.search(r'__version__ = "(.+)"', (SDK / "_version.py").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


if __name__ == "__main__":
    main(sys.argv[1:])
