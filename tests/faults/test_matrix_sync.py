"""Every cell of the fault matrix, on the sync client."""

from __future__ import annotations

import pytest
from tests.faults.matrix import Cell, cells
from tests.faults.runner import run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("cell", [pytest.param(cell, id=cell.name) for cell in cells("sync")])
def test_cell(cell: Cell) -> None:
    assert not run(cell).problems
