"""A download straight to disk: the whole file under its name, or nothing.

The bytes go into a file of another name in the same folder, which is on the disk before it is renamed. The part that
a broken attempt has left is kept for the next one (resumption.py), and removed when the call fails.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from time import monotonic
from types import TracebackType
from typing import Any, BinaryIO, Self

from octaspace_sdk.calls.retry_loop import Failure, Send
from octaspace_sdk.downloads.resume import Position, is_compressed
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.redaction import Headers
from octaspace_sdk.transport.decompression import Unpacker
from octaspace_sdk.transport.protocol import SinkError

StrPath = str | os.PathLike[str]
OnBytes = Callable[[int, int | None], object]
"""Is given the bytes received so far, and how many there will be, or None when the server does not say."""

_ENOUGH = 1024 * 1024  # bytes to gather for one write
_SLICE = 1024  # compressed bytes to unpack at a time: they become a thousand times as many at most


class Download:
    """The sink of one call: a `with` block, at whose end the file gets its name, or is removed after an error."""

    def __init__(self, to: StrPath, progress: OnBytes | None = None) -> None:
        try:
            self.path = Path(to)
        except TypeError:
            raise ValueError(f"to must be a path, not {type(to).__name__}") from None
        if progress is not None and not callable(progress):
            raise ValueError(f"progress must be callable, not {type(progress).__name__}")
        self._progress = progress
        self._position = Position()
        self._unwritten = bytearray()

    def __enter__(self) -> Self:
        self._target = os.path.realpath(self.path)  # a link stays, and what it leads to is replaced
        self._part = os.path.join(os.path.dirname(self._target), f".octaspace-{token_hex(8)}.part")
        _check_replaceable(self._target)
        try:
            self._file: BinaryIO = open(self._part, "xb")
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
                os.replace(self._part, self._target)
        finally:
            with suppress(OSError):  # renamed
                os.unlink(self._part)

    def headers(self, usual: Headers, base_url: str) -> Headers:
        """The headers of the next attempt."""
        return Headers(usual | self._position.headers(base_url))

    def starts_over(self, response: RawResponse) -> bool:
        """Whether the server refuses to go on where the last attempt broke off; the next one asks for everything."""
        return self._position.gives_up(response.status, joined=not response.flaw)

    def receive(self, step: Send, response: Any, chunks: Iterator[bytes]) -> RawResponse | Failure:
        """Takes in the body of a success."""
        flaw = self._begin(step, response)
        if not flaw:
            for chunk in chunks:
                for _ in self._gather(chunk, step.deadline):
                    self._write()
            flaw = self._end()
            self._save()
        return self._outcome(step, response, flaw)

    async def receive_async(self, step: Send, response: Any, chunks: AsyncIterator[bytes]) -> RawResponse | Failure:
        """The same with the disk's work in a thread, for it may block; `progress` is called on the event loop."""
        from anyio.to_thread import run_sync

        flaw = self._begin(step, response)
        if not flaw:
            async for chunk in chunks:
                for _ in self._gather(chunk, step.deadline):
                    await run_sync(self._write)
            flaw = self._end()
            await run_sync(self._save)
        return self._outcome(step, response, flaw)

    def _begin(self, step: Send, response: Any) -> str:
        """Goes on where the last attempt broke off, or begins anew; returns what is wrong with the answer."""
        self._unpacker = Unpacker(response.headers.get("content-encoding", ""), None)
        self._slice = _SLICE if is_compressed(response.headers) else _ENOUGH
        if response.status_code == 206:
            if not self._position.joins(response.headers):
                return "it is not the part of the file that was asked for"
        else:
            self._position.restart(step.base_url, response.headers)
            self._unwritten.clear()
            with self._on_disk():
                self._file.seek(0)
                self._file.truncate()
        self._tell()
        return ""

    def _gather(self, chunk: bytes, deadline: float | None) -> Iterator[None]:
        """Adds a chunk of the body; yields whenever there is enough for a write."""
        if deadline is not None and monotonic() >= deadline:
            raise TimeoutError
        for start in range(0, len(chunk), self._slice):
            part = self._unpacker.add(chunk[start : start + self._slice])
            self._position.received += len(part)
            self._unwritten += part
            if len(self._unwritten) >= _ENOUGH:
                yield
        self._tell()

    def _end(self) -> str:
        """The body is over; returns what is wrong with it."""
        self._unpacker.finish()
        return self._unpacker.problem

    def _write(self) -> None:
        with self._on_disk():
            self._file.write(self._unwritten)
            self._unwritten.clear()

    def _save(self) -> None:
        """Without this, a power cut could leave half a file under the final name."""
        if self._position.is_complete:
            self._write()
            with self._on_disk():
                self._file.flush()
                os.fsync(self._file.fileno())

    def _outcome(self, step: Send, response: Any, flaw: str) -> RawResponse | Failure:
        if not flaw and not self._position.is_complete:
            came = f"{self._position.received} of {self._position.total} bytes came"
            return Failure(f"the answer is cut off ({came})", delivered=True)
        return RawResponse(
            status=response.status_code,
            headers=response.headers,
            content=b"",
            url=step.base_url + step.outgoing.target,
            flaw=flaw,
        )

    def _tell(self) -> None:
        if self._progress is not None:
            try:
                self._progress(self._position.received, self._position.total)
            except BaseException as error:  # Ctrl-C as well: the connection is to be closed in order
                raise SinkError("progress raised", error) from None

    @contextmanager
    def _on_disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            error.filename = str(self.path)
            raise SinkError("the file cannot be written", error) from None


def _check_replaceable(target: str) -> None:
    """Refuses what a file cannot take the place of, before anything is sent."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)
    if not stat.S_ISREG(mode):
        raise FileExistsError(errno.EEXIST, "Not a regular file", target)
