"""Each example is short, and runs as it is against a simulated network."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from octaspace_sdk import OctaSpace
from octaspace_sdk.simulator import Simulator

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = sorted(path for path in FOLDER.glob("*.py") if path.name != "tour.py")


@pytest.fixture
def network(monkeypatch, tmp_path):
    """A simulator that the environment names, on which one machine runs and another has run."""
    with Simulator(speed=3600.0) as simulator, OctaSpace(simulator.api_key, base_url=simulator.url) as client:
        one, other = client.services.mr.search(min_gpus=1, min_reliability=98, limit=2)
        client.services.mr.create(one, image="ubuntu:24.04", disk_size=10)
        client.services.session(client.services.mr.create(other, image="ubuntu:24.04", disk_size=10)).stop()
        monkeypatch.setenv("OCTA_BASE_URL", simulator.url)
        monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
        monkeypatch.chdir(tmp_path)
        yield simulator


def test_there_is_one_for_each_task_of_a_renter():
    assert len(EXAMPLES) >= 17


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_is_short_and_says_what_it_does(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= 40
    assert lines[0].startswith('"""')


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs(network, monkeypatch, capsys, path):
    monkeypatch.setattr(sys, "argv", [str(path)])
    runpy.run_path(str(path), run_name="__main__")
    printed = capsys.readouterr()
    assert printed.out
    assert "Traceback" not in printed.err
