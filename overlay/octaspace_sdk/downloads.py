"""A download straight to disk."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self


class FileSink:
    """Writes next to the wanted file and renames at the end: no half file ever has the final name."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._part: BinaryIO | None = None

    def __enter__(self) -> Self:
        descriptor, self._name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.", suffix=".part")
        self._part = os.fdopen(descriptor, "wb")
        return self

    def begin(self) -> None:
        """A new attempt: what an earlier one wrote is dropped."""
        self._file.seek(0)
        self._file.truncate()

    def write(self, chunk: bytes, /) -> None:
        self._file.write(chunk)

    def finish(self) -> None:
        self._file.flush()

    @property
    def _file(self) -> BinaryIO:
        assert self._part is not None
        return self._part

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()
        if error is None:
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(self._name, 0o666 & ~umask)
            os.replace(self._name, self.path)
        else:
            os.unlink(self._name)
