"""The code blocks of docs/testing.md work: the project runs in a folder of its own, the custom fault is injected."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from octaspace_sdk.simulator import faults
from octaspace_sdk.simulator.faults.fault_syntax import FAULT_TYPES

pytestmark = pytest.mark.slow

TEXT = (Path(__file__).parents[2] / "docs" / "testing.md").read_text()
FILES = dict(re.findall(r"^`(\w+\.py)`[^\n]*:\n\n```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
[RECORDING] = re.findall(r"```python\n([^`]*import vcr\n.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
[CUSTOM_FAULT] = re.findall(r"```python\n([^`]*class EmptyBody.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_project_can_be_copied_and_run(tmp_path):
    assert set(FILES) == {"render_farm.py", "test_render_farm.py"}
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OCTA_", "PYTEST_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert f"{FILES['test_render_farm.py'].count('def test_')} passed" in done.stdout


def test_the_custom_fault_works(simulator, http):
    names: dict[str, type] = {}
    exec(CUSTOM_FAULT, names)
    with simulator.inject(names["EmptyBody"]()):
        answer = http.get("/accounts")
    assert (answer.status_code, answer.content) == (200, b"")


def test_no_key_is_in_a_recording(make_simulator, monkeypatch, tmp_path):
    pytest.importorskip("vcr")
    simulator = make_simulator()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCTA_BASE_URLS", simulator.url)
    monkeypatch.setenv("OCTA_API_KEY", simulator.api_key)
    names: dict[str, Any] = {}
    exec(RECORDING, names)
    names["test_balance"]()
    cassette = (tmp_path / "cassettes" / "balance.yaml").read_text()
    assert "/accounts/balance" in cassette
    assert simulator.api_key not in cassette
    simulator.close()
    monkeypatch.setenv("OCTA_API_KEY", "any-other")
    names["test_balance"]()


def test_every_fault_is_in_the_table():
    assert len(FAULT_TYPES) >= 9
    for fault_type in FAULT_TYPES:
        name = "".join(part.title() for part in fault_type.split("-"))
        assert f"| `{name}(" in TEXT
        assert issubclass(getattr(faults, name), faults.Fault)


def test_the_ten_line_test_has_ten_lines():
    body = FILES["test_render_farm.py"].partition("def test_rents_fails_over")[2]
    assert len(body.strip().splitlines()) <= 10
