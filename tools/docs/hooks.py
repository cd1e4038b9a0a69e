"""MkDocs hooks: the pages that are made from files outside docs/, so that nothing is written twice.

`changelog.md` is CHANGELOG.md, `generator.md` is generator/README.md, `examples.md` is examples/,
`reference/models.md` has the fields of all models, `http-api.md` is a table of the operations of openapi.yaml, and
`openapi.html` is the whole description, rendered by Redoc.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from models_page import models_page
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTION = ROOT / "openapi.yaml"
REDOCLY = ROOT / "tools" / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
METHODS = ("get", "post", "put", "patch", "delete")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    pages = {
        "changelog.md": (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
        "generator.md": (ROOT / "generator" / "README.md").read_text(encoding="utf-8"),
        "examples.md": examples_page(),
        "http-api.md": http_api_page(),
        "reference/models.md": models_page(),
        "openapi.yaml": DESCRIPTION.read_text(encoding="utf-8"),
        "openapi.html": redoc_page(),
    }
    for path, content in pages.items():
        files.append(File.generated(config, path, content=content))
    return files


def examples_page() -> str:
    """Returns the page of the programs in examples/, each under what its docstring says."""
    parts = ["# Examples\n\nA short program for each task; `make test` runs them against the simulator.\n"]
    for path in sorted((ROOT / "examples").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        docstring = ast.get_docstring(ast.parse(source)) or ""
        title = path.stem.replace("_", " ").capitalize()
        parts.append(f"## {title}\n\n{docstring.partition(chr(10))[0]}\n\n```python\n{source}```\n")
    return "\n".join(parts)


def http_api_page() -> str:
    """Returns the page of the HTTP API: every operation with the method of the client that calls it."""
    document = YAML(typ="safe").load(DESCRIPTION.read_text(encoding="utf-8"))
    rows = [
        f"| `{method.upper()} {path}` | {operation['summary']} | `client.{_python_name(operation['operationId'])}` |"
        for path, method, operation in operations(document)
    ]
    return "\n".join(
        [
            "# HTTP API",
            "",
            "What the API answers, field by field, is described in [openapi.yaml](openapi.yaml), kept by hand from "
            "what the live service does. [Read the whole description](openapi.html): requests, responses, "
            "examples and units of each endpoint.",
            "",
            "The base URL is `https://api.octa.space`; `https://api.octa.computer` is a second public host. The API "
            "key alone, without `Bearer`, goes into the `Authorization` header.",
            "",
            "| endpoint | what it does | in Python |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _python_name(operation_id: str) -> str:
    return operation_id.replace("services.session.", "services.session(uuid).") + "()"


LOGO = re.compile(r"https://cdn\.redoc\.ly/[\w./-]+\.svg")
NO_IMAGE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self' 'unsafe-inline' data: blob:\">"


def redoc_page() -> str:
    """Returns the description as one HTML page that needs no other file and asks no other host.

    Raises:
        PluginError: Redoc is not installed, or refuses the description.
    """
    if not REDOCLY.exists():
        raise PluginError("tools/node_modules has no Redoc: run `npm ci` in tools/, or make docs, which does")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "openapi.html"
        command = ["node", str(REDOCLY), "build-docs", str(DESCRIPTION), "--inlineBundle", "--output", str(page)]
        quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
        done = subprocess.run(command, env={**os.environ, **quiet}, capture_output=True, text=True)
        if done.returncode:
            raise PluginError(f"Redoc refuses openapi.yaml:\n{done.stdout}{done.stderr}")
        html = page.read_text(encoding="utf-8")
    return LOGO.sub(NO_IMAGE, html.replace("<head>", f"<head>\n  {POLICY}", 1))
