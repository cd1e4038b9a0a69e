"""A download straight to disk: the whole file under its name, or nothing.

The bytes go into a file of another name in the same folder, which is on the disk before it is renamed. The part that
a broken attempt has left is kept for the next one (resume.py), and removed when the call fails.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any, BinaryIO, Self

from octaspace_sdk.downloads.resume import ResumeState, is_compressed
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.callbacks import check_callback
from octaspace_sdk.support.deadline import Deadline
from octaspace_sdk.support.redaction import Headers
from octaspace_sdk.transport.decompression import Decompressor
from octaspace_sdk.transport.protocol import BodySinkError, Failure, Result, SendAttempt

StrPath = str | os.PathLike[str]
"""A path of the file system."""
OnBytes = Callable[[int, int | None], object]
"""Receives the number of bytes so far, and their total, or None when the server does not say."""

_WRITE_SIZE = 1024 * 1024  # bytes to gather for one write
_SLICE = 1024  # compressed bytes to unpack at a time: they become a thousand times as many at most


class Download:
    """The body sink of one call: a `with` block, at whose end the file gets its name, or is removed after an error.

    Until then only its owner can read it. It then gets the mode of the file that it replaces; a new one gets that of
    any new file, or stays private.
    """

    def __init__(self, to: StrPath, progress: OnBytes | None = None, *, private: bool = False) -> None:
        try:
            self.path = Path(to)
        except TypeError:
            raise ValueError(f"to must be a path, not {type(to).__name__}") from None
        check_callback("progress", progress)
        self._progress = progress
        self._private = private
        self._resume = ResumeState()
        self._unwritten = bytearray()

    def __enter__(self) -> Self:
        self._target = os.path.realpath(self.path)  # a link stays, and what it leads to is replaced
        self._part = os.path.join(os.path.dirname(self._target), f".octaspace-{token_hex(8)}.part")
        _check_replaceable(self._target)
        try:
            self._file: BinaryIO = open(self._part, "xb", opener=_open_private)
        except OSError as error:
            error.filename = str(self.path)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with suppress(OSError):  # what is to be kept has been saved
            self._file.close()
        try:
            if error is None:
                with suppress(OSError):  # not every file system has modes
                    os.chmod(self._part, self._mode())
                os.replace(self._part, self._target)
        finally:
            with suppress(OSError):  # renamed
                os.unlink(self._part)

    def _mode(self) -> int:
        """Return the mode that the file ends with."""
        try:
            return stat.S_IMODE(os.stat(self._target).st_mode) & 0o777
        except FileNotFoundError:
            return 0o600 if self._private else _mode_of_new_file(f"{self._part}.mode")

    def headers(self, usual: Headers, base_url: str) -> Headers:
        """Return the headers of the next attempt."""
        return Headers(usual | self._resume.headers(base_url), usual.key_mask)

    def must_restart(self, response: RawResponse) -> bool:
        """Return whether the server refused to send the rest; the next attempt asks for everything."""
        return self._resume.range_refused(response.status, continued=not response.body_error)

    def consume(self, attempt: SendAttempt, response: Any, chunks: Iterator[bytes]) -> Result:
        """Write the body of a success."""
        error = self._begin(attempt, response)
        if not error:
            for chunk in chunks:
                for _ in self._gather(chunk, attempt.deadline):
                    self._write()
            error = self._end()
            self._save()
        return self._outcome(attempt, response, error)

    async def consume_async(self, attempt: SendAttempt, response: Any, chunks: AsyncIterator[bytes]) -> Result:
        """Write the body of a success, in a thread: the disk may block. `progress` is called on the event loop."""
        from anyio.to_thread import run_sync

        error = self._begin(attempt, response)
        if not error:
            async for chunk in chunks:
                for _ in self._gather(chunk, attempt.deadline):
                    await run_sync(self._write)
            error = self._end()
            await run_sync(self._save)
        return self._outcome(attempt, response, error)

    def _begin(self, attempt: SendAttempt, response: Any) -> str:
        """Continue the last attempt, or begin anew; return what is wrong with the response."""
        self._decompressor = Decompressor(response.headers.get("content-encoding", ""), None)
        self._slice = _SLICE if is_compressed(response.headers) else _WRITE_SIZE
        if response.status_code == 206:
            if not self._resume.continues(response.headers):
                return "it is not the part of the file that was asked for"
        else:
            self._resume.restart(attempt.base_url, response.headers)
            self._unwritten.clear()
            with self._on_disk():
                self._file.seek(0)
                self._file.truncate()
        self._tell()
        return ""

    def _gather(self, chunk: bytes, deadline: Deadline) -> Iterator[None]:
        """Add a chunk of the body; yield whenever there is enough for a write."""
        if deadline.expired:
            raise TimeoutError
        for start in range(0, len(chunk), self._slice):
            part = self._decompressor.add(chunk[start : start + self._slice])
            self._resume.received += len(part)
            self._unwritten += part
            if len(self._unwritten) >= _WRITE_SIZE:
                yield
        self._tell()

    def _end(self) -> str:
        """End the body; return what is wrong with it."""
        self._decompressor.finish()
        return self._decompressor.error

    def _write(self) -> None:
        with self._on_disk():
            self._file.write(self._unwritten)
            self._unwritten.clear()

    def _save(self) -> None:
        """Flush a complete file to the disk: a power cut could leave half a file under the final name."""
        if self._resume.is_complete:
            self._write()
            with self._on_disk():
                self._file.flush()
                os.fsync(self._file.fileno())

    def _outcome(self, attempt: SendAttempt, response: Any, error: str) -> Result:
        if not error and not self._resume.is_complete:
            came = f"{self._resume.received} of {self._resume.total} bytes came"
            return Failure(f"the answer is cut off ({came})", possibly_sent=True)
        return RawResponse(
            status=response.status_code,
            headers=response.headers,
            content=b"",
            url=attempt.url,
            body_error=error,
        )

    def _tell(self) -> None:
        if self._progress is not None:
            try:
                self._progress(self._resume.received, self._resume.total)
            except BaseException as error:  # Ctrl-C as well: the connection is to be closed in order
                raise BodySinkError("progress raised", error) from None

    @contextmanager
    def _on_disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            error.filename = str(self.path)
            raise BodySinkError("the file cannot be written", error) from None


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _mode_of_new_file(path: str) -> int:
    """Return the mode that a new file gets here, found by making one: reading the umask would change it."""
    try:
        with open(path, "xb") as file:
            return stat.S_IMODE(os.fstat(file.fileno()).st_mode)
    finally:
        os.unlink(path)


def _check_replaceable(target: str) -> None:
    """Refuse a target that a file cannot replace, before anything is sent."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)
    if not stat.S_ISREG(mode):
        raise FileExistsError(errno.EEXIST, "Not a regular file", target)
