"""Decompresses a body as it arrives, within a bound: a small body can expand to any size."""

from __future__ import annotations

import zlib


class Decompressor:
    """Decompresses gzip and deflate; an uncompressed body passes through."""

    def __init__(self, encodings: str, limit: int | None) -> None:
        """The Content-Encoding header, and how many bytes may come out; None for any number."""
        names = [name.strip().lower() for name in encodings.split(",")] if encodings else []
        self._names = [name for name in names if name not in ("", "identity")]
        self._remaining = limit
        self._member = self._new_member() if self._names else None
        self.error = "" if len(self._names) < 2 else "its body is compressed more than once"
        """Why the rest cannot be decompressed; what comes after an error is ignored."""

    def _new_member(self) -> zlib._Decompress:
        known = {"gzip": 31, "x-gzip": 31, "deflate": 15}
        return zlib.decompressobj(wbits=known.get(self._names[0], 31))

    def add(self, chunk: bytes) -> bytes:
        """Returns the content of a chunk, decompressed."""
        if self.error:
            return b""
        if self._member is None:
            return self._counted(chunk)
        out = bytearray()
        try:
            while chunk and not self.error:
                if self._member.eof:  # gzip allows several members in a row
                    self._member = self._new_member()
                part = self._member.decompress(chunk, 0 if self._remaining is None else self._remaining + 1)
                out += self._counted(part)
                chunk = self._member.unconsumed_tail or self._member.unused_data
        except zlib.error:
            self.error = "its compressed body cannot be read"
        return bytes(out)

    def finish(self) -> None:
        """Ends the body; sets `error` when its content was cut off."""
        if self._member is not None and not self._member.eof and not self.error:
            self.error = "its compressed body is cut off"

    def _counted(self, part: bytes) -> bytes:
        if self._remaining is not None:
            if len(part) > self._remaining:
                self.error = "its body is too large"
                return b""
            self._remaining -= len(part)
        return part
