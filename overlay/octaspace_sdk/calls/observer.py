"""Tells the logger and the hooks of a caller what happens; nothing that they raise reaches the call."""

from __future__ import annotations

import itertools
import logging

from octaspace_sdk.config import Policy
from octaspace_sdk.errors import NetworkError
from octaspace_sdk.events import RequestEvent, ResponseEvent
from octaspace_sdk.response import RawResponse, headers_without_key
from octaspace_sdk.support.callbacks import notify
from octaspace_sdk.support.log import log, wants_debug
from octaspace_sdk.transport.protocol import Failure, PreparedRequest

_call_ids = itertools.count(1)


class Observer:
    """Reports the attempts of one call."""

    def __init__(self, request: PreparedRequest, policy: Policy) -> None:
        self._request = request
        self._policy = policy
        self._number = 0
        self._previous_host: str | None = None
        self._url = ""
        """The URL of the current attempt."""

    @property
    def _call_id(self) -> int:
        self._number = self._number or next(_call_ids)
        return self._number

    def before(self, base_url: str, number: int) -> None:
        """Report that an attempt is about to be sent."""
        request, policy = self._request, self._policy
        url = self._url = request.url_at(base_url)
        if self._previous_host not in (None, base_url):
            text = f"{request.method} {_without_query(request.target)}: failing over to {base_url}"
            log(policy.logger, logging.INFO, text, self._facts(url, number))
        self._previous_host = base_url
        if wants_debug(policy.logger):
            text = f"{request.method} {_without_query(url)} (attempt {number})"
            log(policy.logger, logging.DEBUG, text, self._facts(url, number), plain="debug")
        if policy.on_request is not None:
            event = RequestEvent(
                operation=request.operation, method=request.method, url=url, attempt=number, call_id=self._call_id
            )
            notify("on_request", policy.on_request, event, policy.logger)

    def after(self, number: int, result: RawResponse | Failure, seconds: float) -> None:
        """Report the outcome of the current attempt."""
        request, policy, url = self._request, self._policy, self._url
        response = result if isinstance(result, RawResponse) else None
        failure = result if isinstance(result, Failure) else None
        if response is not None and wants_debug(policy.logger):
            facts = {"status": response.status, "request_id": response.request_id}
            what = f"{request.method} {_without_query(url)} -> {response.status} in {seconds * 1000:.0f} ms"
            text = f"{what} (attempt {number}, request id {response.request_id or 'none'})"
            log(policy.logger, logging.DEBUG, text, self._facts(url, number, seconds) | facts, plain="debug")
        if failure is not None:
            what = f"{request.method} {_without_query(url)} failed after {seconds * 1000:.0f} ms"
            text = f"{what} (attempt {number}): {failure.reason}"
            log(policy.logger, logging.INFO, text, self._facts(url, number, seconds), plain="error")
        if policy.on_response is not None:
            event = ResponseEvent(
                operation=request.operation,
                method=request.method,
                url=url,
                attempt=number,
                call_id=self._call_id,
                status=response.status if response else None,
                headers=headers_without_key(response) if response else None,
                error=failure.reason if failure else None,
                seconds=seconds,
                request_id=response.request_id if response else None,
            )
            notify("on_response", policy.on_response, event, policy.logger)

    def retrying(self, seconds: float, number: int, reason: str) -> None:
        """Report a wait before a retry."""
        request, policy = self._request, self._policy
        what = f"{request.method} {_without_query(request.target)}: retrying in {seconds:.1f} s"
        text = f"{what} ({number} of {policy.max_retries}): {reason}"
        facts = {"operation": request.operation, "call_id": self._call_id, "seconds": seconds}
        log(policy.logger, logging.INFO, text, facts)

    def failed(self, error: NetworkError) -> None:
        """Report the end of a call without a response."""
        facts = {"operation": self._request.operation, "call_id": self._call_id}
        said_before = bool(error.attempts)
        log(self._policy.logger, logging.ERROR, str(error), facts, plain=None if said_before else "error")

    def _facts(self, url: str, number: int, seconds: float | None = None) -> dict[str, object]:
        request = self._request
        return {
            "operation": request.operation,
            "method": request.method,
            "url": _without_query(url),
            "attempt": number,
            "call_id": self._call_id,
            **({} if seconds is None else {"seconds": seconds}),
        }


def _without_query(url: str) -> str:
    """Return a URL for a log: a query may hold more than a log should."""
    return url.partition("?")[0]
