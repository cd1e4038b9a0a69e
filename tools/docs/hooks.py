"""MkDocs hooks: the pages that are made from files outside docs/, so that nothing is written twice.

`changelog.md` is CHANGELOG.md, `generator.md` is generator/README.md, `languages/` has the pages of clients/,
`examples.md` is examples/,
`reference/models.md` has the fields of all models, `http-api.md` is a table of the operations of openapi.yaml, and
`openapi.html` is the whole description, rendered by Redoc.
"""

from __future__ import annotations

import ast
from pathlib import Path

from generator.build import build_api
from generator.document import load
from generator.python.source import method_path
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from models_page import models_page, names_of_models
from redoc_page import redoc_page

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTION = ROOT / "openapi.yaml"
LANGUAGES = {
    "typescript/index.md": "typescript/README.md",
    "go/index.md": "go/README.md",
    "go/MIGRATION.md": "go/MIGRATION.md",
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    pages = {
        "changelog.md": changelog_page(),
        "generator.md": (ROOT / "generator" / "README.md").read_text(encoding="utf-8"),
        "examples.md": examples_page(),
        "http-api.md": http_api_page(),
        "reference/models.md": models_page(),
        **{
            f"languages/{name}": (ROOT / "clients" / path).read_text(encoding="utf-8")
            for name, path in LANGUAGES.items()
        },
        "openapi.yaml": DESCRIPTION.read_text(encoding="utf-8"),
        "openapi.html": redoc_page(DESCRIPTION),
    }
    for path, content in pages.items():
        files.append(File.generated(config, path, content=content))
    return files


FOUND_FIRST = ("install.md", "first-machine.md", "find-a-machine.md", "log-in-and-run.md", "costs.md", "vpn.md")
FOUND_LAST = ("Reference", "Migrate", "Maintain")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Rank the guides of renters first in the search, and lists of names last."""
    if page.file.src_uri in FOUND_FIRST:
        page.meta["search"] = {"boost": 3}
    elif page.parent is not None and page.parent.title in FOUND_LAST:
        page.meta["search"] = {"boost": 0.3}


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Link the names of models in signatures to their sections."""
    if page.file.src_uri == "reference/models.md":
        for name, anchor in names_of_models():
            config.plugins["autorefs"].register_anchor(page, name, anchor)  # type: ignore[attr-defined]
    return html


DIALOG = 'data-md-component="search" role="dialog"'


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Names the dialog of the search for screen readers, which the theme does not."""
    return output.replace(DIALOG, DIALOG + ' aria-label="Search"')


def changelog_page() -> str:
    """Return the changelog, and first what is not released yet."""
    changes = [path.read_text(encoding="utf-8").strip() for path in sorted((ROOT / "changes").glob("*.*.md"))]
    items = [text if text.startswith("- ") else f"- {text}" for text in changes]
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return text.replace(RELEASES, "\n".join(["## Not released yet", "", *items, "", RELEASES]))


RELEASES = "<!-- releases, newest first -->"


def examples_page() -> str:
    """Return the page of the programs in examples/, each under what its docstring says."""
    parts = ["# Examples\n\nA short program for each task; `make test` runs them against the simulator.\n"]
    for path in sorted((ROOT / "examples").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        docstring = ast.get_docstring(ast.parse(source)) or ""
        title = path.stem.replace("_", " ").capitalize()
        parts.append(f"## {title}\n\n{docstring.partition(chr(10))[0]}\n\n```python\n{source}```\n")
    return "\n".join(parts)


def http_api_page() -> str:
    """Return the page of the HTTP API: every operation with the method of the client that calls it."""
    document = load(DESCRIPTION)
    api = build_api(document)
    rows = []
    for method, path, node in document.operations():
        operation = api.operation(node.get("operationId"))
        call = f"client.{method_path(operation, api.tag_of(operation))}()"
        rows.append(f"| `{method.upper()} {path}` | {operation.summary} | `{call}` |")
    return HTTP_API + "\n".join(rows) + "\n"


HTTP_API = """\
# HTTP API

What the API answers, field by field, is described in [openapi.yaml](openapi.yaml), kept by hand from what the live
service does. [Read the whole description](openapi.html): requests, responses, examples and units of each endpoint.

The base URL is `https://api.octa.space`; `https://api.octa.computer` is a second public host. The API key alone,
without `Bearer`, goes into the `Authorization` header.

| endpoint | what it does | in Python |
| --- | --- | --- |
"""
