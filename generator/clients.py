"""Writes the generated parts of the clients in other languages: `python -m generator.clients [FOLDER]`, or `make clients`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from generator.build import build_api
from generator.document import InvalidDescriptionError, load
from generator.generate import DESCRIPTION, ROOT, SDK
from generator.go import project as go
from generator.typescript import project as typescript

TARGETS = (typescript, go)
"""The languages: each has the `FOLDER` of what it generates, and a function `write_client`."""


def main(root: Path = ROOT) -> None:
    """Writes every client below the root of a work tree, or says why not."""
    try:
        write_clients(root)
    except InvalidDescriptionError as error:
        sys.exit(str(error))


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
        target.write_client(api, root / target.FOLDER.relative_to(ROOT), version)


def sdk_version() -> str:
    """Return the version of the SDK, which all languages have."""
    found = re.search(r'__version__ = "(.+)"', (SDK / "_version.py").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
