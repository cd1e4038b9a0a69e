"""CORS: web pages of any origin may use the API, as they may the live one. The control API is not for them."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import Response

_ORIGIN = {"Access-Control-Allow-Origin": "*"}
_EXPOSED = {"Access-Control-Expose-Headers": "X-Request-Id, Retry-After"}


def allow_any_origin(response: Response) -> None:
    """Let a page of any origin read a response."""
    response.headers.update(_ORIGIN | _EXPOSED)


def options_response(methods: Iterable[str], requested_headers: str | None) -> Response:
    """Return the response to OPTIONS, which a browser sends before a request with an API key.

    Args:
        methods: What the path takes.
        requested_headers: The request's `Access-Control-Request-Headers`.
    """
    allowed = ", ".join(sorted({*methods, "OPTIONS"}))
    headers = {
        "Allow": allowed,
        "Access-Control-Allow-Methods": allowed,
        "Access-Control-Allow-Headers": requested_headers or "Authorization, Content-Type",
        "Access-Control-Max-Age": "600",
    }
    return Response(status_code=204, headers=headers)
