"""A few seconds of the soak: nothing is sent twice, left running in silence or left open (`make soak` takes minutes)."""

from __future__ import annotations

import pytest
from tests.soak.runner import soak

pytestmark = pytest.mark.slow


def test_soak_of_four_seconds():
    report = soak(4.0, seed=1, rate=0.3)
    assert report.problems == []
    assert report.facts["exchanges broken"] > 0
    assert report.facts["machines rented"] > 0
