"""Things that are measured in an interpreter of their own.

All contenders run from bytecode, as installed packages do, also where the environment keeps Python from writing it
beside the sources (PYTHONDONTWRITEBYTECODE): the round that does not count fills a temporary cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import cache

from benchmarks.measure import Duration, Turn
from benchmarks.peers import ROOT

_TIMED = """
import time
cpu, wall = time.process_time(), time.perf_counter()
{code}
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


def output_of(module: str, *arguments: str) -> str:
    """What a module prints; it finds what this process finds."""
    return _output("-m", module, *arguments)


def in_new_interpreter(code: str) -> Turn:
    """A turn in which a new interpreter runs the code; its own start does not count."""

    def turn() -> Duration:
        return Duration(*map(float, _output("-c", _TIMED.format(code=code)).split()))

    return turn


def _output(*arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONPYCACHEPREFIX": _bytecode().name}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment).stdout


@cache
def _bytecode() -> tempfile.TemporaryDirectory[str]:
    """Returns the directory of the bytecode; it is removed when this process ends."""
    return tempfile.TemporaryDirectory(prefix="octaspace-bytecode-")
