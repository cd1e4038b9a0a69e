"""Pages and drawings that are made from the code are what the code gives; README and CONTRIBUTING link to files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs import error_decisions
from tests.faults.matrix import FAULTS
from tests.support.description import DOCUMENT
from tools import import_graph

import octaspace_sdk
from octaspace_sdk import errors

ROOT = Path(__file__).parents[2]
DRAWING = ROOT / "docs" / "architecture.svg"


def test_the_error_decisions_are_those_of_the_fault_matrix():
    page = error_decisions.PAGE.read_text(encoding="utf-8")
    assert page == error_decisions.make_page(), "python -m tests.docs.error_decisions writes it anew"


def test_every_fault_has_words():
    assert set(error_decisions.WORDS) == set(FAULTS)


def test_the_architecture_is_that_of_the_imports():
    _, arrows = import_graph.read_arrows("octaspace_sdk")
    assert DRAWING.read_text(encoding="utf-8") == import_graph.picture("octaspace_sdk", arrows), (
        "python tools/import_graph.py --svg docs/architecture.svg writes it anew"
    )


def test_every_tag_has_a_section_in_the_reference():
    page = (ROOT / "docs" / "reference" / "resources.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## client\.([\w.]+)", page, re.MULTILINE)
    assert {tag["name"] for tag in DOCUMENT["tags"]} - set(sections) == set()


def test_every_error_is_in_the_table_of_what_to_do_and_in_the_tree():
    page = (ROOT / "docs" / "error-handling.md").read_text(encoding="utf-8")
    rows = " ".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    exported = {name for name in octaspace_sdk.__all__ if name.endswith("Error")}
    assert exported - {"OctaSpaceError"} - set(re.findall(r"`(\w+)`", rows)) == set()
    assert exported - set(re.findall(r"\w+Error", errors.__doc__ or "")) == set()


def test_the_readme_is_short_and_has_the_map():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    [map_of_folders] = re.findall(r"^```text\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    folders = [line.split()[0] for line in map_of_folders.splitlines()]
    assert len(folders) == 8
    assert not [folder for folder in folders if not (ROOT / folder).exists()]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_of_what_a_repository_shows_lead_to_files(name):
    links = re.findall(r"\]\(([^)#]+)", (ROOT / name).read_text(encoding="utf-8"))
    assert links
    assert not [link for link in links if "://" not in link and not (ROOT / link).exists()]
