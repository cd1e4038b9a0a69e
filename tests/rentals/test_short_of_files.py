"""Whatever stopping takes is there before a session is started: not even a file has to be opened for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="no such limit here")]


@pytest.mark.parametrize("mode", ["sync", "asyncio", "trio"])
def test_session_is_stopped_without_a_file_descriptor_left(relay, simulator, running, mode):
    renter = Path(__file__).with_name("renter_short_of_files.py")
    environment = os.environ | {"OCTA_API_KEY": simulator.api_key}
    ended = subprocess.run(
        [sys.executable, str(renter), mode, relay.url], env=environment, capture_output=True, text=True, timeout=30
    )
    assert ended.returncode == 0, ended.stderr
    assert running() == []
    assert ended.stderr == ""
    assert ended.stdout == "\n", "imported after the creation"
