"""Child processes of a test: their output is read as they write it, and every wait has a timeout."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import attrs
from tests.support.waiting import PATIENCE, readable


@attrs.define
class Program:
    """A running Python process."""

    process: subprocess.Popen[bytes]
    output: str = ""
    """What it has written to stdout so far."""
    _read_up_to: int = 0

    def wait_for(self, text: str, seconds: float = PATIENCE) -> str:
        """Returns the output from the end of the last match up to and including `text`."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        while (start := self.output.find(text, self._read_up_to)) < 0:
            remaining = max(0.0, deadline - time.monotonic())
            if not readable(self.process.stdout, remaining):
                raise TimeoutError(f"no {text!r} within {seconds} s, only: {self.output[self._read_up_to :]}")
            chunk = os.read(self.process.stdout.fileno(), 65536)
            if not chunk:
                raise EOFError(f"no {text!r}, only: {self.output[self._read_up_to :]}\n{self.errors()}")
            self.output += chunk.decode()
        previous, self._read_up_to = self._read_up_to, start + len(text)
        return self.output[previous : self._read_up_to]

    def finish(self, seconds: float = PATIENCE) -> tuple[int, str]:
        """Waits for the exit; returns the exit status and stderr. `output` is complete then."""
        output, errors = self.process.communicate(timeout=seconds)
        self.output += output.decode()
        return self.process.returncode, errors.decode()

    def errors(self) -> str:
        self.process.kill()
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def kill(self) -> None:
        """Sends SIGKILL and waits for the exit."""
        self.process.kill()
        self.process.wait()


@contextmanager
def program(*arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Program]:
    """Runs `python ARGUMENTS`, and kills it at the end of the block."""
    command = [sys.executable, "-W", "error", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env={**os.environ, **(env or {})}) as process:
        try:
            yield Program(process)
        finally:
            process.kill()


@attrs.frozen
class RunningSimulator:
    """A running `python -m octaspace_sdk.simulator` that accepts connections."""

    program: Program
    url: str
    key: str

    @property
    def port(self) -> str:
        return self.url.rpartition(":")[2]


@contextmanager
def simulator_command(*options: str) -> Iterator[RunningSimulator]:
    """Runs the simulator as a command, on a free port unless `options` name one."""
    with program("-m", "octaspace_sdk.simulator", "--port", "0", *options) as running:
        shown = running.wait_for("\n").removeprefix("export ")
        url, key = (part.partition("=")[2] for part in shown.split()[:2])
        yield RunningSimulator(running, url, key)
