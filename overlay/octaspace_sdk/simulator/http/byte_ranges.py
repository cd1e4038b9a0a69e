"""A part of a file, for downloads that broke off: one range with an open or a closed end, as RFC 9110 has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from starlette.responses import Response


def ranged(response: Response, asked: Mapping[str, str]) -> Response:
    """Return the part of the file that the request's headers ask for, or all of it with what it takes to ask."""
    content = bytes(response.body)
    known = {"Accept-Ranges": "bytes", "ETag": f'"{sha256(content).hexdigest()}"'}
    found = re.fullmatch(r"bytes=(\d{1,18})-(\d{0,18})", asked.get("range", ""), re.ASCII)
    if found is None or asked.get("if-range", known["ETag"]) != known["ETag"]:
        response.headers.update(known)
        return response
    start, last = int(found[1]), min(int(found[2] or len(content)), len(content) - 1)
    if start >= len(content):
        return Response(status_code=416, headers={**known, "Content-Range": f"bytes */{len(content)}"})
    if last < start:  # not a range at all, which is as if there were none
        response.headers.update(known)
        return response
    headers = {**known, "Content-Range": f"bytes {start}-{last}/{len(content)}"}
    return Response(content[start : last + 1], 206, headers, response.media_type)
