"""docs/errors.md shows what the SDK really says to typical mistakes."""

from __future__ import annotations

import pytest
from tests.docs.errors_page import MISTAKES, PAGE, make_page

pytestmark = pytest.mark.slow


def test_the_page_is_what_the_sdk_says():
    assert PAGE.read_text(encoding="utf-8") == make_page(), "python -m tests.docs.errors_page writes it anew"


def test_there_are_the_mistakes_of_a_first_week():
    assert sum(map(len, MISTAKES.values())) >= 25
