"""The migration tables: what they name exists here, and no name of the package `octaspace` is missing."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import octaspace
import pytest

import octaspace_api.models
import octaspace_sdk
from octaspace_sdk import OctaSpace, RunningSession, SessionHandle

FOLDER = Path(__file__).parents[2] / "docs" / "migrate"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
PUBLIC = {name: getattr(module, name) for module in (octaspace_api.models, octaspace_sdk) for name in module.__all__}
EXPECTED = re.compile(r"(?<!httpx\.)\b(?P<root>client|session|[A-Z]\w+)\.(?P<path>[a-z_]\w*(?:\.[a-z_]\w*)*)")


@pytest.fixture
def client():
    with OctaSpace("") as client:
        yield client


def _here(page: str) -> str:
    """The code of the tables in all columns but the first: what a name is called here."""
    rows = [line.split(" | ", 1)[1] for line in page.splitlines() if line.startswith("| `")]
    return "\n".join(code for row in rows for code in re.findall(r"`([^`]+)`", row))


@pytest.mark.parametrize("page", PAGES)
def test_what_a_table_names_exists_here(page, client):
    missing = []
    for found in EXPECTED.finditer(_here(PAGES[page])):
        owners: list[Any] = [client] if found["root"] == "client" else [SessionHandle, RunningSession]
        if found["root"][0].isupper():
            owners = [PUBLIC.get(found["root"])]
        if not any(_has(owner, found["path"]) for owner in owners):
            missing.append(found[0])
    assert not missing


def _has(owner: Any, path: str) -> bool:
    for name in path.split("."):
        if name not in dir(owner) and name not in getattr(owner, "__annotations__", {}):
            return False
        owner = getattr(owner, name, None)
    return True


FIELDS = re.compile(r"^### (\w+) → \[`(\w+)`\].*?\n\n((?:\|.*\n?)+)", re.MULTILINE)


@pytest.mark.parametrize(("model", "table"), [found[1:] for found in FIELDS.findall(PAGES["go"])])
def test_each_field_of_the_go_types_is_an_attribute_of_the_model(model, table):
    paths = re.findall(r"^\| `[\w.]+` \| `([^`]+)`", table, re.MULTILINE)
    assert paths
    for path in paths:
        annotation = model
        for name in path.replace("[i]", "").split("."):
            [kind] = [word for word in re.findall(r"\w+", annotation) if word in octaspace_api.models.__all__]
            annotation = getattr(octaspace_api.models, kind).__annotations__[name]


def test_no_name_of_the_package_octaspace_is_missing():
    page = PAGES["octaspace"]
    options = {field.name for field in fields(octaspace.ClientConfig)}
    methods = set()
    with octaspace.OctaSpaceClient("key") as theirs:
        resources = ("accounts", "apps", "idle_jobs", "network", "nodes", "sessions")
        owners = {name: getattr(theirs, name) for name in resources}
        owners |= {f"services.{name}": getattr(theirs.services, name) for name in ("mr", "vpn", "render")}
        owners["session"] = theirs.services.session("any")
        generic = {"get", "post", "put", "patch", "delete", "encode"}
        for prefix, owner in owners.items():
            methods |= {f"{prefix}.{name}" for name in dir(owner) if not name.startswith("_") and name not in generic}
    names = {*octaspace.__all__, *options, *methods}
    assert len(names) > 60
    assert not [name for name in sorted(names) if not re.search(rf"\b{re.escape(name)}\b", page)]
