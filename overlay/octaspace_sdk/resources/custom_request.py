"""Requests that openapi.yaml does not have yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import normpath
from typing import Any
from urllib.parse import unquote

from octaspace_api import Request, arguments
from octaspace_api.operations import ACTING, IDEMPOTENT_METHODS
from octaspace_api.request import query_pairs
from octaspace_sdk.support.redaction import MASK


def build_custom_request(
    method: str, path: str, *, params: Mapping[str, Any] | None, json: Any, idempotent: bool | None
) -> Request[bytes]:
    """Return a request for what openapi.yaml lacks; refuse one that could leave the API or its path."""
    arguments.text("method", method)
    arguments.text("path", path)
    if params is not None:
        arguments.mapping("params", params)
    if idempotent is not None:
        arguments.boolean("idempotent", idempotent)
    if not re.fullmatch(r"[A-Za-z]+", method):
        raise ValueError(f"method must be an HTTP method, not {method!r}")
    if not re.fullmatch(r"/[!-~]*", path) or path.startswith("//") or set(path) & set("?#\\"):
        rule = "path must begin with one slash, be percent-encoded, and have no query (use params)"
        raise ValueError(f"{rule}, not {_shown(path)}")
    if any(segment.lower().replace("%2e", ".") in (".", "..") for segment in path.split("/")):
        raise ValueError(f"path must not have the segments . and .., not {_shown(path)}")
    method = method.upper()
    if idempotent is None:
        idempotent = method in IDEMPOTENT_METHODS and not _is_unsafe(method, path)
    return Request(
        operation=f"{method} {path}",
        method=method,
        path=path,
        query=query_pairs(params or {}),
        json=json,
        response_type=bytes,
        idempotent=idempotent,
    )


def _shown(path: str) -> str:
    """Return a path for a message, without what may be a secret: user and password of a URL, and a query."""
    return repr(re.sub(r"(?<=//)[^/]*(?=@)|(?<=[?#]).*", MASK, path, flags=re.DOTALL))


def _is_unsafe(method: str, path: str) -> bool:
    """Return whether a request acts by the description, although its method is safe or idempotent (RFC 9110).

    The path is compared as servers and proxies may read it: decoded before or after it is split, with any number of
    slashes, in any case. A HEAD may do what a GET does.
    """
    method = "GET" if method == "HEAD" else method
    readings = [_split(_decoded(path)), [_decoded(segment) for segment in _split(path)]]
    return any(
        verb == method and any(_fits(_split(template), segments) for segments in readings) for verb, template in ACTING
    )


def _fits(template: list[str], segments: list[str]) -> bool:
    return len(template) == len(segments) and all(
        part.startswith("{") or part.casefold() == segment.casefold()
        for part, segment in zip(template, segments, strict=True)
    )


def _split(path: str) -> list[str]:
    return [segment for segment in normpath(path).split("/") if segment]


def _decoded(path: str) -> str:
    """Return the path without percent-encoding; some proxies decode it more than once."""
    while (decoded := unquote(path)) != path:
        path = decoded
    return path
