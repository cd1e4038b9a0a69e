"""The same must hold when a caller's own httpx or httpx2 client sends."""

from __future__ import annotations

import pytest
from tests.faults.matrix import Cell, cells_of_custom_clients
from tests.faults.runner import run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("cell", [pytest.param(cell, id=cell.name) for cell in cells_of_custom_clients()])
def test_cell(cell: Cell) -> None:
    assert not run(cell).problems
