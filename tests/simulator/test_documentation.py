"""docs/testing.md says what works: its project is written to a folder and run, and its own scenario tried."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

TEXT = (Path(__file__).parents[2] / "docs" / "testing.md").read_text()
FILES = dict(re.findall(r"^`(\w+\.py)`[^\n]*:\n\n```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
[SCENARIO] = re.findall(r"```python\n([^`]*class EmptyBody.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_project_can_be_copied_and_run(tmp_path):
    assert set(FILES) == {"render_farm.py", "test_render_farm.py"}
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OCTA_", "PYTEST_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert f"{FILES['test_render_farm.py'].count('def test_')} passed" in done.stdout


def test_the_scenario_of_ones_own_works(simulator, http):
    names: dict[str, type] = {}
    exec(SCENARIO, names)
    with simulator.inject(names["EmptyBody"]()):
        answer = http.get("/accounts")
    assert (answer.status_code, answer.content) == (200, b"")
    assert http.get("/accounts", headers={"X-Simulator-Scenario": "empty-body"}).content == b""


def test_every_scenario_is_in_the_table(http):
    error = http.get("/nodes", headers={"X-Simulator-Scenario": "nope"}).json()["error"]
    for kind in error.partition("there are ")[2].split(", "):
        name = "".join(part.title() for part in kind.split("-"))
        assert f"| `{name}(" in TEXT or kind in ("teapot", "empty-body")


def test_the_ten_line_test_has_ten_lines():
    body = FILES["test_render_farm.py"].partition("def test_rents_fails_over")[2]
    assert len(body.strip().splitlines()) <= 10
