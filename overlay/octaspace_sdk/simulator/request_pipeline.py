"""The ASGI application: the steps that every request goes through.

Request log, faults, and within them, as one transaction: authentication, validation, handler, response validation,
save. Faults wrap the transaction: they may keep a request from being processed, and its response from being sent.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, suppress
from itertools import count
from typing import Any

from attrs import field, frozen
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from octaspace_sdk.simulator.api.handlers import HANDLERS, Call, RequestError, validation_error
from octaspace_sdk.simulator.contract.spec_reader import OperationSpec, is_json
from octaspace_sdk.simulator.contract.validation import Contract
from octaspace_sdk.simulator.faults.fault import Exchange
from octaspace_sdk.simulator.faults.injections import Injections, apply_faults
from octaspace_sdk.simulator.http.byte_ranges import range_response
from octaspace_sdk.simulator.http.cors import allow_any_origin, options_response
from octaspace_sdk.simulator.http.delivery import Delivery, deliver
from octaspace_sdk.simulator.http.json_messages import MsgspecJSONResponse, is_too_deep
from octaspace_sdk.simulator.http.request_log import RecordedRequest, RequestLog
from octaspace_sdk.simulator.network.entities import Account
from octaspace_sdk.simulator.persistence.sqlite_store import StateError
from octaspace_sdk.simulator.world.world import World

Transaction = Callable[[], AbstractContextManager[None]]

logger = logging.getLogger("octaspace_sdk.simulator")

FAULT_HEADER = "X-Simulator-Fault"

ALSO_BY_GET = {"services.session.stop"}
"""Operations that older programs send as GET, which acts as well. openapi.yaml has no method for it: none should be."""


@frozen
class RequestPipeline:
    """Processes requests, each in a `transaction`: a response is sent only after its changes are saved."""

    world: World
    contract: Contract
    request_log: RequestLog
    injections: Injections
    transaction: Transaction
    _shown_examples: set[str] = field(factory=set, init=False)
    _request_numbers: count[int] = field(factory=lambda: count(1), init=False)

    def routes(self) -> list[BaseRoute]:
        """Return a route for each path of the OpenAPI document, and a last one for all other paths."""
        by_path: dict[str, dict[str, OperationSpec]] = defaultdict(dict)
        for operation in self.contract.operations:
            by_path[operation.path][operation.method] = operation
            if operation.id in ALSO_BY_GET:
                by_path[operation.path]["GET"] = operation
        routes = [Route(path, _Endpoint(self, operations)) for path, operations in by_path.items()]
        return [*routes, Route("/{path:path}", _Endpoint(self, {}))]

    async def handle(
        self, request: Request, operations: Mapping[str, OperationSpec], receive: Receive, send: Send
    ) -> None:
        """Answer a request for a path whose operations, by method, are `operations`."""
        body = await request.body()
        account = self.world.account_of(request.headers.get("authorization"))
        operation = operations.get(request.method)
        recorded = self.request_log.record(
            request,
            body,
            operation=operation.id if operation else None,
            account=account.email if account else None,
            now_ms=self.world.clock.now_ms(),
        )

        async def process() -> Delivery:
            try:
                with self.transaction():
                    return Delivery(self._respond(request, operations, body, recorded.body, account))
            except StateError as error:
                logger.exception("the changes were not saved")
                return Delivery(_internal_error(str(error)))

        delivery = await self._with_faults(request, recorded, process, receive)
        recorded.status = delivery.status
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug("%s", recorded.line)
        if delivery.response is not None:
            delivery.response.headers["X-Request-Id"] = f"sim-{next(self._request_numbers):08d}"
            allow_any_origin(delivery.response)
        await deliver(delivery, request.scope, receive, send)

    async def _with_faults(
        self, request: Request, recorded: RecordedRequest, process: Callable[[], Awaitable[Delivery]], receive: Receive
    ) -> Delivery:
        try:
            faults = self.injections.faults_for(recorded, request.headers.getlist(FAULT_HEADER))
        except ValueError as error:
            return Delivery(MsgspecJSONResponse({"error": f"{FAULT_HEADER}: {error}"}, 400))
        key = request.headers.get("authorization", "")
        return await apply_faults(faults, Exchange(recorded, key, self.world.clock.seconds, receive), process)

    def _respond(
        self,
        request: Request,
        operations: Mapping[str, OperationSpec],
        body: bytes,
        parsed: Any,
        account: Account | None,
    ) -> Response:
        if not operations:
            return MsgspecJSONResponse({"error": "Not Found"}, 404)
        described = {operation.method for operation in operations.values()}
        if request.method == "OPTIONS":
            return options_response(described, request.headers.get("access-control-request-headers"))
        if request.method not in operations:
            allowed = {"Allow": ", ".join(sorted(described))}
            return MsgspecJSONResponse({"error": "Method Not Allowed"}, 405, headers=allowed)
        operation = operations[request.method]
        response = self._validated(operation, self._call_handler(operation, request, body, parsed, account))
        if response.status_code == 200 and response.media_type == "application/octet-stream":
            return range_response(response, request.headers)
        return response

    def _call_handler(
        self, operation: OperationSpec, request: Request, body: bytes, parsed: Any, account: Account | None
    ) -> Response:
        try:
            if account is None and not operation.public:
                raise RequestError(401, {"error": "invalid api key"})
            if is_too_deep(body):
                raise RequestError(400, {"error": "the JSON of the body is nested too deeply"})
            path, query = request.path_params, request.query_params
            content_type = request.headers.get("content-type", "")
            if errors := self.contract.request_errors(operation, path, query, content_type, body):
                raise validation_error({**errors.parameters, **errors.body}, 422 if errors.body else 400)
            if operation.id not in HANDLERS:
                return self._example(operation)
            return HANDLERS[operation.id](Call(self.world, account, tuple(path.values()), query, parsed))
        except RequestError as error:
            return error.response
        except Exception as error:
            logger.exception("%s failed", operation.id)
            return _internal_error(f"{operation.id} failed: {error!r}")

    def _example(self, operation: OperationSpec) -> Response:
        """Return the example of the description, for an operation that the simulator has no behaviour for."""
        example = operation.example
        if example is None:
            raise RequestError(
                501, {"message": f"the simulator does not implement {operation.id}, which has no example"}
            )
        if operation.id not in self._shown_examples:
            self._shown_examples.add(operation.id)
            logger.warning("%s has no behaviour in the simulator: it answers with the example", operation.id)
        if example.media_type is None:
            return Response(status_code=example.status)
        if is_json(example.media_type):
            return MsgspecJSONResponse(example.value, example.status, media_type=example.media_type)
        return Response(str(example.value), example.status, media_type=example.media_type)

    def _validated(self, operation: OperationSpec, response: Response) -> Response:
        """Return the response, or a 500 if it violates the OpenAPI document, which need not know of a 501."""
        if response.status_code == 501:
            return response
        content_type = response.headers.get("content-type", "")
        error = self.contract.response_error(operation, response.status_code, content_type, bytes(response.body))
        if error is None:
            return response
        logger.error("the simulator violates openapi.yaml: %s", error)
        return _internal_error(f"the simulator violates openapi.yaml: {error}")


@frozen
class _Endpoint:
    """The ASGI application of one path; a Starlette route passes it all methods, unlike a function."""

    pipeline: RequestPipeline
    operations: Mapping[str, OperationSpec]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(ClientDisconnect):
            await self.pipeline.handle(Request(scope, receive), self.operations, receive, send)


def _internal_error(message: str) -> Response:
    return MsgspecJSONResponse({"error": "INTERNAL_ERROR", "message": message}, 500)
