"""The page of the HTTP API names the methods of the client as they are called."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest
import yaml
from tests.docs.site import ROOT
from tests.support.description import DOCUMENT

PART = {"name": "part_id", "in": "path", "required": True, "description": "A part.", "schema": {"type": "string"}}


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    pytest.importorskip("mkdocs", reason="the documentation's tools are not installed: make docs installs them")
    monkeypatch.syspath_prepend(ROOT / "tools" / "docs")
    return importlib.import_module("hooks")


def test_every_operation_has_its_method(hooks):
    rows = [line for line in hooks.http_api_page().splitlines() if line.startswith("| `")]
    assert any(row.endswith("| `client.services.session(uuid).stop()` |") for row in rows)
    assert len(rows) == sum(len(item.keys() - {"parameters"}) for item in DOCUMENT["paths"].values())


def test_a_handle_and_a_keyword_are_spelt_as_python_has_them(hooks, tmp_path, monkeypatch):
    operation = {
        "operationId": "spare-parts.import",
        "tags": ["spare-parts"],
        "summary": "Import a part",
        "parameters": [PART],
        "responses": {"200": {"description": "Done."}},
    }
    tag = {"name": "spare-parts", "description": "Parts.", "x-handle": "part_id"}
    paths = {"/parts/{part_id}": {"get": operation}}
    description = tmp_path / "openapi.yaml"
    description.write_text(yaml.safe_dump({**DOCUMENT, "tags": [*DOCUMENT["tags"], tag], "paths": paths}))
    monkeypatch.setattr(hooks, "DESCRIPTION", description)
    assert hooks.http_api_page().endswith("| Import a part | `client.spare_parts(part_id).import_()` |\n")
