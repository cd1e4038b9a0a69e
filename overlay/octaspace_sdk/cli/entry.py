"""The entry point of the console script `octaspace`: it imports nothing that the extra has to install first."""

from __future__ import annotations

import sys
from importlib.util import find_spec

NEEDED = ("typer", "rich", "yaml", "segno")
"""The modules that the extra `cli` installs."""


def main() -> None:
    """Run the command line, and exit with its status."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        sys.exit(f"octaspace: {', '.join(missing)} missing; install the extra: pip install 'octaspace-sdk[cli]'")
    from octaspace_sdk.cli.encoding import prepare_streams
    from octaspace_sdk.cli.program import run

    prepare_streams()
    sys.exit(run(sys.argv[1:]))
