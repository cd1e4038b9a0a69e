"""Programs that run beside the test: read as they write, never waited for without a limit."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import attrs


@attrs.define
class Program:
    """A Python program that is running."""

    process: subprocess.Popen[bytes]
    output: str = ""
    """What it has written so far."""
    _seen: int = 0

    def wait_for(self, text: str, seconds: float = 15.0) -> str:
        """Returns what the program writes from the last such place up to and with `text`."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        while (at := self.output.find(text, self._seen)) < 0:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([self.process.stdout], [], [], left)[0]:
                raise TimeoutError(f"no {text!r} within {seconds} s, only: {self.output[self._seen :]}")
            chunk = os.read(self.process.stdout.fileno(), 65536)
            if not chunk:
                raise EOFError(f"no {text!r}, only: {self.output[self._seen :]}\n{self.errors()}")
            self.output += chunk.decode()
        begun, self._seen = self._seen, at + len(text)
        return self.output[begun : self._seen]

    def finish(self, seconds: float = 15.0) -> tuple[int, str]:
        """Waits for the end; returns the exit status and the errors. `output` is complete then."""
        output, errors = self.process.communicate(timeout=seconds)
        self.output += output.decode()
        return self.process.returncode, errors.decode()

    def errors(self) -> str:
        self.process.kill()
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def kill(self) -> None:
        """Ends it by SIGKILL; on return it is gone."""
        self.process.kill()
        self.process.wait()


@contextmanager
def program(*arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Program]:
    """Runs `python ARGUMENTS` until the end of the block at most."""
    command = [sys.executable, "-W", "error", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env={**os.environ, **(env or {})}) as process:
        try:
            yield Program(process)
        finally:
            process.kill()


@attrs.frozen
class RunningSimulator:
    """`python -m octaspace_sdk.simulator`, ready to answer."""

    program: Program
    url: str
    key: str

    @property
    def port(self) -> str:
        return self.url.rpartition(":")[2]


@contextmanager
def simulator_command(*options: str) -> Iterator[RunningSimulator]:
    """Runs the simulator as a command with a free port, unless `options` name one."""
    with program("-m", "octaspace_sdk.simulator", "--port", "0", *options) as running:
        url, key = (part.partition("=")[2] for part in running.wait_for("\n").split())
        yield RunningSimulator(running, url, key)
