"""Every Python block of the README runs, each on a fresh simulator."""

import re
from pathlib import Path

import pytest

from octaspace_sdk.simulator import Simulator

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE)


def test_the_readme_has_its_blocks():
    assert len(BLOCKS) >= 6


@pytest.mark.parametrize("block", BLOCKS, ids=range(1, len(BLOCKS) + 1))
def test_a_block_runs(block, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)  # one of them downloads a file
    with Simulator(ready_after=0.0) as simulator:
        monkeypatch.setenv("OCTA_BASE_URLS", simulator.url)
        monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
        exec(compile(block, "README.md", "exec"), {"__name__": "readme"})
        assert simulator.requests
    assert capsys.readouterr().out
