"""Requests that openapi.yaml does not have yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from octaspace_api import Request, arguments
from octaspace_api.operations import ACTING
from octaspace_api.request import query_pairs

_REPEATABLE = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}


def build_custom_request(
    method: str, path: str, *, params: Mapping[str, Any] | None, json: Any, idempotent: bool | None
) -> Request[bytes]:
    """Returns a request for what openapi.yaml lacks; refuses one that could leave the API or its path."""
    arguments.text("method", method)
    arguments.text("path", path)
    if params is not None:
        arguments.mapping("params", params)
    if idempotent is not None:
        arguments.boolean("idempotent", idempotent)
    if not re.fullmatch(r"[A-Za-z]+", method):
        raise ValueError(f"method must be an HTTP method, not {method!r}")
    if not re.fullmatch(r"/[!-~]*", path) or path.startswith("//") or set(path) & set("?#\\"):
        raise ValueError("path must begin with one slash, be percent-encoded, and have no query (use params)")
    if any(segment.lower().replace("%2e", ".") in (".", "..") for segment in path.split("/")):
        raise ValueError("path must not have segments of dots")
    method = method.upper()
    if idempotent is None:
        idempotent = method in _REPEATABLE and not _is_unsafe(method, path)
    return Request(
        operation=f"{method} {path}",
        method=method,
        path=path,
        query=query_pairs(params or {}),
        json=json,
        response_type=bytes,
        idempotent=idempotent,
    )


def _is_unsafe(method: str, path: str) -> bool:
    """Returns whether the description marks this GET as unsafe (RFC 9110); slashes at either end do not matter."""
    patterns = (re.sub(r"\\{.+?\\}", "[^/]+", re.escape(template)) for verb, template in ACTING if verb == method)
    return any(re.fullmatch(f"/*{pattern.lstrip('/')}/*", path, re.IGNORECASE) for pattern in patterns)
