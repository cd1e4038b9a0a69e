"""Pages and drawings that are made from the code are what the code gives."""

from __future__ import annotations

from pathlib import Path

from tests.docs import error_decisions
from tests.faults.matrix import FAULTS
from tools import import_graph

DRAWING = Path(__file__).parents[2] / "docs" / "architecture.svg"


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
