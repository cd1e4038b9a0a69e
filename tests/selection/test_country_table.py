"""The packaged table of countries is what the pinned library gives."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution

import pytest
from tools.country_table import TABLE, country_table


def test_the_table_is_that_of_the_library():
    try:
        distribution("country-converter")
    except PackageNotFoundError:
        pytest.skip("country-converter is not installed")
    assert TABLE.read_text(encoding="utf-8") == country_table()


def test_the_table_has_the_world():
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    codes = [codes.split(",")[0] for codes, *_ in rows]
    assert len(codes) == len(set(codes)) > 240
    assert all(len(code) == 2 for code in codes)
    assert all(len(row) == 4 for row in rows)
