"""The search for the key finds it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.clients import KEY
from tests.support.secret_search import LIBRARIES, everything, places


def test_search_finds_a_key():
    """Else all tests of this file would pass."""
    source = compile("def fail(secret):\n    raise RuntimeError('none')", f"{LIBRARIES[0]}/made_up.py", "exec")
    space: dict[str, Any] = {}
    exec(source, space)
    with pytest.raises(RuntimeError) as in_locals:
        space["fail"](KEY)
    assert places(everything(in_locals.value))
    noted = RuntimeError("none")
    noted.add_note(f"it is {KEY}")
    caused = RuntimeError("none")
    caused.__cause__ = ExceptionGroup("none", [RuntimeError(f"Authorization: {KEY}")])
    assert all(places(everything(one)) for one in (noted, caused))
    with pytest.raises(RuntimeError) as clean:
        space["fail"]("another")
    assert not places(everything(clean.value))
