"""From a `Request` to its value: what the resources of a client call, sync and async.

What both have in common is in `_Executor`; each of the two adds the waiting, in a driver of a few lines.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator
from contextlib import aclosing, closing
from typing import Any, Self, TypeVar, Unpack
from urllib.parse import quote, urlencode

from octaspace_api import Request
from octaspace_sdk.calls.call_errors import drifted, no_key, with_recovery_hint
from octaspace_sdk.calls.drivers import SendOnce, SendRequest, Sleep, Steps, drive, drive_async
from octaspace_sdk.calls.host_pool import HostPool
from octaspace_sdk.calls.retry_loop import ClientState, call
from octaspace_sdk.calls.retry_policy import RetryBudget
from octaspace_sdk.config import ClientOptions, Settings
from octaspace_sdk.decoding.decoder import Decoder
from octaspace_sdk.decoding.payload import Payload
from octaspace_sdk.decoding.quirks import RESPONSE_ADAPTERS
from octaspace_sdk.errors import (
    ConfigurationError,
    DecodeError,
    OctaSpaceError,
    ProvisionRejectedError,
    RequestTimeoutError,
)
from octaspace_sdk.events import Drift
from octaspace_sdk.response import RawResponse, without_key
from octaspace_sdk.support.clock import current_clock
from octaspace_sdk.support.deadline import Deadline
from octaspace_sdk.support.json_codec import encode
from octaspace_sdk.support.redaction import Headers, KeyMask
from octaspace_sdk.transport.protocol import BodySink, PreparedRequest

T = TypeVar("T")
OnResponse = Callable[[RawResponse], object]


class _Executor:
    """Executes requests with the settings of one client; the waiting is for its subclasses to add."""

    def __init__(self, settings: Settings, transport: Any, state: ClientState | None = None) -> None:
        self.settings = settings
        self.transport = transport
        self.state = state or _new_state(settings)
        self.clock = self.state.clock
        self.key_mask = KeyMask(settings.credentials)
        self._is_strict = settings.on_drift == "raise"
        self._decoder = self._new_decoder(None if settings.on_drift == "raise" else settings.on_drift)
        # A client of the caller's may know how to authenticate by itself.
        self._has_key = bool(settings.credentials) or transport.has_custom_client
        # Made once, because encoding them takes time.
        self._headers = {
            (has_body, wants_json): _headers(settings, self.key_mask, has_body=has_body, wants_json=wants_json)
            for has_body in (True, False)
            for wants_json in (True, False)
        }

    def with_changes(self, **changes: Unpack[ClientOptions]) -> Self:
        """Return an executor with other options that shares the connections, the hosts and the retry budget."""
        return type(self)(self.settings.with_changes(changes), self.transport, self.state)

    def with_max_timeout(self, seconds: float) -> Self:
        """Return an executor whose calls are over within `seconds`, or sooner where the client says so."""
        timeout = self.settings.policy.timeout
        return self.with_changes(timeout=seconds if timeout is None else min(timeout, seconds))

    def start_call(
        self,
        request: Request[Any],
        sink: BodySink | None = None,
        avoid: Collection[str] = (),
        deadline: Deadline | None = None,
        on_response: OnResponse | None = None,
    ) -> Steps[RawResponse]:
        """Return the steps of a call, for a driver to perform."""
        if request.needs_key and not self._has_key:
            raise ConfigurationError(no_key(request.operation), concerns_key=True)
        has_body = request.json is not None
        headers = self._headers[has_body, request.response_type is not bytes]
        query = request.query + self.settings.query
        prepared = PreparedRequest(
            operation=request.operation,
            method=request.method,
            target=f"{request.path}?{urlencode(query, quote_via=quote)}" if query else request.path,
            headers=Headers({**headers, **dict(request.headers)}) if request.headers else headers,
            content=_encoded(request) if has_body else None,
            idempotent=request.idempotent,
            is_file=request.response_type is bytes,
            needs_body=request.response_type is not None,
            recovery_hint=request.recovery_hint,
            sink=sink,
            on_response=on_response,
        )
        return call(prepared, self.settings.policy, self.state, avoid, deadline)

    def new_deadline(self) -> Deadline:
        """Return when a call that begins now must be over."""
        return Deadline.after(self.settings.policy.timeout, self.clock.monotonic)

    def prepare_decoding(self, *models: type) -> None:
        """Import what decoding responses into these models takes, while a failure does no harm yet."""
        for model in models:
            self._decoder.prepare(model)

    def decode_call(self, request: Request[T], response: RawResponse, deadline: Deadline) -> T:
        """Return the value of the response to a call of its own, as strictly as the client wants it.

        What acts has acted: its value is returned, whatever is odd about it.
        """
        if not self._is_strict or not request.idempotent:
            return self.decode(request, response, deadline)
        drifts: list[Drift] = []
        value = self.decode(request, response, deadline, self._new_decoder(drifts.append))
        if drifts:
            raise drifted(request.operation, response, drifts)
        return value

    def decode(
        self, request: Request[T], response: RawResponse, deadline: Deadline, decoder: Decoder | None = None
    ) -> T:
        """Return the value of a response, before the deadline of its call."""
        try:
            return self._decode(request, response, deadline, decoder or self._decoder)
        except (DecodeError, ProvisionRejectedError):
            shown = without_key(response)
            if shown is response:
                raise
        # Decoded again without the key, so that neither the error nor a frame of its traceback has it.
        return self._decode(request, shown, deadline, Decoder(self.settings.policy.logger, None, self.key_mask))

    def _new_decoder(self, on_drift: Callable[[Drift], object] | None) -> Decoder:
        unknown = self.settings.report_unknown_fields
        return Decoder(self.settings.policy.logger, on_drift, self.key_mask, report_unknown_fields=unknown)

    def _decode(self, request: Request[T], response: RawResponse, deadline: Deadline, decoder: Decoder) -> T:
        payload, adapter = Payload(response, deadline), request.response_adapter
        try:
            if adapter is None:
                value: T = decoder.decode(payload, request.response_type, request.operation)
            else:
                value = RESPONSE_ADAPTERS[adapter](
                    payload, lambda model: decoder.decode(payload, model, request.operation)
                )
        except (DecodeError, RequestTimeoutError) as error:
            with_recovery_hint(error, request.recovery_hint)
            raise
        return value


class RequestExecutor(_Executor):
    """Executes requests on a sync client."""

    def execute(self, request: Request[T], /) -> T:
        """Send a request and return its value."""
        deadline = self.new_deadline()
        steps = self.start_call(request, deadline=deadline)
        return self.decode_call(request, drive(steps, self.transport.send, self.clock.sleep), deadline)

    def execute_raw(self, request: Request[Any], sink: BodySink | None = None) -> RawResponse:
        """Send a request and return the untouched response."""
        return drive(self.start_call(request, sink), self.transport.send, self.clock.sleep)

    def run_steps(self, steps: Generator[SendRequest | SendOnce | Sleep, Any, T]) -> T:
        """Perform steps that send several requests."""
        return drive(steps, self._send_request, self.clock.sleep)

    def _send_request(self, step: SendRequest | SendOnce) -> Any:
        executor = self if step.max_timeout is None else self.with_max_timeout(step.max_timeout)
        try:
            if isinstance(step, SendOnce):
                return executor.with_changes(max_retries=0).send_once(step)
            deadline = executor.new_deadline()
            steps = executor.start_call(step.request, deadline=deadline, on_response=step.on_response)
            return executor.decode(step.request, drive(steps, executor.transport.send, self.clock.sleep), deadline)
        except OctaSpaceError as error:
            return error

    def send_once(self, step: SendOnce) -> RawResponse:
        steps = self.start_call(step.request, avoid=step.avoid)
        if not self.transport.closed:
            return drive(steps, self.transport.send, self.clock.sleep)
        with closing(type(self.transport)(self.settings.base_urls, max_connections=1)) as transport:
            return drive(steps, transport.send, self.clock.sleep)


class AsyncRequestExecutor(_Executor):
    """Executes requests on an async client."""

    def without_event_loop(self) -> RequestExecutor:
        """Return an executor with the same settings for when no event loop is left, with connections of its own."""
        from octaspace_sdk.transport.http_transport import Transport

        return RequestExecutor(self.settings, Transport(self.settings.base_urls, max_connections=1), self.state)

    async def execute(self, request: Request[T], /) -> T:
        """Send a request and return its value."""
        deadline = self.new_deadline()
        steps = self.start_call(request, deadline=deadline)
        response = await drive_async(steps, self.transport.send, self.clock.sleep_async)
        return self.decode_call(request, response, deadline)

    async def execute_raw(self, request: Request[Any], sink: BodySink | None = None) -> RawResponse:
        """Send a request and return the untouched response."""
        return await drive_async(self.start_call(request, sink), self.transport.send, self.clock.sleep_async)

    async def run_steps(self, steps: Generator[SendRequest | SendOnce | Sleep, Any, T]) -> T:
        """Perform steps that send several requests."""
        return await drive_async(steps, self._send_request, self.clock.sleep_async)

    async def _send_request(self, step: SendRequest | SendOnce) -> Any:
        executor = self if step.max_timeout is None else self.with_max_timeout(step.max_timeout)
        try:
            if isinstance(step, SendOnce):
                return await executor.with_changes(max_retries=0).send_once(step)
            deadline = executor.new_deadline()
            steps = executor.start_call(step.request, deadline=deadline, on_response=step.on_response)
            response = await drive_async(steps, executor.transport.send, self.clock.sleep_async)
            return executor.decode(step.request, response, deadline)
        except OctaSpaceError as error:
            return error

    async def send_once(self, step: SendOnce) -> RawResponse:
        steps = self.start_call(step.request, avoid=step.avoid)
        if not self.transport.closed:
            return await drive_async(steps, self.transport.send, self.clock.sleep_async)
        async with aclosing(type(self.transport)(self.settings.base_urls, max_connections=1)) as transport:
            return await drive_async(steps, transport.send, self.clock.sleep_async)


def _new_state(settings: Settings) -> ClientState:
    clock = current_clock()
    return ClientState(hosts=HostPool(settings.base_urls, clock.monotonic), budget=RetryBudget(), clock=clock)


def _headers(settings: Settings, key_mask: KeyMask, *, has_body: bool, wants_json: bool) -> Headers:
    given = set(map(str.lower, settings.headers))
    own = {
        "User-Agent": settings.user_agent,
        "Accept": "application/json" if wants_json else "*/*",
        "Accept-Encoding": "gzip, deflate",
        **({"Content-Type": "application/json"} if has_body else {}),
        **({"Authorization": settings.api_key.reveal()} if settings.api_key else {}),
    }
    return Headers({name: text for name, text in own.items() if name.lower() not in given} | settings.headers, key_mask)


def _encoded(request: Request[Any]) -> bytes:
    try:
        return encode(request.json)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise ValueError(f"{request.operation}: the request body cannot be JSON: {error}") from None
