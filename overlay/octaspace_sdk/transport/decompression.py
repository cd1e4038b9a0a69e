"""Decompresses a body as it arrives, within a bound: a small body can expand to any size."""

from __future__ import annotations

import zlib

_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # of zlib, which takes them for the format as well


class Decompressor:
    """Decompresses gzip and deflate; a body that is not compressed, or with an unknown coding, passes through."""

    def __init__(self, encodings: str, limit: int | None) -> None:
        """Take the Content-Encoding header, and how many bytes may come out; None for any number."""
        names = [name.strip().lower() for name in encodings.split(",")] if encodings else []
        self._names = [name for name in names if name not in ("", "identity")]
        self._remaining = limit
        self.is_unknown = len(self._names) == 1 and self._names[0] not in _WINDOW_BITS
        """Whether the body is passed through although it says that it has a coding; `finish` makes it an error."""
        self._member = self._new_member() if self._names and not self.is_unknown else None
        self._undecided = b"" if self._names[:1] == ["deflate"] else None
        self.error = "" if len(self._names) < 2 else "its body is compressed more than once"
        """Why the rest cannot be decompressed; what comes after an error is ignored."""

    def _new_member(self) -> zlib._Decompress:
        return zlib.decompressobj(wbits=_WINDOW_BITS.get(self._names[0], 31))

    def _decide(self, chunk: bytes) -> bytes:
        """Look at the first two bytes of deflate, which some servers send without the header of zlib (RFC 1950)."""
        chunk = (self._undecided or b"") + chunk
        if len(chunk) < 2:
            self._undecided = chunk
            return b""
        self._undecided = None
        if chunk[0] & 0x0F != 8 or int.from_bytes(chunk[:2], "big") % 31:
            self._member = zlib.decompressobj(wbits=-15)
        return chunk

    def add(self, chunk: bytes) -> bytes:
        """Return the content of a chunk, decompressed."""
        if self.error:
            return b""
        if self._member is None:
            return self._counted(chunk)
        if self._undecided is not None:
            chunk = self._decide(chunk)
        out = bytearray()
        try:
            while chunk and not self.error:
                if self._member.eof:  # gzip allows several members in a row, and zero bytes after each
                    chunk = chunk.lstrip(b"\0")
                    if not chunk:
                        break
                    self._member = self._new_member()
                part = self._member.decompress(chunk, 0 if self._remaining is None else self._remaining + 1)
                out += self._counted(part)
                chunk = self._member.unconsumed_tail or self._member.unused_data
        except zlib.error:
            self.error = "its compressed body cannot be read"
        return bytes(out)

    def finish(self) -> None:
        """End the body; set `error` when its content was cut off."""
        if self.is_unknown and not self.error:
            self.error = "its body has a coding that is not known"
        if self._member is not None and not self._member.eof and not self.error:
            self.error = "its compressed body is cut off"

    def _counted(self, part: bytes) -> bytes:
        if self._remaining is not None:
            if len(part) > self._remaining:
                self.error = "its body is too large"
                return b""
            self._remaining -= len(part)
        return part
