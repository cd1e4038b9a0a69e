"""Builds the documentation, serves it, and reads its pages: what the tests and `make docs-look` share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs
from tests.support.chromium import CHROMIUM

ROOT = Path(__file__).resolve().parents[2]
NODE_MODULES = ROOT / "tools" / "node_modules"


def why_no_build() -> str:
    """What keeps the site from being built; empty when nothing does."""
    if find_spec("mkdocstrings") is None:
        return "the documentation's tools are not installed: make docs installs them"
    return "" if (NODE_MODULES / "@redocly").exists() else "Redoc is not installed: make docs installs it, with npm"


def why_no_look() -> str:
    """What keeps pages from being looked at; empty when nothing does."""
    if CHROMIUM is None:
        return "there is no Chromium to look at the pages with (CHROMIUM=path names one)"
    return "" if (NODE_MODULES / "axe-core").exists() else "axe-core is not installed: make docs installs it, with npm"


def build(target: Path) -> str:
    """Build the site into a folder as `make docs` does, and return what MkDocs says."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", "tools/docs/mkdocs.yml"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [*command, "--site-dir", str(target)], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; gives its base URL."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def look(base_url: str, *arguments: str) -> list[dict[str, Any]]:
    """Look at pages in Chromium; returns what tools/docs/look.mjs prints."""
    command = ["node", str(ROOT / "tools" / "docs" / "look.mjs"), base_url, *arguments]
    environment = {**os.environ, "CHROMIUM": str(CHROMIUM)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@attrs.define
class Page(HTMLParser):
    """The links, assets and anchors of one page."""

    html: str
    links: list[str] = attrs.field(factory=list)
    assets: list[str] = attrs.field(factory=list)
    anchors: set[str] = attrs.field(factory=set)

    def __attrs_post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value for name, value in attributes if value is not None}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "link" and values.get("rel") not in ("canonical", "prev", "next"):
            self.assets.append(values.get("href", ""))
        elif "src" in values:
            self.assets.append(values["src"])
