"""Renders the description of the API with Redoc, which the linter of `make check` brings along."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

from mkdocs.exceptions import PluginError

REDOCLY = Path(__file__).resolve().parents[1] / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"


def redoc_page(description: Path) -> str:
    """Return the description as one HTML page that needs no other file and asks no other host.

    Raises:
        PluginError: Redoc is not installed, or refuses the description.
    """
    if not REDOCLY.exists():
        raise PluginError("tools/node_modules has no Redoc: run `npm ci` in tools/, or make docs, which does")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "openapi.html"
        command = ["node", str(REDOCLY), "build-docs", str(description), "--inlineBundle", "--output", str(page)]
        quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
        done = subprocess.run(command, env={**os.environ, **quiet}, capture_output=True, text=True)
        if done.returncode:
            raise PluginError(f"Redoc refuses {description.name}:\n{done.stdout}{done.stderr}")
        html = page.read_text(encoding="utf-8")
    html = html.replace("<head>", HEAD, 1)
    html = ROUTE.sub(r"\1#\2", html)
    return LOGO.sub(NAME, html)


ROUTE = re.compile(r'(<a [^>]*href=")(/[^"]*")')
"""A link to a section: the script uses the fragment, what is rendered beforehand does not."""
LOGO = re.compile(r"https://cdn\.redoc\.ly/[\w./-]+\.svg")
NAME = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='42' height='12'%3E%3Ctext y='10' "
    "font-size='10' font-family='sans-serif' fill='%233a76d8'%3ERedocly%3C/text%3E%3C/svg%3E"
)
"""The name in place of the logo, which is on another host."""
HEAD = """<head>
  <meta http-equiv="Content-Security-Policy" content="default-src 'self' 'unsafe-inline' data: blob:">
  <style>
    :root:not(.dark) { --text-color-helper: #5f6070; --search-trigger-color: #5f6070; }
    :root.dark { --text-color-helper: #b9bbc6; --search-trigger-color: #b9bbc6; }
    :root:not(.dark) .tag-get, :root:not(.dark) .tag-query { --tag-color: #0b7a3e; }
    :root:not(.dark) .tag-patch { --tag-color: #8a6100; }
  </style>
  <script>
    // The sidebar is no landmark, in which a screen reader would find it.
    new MutationObserver(() => {
      const sidebar = document.querySelector('main')?.parentElement.firstElementChild
      sidebar?.setAttribute('role', 'navigation')
      sidebar?.setAttribute('aria-label', 'Endpoints')
    }).observe(document, { childList: true, subtree: true })
  </script>"""
"""Keeps the page from asking another host, and lets everybody read it."""
