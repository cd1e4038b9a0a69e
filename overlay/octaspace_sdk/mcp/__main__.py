"""The command `python -m octaspace_sdk.mcp`."""

from __future__ import annotations

import sys

from octaspace_sdk.mcp.command import main

if __name__ == "__main__":
    sys.exit(main())
