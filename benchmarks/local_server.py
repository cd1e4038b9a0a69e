"""The server process that the benchmarks ask, seen from their side."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import attrs

SCRIPT = Path(__file__).with_name("server.py")


@attrs.frozen
class ConnectionCounts:
    """What the server saw since it was last asked."""

    peak: int
    """The most connections that were open at once."""
    requests: int
    open: int
    """Connections open now."""


class LocalServer:
    """Runs server.py as long as the block lasts."""

    def __init__(self, nodes: bytes = b"[]") -> None:
        self._nodes = nodes

    def __enter__(self) -> Self:
        with tempfile.NamedTemporaryFile() as file:  # read once, at the start
            file.write(self._nodes)
            file.flush()
            # In a session of its own: Ctrl-C is for the benchmark, and the server ends with its standard input.
            self._process = subprocess.Popen(
                [sys.executable, "-S", str(SCRIPT), file.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            self.url = f"http://127.0.0.1:{int(self._pipe(self._process.stdout).readline())}"
        return self

    def connection_counts(self) -> ConnectionCounts:
        stdin = self._pipe(self._process.stdin)
        stdin.write("\n")
        stdin.flush()
        return ConnectionCounts(*map(int, self._pipe(self._process.stdout).readline().split()))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._process as process:
            try:
                process.communicate(timeout=10)
            finally:
                process.kill()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe
