"""The progress of a download, and when a server may be asked for only the rest (RFC 9110, range requests).

Parts are joined only when they are certainly of one file: from the same host, which has told by what to know the file
again (a strong `ETag`, or a `Last-Modified` that is old enough), and which begins exactly where the last part ended.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

from octaspace_api.units import utc_from_text


class ResumeState:
    """The progress of a download, through all the attempts of its call."""

    def __init__(self) -> None:
        self.received = 0
        """Bytes of the file, unpacked."""
        self.total: int | None = None
        """Bytes that the file has; None when the server does not say."""
        self._validator: str | None = None
        self._base_url = ""
        self._resuming = False

    @property
    def is_complete(self) -> bool:
        """Whether all bytes have arrived."""
        return self.total in (None, self.received)

    def headers(self, base_url: str) -> dict[str, str]:
        """Return the headers of the next attempt: for the rest, where that can be joined, or for everything."""
        self._resuming = False
        headers = {"Accept-Encoding": "identity"}  # a part of a compressed body cannot be joined
        unfinished = 0 < self.received < (self.total or self.received + 1)
        if self._validator is not None and unfinished and base_url == self._base_url:
            self._resuming = True
            headers |= {"Range": f"bytes={self.received}-", "If-Range": self._validator}
        return headers

    def range_refused(self, status: int, *, continued: bool) -> bool:
        """Return whether the server refused the range; the next attempt then asks for everything."""
        refused = self._resuming and (status == 416 or (status == 206 and not continued))
        if refused:
            self._validator = None
        return refused

    def continues(self, headers: Mapping[str, str]) -> bool:
        """Return whether an HTTP 206 is the rest that was asked for."""
        found = re.fullmatch(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)", headers.get("content-range", ""))
        if not self._resuming or found is None or is_compressed(headers):
            return False
        start, end, total = int(found[1]), int(found[2]), self.total if found[3] == "*" else int(found[3])
        if start != self.received or total is None or not start <= end < total or self.total not in (None, total):
            return False
        self.total = total
        name = "etag" if str(self._validator).startswith('"') else "last-modified"
        return headers.get(name) in (None, self._validator)

    def restart(self, base_url: str, headers: Mapping[str, str]) -> None:
        """Note that a whole body begins."""
        compressed = is_compressed(headers)
        length = headers.get("content-length", "")
        self.received = 0
        self.total = int(length) if re.fullmatch(r"[0-9]{1,18}", length) and not compressed else None
        self._validator = None if compressed else _validator(headers)
        self._base_url = base_url
        self._resuming = False


def is_compressed(headers: Mapping[str, str]) -> bool:
    """Return whether the body is the file in compressed form."""
    return headers.get("content-encoding", "").strip().lower() not in ("", "identity")


def _validator(headers: Mapping[str, str]) -> str | None:
    """Return the validator for `If-Range`: a strong ETag or an old enough date; None when there is neither."""
    if headers.get("accept-ranges", "").strip().lower() == "none":
        return None
    etag, modified = headers.get("etag"), headers.get("last-modified", "")
    if etag is not None:
        return etag if re.fullmatch(r'"[!#-~]*"', etag) else None  # a weak one may stand for other bytes
    changed, sent = utc_from_text(modified), utc_from_text(headers.get("date"))
    if changed is None or not modified.isascii():
        return None
    age = (sent.timestamp() if sent else time.time()) - changed.timestamp()
    return modified if age >= 1.0 else None  # within one second the file may have changed again
