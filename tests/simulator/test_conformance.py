"""Two independent tools check the simulator against openapi.yaml; `make conformance` runs them at length."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Prism runs on Node.js")


def conformance(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "tools/conformance.py", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """A description with a field in the profile that the simulator does not have."""
    text = (ROOT / "openapi.yaml").read_text()
    wanting = text.replace("required: [account_uuid, avatar,", "required: [account_uuid, colour, avatar,", 1)
    assert wanting != text
    path = tmp_path / "openapi.yaml"
    path.write_text(wanting)
    return path


def test_schemathesis_finds_no_failure():
    run = conformance("schemathesis", "--examples", "15")
    assert run.returncode == 0, run.stdout[-5000:]
    generated, passed = re.search(r"(\d+) generated, (\d+) passed", run.stdout).groups()
    assert generated == passed
    assert int(passed) > 500


def test_schemathesis_would_find_one(stricter):
    run = conformance("schemathesis", "--examples", "1", "--description", str(stricter))
    assert run.returncode == 1
    assert "'colour' is a required property" in run.stdout or '"colour" is a required property' in run.stdout


@needs_node
def test_prism_finds_no_violation_during_the_tour():
    run = conformance("prism")
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-5000:]
    assert re.search(r"Prism: \d+ requests, 0 violations", run.stdout)


@needs_node
def test_prism_would_find_one(stricter):
    run = conformance("prism", "--description", str(stricter))
    assert run.returncode == 1
    assert "must have required property 'colour'" in run.stdout
    assert ", 2 violations" in run.stdout
