"""The tests that docs/testing.md shows for mocks of httpx pass as they stand there."""

import inspect
import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "testing.md").read_text()
SECTION = PAGE.partition("## Mocks of httpx\n")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"^```python\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: re.findall(r"def (test_\w+)", block)[0])
def test_mock_works_as_shown(block, request):
    names: dict[str, object] = {}
    exec(compile(block, "docs/testing.md", "exec"), names)
    [test] = [value for name, value in names.items() if name.startswith("test_")]
    assert callable(test)
    fixtures = [name for name in inspect.signature(test).parameters if name != "respx_mock"]
    test(**{name: request.getfixturevalue(name) for name in fixtures})


def test_there_are_three_of_them():
    assert len(BLOCKS) == 3
