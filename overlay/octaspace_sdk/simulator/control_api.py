"""The control API of a running simulator: faults, simulated time and the request log over HTTP.

GET    /_simulator/injections            the faults in force
POST   /_simulator/injections            inject a fault: {"fault": {"type": ...} or text, "operation":, "method":,
                                         "path":, "times":, "duration":}
DELETE /_simulator/injections[/{number}] remove one fault, or all
POST   /_simulator/advance               skip simulated time: {"seconds": ...}
GET    /_simulator/requests              the request log
GET    /_simulator/leaks                 the leak report: {"message": ...}, null without a leak

It answers to a loopback Host only, not to web pages, and takes bodies of application/json.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs
import msgspec
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from octaspace_sdk.simulator.faults.fault import Fault
from octaspace_sdk.simulator.faults.fault_syntax import convert_fault, parse_fault
from octaspace_sdk.simulator.faults.injections import Injection, Injections, RequestMatcher
from octaspace_sdk.simulator.http.json_messages import parse_request
from octaspace_sdk.simulator.http.local_requests import LocalRequestsOnly
from octaspace_sdk.simulator.http.request_log import RequestLog

CONTROL_PATH = "/_simulator"

DEFAULT_PORT = 6282
"""The default port of the command: OCTA on the keypad of a telephone."""


@attrs.frozen
class ControlAPI:
    """The handlers of the control API, with what they control."""

    injections: Injections
    request_log: RequestLog
    advance: Callable[[float], None]
    now: Callable[[], datetime]
    leak_report: Callable[[], str | None]

    def route(self) -> BaseRoute:
        """Return the route of the control API."""
        return Mount(
            CONTROL_PATH,
            middleware=[Middleware(LocalRequestsOnly)],
            routes=[
                Route("/injections", self._list, methods=["GET"]),
                Route("/injections", self._inject, methods=["POST"]),
                Route("/injections", self._remove, methods=["DELETE"]),
                Route("/injections/{number:int}", self._remove, methods=["DELETE"]),
                Route("/advance", self._advance, methods=["POST"]),
                Route("/requests", self._requests, methods=["GET"]),
                Route("/leaks", self._leaks, methods=["GET"]),
            ],
        )

    async def _list(self, request: Request) -> Response:
        return JSONResponse([_to_json(injection) for injection in self.injections])

    async def _inject(self, request: Request) -> Response:
        try:
            fault, matcher = _parse_injection(parse_request(await request.body()))
            if fault.takes_host_down and matcher.matches_all:
                if matcher.duration is None:
                    raise ValueError("a host that is down cannot be controlled: give `duration`, in seconds")
                # In the background, after the response: the fault resets this connection too.
                task = BackgroundTask(self.injections.add, fault, matcher)
                return JSONResponse({"duration": matcher.duration}, 202, background=task)
            injection = self.injections.add(fault, matcher)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse(_to_json(injection), 201)

    async def _remove(self, request: Request) -> Response:
        number = request.path_params.get("number")
        removed = [injection for injection in self.injections if number in (None, injection.number)]
        for injection in removed:
            injection.remove()
        if number is not None and not removed:
            return JSONResponse({"error": f"no injection has the number {number}"}, 404)
        return JSONResponse([_to_json(injection) for injection in removed])

    async def _advance(self, request: Request) -> Response:
        try:
            self.advance(msgspec.convert(parse_request(await request.body())["seconds"], float))
        except (KeyError, TypeError, ValueError):
            return JSONResponse({"error": "the body must be an object with `seconds`, a number of at least 0"}, 400)
        return JSONResponse({"now": self.now().isoformat()})

    async def _requests(self, request: Request) -> Response:
        requests = self.request_log.requests()
        return JSONResponse([attrs.asdict(each) | {"at": each.at.isoformat()} for each in requests])

    async def _leaks(self, request: Request) -> Response:
        return JSONResponse({"message": self.leak_report()})


def _parse_injection(values: Any) -> tuple[Fault, RequestMatcher]:
    if not isinstance(values, dict) or "fault" not in values:
        raise ValueError("the body must be an object with a `fault`")
    fault = values.pop("fault")
    matcher = msgspec.convert(values, RequestMatcher, strict=False)
    return parse_fault(fault) if isinstance(fault, str) else convert_fault(fault), matcher


def _to_json(injection: Injection) -> dict[str, Any]:
    fault = injection.fault
    fields = msgspec.to_builtins(fault) if isinstance(fault, Fault) else {"type": repr(fault)}
    conditions = {name: value for name, value in msgspec.structs.asdict(injection.matcher).items() if value is not None}
    return {"number": injection.number, "fault": fields, **conditions, "hits": injection.hits}
