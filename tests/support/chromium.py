"""Where Chromium is, for what is to be seen in a browser."""

from __future__ import annotations

import os
from shutil import which

CHROMIUM = os.environ.get("CHROMIUM") or which("chromium") or which("google-chrome")
"""The path of the program; None where there is none. The environment variable CHROMIUM names another one."""
