"""Keeps web pages away from what only programs of this machine may use.

A page of any site can send requests to a loopback port, through the browser of a developer. It cannot set the Host
header, nor leave out the Origin of a request that acts, nor send JSON as such without asking first.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from attrs import frozen
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from octaspace_sdk.support.loopback import is_loopback


@frozen
class LocalRequestsOnly:
    """Middleware that refuses requests for another Host, of a foreign Origin, or with a body that is no JSON."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = _refusal(scope["method"], Headers(scope=scope)) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)


def _refusal(method: str, headers: Headers) -> JSONResponse | None:
    host, origin = headers.get("host", ""), headers.get("origin")
    if not is_loopback(_hostname(host)):  # a name that leads here may be a page's own (DNS rebinding)
        return JSONResponse({"error": f"only for this machine: use a loopback address, not {host!r}"}, 403)
    if origin is not None and origin != f"http://{host}":
        return JSONResponse({"error": "not for web pages of another origin"}, 403)
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if method == "POST" and content_type != "application/json":
        return JSONResponse({"error": "the Content-Type must be application/json"}, 415 if content_type else 400)
    return None


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
