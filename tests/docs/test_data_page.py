"""Every Python block of docs/data.md runs on a fresh simulator; that of polars only where polars is."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from octaspace_sdk.simulator import Simulator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def is_runnable(block: str) -> bool:
    return "polars" not in block or find_spec("polars") is not None


@pytest.mark.parametrize("block", [block for block in BLOCKS if is_runnable(block)])
def test_a_block_runs(block, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    with Simulator() as simulator:
        monkeypatch.setenv("OCTA_BASE_URL", simulator.url)
        monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
        exec(compile(block, PAGE.name, "exec"), {"__name__": "data_page"})
        assert simulator.requests
    assert capsys.readouterr().out
