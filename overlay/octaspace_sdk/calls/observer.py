"""Tells the logger and the hooks of a caller what happens; nothing that they raise reaches the call."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from octaspace_sdk.config import Policy
from octaspace_sdk.events import RequestEvent, ResponseEvent
from octaspace_sdk.response import RawResponse
from octaspace_sdk.support.printable import printable
from octaspace_sdk.transport.protocol import Failure, PreparedRequest

T = TypeVar("T")


class Observer:
    """Reports the attempts of one call."""

    def __init__(self, request: PreparedRequest, policy: Policy) -> None:
        self._request = request
        self._policy = policy

    def before(self, base_url: str, number: int) -> None:
        """Reports that an attempt is about to be sent."""
        request, policy = self._request, self._policy
        url = base_url + request.target
        if _logs_debug(policy.logger):
            _debug(policy.logger, "%s %s (attempt %d)", request.method, _without_query(url), number)
        if policy.on_request is not None:
            event = RequestEvent(operation=request.operation, method=request.method, url=url, attempt=number)
            _notify(policy.on_request, event, policy.logger)

    def after(self, base_url: str, number: int, result: RawResponse | Failure, seconds: float) -> None:
        """Reports what came of an attempt."""
        request, policy = self._request, self._policy
        url = base_url + request.target
        response = result if isinstance(result, RawResponse) else None
        failure = result if isinstance(result, Failure) else None
        if response is not None and _logs_debug(policy.logger):
            values = (request.method, _without_query(url), response.status, seconds * 1000, number)
            request_id = response.request_id or "none"
            _debug(policy.logger, "%s %s -> %d in %.0f ms (attempt %d, request id %s)", *values, request_id)
        if failure is not None:
            text = f"{request.method} {_without_query(url)} failed after {seconds * 1000:.0f} ms"
            log_error(policy.logger, f"{text} (attempt {number}): {failure.reason}")
        if policy.on_response is not None:
            event = ResponseEvent(
                operation=request.operation,
                method=request.method,
                url=url,
                attempt=number,
                status=response.status if response else None,
                error=failure.reason if failure else None,
                seconds=seconds,
                request_id=response.request_id if response else None,
            )
            _notify(policy.on_response, event, policy.logger)


def _logs_debug(logger: Any) -> bool:
    """Returns whether debug messages are wanted; an object without `isEnabledFor` always wants them."""
    try:
        enabled = getattr(logger, "isEnabledFor", None)
        return enabled is None or bool(enabled(logging.DEBUG))
    except Exception:  # a logger that raises must not hide what became of a request
        return False


def _debug(logger: Any, message: str, *values: object) -> None:
    with suppress(Exception):
        logger.debug(message % values)


def log_error(logger: Any, message: str) -> None:
    """Logs an error; a logger that raises is no reason to fail."""
    with suppress(Exception):
        logger.error(printable(message))


def _without_query(url: str) -> str:
    """Returns a URL for a log: a query may hold more than a log should."""
    return url.partition("?")[0]


def _notify(hook: Callable[[T], object], event: T, logger: Any) -> None:
    """Calls a hook; one that raises must not hide what became of a request that may have cost money."""
    try:
        hook(event)
    except Exception as error:
        log_error(logger, f"{getattr(hook, '__name__', 'a hook')} raised {type(error).__name__}")
