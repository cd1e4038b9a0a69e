"""The ASGI application: the steps that every request goes through.

It is recorded, let in, checked and served; then its answer is checked, and what it changed is saved.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from itertools import count
from typing import Any

from attrs import field, frozen
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from octaspace_sdk.simulator.answers import JSONAnswer
from octaspace_sdk.simulator.description import OperationSpec
from octaspace_sdk.simulator.entities import Account
from octaspace_sdk.simulator.operations import OPERATIONS, Call, RefusedError, invalid
from octaspace_sdk.simulator.ranges import ranged
from octaspace_sdk.simulator.store import StateError
from octaspace_sdk.simulator.validation import Contract, parse_json
from octaspace_sdk.simulator.world import World

Turn = Callable[[], AbstractContextManager[None]]

logger = logging.getLogger("octaspace_sdk.simulator")


@frozen
class RecordedRequest:
    """What was asked: `path` as it was sent, `body` parsed from JSON or None, `authorized` if the API key was known."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case; without `authorization`."""
    body: Any
    authorized: bool


class Gateway:
    """Takes every request through the same steps, in a `turn`: nothing is answered that could not be saved."""

    def __init__(self, world: World, contract: Contract, turn: Turn) -> None:
        self._world = world
        self._contract = contract
        self._turn = turn
        self._numbers = count(1)
        self.requests: list[RecordedRequest] = []

    def app(self) -> ASGIApp:
        """Return the application: the paths of the description, and a last one that catches all others."""
        by_path: dict[str, dict[str, OperationSpec]] = defaultdict(dict)
        for operation in self._contract.operations:
            by_path[operation.path][operation.method] = operation
        routes = [Route(path, _Endpoint(self, operations)) for path, operations in by_path.items()]
        return Router([*routes, Route("/{path:path}", _Endpoint(self, {}))])

    def answer(self, request: Request, body: bytes, operations: Mapping[str, OperationSpec]) -> Response:
        """Answer a request for a path that has `operations`, which are named by their methods."""
        account = self._world.account_of(request.headers.get("authorization"))
        parsed = self._record(request, body, account)
        try:
            with self._turn():
                response = self._answer(request, operations, body, parsed, account)
        except StateError as error:
            logger.exception("the answer was not saved")
            response = JSONAnswer({"error": "INTERNAL_ERROR", "message": str(error)}, 500)
        response.headers["X-Request-Id"] = f"sim-{next(self._numbers):08d}"
        return response

    def _answer(
        self,
        request: Request,
        operations: Mapping[str, OperationSpec],
        body: bytes,
        parsed: Any,
        account: Account | None,
    ) -> Response:
        if not operations:
            response: Response = JSONAnswer({"error": "Not Found"}, 404)
        elif request.method not in operations:
            allowed = {"Allow": ", ".join(sorted(operations))}
            response = JSONAnswer({"error": "Method Not Allowed"}, 405, headers=allowed)
        else:
            operation = operations[request.method]
            response = self._checked(operation, self._serve(operation, request, body, parsed, account))
            if response.status_code == 200 and response.media_type == "application/octet-stream":
                response = ranged(response, request.headers)
        return response

    def _record(self, request: Request, body: bytes, account: Account | None) -> Any:
        parsed = None
        with suppress(ValueError):
            parsed = parse_json(body)
        headers = {name: value for name, value in request.headers.items() if name != "authorization"}
        path, query = request.scope["raw_path"].decode(), request.url.query
        self.requests.append(RecordedRequest(request.method, path, query, headers, parsed, account is not None))
        return parsed

    def _serve(
        self, operation: OperationSpec, request: Request, body: bytes, parsed: Any, account: Account | None
    ) -> Response:
        try:
            if account is None and not operation.public:
                raise RefusedError(401, {"error": "invalid api key"})
            path, query = request.path_params, request.query_params
            content_type = request.headers.get("content-type", "")
            if errors := self._contract.request_errors(operation, path, query, content_type, body):
                raise invalid({**errors.parameters, **errors.body}, 422 if errors.body else 400)
            if operation.id not in OPERATIONS:
                raise RefusedError(501, {"message": f"the simulator does not have {operation.id}"})
            call = Call(self._world, account, tuple(path.values()), query, parsed)
            return OPERATIONS[operation.id](call)
        except RefusedError as refused:
            return refused.response
        except Exception as error:
            logger.exception("%s failed", operation.id)
            return JSONAnswer({"error": "INTERNAL_ERROR", "message": f"{operation.id} failed: {error!r}"}, 500)

    def _checked(self, operation: OperationSpec, response: Response) -> Response:
        content_type = response.headers.get("content-type", "")
        error = self._contract.response_error(operation, response.status_code, content_type, bytes(response.body))
        if error is None:
            return response
        logger.error("the simulator left openapi.yaml: %s", error)
        return JSONAnswer({"error": "INTERNAL_ERROR", "message": f"the simulator left openapi.yaml: {error}"}, 500)


@frozen
class _Endpoint:
    """One path as an ASGI application, which gets every method, unlike a function under a route."""

    gateway: Gateway
    operations: Mapping[str, OperationSpec]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        with suppress(ClientDisconnect):
            response = self.gateway.answer(request, await request.body(), self.operations)
            await response(scope, receive, send)
