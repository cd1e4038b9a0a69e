"""What is installed to build and to check this package is exactly what was chosen: each file has a known hash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "name", ["tools/requirements", "tools/release", "tools/docs/requirements", "benchmarks/requirements"]
)
def test_each_requirement_is_pinned_with_its_hashes(name):
    locked = (ROOT / f"{name}.txt").read_text().replace("\\\n", " ").splitlines()
    names = set()
    for line in locked:
        found = re.fullmatch(r"([\w.-]+)==\S+( ; [^#]*?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*", line)
        assert found is not None, line
        names.add(line.partition(" --hash")[0].split(" ;")[0].strip())
    chosen = re.findall(r"^[\w.-]+==\S+", (ROOT / f"{name}.in").read_text(), re.MULTILINE)
    assert chosen
    assert set(chosen) <= names
