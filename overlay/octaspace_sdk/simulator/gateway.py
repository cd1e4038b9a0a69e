"""The ASGI application: the steps that every request goes through.

It is recorded, let in, checked and served; then its answer is checked, and what it changed is saved. Scenarios stand
around all that: they may keep a request from acting, and an answer from arriving.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from itertools import count
from typing import Any

from attrs import frozen
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from octaspace_sdk.simulator.api.handlers import OPERATIONS, Call, RefusedError, invalid
from octaspace_sdk.simulator.contract.spec_reader import OperationSpec
from octaspace_sdk.simulator.contract.validation import Contract
from octaspace_sdk.simulator.faults.injections import Injections, apply
from octaspace_sdk.simulator.faults.scenarios import Exchange
from octaspace_sdk.simulator.http.byte_ranges import ranged
from octaspace_sdk.simulator.http.delivery import Answer, deliver
from octaspace_sdk.simulator.http.json_messages import JSONAnswer
from octaspace_sdk.simulator.http.request_log import RecordedRequest, Recorder
from octaspace_sdk.simulator.network.entities import Account
from octaspace_sdk.simulator.persistence.sqlite_store import StateError
from octaspace_sdk.simulator.world.world import World

Turn = Callable[[], AbstractContextManager[None]]

logger = logging.getLogger("octaspace_sdk.simulator")

SCENARIO_HEADER = "X-Simulator-Scenario"


class Gateway:
    """Takes every request through the same steps, in a `turn`: nothing is answered that could not be saved."""

    def __init__(
        self,
        world: World,
        contract: Contract,
        recorder: Recorder,
        injections: Injections,
        turn: Turn,
    ) -> None:
        self._world = world
        self._contract = contract
        self._recorder = recorder
        self._injections = injections
        self._turn = turn
        self._numbers = count(1)

    def routes(self) -> list[BaseRoute]:
        """Return the paths of the description, and a last one that catches all others."""
        by_path: dict[str, dict[str, OperationSpec]] = defaultdict(dict)
        for operation in self._contract.operations:
            by_path[operation.path][operation.method] = operation
        routes = [Route(path, _Endpoint(self, operations)) for path, operations in by_path.items()]
        return [*routes, Route("/{path:path}", _Endpoint(self, {}))]

    async def handle(
        self, request: Request, operations: Mapping[str, OperationSpec], receive: Receive, send: Send
    ) -> None:
        """Answer a request for a path that has `operations`, which are named by their methods."""
        body = await request.body()
        account = self._world.account_of(request.headers.get("authorization"))
        operation = operations.get(request.method)
        recorded = self._recorder.record(
            request,
            body,
            operation=operation.id if operation else None,
            account=account.email if account else None,
            now_ms=self._world.clock.now_ms(),
        )

        def act() -> Response:
            try:
                with self._turn():
                    return self._answer(request, operations, body, recorded.body, account)
            except StateError as error:
                logger.exception("the answer was not saved")
                return JSONAnswer({"error": "INTERNAL_ERROR", "message": str(error)}, 500)

        answer = await self._under_scenarios(request, recorded, act, receive)
        recorded.status = answer.status
        if answer.response is not None:
            answer.response.headers["X-Request-Id"] = f"sim-{next(self._numbers):08d}"
        await deliver(answer, request.scope, receive, send)

    async def _under_scenarios(
        self, request: Request, recorded: RecordedRequest, act: Callable[[], Response], receive: Receive
    ) -> Answer:
        try:
            scenarios = self._injections.applying_to(recorded, request.headers.getlist(SCENARIO_HEADER))
        except ValueError as error:
            return Answer(JSONAnswer({"error": f"{SCENARIO_HEADER}: {error}"}, 400))

        async def proceed() -> Answer:
            return Answer(act())

        key = request.headers.get("authorization", "")
        return await apply(scenarios, Exchange(recorded, key, self._world.clock.seconds, receive), proceed)

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
        with suppress(ClientDisconnect):
            await self.gateway.handle(Request(scope, receive), self.operations, receive, send)
