"""Range requests (RFC 9110), for resumed downloads: a single range with an open or a closed end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from starlette.responses import Response


def range_response(response: Response, request_headers: Mapping[str, str]) -> Response:
    """Return the range of the file that the request asks for, or all of it with the headers that allow resuming."""
    content = bytes(response.body)
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{sha256(content).hexdigest()}"'}
    match = re.fullmatch(r"bytes=(\d{1,18})-(\d{0,18})", request_headers.get("range", ""), re.ASCII)
    if match is None or request_headers.get("if-range", headers["ETag"]) != headers["ETag"]:
        response.headers.update(headers)
        return response
    start, last = int(match[1]), min(int(match[2] or len(content)), len(content) - 1)
    if start >= len(content):
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
    if last < start:  # RFC 9110: an invalid range is ignored
        response.headers.update(headers)
        return response
    headers["Content-Range"] = f"bytes {start}-{last}/{len(content)}"
    return Response(content[start : last + 1], 206, headers, response.media_type)
